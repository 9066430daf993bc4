import Foaming
import Quantities
import Testing
import Twin

@Suite struct `A value on the command line` {
  private static func scenario(_ id: String, _ overrides: String...) throws -> (Scenario, MaterialSystem) {
    let catalog = try ShippedFiles.catalog()
    let list = try overrides.map { try Override($0) }
    let scenario = try catalog.scenario(id: id, overrides: list)
    return (scenario, try catalog.system(of: scenario, overrides: list))
  }

  @Test func `replaces the value of the file`() throws {
    let (scenario, _) = try Self.scenario(
      "car-seat", "process.polyol_temperature=28 °C", "recipe.shot = 1.1 kg", "settings.integrator=rosenbrock")
    #expect(scenario.process.polyolTemperature == Temperature(28, .celsius))
    #expect(scenario.recipe.mass == Mass(1.1, .kilogram))
    #expect(scenario.settings.integrator == "rosenbrock")
  }

  @Test func `reaches into lists of a mold file`() throws {
    let (scenario, _) = try Self.scenario("car-seat", "mold.vents.0.count=3")
    guard case .vents(let vents) = scenario.mold.venting else {
      Issue.record("vents are expected")
      return
    }
    #expect(vents.map(\.count) == [3, 4])
  }

  @Test func `makes maps on the way`() throws {
    let (scenario, _) = try Self.scenario("flexible-free-rise", "quality.id=q", "quality.cycle_time=5 min")
    #expect(scenario.quality.cycleTime == TimeSpan(300, .second))
  }

  @Test func `marks a property of the system as overridden`() throws {
    let (_, system) = try Self.scenario("car-seat", "system.model.gelling.rate_constant=3e-6 m3/(mol s)")
    #expect(
      system.model[.gellingRate]
        == Sourced(3e-6, Provenance(.overridden, "--set system.model.gelling.rate_constant=3e-6 m3/(mol s)")))
  }

  @Test func `can open a gap`() throws {
    let (_, system) = try Self.scenario("car-seat", "system.model.gelling.rate_constant=null")
    #expect(system.model[.gellingRate] == nil)
  }

  @Test func `changes the system and the mold by identifier`() throws {
    let (scenario, system) = try Self.scenario("car-seat", "system=rigid-appliance", "mold=adiabatic-cup")
    #expect(scenario.mold.enclosure == .open)
    #expect(system.family == .rigid)
  }

  @Test(arguments: [
    ("process.polyol_temprature=28 °C", "did you mean `polyol_temperature`?"),
    ("process.polyol_temperature=28", "write the unit behind the number"),
    ("mold.vents.2.count=3", "expected an index 0 … 1"),
    ("recipe.shot.mass=3 kg", "expected a path that ends here"),
    ("recipe.polyol=1 kg", "expected either shot, or polyol and isocyanate"),
    ("system=flexible-mold", "did you mean `flexible-molded`?"),
    ("system.model.gelling.rate_konstant=1", "did you mean `rate_constant`?"),
    ("system.model.gelling.rate_constant=7 m3/(mol s)", "expected second-order rate constant"),
    ("nothing", "expected path=value"), ("=1", "expected path=value"), ("a..b=1", "expected path=value"),
  ])
  func `is named in its error`(text: String, expected: String) {
    #expect {
      _ = try Self.scenario("car-seat", text)
    } throws: { error in
      "\(error)".hasPrefix("--set \(text): ") && "\(error)".contains(expected)
    }
  }
}
