import Foaming
import Quantities
import Testing
import Twin

/// Scenarios in one dimension, from the file to the result.
@Suite struct LayeredScenarioTests {
  /// The panel with walls that exchange no heat.
  private static let adiabatic = ["mold.wall=adiabatic", "settings.relative_tolerance=1e-9"]

  @Test("Adiabatic layers, one or many, say what zero dimensions say", arguments: [1, 6])
  func adiabatic(layers: Int) throws {
    let catalog = try ShippedCatalog()
    let lumped = try catalog.simulate("appliance-panel", overrides: Self.adiabatic)
    let layered = try catalog.simulate(
      "appliance-panel", overrides: Self.adiabatic + ["settings.dimension=1D", "settings.layers=\(layers)"])
    #expect(lumped.verdict == layered.verdict)
    // Without heat loss temperature and pressure rise to a plateau, the moment of whose maximum is round-off.
    let plateau: Set<KeyFigureID> = [.coreTemperatureMaximumTime, .pressureMaximumTime]
    for (a, b) in zip(lumped.keyFigures, layered.keyFigures) where !a.id.needsLayers && !plateau.contains(a.id) {
      guard let x = a.value, let y = b.value else {
        #expect(a.value == nil && b.value == nil, "\(a.id)")
        continue
      }
      #expect(abs(x - y) <= 2e-6 * max(abs(x), 1), "\(a.id): \(x) and \(y)")
    }
    for column in [Profile.Column.density, .hydroxylConversion, .pressure, .agentGas] {
      for (x, y) in zip(lumped.profile[column], layered.profile[column]) {
        #expect(abs(x - y) <= 1e-5 * max(abs(x), 1e-3), "\(column)")
      }
    }
  }

  @Test(
    "Every balance of every shipped scenario holds in layers",
    arguments: [
      "car-seat", "appliance-panel-1d", "integral-skin-part", "semi-rigid-part", "r11-cup",
    ])
  func audits(id: String) throws {
    let run = try ShippedCatalog().simulate(id, overrides: ["settings.dimension=1D", "settings.layers=9"])
    #expect(run.audit.holds)
    #expect(Set(run.audit.balances.map(\.name)).isSuperset(of: ["mass", "isocyanate groups", "energy"]))
  }

  @Test func `an adiabatic mold, cool walls and thin skins: the skin is denser and cooler than the core`() throws {
    let run = try ShippedCatalog().simulate("integral-skin-part", overrides: ["settings.dimension=1D"])
    let (skin, core) = (try #require(run.value(.skinDensity)), try #require(run.value(.coreDensity)))
    #expect(skin > 1.5 * core)
    let mean = try #require(run.value(.meanTemperatureAtDemold))
    #expect(try #require(run.value(.skinTemperatureAtDemold)) < mean)
    #expect(mean < (try #require(run.value(.coreTemperatureAtDemold))))
    #expect(try #require(run.value(.temperatureSpreadMaximum)) > 20)
  }

  @Test func `the layers of a profile fill the thickness and hold the mass`() throws {
    let run = try ShippedCatalog().simulate("appliance-panel-1d", overrides: ["settings.layers=7"])
    let layers = try #require(run.profile.layers)
    #expect(layers.count == 7 && layers.rows == run.profile.count)
    #expect(abs(layers.shares.reduce(0, +) - 1) < 1e-14)
    for row in stride(from: 0, to: layers.rows, by: 50) {
      let edges = layers.edges(row: row)
      #expect(edges[0] == 0 && abs(edges[7] - 0.06) < 1e-15)
      #expect(zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 })
      // The mean density is the mass over the volumes of the layers.
      let volume = zip(layers.shares, layers.values(.density, row: row)).reduce(0) { $0 + $1.0 / $1.1 }
      #expect(abs(run.profile[.density][row] * volume - 1) < 1e-12)
      let mean = zip(layers.shares, layers.values(.temperature, row: row)).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(run.profile[.meanTemperature][row] - mean) < 1e-9)
      #expect(run.profile[.coreTemperature][row] == layers.values(.temperature, row: row).dropFirst(3).first)
    }
  }

