import Foaming
import Quantities
import Testing

/// From data sheet, recipe and air to moles.
@Suite("Chemistry of a shot") struct ChemistryTests {
  /// Use case 1: 1 kg of polyol with OH number 250 and 1.5 % water, 1.05 kg of isocyanate with 31 % NCO.
  static func useCase(_ mold: Mold = .cup(id: "cup", name: "cup"), declaring index: Double? = 1.05) -> Scenario {
    var scenario = Scenario.sample(mold: mold, process: .at(22))
    scenario.recipe = Recipe(
      charge: .components(polyol: Mass(1, .kilogram), isocyanate: Mass(1.05, .kilogram)), declaredIndex: index)
    return scenario
  }

  @Test func `the groups of use case 1 are those computed by hand`() throws {
    let mixture = try Mixture(scenario: Self.useCase(), system: .disclosed())
    // Computed elsewhere with molar masses that differ in the fifth digit.
    #expect(abs(mixture.hydroxyl * mixture.mass / 4.455883 - 1) < 1e-4)
    #expect(abs(mixture.isocyanateGroups * mixture.mass / 7.746901 - 1) < 1e-4)
    #expect(abs(2 * mixture.water * mixture.mass / 1.665253 - 1) < 1e-4)
    #expect(abs(mixture.index / 1.2656 - 1) < 1e-4)
    #expect(mixture.mass == 2.05)
    #expect(mixture.waterFromAir == 0)
    #expect(abs(mixture.waterFromPolyol - 0.015) < 1e-15)
  }

  @Test func `a declared index that the masses contradict is reported`() throws {
    let simulation = try Simulation(of: Self.useCase(), system: .disclosed())
    #expect(simulation.warnings.contains { $0.contains("true index 1.266") && $0.contains("1.05") })
    #expect(abs(try #require(simulation.value(.index)) - 1.2656) < 2e-4)
  }

  @Test("a shot dosed by index has that index", arguments: [0.8, 1.0, 1.05, 1.3])
  func byIndex(index: Double) throws {
    let disclosed = try Mixture(scenario: .sample(index: index), system: .disclosed())
    #expect(abs(disclosed.index / index - 1) < 1e-14)
    let archetype = try Mixture(scenario: .sample(index: index), system: .sample(.rigid))
    #expect(abs(archetype.index / index - 1) < 1e-13)
    // More isocyanate in a kilogram leaves less of everything else.
    let nominal = try Mixture(scenario: .sample(), system: .sample(.rigid))
    #expect((archetype.hydroxyl < nominal.hydroxyl) == (index > nominal.index))
    #expect(abs(archetype.hydroxyl / nominal.hydroxyl - archetype.agent / nominal.agent) < 1e-13)
  }

  @Test func `an archetype without its isocyanate content takes only its own index`() throws {
    var system = MaterialSystem.sample(.rigid)
    system.sheet[.isocyanateContent] = nil
    let error = try #require(throws: SimulationError.self) {
      try Mixture(scenario: .sample(index: 1.4), system: system)
    }
    #expect(error.kind == .invalid)
    #expect(error.field == "recipe")
    let nominal = try Mixture(scenario: .sample(), system: system)
    #expect(nominal.hydroxyl == 2.633 && nominal.isocyanateGroups == 4.112)
  }

  @Test func `components of different temperature mix by mass`() throws {
    var scenario = Self.useCase()
    scenario.process.polyolTemperature = Temperature(20, .celsius)
    scenario.process.isocyanateTemperature = Temperature(30, .celsius)
    let mixture = try Mixture(scenario: scenario, system: .disclosed())
    #expect(abs(mixture.temperature - (273.15 + (20 + 1.05 * 30) / 2.05)) < 1e-10)
  }

  @Test func `a wall warmer than the dew point takes up a film, a colder one condensate too`() throws {
    func air(wall: Double, humidity: Double, open: Double = 60) throws -> Double {
      var scenario = Self.useCase(.sample(liters: 25, wall: .fixed(Temperature(wall, .celsius))))
      scenario.process = .at(23, humidity: humidity)
      scenario.process.openTime = TimeSpan(open, .second)
      return try Mixture(scenario: scenario, system: .disclosed()).waterFromAir
    }
    let area = 2 * 0.025 / 0.06
    let warm = try air(wall: 40, humidity: 0.5)
    #expect(abs(warm / (0.5e-5 * area) - 1) < 1e-9)
    #expect(try air(wall: 40, humidity: 0.5, open: 600) == warm)
    #expect(try air(wall: 40, humidity: 0) == 0)
    // The dew point of air of 23 °C and 50 % is 12 °C.
    #expect(try air(wall: 12.5, humidity: 0.5) == warm)
    let cold = try air(wall: 5, humidity: 0.5)
    #expect(cold > 2 * warm)
    #expect(abs((try air(wall: 5, humidity: 0.5, open: 120) - warm) / (cold - warm) - 2) < 1e-9)
    #expect(try air(wall: 5, humidity: 0.9) > cold)
    // At room temperature even a humid mold adds little: grams matter only below the dew point.
    #expect(warm < 1e-4)
  }

  @Test func `moisture from the air consumes isocyanate`() throws {
    let dry = try Mixture(scenario: Self.useCase(.sample(liters: 25)), system: .disclosed())
    var humid = Self.useCase(.sample(liters: 25, wall: .fixed(Temperature(5, .celsius))))
    humid.process.relativeHumidity = 0.9
    let wet = try Mixture(scenario: humid, system: .disclosed())
    #expect(wet.index < dry.index)
    #expect(wet.mass > dry.mass)
  }
}

