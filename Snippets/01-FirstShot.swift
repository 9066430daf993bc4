// A first shot: a system, a mold, a simulation.
//
// The system is a rigid foam with cyclopentane, held in memory. Systems are usually read from files; here every
// number is in sight, in SI units.
import Foaming
import Quantities

let recipe: [SheetItem: Double] = [
  .mixtureHydroxyl: 2.633, .mixtureWater: 0.4715, .mixtureIsocyanate: 4.112, .mixtureAgent: 0.0517,
]
let model: [ModelParameter: Double] = [
  .referenceTemperature: 313.15, .inductionTime: 3, .gellingRate: 3.7057e-6, .gellingActivation: 45e3,
  .gellingEnthalpy: -75e3, .blowingRate: 1.2271e-6, .blowingActivation: 52e3, .blowingEnthalpy: -125e3,
  .polymerDensity: 1120, .polymerSpecificHeat: 1800, .foamConductivity: 0.03, .cellDensity: 2e8, .cellAir: 0.01,
  .carbonDioxideSolubility: 1.1e-4, .carbonDioxideDiffusivity: 4.4e-10, .carbonDioxideSpecificHeat: 850,
  .carbonDioxideInitial: 0.005, .carbonDioxideRetained: 1, .agentMolarMass: 0.07013, .agentDensity: 745,
  .agentSpecificHeatLiquid: 1800, .agentSpecificHeatGas: 1270, .agentLatentHeat: 410e3, .agentAntoineA: 4.00288,
  .agentAntoineB: 1119.208, .agentAntoineC: -42.412, .agentInteraction: 1.9, .agentDiffusivity: 2e-10,
  .gelConversion: 0.45, .lockConversion: 0.9, .tackFreeConversion: 0.85,
]
var system = MaterialSystem(id: "my-foam", name: "My rigid foam", family: .rigid)
for (item, value) in recipe { system.sheet[item] = Sourced(value, Provenance(.estimated, "typical recipe")) }
for (key, value) in model { system.model[key] = Sourced(value, Provenance(.estimated, "typical foam")) }

// 0.9 kg into a panel of 25 L, 60 mm thick, between walls of 45 °C.
let mold = Mold(
  id: "panel", name: "Panel", enclosure: .cavity(Volume(25, .liter)), wall: .fixed(Temperature(45, .celsius)),
  thickness: Length(60, .millimeter), contactArea: Area(0.83, .squareMeter),
  filmCoefficient: HeatTransferCoefficient(100, .wattPerSquareMeterKelvin))
let scenario = Scenario(
  id: "first-shot", name: "First shot", system: system.id, recipe: Recipe(charge: .shot(Mass(0.9, .kilogram))),
  mold: mold)

do {
  let simulation = try Simulation(of: scenario, system: system)
  for id in [KeyFigureID.creamTime, .gelTime, .fillTime, .coreTemperatureMaximum, .pressureMaximum, .demoldEarliest] {
    let text = simulation.value(id).map { "\($0) \(id.unit)" } ?? simulation.figure(id)?.note ?? "unknown"
    print("\(id.label): \(text)")
  }
  print("\(simulation.verdict): \(simulation.verdictReasons)")
} catch {
  print(error)
}
