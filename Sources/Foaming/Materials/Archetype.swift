/// A typical foam of one kind: engineering defaults to start from, plausible and not measured on any product.
///
/// The same numbers as the systems of that name in the catalog, for programs that bring no files. They are those of
/// the reference trajectories the model is tested against.
public struct Archetype: Sendable {
  /// Identifier of the system in the catalog: `"rigid-appliance"`.
  public let id: String
  public let parameters: FoamParameters
  /// The closed mold of the reference case: cavity [m³/kg], wall conductance [W/(kg·K)], wall temperature [K].
  public let cavity: (volume: Double, conductance: Double, wall: Double)

  /// The reference case's mold: ideally vented, its walls held at their temperature.
  public var closedMold: Surroundings {
    .ventedCavity(volume: cavity.volume, wallConductance: cavity.conductance, wallTemperature: cavity.wall)
  }

  /// All four.
  public static let all = [flexibleMolded, rigidAppliance, integralSkin, semiRigid]

  /// Cyclopentane with textbook properties and an estimated χ.
  public static let cyclopentane = FoamParameters.Agent(
    molarMass: 0.07013, density: 745, specificHeatLiquid: 1800, specificHeatGas: 1270, latentHeat: 410_000,
    antoine: (4.00288, 1119.208, -42.412), interaction: 1.9, diffusivity: 2e-10)

  /// Rigid insulation foam blown with water and cyclopentane.
  public static let rigidAppliance = Archetype(
    id: "rigid-appliance",
    parameters: parameters(
      groups: (2.633, 0.4715, 4.112), agent: 0.737202338514188, air: 0.0003832873697713036, temperature: 294.15,
      gelling: (3.705730280184646e-06, 45_000, -75_000), blowing: (1.2270847067592156e-06, 52_000),
      polymer: (1120, 1800), retained: 1, cells: 2e8, structure: (0.45, 0.9), induction: 3, conductivity: 0.03),
    cavity: (1 / 34.0, 2.8555111364934325, 318.15))
  /// Flexible molded foam blown with water.
  public static let flexibleMolded = Archetype(
    id: "flexible-molded",
    parameters: parameters(
      groups: (0.582, 1.208, 2.999), agent: 0, air: 0.001185159653977646, temperature: 297.15,
      gelling: (2.383450005446793e-06, 42_000, -95_000), blowing: (4.673691427921289e-06, 48_000),
      polymer: (1070, 1900), retained: 0.85, cells: 1e8, structure: (0.5, 0.82), induction: 8, conductivity: 0.05),
    cavity: (1 / 50.0, 1.1650485436893203, 333.15))
  /// Integral-skin foam blown with cyclopentane.
  public static let integralSkin = Archetype(
    id: "integral-skin",
    parameters: parameters(
      groups: (1.829, 0.033, 1.933), agent: 0.5090546128618281, air: 0.00038833896417679587, temperature: 298.15,
      gelling: (1.036713654003801e-05, 50_000, -85_000), blowing: (1.9426870487841307e-06, 45_000),
      polymer: (1080, 1850), retained: 1, cells: 5e8, structure: (0.55, 0.82), induction: 6, conductivity: 0.08),
    cavity: (1 / 450.0, 4.93827160493827, 318.15))
  /// Semi-rigid foam blown with water.
  public static let semiRigid = Archetype(
    id: "semi-rigid",
    parameters: parameters(
      groups: (0.991, 0.589, 2.17), agent: 0, air: 0.0007748029761044334, temperature: 297.15,
      gelling: (7.804396554667413e-06, 45_000, -90_000), blowing: (7.5189306051935446e-06, 46_000),
      polymer: (1080, 1850), retained: 1, cells: 1e8, structure: (0.5, 0.82), induction: 10, conductivity: 0.055),
    cavity: (1 / 120.0, 12.387387387387388, 315.15))

  private static func parameters(
    groups: (Double, Double, Double), agent: Double, air: Double, temperature: Double,
    gelling: (Double, Double, Double), blowing: (Double, Double), polymer: (Double, Double), retained: Double,
    cells: Double, structure: (Double, Double), induction: Double, conductivity: Double
  ) -> FoamParameters {
    FoamParameters(
      hydroxyl: groups.0, water: groups.1, isocyanate: groups.2, agentAmount: agent, cellAir: air,
      initialTemperature: temperature,
      gelling: .init(rate: gelling.0, activationEnergy: gelling.1, enthalpy: gelling.2),
      blowing: .init(rate: blowing.0, activationEnergy: blowing.1, enthalpy: -125_000), trimerization: nil,
      autocatalysis: 0, referenceTemperature: 313.15, inductionTime: induction, polymerDensity: polymer.0,
      polymerSpecificHeat: polymer.1, carbonDioxideSolubility: 1.1e-4, carbonDioxideDiffusivity: 4.4e-10,
      carbonDioxideSpecificHeat: 850, carbonDioxideInitial: 0.005, carbonDioxideRetained: retained,
      agent: agent > 0 ? cyclopentane : nil, cellNumber: cells, gelConversion: structure.0,
      lockConversion: structure.1, foamConductivity: conductivity)
  }
}