/// What contradicts itself is said before anything is integrated.
@Suite("Feasibility and gaps") struct FeasibilityTests {
  @Test func `a shot outside the density band is told what would fit`() throws {
    var scenario = ChemistryTests.useCase(.sample(liters: 25))
    scenario.quality.moldedDensity = Density(35, .kilogramPerCubicMeter)...Density(45, .kilogramPerCubicMeter)
    let simulation = try Simulation(of: scenario, system: .disclosed())
    let sentence = try #require(simulation.warnings.first { $0.hasPrefix("infeasible by mass balance") })
    for fact in ["2.05 kg", "25 L", "82 kg/m³", "35 … 45 kg/m³", "0.875 … 1.125 kg", "45.6 … 58.6 L"] {
      #expect(sentence.contains(fact), "\(fact)")
    }
    #expect(simulation.verdict == .fail)
    #expect(simulation.verdictReasons.contains(sentence))
  }

  @Test func `a shot lighter than free rise is told the least mass`() throws {
    let simulation = try Simulation(of: .sample(mass: 0.4, mold: .sample(liters: 25)), system: .sample(.rigid))
    let sentence = try #require(simulation.warnings.first { $0.hasPrefix("underfilled by mass balance") })
    let density = try #require(simulation.value(.freeRiseDensity))
    let least = (density * 0.025 * 1000).rounded() / 1000
    #expect(sentence.contains("\(least) kg"))
  }

  @Test func `liquid that does not fit is refused`() throws {
    let error = try #require(throws: SimulationError.self) {
      try Simulation(of: .sample(mass: 1, mold: .sample(liters: 0.9)), system: .sample(.rigid))
    }
    #expect(error.kind == .infeasible)
    #expect(error.found.contains("0.9 L"))
  }

  @Test func `missing numbers are all named at once`() throws {
    var system = MaterialSystem.sample(.rigid)
    let removed: [ModelParameter] = [.gellingRate, .blowingEnthalpy, .polymerDensity, .agentLatentHeat, .cellAir]
    for key in removed { system.model[key] = nil }
    let error = try #require(throws: SimulationError.self) { try Simulation(of: .sample(), system: system) }
    #expect(error.kind == .gaps)
    for key in removed { #expect(error.found.contains("model.\(key.rawValue)"), "\(key)") }
    #expect(!error.found.contains(ModelParameter.polymerSpecificHeat.rawValue))
    var sheet = MaterialSystem.disclosed()
    for item in SheetItem.allCases { sheet.sheet[item] = nil }
    let second = try #require(throws: SimulationError.self) { try Simulation(of: .sample(index: 1), system: sheet) }
    for item in [SheetItem.polyolHydroxylNumber, .polyolWater, .isocyanateContent] {
      #expect(second.found.contains("data_sheet.\(item.rawValue)"))
    }
  }

  @Test("an archetype fills what is missing, and says so")
  func assumption() throws {
    var system = MaterialSystem.sample(.rigid)
    system.model[.polymerDensity] = nil
    system.model[.cellAir] = nil
    var archetype = MaterialSystem.sample(.rigid)
    archetype.id = "archetype"
    let simulation = try Simulation(of: .sample(), system: system, assuming: archetype)
    let sentence = try #require(simulation.assumptions.first)
    #expect(sentence.hasPrefix("2 numbers"))
    #expect(sentence.contains("polymer.density") && sentence.contains("cells.air_fraction"))
    #expect(simulation.system.model[.polymerDensity]?.provenance.kind == .assumed)
    #expect(simulation.system.model[.gellingRate]?.provenance.kind == .archetype)
  }

  @Test func `an integrator that does not exist is refused with the names of those that do`() throws {
    let error = try #require(throws: SimulationError.self) {
      try Simulation(of: .sample(settings: SimulationSettings(integrator: "euler")), system: .sample(.rigid))
    }
    #expect(error.kind == .invalid)
    #expect(error.expected.contains("rodas5p"))
  }
}
