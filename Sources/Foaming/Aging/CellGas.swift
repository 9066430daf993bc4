/// A gas in the cells of rigid foam, and what it is outside.
public enum CellGas: String, Hashable, Sendable, CaseIterable {
  case oxygen, nitrogen
  case carbonDioxide = "carbon_dioxide"
  case agent

  /// Partial pressure in dry air at one atmosphere [Pa].
  public var atmosphericPressure: Double {
    switch self {
    case .oxygen: 0.21 * PhysicalConstants.atmosphere
    case .nitrogen: 0.79 * PhysicalConstants.atmosphere
    case .carbonDioxide, .agent: 0
    }
  }

  /// Thermal conductivity against temperature; that of ``agent`` is cyclopentane's.
  ///
  /// - Reference: lines of the MoDeNa project, as those of ``FoamConductivity``.
  public var conductivity: FoamConductivity.Line {
    switch self {
    case .oxygen: FoamConductivity.Line(slope: 7.79027851e-5, intercept: 3.08485612e-3)
    case .nitrogen: FoamConductivity.Line(slope: 6.93333072e-5, intercept: 4.87189502e-3)
    case .carbonDioxide: FoamConductivity().carbonDioxide
    case .agent: FoamConductivity().agent
    }
  }
}

/// One value per gas in the cells.
public struct PerCellGas: Hashable, Sendable {
  public var oxygen, nitrogen, carbonDioxide, agent: Double

  public init(oxygen: Double, nitrogen: Double, carbonDioxide: Double, agent: Double) {
    (self.oxygen, self.nitrogen, self.carbonDioxide, self.agent) = (oxygen, nitrogen, carbonDioxide, agent)
  }

  /// The value of each gas from a function.
  public init(_ value: (CellGas) -> Double) {
    self.init(
      oxygen: value(.oxygen), nitrogen: value(.nitrogen), carbonDioxide: value(.carbonDioxide), agent: value(.agent))
  }

  public subscript(gas: CellGas) -> Double {
    switch gas {
    case .oxygen: oxygen
    case .nitrogen: nitrogen
    case .carbonDioxide: carbonDioxide
    case .agent: agent
    }
  }
}
