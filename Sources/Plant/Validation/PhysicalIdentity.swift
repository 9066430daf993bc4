/// What physics says about several signals of one machine.
///
/// The identities hold in the data of the hydraulic rig of N. Helwig, E. Pignanelli, A. Schütze, *Condition monitoring
/// of a complex hydraulic system using multivariate statistics*, I2MTC 2015, doi:10.1109/I2MTC.2015.7151267, whose
/// efficiencies and cooling power are computed from its sensors. In SI they need no constants of units.
public struct PhysicalIdentity: Hashable, Sendable {
  /// An equation between signals.
  public enum Equation: Hashable, Sendable {
    /// η = p · q / P: hydraulic power over electric power.
    case hydraulicEfficiency(
      efficiency: SignalIndex, pressure: SignalIndex, flow: SignalIndex, power: SignalIndex)
    /// P = c · q · (T₁ − T₂), with the heat capacity c of the volume [J/(m³ K)].
    case coolingPower(
      power: SignalIndex, flow: SignalIndex, inlet: SignalIndex, outlet: SignalIndex, heatCapacity: Double)
    /// η = (T₁ − T₂) / (T₁ − Tₐ), with the temperature of the air [K].
    case coolingEfficiency(efficiency: SignalIndex, inlet: SignalIndex, outlet: SignalIndex, ambient: Double)
  }

  /// Its name in the plant file.
  public let id: String
  public var equation: Equation
  /// The deviation of the left side from the right that is still taken for noise [SI].
  public var tolerance: Double
  /// How long the deviation must last before the signals are blamed [s].
  public var persistence: Double
  /// How far apart the times of the values may be [s].
  public var window: Double

  /// An identity.
  public init(id: String, equation: Equation, tolerance: Double, persistence: Double = 5, window: Double = 1) {
    self.id = id
    self.equation = equation
    self.tolerance = tolerance
    self.persistence = persistence
    self.window = window
  }

  /// The signals of the equation.
  public var members: [SignalIndex] {
    switch equation {
    case .hydraulicEfficiency(let efficiency, let pressure, let flow, let power): [efficiency, pressure, flow, power]
    case .coolingPower(let power, let flow, let inlet, let outlet, _): [power, flow, inlet, outlet]
    case .coolingEfficiency(let efficiency, let inlet, let outlet, _): [efficiency, inlet, outlet]
    }
  }

  /// Left side less right side [SI], for values [SI] in the order of ``members``; `nil` where the equation says
  /// nothing: a machine at rest, oil as cold as the air.
  public func deviation(_ values: [Double]) -> Double? {
    switch equation {
    case .hydraulicEfficiency:
      let (efficiency, pressure, flow, power) = (values[0], values[1], values[2], values[3])
      return power > 1 ? efficiency - pressure * flow / power : nil
    case .coolingPower(_, _, _, _, let heatCapacity):
      return values[0] - heatCapacity * values[1] * (values[2] - values[3])
    case .coolingEfficiency(_, _, _, let ambient):
      let drive = values[1] - ambient
      return drive > 1 ? values[0] - (values[1] - values[2]) / drive : nil
    }
  }
}
