public import Foaming
public import Plant

/// What a feature may look at: all that is known of a shot when the mold is still closed.
///
/// There is no judgment of the part in it, no remark, no other metadata: a feature cannot read them, because it is
/// never given them.
public struct ShotEvidence: Sendable {
  /// What the shot was made with.
  public let conditions: Readings<ShotCondition>
  /// What was recorded while it foamed.
  public let series: [ShotSeries]
  /// The twin of the shot, or why there is none.
  public let simulation: SimulationEvidence

  /// The part of a record that features may see, and the simulation of the same shot.
  public init(_ record: ShotRecord, simulation: SimulationEvidence = .absent(.notSimulated)) {
    conditions = record.conditions
    series = record.series
    self.simulation = simulation
  }

  /// The course of a signal, if it was recorded.
  func course(of signal: ShotSignal) -> ShotSeries? {
    for index in series.indices where series[index].signal == signal { return series[index] }
    return nil
  }
}

/// The simulation of a shot as features see it.
public enum SimulationEvidence: Hashable, Sendable {
  case simulated(SimulatedShot)
  /// There is none, for this reason.
  case absent(FeatureGap)
}

/// What features take from a simulation.
public struct SimulatedShot: Hashable, Sendable {
  /// Key figures that have a value [SI].
  public var figures: [KeyFigureID: Double]
  /// Number of defects that the model finds, and of those it sees near their limit.
  public var defectsFound, defectsWatched: Int
  /// Root mean square of simulated − measured core temperature [K] and cavity pressure [Pa], where both exist.
  public var coreTemperatureDeviation, pressureDeviation: Double?

  /// The figures of a simulation; its comparison with measured curves gives the deviations.
  public init(_ simulation: Simulation) {
    figures = [:]
    for figure in simulation.keyFigures {
      if let value = figure.value, value.isFinite { figures[figure.id] = value }
    }
    defectsFound = simulation.defects.count { $0.severity == .fail }
    defectsWatched = simulation.defects.count { $0.severity == .watch }
    func deviation(_ column: Profile.Column) -> Double? {
      guard let curve = simulation.comparison?.curves.first(where: { $0.column == column }), curve.times.count > 1
      else {
        return nil
      }
      return curve.rootMeanSquare
    }
    coreTemperatureDeviation = deviation(.coreTemperature)
    pressureDeviation = deviation(.pressure)
  }

  /// Figures without a simulation, for tests and for engines that keep no simulation.
  public init(
    figures: [KeyFigureID: Double], defectsFound: Int = 0, defectsWatched: Int = 0,
    coreTemperatureDeviation: Double? = nil, pressureDeviation: Double? = nil
  ) {
    self.figures = figures
    self.defectsFound = defectsFound
    self.defectsWatched = defectsWatched
    self.coreTemperatureDeviation = coreTemperatureDeviation
    self.pressureDeviation = pressureDeviation
  }
}
