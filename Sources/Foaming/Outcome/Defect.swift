/// How well a criterion is founded.
public enum Evidence: String, Hashable, Sendable {
  /// Measured or published with numbers.
  case measured = "A"
  /// Physics, supported by publications qualitatively.
  case physics = "B"
  /// Engineering rule that awaits calibration.
  case rule = "C"
}

/// One way a part can go wrong, judged for one shot.
public struct Defect: Hashable, Sendable {
  /// The defects looked for. The raw value is the key in JSON.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case underfill
    case overpressure
    case trappedAir = "trapped_air"
    case collapse
    case cracks
    case shrinkage
    case scorch
    case prematureGel = "premature_gel"
    case thermalSkin = "thermal_skin"
    case index
    case moisture
  }

  public enum Severity: String, Hashable, Sendable, Comparable {
    /// Looked for and not found.
    case none
    /// Near its limit.
    case watch
    case fail
    /// Not judged: the shot lacks what the criterion needs.
    case notAssessed = "not_assessed"

    private var rank: Int { [.notAssessed: 0, .none: 1, .watch: 2, .fail: 3][self] ?? 0 }
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rank < rhs.rank }
  }

  public var kind: Kind
  /// What a person reads.
  public var label: String
  public var severity: Severity
  /// The quantity compared and its limit, in words with units: `"core 172 °C, limit 170 °C"`.
  public var finding: String
  /// Why this happens or does not.
  public var reason: String
  /// What to change; empty when there is nothing to do.
  public var remedy: String
  public var evidence: Evidence

  public init(
    kind: Kind, label: String, severity: Severity, finding: String, reason: String, remedy: String = "",
    evidence: Evidence
  ) {
    self.kind = kind
    self.label = label
    self.severity = severity
    self.finding = finding
    self.reason = reason
    self.remedy = remedy
    self.evidence = evidence
  }
}
