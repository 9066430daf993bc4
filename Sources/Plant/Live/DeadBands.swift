/// Which samples are worth a row: a number that is further from the last one kept than the dead band of its signal, and
/// one at least so often.
///
/// It sees samples that passed validation, in the order of their times. A state machine without a clock.
public struct DeadBands: Sendable {
  private struct Band {
    let width: Double
    let silence: Double
  }

  private struct Kept {
    let time: Instant
    let value: Double
  }

  private let bands: [Band?]
  /// The last number that was kept of each signal; `nil` when the next one is kept, whatever it is.
  private var kept: [Kept?]

  /// Those of a plant, which has kept nothing.
  public init(_ plant: PlantDescription) {
    bands = plant.signals.map { $0.deadband > 0 ? Band(width: $0.deadband, silence: $0.deadbandSilence) : nil }
    kept = plant.signals.map { _ in nil }
  }

  /// Takes the next sample; false when it says nothing beyond the last one kept.
  ///
  /// What has no number, or one that its source doubts, is kept, and so is what comes after it.
  public mutating func keeps(_ sample: Sample) -> Bool {
    let place = Int(sample.signal.rawValue)
    guard let band = bands[place] else { return true }
    guard case .good = sample.quality, let number = sample.value?.number else {
      kept[place] = nil
      return true
    }
    if let last = kept[place], sample.time > last.time, sample.time.seconds(since: last.time) < band.silence,
      (number - last.value).magnitude <= band.width
    {
      return false
    }
    kept[place] = Kept(time: sample.time, value: number)
    return true
  }

  /// What was to be kept of a signal could not be: the next sample is.
  public mutating func forget(_ signal: SignalIndex) { kept[Int(signal.rawValue)] = nil }
}
