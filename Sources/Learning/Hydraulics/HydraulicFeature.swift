/// What the load cycle of the rig looks like: a dead head, then five steps of pressure.
enum LoadCycle {
  /// Second at which each segment begins; the last ends with the cycle.
  static let starts = [0, 9, 19, 29, 39, 49]

  /// Seconds of a segment's plateau: what is left when the step has settled.
  static func plateau(_ segment: Int) -> Range<Int> {
    if segment == 0 { return 3..<8 }
    let end = segment + 1 < starts.count ? starts[segment + 1] : HydraulicCycle.seconds
    return starts[segment] + 4..<end - 1
  }

  /// Seconds at which something may still move: the start, and around each step.
  static let transitions = Array(0...2) + starts.dropFirst().flatMap { Array($0 - 1...$0 + 3) }

  /// Seconds around the first step, when the valve opens.
  static let opening = Array(8...13)

  /// The segment of a second.
  static func segment(_ second: Int) -> Int { (starts.lastIndex { $0 <= second }) ?? 0 }
}

/// What a feature of a cycle is taken from.
public enum HydraulicFeatureGroup: String, Hashable, Sendable, CaseIterable {
  /// Plateaus of the work circuit.
  case level
  /// Seconds around the steps, less the plateau of their segment.
  case transition
  /// The same, divided by the signal's mean plateau.
  case relative
  /// Plateaus divided by that of the third step, and flow by pressure.
  case ratio
  /// Seconds around the first step, divided by the plateau of the first step.
  case opening
  /// Plateaus of dead head and first step: what the opening is measured by.
  case openingLevel = "opening_level"
  /// Thirds of the cycle of the cooling circuit.
  case cooling
  /// Efficiency and power of the cooler at the end of the cycle, when a change within it has shown.
  case cooler
  /// Change of the cooling circuit within the cycle.
  case warming
  /// This cycle less the mean of those before it.
  case history
}

/// A number computed from a cycle and those before it.
public struct HydraulicFeature: Hashable, Sendable {
  /// Name of the column: `level_FS1_1`.
  public let name: String
  public let group: HydraulicFeatureGroup
  /// In words; part of the schema's hash.
  public let formula: String
  /// The signal it looks at.
  public let sensor: HydraulicSensor
  public let unit: String
}
