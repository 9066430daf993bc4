internal import Quantities

/// The same shot by several integrators: how far each is from the first, in units of the tolerance.
public struct BackendComparison: Hashable, Sendable {
  /// A number that two integrators both gave.
  public struct Difference: Hashable, Sendable {
    /// Key of the figure, or kind of the moment.
    public var id: String
    public var label: String
    /// SI unit; empty for a pure number.
    public var unit: String
    /// The figure, where it is one; `nil` for a moment.
    public var figure: KeyFigureID?
    /// SI values of the reference and of the peer; `nil` where it did not happen.
    public var reference: Double?
    public var value: Double?
    /// What 1 means when the tolerance is relative, in the unit.
    public var scale: Double

    /// Value − reference; `nil` unless there are both.
    public var absolute: Double? {
      guard let value, let reference else { return nil }
      return value - reference
    }

    /// |value − reference| in units of tolerance × ``scale``; infinite when only one of them exists.
    public func inTolerances(_ tolerance: Double) -> Double {
      guard let absolute else { return (value == nil) == (reference == nil) ? 0 : .infinity }
      return abs(absolute) / (tolerance * scale)
    }
  }

  /// One integrator held against the reference.
  public struct Peer: Hashable, Sendable {
    public var name: String
    /// Key figures in their order, then moments in time order.
    public var differences: [Difference]
    /// Why it gave no result; `nil` when it did.
    public var failure: String?
    /// Whether it came to the same verdict; `nil` without a result.
    public var agreesOnVerdict: Bool?

    public init(name: String, differences: [Difference], failure: String?, agreesOnVerdict: Bool?) {
      self.name = name
      self.differences = differences
      self.failure = failure
      self.agreesOnVerdict = agreesOnVerdict
    }
  }

  /// Name of the integrator that the others are held against.
  public var reference: String
  /// Relative tolerance of all runs.
  public var tolerance: Double
  public var peers: [Peer]

  /// Agreement asked for, in units of the tolerance: each result may be off by some, in either direction.
  public static let limit = 10.0

  public init(reference: String, tolerance: Double, peers: [Peer]) {
    self.reference = reference
    self.tolerance = tolerance
    self.peers = peers
  }

  /// The largest difference of a peer, in units of the tolerance.
  public func worst(_ peer: Peer) -> Difference? {
    peer.differences.max { $0.inTolerances(tolerance) < $1.inTolerances(tolerance) }
  }

  /// Whether a peer gave a result that differs by no more than ``limit`` anywhere.
  public func agrees(_ peer: Peer) -> Bool {
    peer.failure == nil && peer.agreesOnVerdict == true
      && peer.differences.allSatisfy { $0.inTolerances(tolerance) <= Self.limit }
  }
}

extension BackendComparison.Peer {
  /// A result held against that of `reference`.
  public init(_ peer: Simulation, against reference: Simulation) {
    let duration = reference.scenario.settings.duration.si
    // In a cup temperature and pressure end on a plateau: where on it the maximum lies is an accident of round-off.
    let hasPlateau = reference.scenario.mold.enclosure == .open
    let pressure = abs(reference.value(.pressureMaximum) ?? 1)
    let figures = reference.keyFigures.compactMap { figure -> BackendComparison.Difference? in
      if hasPlateau && (Self.momentsOfMaxima.contains(figure.id) || Self.partialPressures.contains(figure.id)) {
        return nil
      }
      let value = peer.value(figure.id)
      guard figure.value != nil || value != nil else { return nil }
      return BackendComparison.Difference(
        id: figure.id.rawValue, label: figure.id.label, unit: figure.id.unit, figure: figure.id,
        reference: figure.value, value: value,
        scale: Self.partialPressures.contains(figure.id) ? pressure : Self.scale(of: figure, duration: duration))
    }
    let kinds = Set<Simulation.Milestone.Kind>(
      hasPlateau ? [.temperatureMaximum, .pressureMaximum] : [])
    let moments = reference.milestones.filter { !kinds.contains($0.kind) }.map { moment in
      BackendComparison.Difference(
        id: moment.kind.rawValue, label: moment.label, unit: "s", figure: nil, reference: moment.time,
        value: peer.milestones.first { $0.kind == moment.kind && $0.label == moment.label }?.time,
        scale: Self.momentScale * duration)
    }
    self.init(
      name: peer.integrator, differences: figures + moments, failure: nil,
      agreesOnVerdict: peer.verdict == reference.verdict)
  }

  private static let momentsOfMaxima: Set<KeyFigureID> = [.coreTemperatureMaximumTime, .pressureMaximumTime]
  /// Parts of one pressure, which is the scale of all: the last traces of air are no figure of their own.
  private static let partialPressures: Set<KeyFigureID> = [
    .airAtPressureMaximum, .carbonDioxideAtPressureMaximum, .agentAtPressureMaximum,
  ]

  /// A moment is a crossing: where the figure that crosses is slow, as the volume of the R-11 cup at cream, its error
  /// is that of the figure divided by a small slope.
  private static let momentScale = 3.0

  /// What 1 means for a figure: the value itself, for a moment a multiple of the length of the run, and for numbers
  /// whose zero is a matter of definition the usual size.
  private static func scale(of figure: KeyFigure, duration: Double) -> Double {
    switch figure.id.unit {
    case "s": momentScale * duration
    case "Shore": 100
    case "kg", "": max(abs(figure.value ?? 0), 1e-3)
    case "Pa": max(abs(figure.value ?? 0), 1)
    default: max(abs(figure.value ?? 0), 1e-300)
    }
  }
}
