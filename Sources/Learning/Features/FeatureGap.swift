public import Plant

/// Why a feature has no value. The raw value is the code in files and reports.
public enum FeatureGap: String, Hashable, Sendable, CaseIterable {
  // As the log says it.
  case notRecorded = "not_recorded"
  case empty
  case unreadable
  case impossible
  case unitUnknown = "unit_unknown"
  case unitConflict = "unit_conflict"
  // As the series shows it.
  case noSeries = "no_series"
  case tooFewPoints = "too_few_points"
  case windowNotCovered = "window_not_covered"
  case gapInSeries = "gap_in_series"
  case noEvent = "no_event"
  // As the twin has it.
  case notSimulated = "not_simulated"
  case noScenario = "no_scenario"
  case simulationFailed = "simulation_failed"
  case noFigure = "no_figure"

  /// The code of a log's reason.
  public init(_ reason: MissingReason) {
    self =
      switch reason {
      case .notRecorded: .notRecorded
      case .empty: .empty
      case .unreadable: .unreadable
      case .impossible: .impossible
      case .unitUnknown: .unitUnknown
      case .unitConflict: .unitConflict
      }
  }

  /// What the code means.
  public var meaning: String {
    switch self {
    case .notRecorded: "no source has a field for it"
    case .empty: "the field is there and empty"
    case .unreadable: "the field holds something that is no number"
    case .impossible: "the number cannot be true"
    case .unitUnknown: "the unit is none of this dimension"
    case .unitConflict: "source and mapping state different units"
    case .noSeries: "the signal was not recorded"
    case .tooFewPoints: "fewer points in the window than the formula needs"
    case .windowNotCovered: "the record begins too late or ends too early for the window"
    case .gapInSeries: "neighboring points are further apart than a quarter of the window"
    case .noEvent: "what the formula looks for did not happen in the window"
    case .notSimulated: "features were built without simulation"
    case .noScenario: "the shot lacks what a simulation needs: system, mold, masses or component temperatures"
    case .simulationFailed: "the simulation of the shot ended in an error"
    case .noFigure: "the simulation has no such figure for this shot"
    }
  }

  static let ofLog: [FeatureGap] = [.notRecorded, .empty, .unreadable, .impossible, .unitUnknown, .unitConflict]
  static let ofTwin: [FeatureGap] = [.notSimulated, .noScenario, .simulationFailed, .noFigure]
}

/// The value of a feature of one shot, or why there is none.
public enum FeatureValue: Hashable, Sendable {
  /// Finite, in the unit of the feature.
  case value(Double)
  case missing(FeatureGap)

  /// The value, if there is one.
  public var value: Double? {
    if case .value(let value) = self { value } else { nil }
  }

  /// Why there is none; `nil` when there is one.
  public var gap: FeatureGap? {
    if case .missing(let gap) = self { gap } else { nil }
  }

  init(_ reading: Reading) {
    switch reading {
    case .value(let value): self = .value(value)
    case .missing(let reason): self = .missing(FeatureGap(reason))
    }
  }

  /// The value of a combination of two features; the first one missing says why there is none.
  static func combined(_ left: FeatureValue, _ right: FeatureValue, _ combine: (Double, Double) -> Double) -> Self {
    switch (left, right) {
    case (.value(let left), .value(let right)):
      let value = combine(left, right)
      return value.isFinite ? .value(value) : .missing(.impossible)
    case (.missing(let gap), _), (_, .missing(let gap)): return .missing(gap)
    }
  }
}