  @Test func `milestones come in the order that layers force on them`() throws {
    let run = try ShippedCatalog().simulate("appliance-panel-1d")
    func time(_ kind: Simulation.Milestone.Kind) throws -> Double {
      try #require(run.milestones.first { $0.kind == kind }).time
    }
    #expect(try time(.cream) < time(.gel))
    #expect(try time(.filled) < time(.tackFree))
    #expect(try time(.skinGel) < time(.tackFree))
    // The window opens no earlier than the last layer cures.
    #expect(try #require(run.value(.demoldEarliest)) >= time(.tackFree) - 1e-6)
    #expect(try abs(#require(run.value(.leastConversionAtDemold)) - 0.85) < 0.1)
  }

  @Test func `a second side like the first changes nothing, a cooler one cools its skin`() throws {
    let catalog = try ShippedCatalog()
    let few = ["settings.layers=6"]
    let plain = try catalog.simulate("appliance-panel-1d", overrides: few)
    let same = try catalog.simulate("appliance-panel-1d", overrides: few + ["mold.second_side.wall.temperature=45 °C"])
    #expect(plain.keyFigures == same.keyFigures)
    let cool = try catalog.simulate("appliance-panel-1d", overrides: few + ["mold.second_side.wall.temperature=25 °C"])
    let (first, second) = (cool.profile[.skinTemperature], cool.profile[.secondSkinTemperature])
    #expect(try #require(second.last) < (#require(first.last)) - 10)
    #expect(cool.profile[.wallTemperature].last == 318.15 && cool.profile[.secondWallTemperature].last == 298.15)
    let ignored = try catalog.simulate("appliance-panel", overrides: ["mold.second_side.wall.temperature=25 °C"])
    #expect(ignored.warnings.contains { $0.contains("second_side") })
    #expect(try ignored.keyFigures == catalog.simulate("appliance-panel").keyFigures)
  }

  /// Thin layers at a fast film: nothing resists but the films, so both models lose heat alike once the cavity is full.
  @Test func `the films of both sides conduct like the wall of zero dimensions`() throws {
    let catalog = try ShippedCatalog()
    let mold = try catalog.files.scenario(id: "use-case-2-feasible").mold
    let sides = try LayerSurroundings(mold: mold, process: ProcessConditions(), mass: 2)
    let area = sides.cavityVolume * 2 / sides.thickness
    let films = area * (sides.first.film + sides.second.film)
    #expect(abs(films / (mold.filmCoefficient.si * mold.contactArea.si) - 1) < 1e-12)
    guard case .tool(let tool) = mold.wall, let half = sides.first.toolHeatCapacity else { return }
    #expect(abs(2 * half * 2 / (tool.mass.si * tool.specificHeat.si) - 1) < 1e-12)
  }

  @Test func `vents count as ideal with a warning; a sealed cavity and a cup with a wall are refused`() throws {
    let catalog = try ShippedCatalog()
    let layers = ["settings.dimension=1D", "settings.layers=4"]
    let vented = try catalog.simulate("car-seat", overrides: layers)
    #expect(vented.warnings.contains { $0.contains("no head space") })
    #expect(vented.value(.trappedAirFraction) == nil)
    let sealed = try #require(throws: SimulationError.self) {
      try catalog.simulate("appliance-panel", overrides: layers + ["mold.venting=sealed"])
    }
    #expect(sealed.field == "mold.venting" && sealed.kind == .invalid)
    var scenario = try catalog.files.scenario(id: "rigid-free-rise", overrides: layers.map { try Override($0) })
    scenario.mold.wall = .fixed(Temperature(25, .celsius))
    scenario.mold.contactArea = Area(si: 0.1)
    let system = try catalog.files.system(of: scenario)
    let open = try #require(throws: SimulationError.self) { try Simulation(of: scenario, system: system) }
    #expect(open.field == "mold.enclosure")
  }

  @Test func `skins thicker than equal layers are refused by file and by library`() throws {
    let catalog = try ShippedCatalog()
    let errors = try #require(throws: FileErrors.self) {
      try catalog.simulate("appliance-panel-1d", overrides: ["settings.wall_layer_share=6 %"])
    }
    #expect(errors.errors.first?.path == "settings.wall_layer_share")
    var scenario = try catalog.files.scenario(id: "appliance-panel-1d")
    scenario.settings.wallLayerShare = 0.06
    let system = try catalog.files.system(of: scenario)
    #expect(throws: SimulationError.self) { try Simulation(of: scenario, system: system) }
    scenario.settings.wallLayerShare = nil
    scenario.settings.layers = 0
    #expect(throws: SimulationError.self) { try Simulation(of: scenario, system: system) }
  }
}
