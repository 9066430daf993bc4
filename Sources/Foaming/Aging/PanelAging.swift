internal import RealModule

/// Thermal conductivity of a panel of rigid closed-cell foam while its cell gas is exchanged for air.
///
/// The panel is uncovered, both faces open to dry air. Each gas diffuses on its own with an effective diffusivity of
/// the foam; conductivity follows from the composition averaged over the thickness. What diffuses within the polymer
/// and slow curing are not described.
///
/// - Reference: model of foam aging of the MoDeNa project, homogeneous foam.
public struct PanelAging: Hashable, Sendable {
  /// Cells and struts of the foam.
  public struct Morphology: Hashable, Sendable {
    /// Volume fraction of polymer, 0 … 1.
    public var solid: Double
    /// Diameter of a cell [m].
    public var cellDiameter: Double
    /// Share of the polymer in struts, 0 … 1.
    public var strutContent: Double

    public init(solid: Double, cellDiameter: Double, strutContent: Double) {
      (self.solid, self.cellDiameter, self.strutContent) = (solid, cellDiameter, strutContent)
    }
  }

  /// What exchanges gas.
  public var slab: SlabExchange
  /// Effective diffusivities in the foam at the temperature of aging [m²/s].
  public var diffusivity: PerCellGas
  /// Partial pressures in the cells at the start and around the panel, at the temperature of aging [Pa].
  public var initial, surroundings: PerCellGas
  /// Conductivities of the gases at the temperature of the measurement [W/(m·K)].
  public var gasConductivity: PerCellGas
  public var morphology: Morphology

  public init(
    slab: SlabExchange, diffusivity: PerCellGas, initial: PerCellGas,
    surroundings: PerCellGas = PerCellGas(\.atmosphericPressure), gasConductivity: PerCellGas, morphology: Morphology
  ) {
    (self.slab, self.diffusivity, self.initial) = (slab, diffusivity, initial)
    (self.surroundings, self.gasConductivity, self.morphology) = (surroundings, gasConductivity, morphology)
  }

  /// Partial pressures averaged over the thickness [Pa] after `time` [s].
  public func meanPressures(after time: Double) -> PerCellGas {
    PerCellGas { gas in
      let share = slab.share(diffusivity: diffusivity[gas], time: time)
      return surroundings[gas] + share * (initial[gas] - surroundings[gas])
    }
  }

  /// Conductivity of the foam [W/(m·K)] after `time` [s], measured at another temperature.
  ///
  /// - Parameters:
  ///   - temperature: of the measurement [K].
  ///   - saturation: largest share of the agent's pressure that stays vapor there, as a pressure at the temperature of
  ///     aging [Pa]; infinite when the agent does not condense.
  public func conductivity(after time: Double, at temperature: Double, saturation: Double = .infinity) -> Double {
    var pressures = meanPressures(after: time)
    pressures.agent = min(pressures.agent, saturation)
    let sum = CellGas.allCases.reduce(0) { $0 + pressures[$1] }
    let gas = CellGas.allCases.reduce(0) { $0 + pressures[$1] * gasConductivity[$1] } / sum
    var foam = FoamConductivity()
    foam.strutContent = morphology.strutContent
    return foam.value(
      temperature: temperature, gasConductivity: gas, solid: morphology.solid, cellDiameter: morphology.cellDiameter)
  }
}
