extension FoamParameters {
  /// Parameters of a shot, from the system's model and the recipe's chemistry.
  ///
  /// Optional parameters may be absent (then their term is off); every other one must be stated, the agent's only
  /// when there is one.
  ///
  /// - Throws: ``SimulationError`` of kind `gaps` naming what is missing, or `invalid`.
  public init(system: MaterialSystem, mixture: Mixture, pressure: Double) throws(SimulationError) {
    var missing: [String] = []
    func need(_ key: ModelParameter) -> Double {
      guard let value = system.model.value(key) else {
        missing.append("model.\(key.rawValue)")
        return .nan
      }
      return value
    }
    func reaction(_ keys: (ModelParameter, ModelParameter, ModelParameter)) -> Reaction {
      Reaction(rate: need(keys.0), activationEnergy: need(keys.1), enthalpy: need(keys.2))
    }
    hydroxyl = mixture.hydroxyl
    water = mixture.water
    isocyanate = mixture.isocyanateGroups
    initialTemperature = mixture.temperature
    gelling = reaction((.gellingRate, .gellingActivation, .gellingEnthalpy))
    blowing = reaction((.blowingRate, .blowingActivation, .blowingEnthalpy))
    trimerization =
      (system.model.value(.trimerizationRate) ?? 0) > 0
      ? reaction((.trimerizationRate, .trimerizationActivation, .trimerizationEnthalpy)) : nil
    autocatalysis = system.model.value(.gellingAutocatalysis) ?? 0
    postGelFactor = nil
    if system.model.value(.postGelOnset) != nil {
      postGelFactor = PostGelFactor(
        onset: need(.postGelOnset), slope: need(.postGelSlope), recoveryOnset: need(.postGelRecoveryOnset),
        recoverySlope: need(.postGelRecoverySlope))
    }
    referenceTemperature = need(.referenceTemperature)
    inductionTime = need(.inductionTime)
    polymerDensity = need(.polymerDensity)
    polymerSpecificHeat = need(.polymerSpecificHeat)
    carbonDioxideSolubility = need(.carbonDioxideSolubility)
    carbonDioxideDiffusivity = need(.carbonDioxideDiffusivity)
    carbonDioxideSpecificHeat = need(.carbonDioxideSpecificHeat)
    carbonDioxideInitial = need(.carbonDioxideInitial)
    carbonDioxideRetained = need(.carbonDioxideRetained)
    cellNumber = need(.cellDensity)
    gelConversion = need(.gelConversion)
    lockConversion = need(.lockConversion)
    foamConductivity = need(.foamConductivity)
    agent = nil
    agentAmount = 0
    if mixture.agent > 0 {
      let substance = Agent(
        molarMass: need(.agentMolarMass), density: need(.agentDensity),
        specificHeatLiquid: need(.agentSpecificHeatLiquid), specificHeatGas: need(.agentSpecificHeatGas),
        latentHeat: need(.agentLatentHeat),
        antoine: (need(.agentAntoineA), need(.agentAntoineB), need(.agentAntoineC)),
        interaction: need(.agentInteraction),
        interactionSlope: system.model.value(.agentInteractionSlope) ?? 0, diffusivity: need(.agentDiffusivity))
      agent = substance
      agentAmount = mixture.agent / substance.molarMass
    }
    let air = need(.cellAir)
    cellAir = 0
    guard missing.isEmpty else { throw .gaps(system, missing) }
    // φ is the share of air in the fresh, aerated mixture.
    let airVolume = air / (1 - air) * liquidVolumeInitial
    cellAir = airVolume * pressure / (PhysicalConstants.gas * initialTemperature)
    try checkDomain(system)
  }

  private func checkDomain(_ system: MaterialSystem) throws(SimulationError) {
    func require(_ holds: Bool, _ field: String, _ found: String, _ expected: String) throws(SimulationError) {
      guard !holds else { return }
      throw SimulationError(
        kind: .invalid, field: "\(system.id): \(field)", found: found, expected: expected,
        remedy: "correct the system or the recipe")
    }
    try require(hydroxyl > 0 && isocyanate > 0, "data_sheet", "no hydroxyl or no isocyanate", "both reactants")
    try require(
      gelConversion <= lockConversion, "model.structure.gel_conversion", "\(gelConversion), above the lock conversion",
      "at most \(lockConversion)")
    let solids = 1 - agentMassFraction - PhysicalConstants.carbonDioxideMolarMass * (carbonDioxideInitial + water)
    try require(solids > 0.2, "data_sheet", "a mixture of mostly gas formers", "at least 20 % polymer by mass")
  }
}
