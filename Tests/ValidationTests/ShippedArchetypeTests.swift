import Foaming
import Quantities
import Testing
import Twin

/// The archetypes exist twice, as files of the catalog and as values of the library: they must be the same.
@Suite struct ShippedArchetypeTests {
  @Test("the system file of an archetype states the numbers of the library", arguments: Archetype.all.map(\.id))
  func sameNumbers(id: String) throws {
    let archetype = try #require(Archetype.all.first { $0.id == id })
    let system = try ShippedCatalog().files.system(id: id)
    let start = Temperature(si: archetype.parameters.initialTemperature)
    var scenario = Scenario(
      id: "cup", name: "Cup", system: id, recipe: Recipe(charge: .shot(Mass(1, .kilogram))),
      mold: .cup(id: "cup", name: "Cup"))
    scenario.process.polyolTemperature = start
    scenario.process.isocyanateTemperature = start
    let mixture = try Mixture(scenario: scenario, system: system)
    let read = try FoamParameters(system: system, mixture: mixture, pressure: PhysicalConstants.atmosphere)
    // Air and agent are derived amounts, stated with R to fifteen digits; the rest is equal to the last digit.
    #expect(abs(read.cellAir / archetype.parameters.cellAir - 1) < 1e-10)
    #expect(abs(read.agentAmount - archetype.parameters.agentAmount) < 1e-12)
    var same = read
    same.cellAir = archetype.parameters.cellAir
    same.agentAmount = archetype.parameters.agentAmount
    #expect(same == archetype.parameters)
  }
}
