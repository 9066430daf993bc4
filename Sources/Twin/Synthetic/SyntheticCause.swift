/// What went wrong with a made-up shot: the known truth behind its defects.
///
/// Each cause changes what the foam model is given, nothing else; `Documentation/SyntheticShots.md` has the list. The
/// raw value is the word in the table of truth.
package enum SyntheticCause: String, Hashable, Sendable, CaseIterable {
  /// Both components 7 K colder.
  case coldComponents = "cold_components"
  /// The wall 15 K colder.
  case coldMold = "cold_mold"
  /// The wall 15 K warmer.
  case hotMold = "hot_mold"
  /// Air of 90 % relative humidity, the mold open ten times as long.
  case wetMold = "wet_mold"
  /// 12 % less isocyanate.
  case lowIsocyanate = "low_isocyanate"
  /// 12 % less of both components.
  case underdosed
  /// 15 % more of both components.
  case overdosed
  /// A tenth of the vent area; the log does not show it.
  case blockedVents = "blocked_vents"

  /// What the cause does, in words.
  package var meaning: String {
    switch self {
    case .coldComponents: "both components 7 K colder"
    case .coldMold: "the wall 15 K colder"
    case .hotMold: "the wall 15 K warmer"
    case .wetMold: "air of 90 % relative humidity, the mold open ten times as long"
    case .lowIsocyanate: "12 % less isocyanate"
    case .underdosed: "12 % less of both components"
    case .overdosed: "15 % more of both components"
    case .blockedVents: "a tenth of the vent area; the log does not show it"
    }
  }
}

/// What the made-up plant is like. Every number is an assumption, stated in `Documentation/SyntheticShots.md`.
package enum SyntheticAssumptions {
  /// Share of shots with a cause.
  package static let causeShare = 0.2
  /// Standard deviations from shot to shot: component and wall temperatures [K], masses as a share.
  package static let componentSpread = 0.6
  package static let wallSpread = 1.2
  package static let massSpread = 0.003
  /// The room over a day: amplitudes of temperature [K] and relative humidity, and spreads from shot to shot.
  package static let roomSwing = 2.0
  package static let roomSpread = 0.3
  package static let humiditySwing = 0.08
  package static let humiditySpread = 0.03
  /// Drift from the first shot to the last: what the mold sensor shows too much [K], and the share of isocyanate that
  /// a worn pump lacks while the log shows the set mass.
  package static let wallSensorDrift = 3.0
  package static let pumpWear = 0.02
  /// Noise of the sensors: temperatures [K], pressure [Pa].
  package static let temperatureNoise = 0.3
  package static let pressureNoise = 500.0
  /// Shares of conditions that the log lacks, and of shots whose thermocouple gave nothing.
  package static let lostCondition = 0.01
  package static let lostSeries = 0.02
  /// Shares of defects noted: of those the model finds, of those it sees near their limit, of all others.
  package static let notedWhenFound = 0.95
  package static let notedWhenWatched = 0.25
  package static let notedOtherwise = 0.004
  /// Share of parts with a defect the model finds that are scrap.
  package static let scrapShare = 0.7
  /// Time between the starts of two shots [s], and of the samples of a series [s]; series end after this time [s].
  package static let period = 180.0
  package static let sampling = 2.0
  package static let recorded = 320.0
}
