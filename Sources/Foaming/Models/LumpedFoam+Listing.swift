public import Integrators

extension LumpedFoam {
  /// The equations of one phase, ready to be printed as C or as a JAX function.
  ///
  /// - Parameters:
  ///   - shot: what the numbers belong to, for example the identifier of a scenario.
  public func listing(of phase: FoamPhase, shot: String) -> EquationListing {
    let equations = equations(in: phase)
    return EquationListing(
      equations.trace, function: "pur_m1_\(phase.rawValue)",
      title: [
        "PUR-M1, zero dimensions, phase \(phase.rawValue): dy/dt per kilogram; t [s] counts from the end of mixing.",
        "Shot: \(shot). Generated; change the model, not this text.",
        "equations: sha256 \(formDigest(of: phase))",
      ],
      components: componentLabels,
      parameters: equations.parameters.map { EquationListing.Label($0.rawValue, unit: $0.unit) },
      constants: constantLabels)
  }

  /// Name and unit of each component, shape (dimension + quadratures).
  public var componentLabels: [EquationListing.Label] {
    let blank = EquationListing.Label("", unit: "")
    var labels = Array(repeating: blank, count: dimension + quadratures)
    func name(_ index: Int?, _ name: String, _ unit: String) {
      if let index { labels[index] = EquationListing.Label(name, unit: unit) }
    }
    name(layout.gelling, "extent_gelling", "mol/kg")
    name(layout.blowing, "extent_blowing", "mol/kg")
    name(layout.enthalpy, "enthalpy", "J/kg")
    name(layout.carbonDioxide, "carbon_dioxide_gas", "mol/kg")
    name(layout.agent, "agent_gas", "mol/kg")
    name(layout.trimerization, "extent_trimerization", "mol/kg")
    name(layout.headSpaceAir, "head_space_air", "mol/kg")
    name(layout.tool, "tool_temperature", "K")
    name(layout.lost, "lost_carbon_dioxide", "mol/kg")
    name(layout.lost.map { $0 + 1 }, "lost_agent", "mol/kg")
    name(layout.lost.map { $0 + 2 }, "lost_air", "mol/kg")
    name(layout.flowWork, "flow_work", "J/kg")
    name(layout.isocyanateConsumed, "isocyanate_consumed", "mol/kg")
    name(layout.wallHeat, "wall_heat", "J/kg")
    name(layout.lostEnthalpy, "lost_enthalpy", "J/kg")
    name(layout.carbonDioxideLost, "carbon_dioxide_lost", "mol/kg")
    name(layout.agentEvaporated, "agent_evaporated", "mol/kg")
    name(layout.airVented, "air_vented", "mol/kg")
    return labels
  }

  /// Names of the numbers that the equations use as they are; products of them stay numbers.
  private var constantLabels: [(value: Double, label: EquationListing.Label)] {
    var labels: [(value: Double, label: EquationListing.Label)] = []
    func name(_ value: Double?, _ name: String, _ unit: String) {
      if let value { labels.append((value, EquationListing.Label(name, unit: unit))) }
    }
    let k = coefficients
    name(PhysicalConstants.gas, "gas_constant", "J/(mol·K)")
    name(PhysicalConstants.caloricReference, "caloric_reference", "K")
    name(PhysicalConstants.carbonDioxideMolarMass, "carbon_dioxide_molar_mass", "kg/mol")
    name(PhysicalConstants.airMolarMass, "air_molar_mass", "kg/mol")
    name(k.hydroxyl, "hydroxyl", "mol/kg")
    name(k.water, "water", "mol/kg")
    name(k.isocyanate, "isocyanate", "mol/kg")
    name(k.agentAmount, "agent_amount", "mol/kg")
    name(k.cellAir, "cell_air", "mol/kg")
    for (prefix, reaction) in [("gelling", k.gelling), ("blowing", k.blowing), ("trimerization", k.trimerization)] {
      name(reaction?.rate, prefix + "_rate", "m³/(mol·s)")
      name(reaction?.activationTemperature, prefix + "_activation_temperature", "K")
      name(reaction?.enthalpy, prefix + "_enthalpy", "J/mol")
    }
    name(k.autocatalysis, "autocatalysis", "kg/mol")
    name(k.perReference, "per_reference_temperature", "1/K")
    name(k.perInduction, "per_induction_time", "1/s")
    name(k.polymerInitial, "polymer_initial", "kg/kg")
    name(k.polymerHeat, "polymer_specific_heat", "J/(kg·K)")
    name(k.polymerVolume, "polymer_specific_volume", "m³/kg")
    name(k.carbonDioxideHeat, "carbon_dioxide_molar_heat", "J/(mol·K)")
    name(k.carbonDioxideInitial, "carbon_dioxide_initial", "mol/kg")
    name(k.carbonDioxideRetained, "carbon_dioxide_retained", "1")
    name(k.carbonDioxideDiffusivity, "carbon_dioxide_diffusivity", "m²/s")
    name(k.carbonDioxideSolubility, "carbon_dioxide_solubility", "mol/(m³·Pa)")
    name(k.perCell, "three_per_cells", "kg")
    name(k.cells, "four_pi_cells", "1/kg")
    name(k.agent?.molarVolume, "agent_molar_volume", "m³/mol")
    name(k.agent?.heatLiquid, "agent_molar_heat_liquid", "J/(mol·K)")
    name(k.agent?.heatGas, "agent_molar_heat_gas", "J/(mol·K)")
    name(k.agent?.latent, "agent_molar_latent_heat", "J/mol")
    name(k.agent?.transfer, "agent_transfer", "mol/(m·s)")
    name(k.agent?.antoineIntercept, "agent_antoine_intercept", "1")
    name(k.agent?.antoineSlope, "agent_antoine_slope", "K")
    name(k.agent?.antoineShift, "agent_antoine_shift", "K")
    name(k.agent?.interaction, "agent_interaction", "1")
    name(k.agent?.interactionSlope, "agent_interaction_slope", "1")
    name(surroundings.ambientPressure, "ambient_pressure", "Pa")
    name(shot.perAmbientPressure, "per_ambient_pressure", "1/Pa")
    name(surroundings.cavityVolume, "cavity_volume", "m³/kg")
    name(surroundings.wallConductance, "wall_conductance", "W/(kg·K)")
    name(surroundings.wallTemperature, "wall_temperature", "K")
    name(surroundings.tool?.heatCapacity, "tool_heat_capacity", "J/(kg·K)")
    name(surroundings.tool?.coolantTemperature, "coolant_temperature", "K")
    name(surroundings.tool?.coolantConductance, "coolant_conductance", "W/(kg·K)")
    return labels
  }
}
