public import Integrators

/// One run of the model: what was asked, what happened, and what it means.
///
/// The only result type of the package. It renders nothing; reports, tables and JSON are made from it elsewhere.
public struct Simulation: Sendable {
  /// A named moment of the shot.
  public struct Milestone: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
      case cream
      case gel
      /// Both skins have gelled; only one dimension tells it from `gel`.
      case skinGel = "skin_gel"
      case ventCovered = "vent_covered"
      case filled
      case rise
      case locked
      case tackFree = "tack_free"
      case temperatureMaximum = "temperature_maximum"
      case pressureMaximum = "pressure_maximum"
    }

    public var kind: Kind
    /// Time from the start of mixing [s].
    public var time: Double
    /// What a person reads: `"gel"`, `"vent top covered"`.
    public var label: String

    public init(kind: Kind, time: Double, label: String) {
      self.kind = kind
      self.time = time
      self.label = label
    }
  }

  /// The overall judgement.
  public enum Verdict: String, Hashable, Sendable {
    /// Every target met, no defect.
    case pass
    /// Met, with at least one figure near its limit.
    case marginal
    /// A target missed, a defect found, or no demold window.
    case fail
  }

  /// The scenario as simulated, overrides included.
  public var scenario: Scenario
  /// The system as simulated, gaps filled; the provenance of each number says how.
  public var system: MaterialSystem
  /// Recipe in moles and masses.
  public var mixture: Mixture
  /// What was assumed, in sentences.
  public var assumptions: [String]
  /// What the user should know before trusting the result, in sentences.
  public var warnings: [String]
  public var profile: Profile
  /// In time order.
  public var milestones: [Milestone]
  /// In the order of ``KeyFigureID``.
  public var keyFigures: [KeyFigure]
  public var demold: DemoldWindow
  public var defects: [Defect]
  public var audit: Audit
  public var verdict: Verdict
  /// Why the verdict is not `pass`, in sentences.
  public var verdictReasons: [String]
  /// Residuals against the measured curves, where the scenario has them.
  public var comparison: MeasurementComparison?
  /// The same shot by other integrators, where it was asked for.
  public var backends: BackendComparison?
  /// Name of the integrator.
  public var integrator: String
  public var statistics: Statistics

  package init(
    scenario: Scenario, system: MaterialSystem, mixture: Mixture, assumptions: [String], warnings: [String],
    profile: Profile, milestones: [Milestone], keyFigures: [KeyFigure], demold: DemoldWindow, defects: [Defect],
    audit: Audit, verdict: Verdict, verdictReasons: [String], comparison: MeasurementComparison?, integrator: String,
    statistics: Statistics
  ) {
    self.scenario = scenario
    self.system = system
    self.mixture = mixture
    self.assumptions = assumptions
    self.warnings = warnings
    self.profile = profile
    self.milestones = milestones
    self.keyFigures = keyFigures
    self.demold = demold
    self.defects = defects
    self.audit = audit
    self.verdict = verdict
    self.verdictReasons = verdictReasons
    self.comparison = comparison
    self.integrator = integrator
    self.statistics = statistics
  }

  /// The figure with this identifier.
  public func figure(_ id: KeyFigureID) -> KeyFigure? { keyFigures.first { $0.id == id } }

  /// The SI value of the figure with this identifier.
  public func value(_ id: KeyFigureID) -> Double? { figure(id)?.value }
}

/// How far the simulation is from measured curves of the same shot.
public struct MeasurementComparison: Hashable, Sendable {
  /// Residuals of one curve.
  public struct Residuals: Hashable, Sendable {
    /// The simulated column compared.
    public var column: Profile.Column
    /// Times from the start of mixing [s], measured and simulated values in SI units; same shape.
    public var times: [Double]
    public var measured: [Double]
    public var simulated: [Double]

    public init(column: Profile.Column, times: [Double], measured: [Double], simulated: [Double]) {
      self.column = column
      self.times = times
      self.measured = measured
      self.simulated = simulated
    }

    /// Root mean square of simulated − measured, in the column's unit.
    public var rootMeanSquare: Double {
      let sum = zip(simulated, measured).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      return (sum / Double(max(times.count, 1))).squareRoot()
    }
    /// Largest |simulated − measured|, in the column's unit.
    public var largest: Double { zip(simulated, measured).map { abs($0 - $1) }.max() ?? 0 }
  }

  public var source: String
  public var curves: [Residuals]

  public init(source: String, curves: [Residuals]) {
    self.source = source
    self.curves = curves
  }
}
