public import Integrators

extension LumpedFoam {
  /// Digest of the equations of `phase` as such: those of a shot with the same terms and with standard numbers.
  ///
  /// Shots that differ in numbers only share it, on every platform. It changes when a term, a constant of nature or the
  /// order of an operation changes.
  public func formDigest(of phase: FoamPhase) -> SHA256Digest { form.equations(in: phase).trace.digest }

  /// One digest for all phases of the shot: SHA-256 of the lines `phase digest`.
  public var formDigest: SHA256Digest {
    let form = form
    return SHA256Digest(phases.map { "\($0.rawValue) \(form.equations(in: $0).trace.digest)\n" }.joined())
  }

  /// Digest of each phase with every term the model knows: which equations this program has.
  ///
  /// The open phase is that of a cup, the other two those of a mold with vents and a tool.
  public static var completeForms: [(phase: FoamPhase, digest: SHA256Digest)] {
    FoamPhase.allCases.map { phase in
      let inMold = phase != .open
      let foam = LumpedFoam(
        .standard(agent: true, trimerization: true, postGelFactor: true, escapingCarbonDioxide: true),
        in: .standard(cavity: inMold, headSpace: inMold, wall: true, tool: inMold), vents: inMold ? [.standard] : [])
      return (phase, foam.formDigest(of: phase))
    }
  }

  /// This shot with standard numbers.
  var form: LumpedFoam {
    LumpedFoam(
      .standard(
        agent: parameters.agent != nil, trimerization: parameters.trimerization != nil,
        postGelFactor: parameters.postGelFactor != nil, escapingCarbonDioxide: parameters.carbonDioxideRetained < 1),
      in: .standard(
        cavity: surroundings.cavityVolume.isFinite, headSpace: surroundings.hasHeadSpace,
        wall: surroundings.wallConductance > 0, tool: surroundings.tool != nil),
      vents: layout.lost == nil ? [] : [.standard])
  }
}

extension FoamParameters {
  /// Numbers that differ from each other and from 0 and 1, so that no term drops out and no two are mistaken for one.
  package static func standard(
    agent: Bool, trimerization: Bool, postGelFactor: Bool, escapingCarbonDioxide: Bool
  ) -> FoamParameters {
    FoamParameters(
      hydroxyl: 2.63, water: 0.47, isocyanate: 4.11, agentAmount: agent ? 0.737 : 0, cellAir: 3.83e-4,
      initialTemperature: 294.2, gelling: Reaction(rate: 3.71e-6, activationEnergy: 45e3, enthalpy: -75e3),
      blowing: Reaction(rate: 1.23e-6, activationEnergy: 52e3, enthalpy: -125e3),
      trimerization: trimerization ? Reaction(rate: 2.1e-7, activationEnergy: 61e3, enthalpy: -59e3) : nil,
      autocatalysis: 1.7,
      postGelFactor: postGelFactor
        ? PostGelFactor(onset: 0.52, slope: -1.9, recoveryOnset: 0.86, recoverySlope: 3.3) : nil,
      referenceTemperature: 313.2, inductionTime: 3.1, polymerDensity: 1120, polymerSpecificHeat: 1810,
      carbonDioxideSolubility: 1.1e-4, carbonDioxideDiffusivity: 4.4e-10, carbonDioxideSpecificHeat: 850,
      carbonDioxideInitial: 0.0051, carbonDioxideRetained: escapingCarbonDioxide ? 0.87 : 1,
      agent: agent
        ? Agent(
          molarMass: 0.0701, density: 745, specificHeatLiquid: 1790, specificHeatGas: 1270, latentHeat: 41e4,
          antoine: (4.003, 1119, -42.4), interaction: 1.9, interactionSlope: 0.63, diffusivity: 2.2e-10) : nil,
      cellNumber: 2.3e8, gelConversion: 0.45, lockConversion: 0.91, foamConductivity: 0.031)
  }
}

extension Surroundings {
  /// See ``FoamParameters/standard(agent:trimerization:postGelFactor:escapingCarbonDioxide:)``.
  package static func standard(cavity: Bool, headSpace: Bool, wall: Bool, tool: Bool) -> Surroundings {
    Surroundings(
      ambientPressure: 100_900, ambientTemperature: 296.3, cavityVolume: cavity ? 0.0294 : .infinity,
      hasHeadSpace: headSpace, wallConductance: wall ? 2.86 : 0, wallTemperature: 318.2,
      tool: tool
        ? Tool(
          initialTemperature: 319.4, heatCapacity: 5300, coolantTemperature: 317.6, coolantConductance: 12.7) : nil)
  }
}

extension Surroundings.VentGroup {
  /// A vent that lets cell gas through.
  package static let standard = Surroundings.VentGroup(
    name: "standard", effectiveArea: 1.3e-5, sealedAtFill: 0.96, foamPermeance: 2.7e-9)
}
