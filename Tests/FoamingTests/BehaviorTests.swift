import Foaming
import Quantities
import Testing

/// How a shot answers to its recipe and its mold.
@Suite("Behavior of a shot") struct BehaviorTests {
  static func simulate(
    _ family: MaterialSystem.Family = .rigid, _ changes: [ModelParameter: Double] = [:],
    sheet: [SheetItem: Double] = [:], of scenario: Scenario = .sample()
  ) throws -> Simulation {
    try Simulation(of: scenario, system: .sample(family, changes, sheet: sheet))
  }

  @Test func `without agent and water nothing foams`() throws {
    let simulation = try Self.simulate(
      .rigid, [.carbonDioxideInitial: 0], sheet: [.mixtureWater: 0, .mixtureAgent: 0, .mixtureIsocyanate: 2.633])
    #expect(simulation.time(.cream) == nil)
    #expect(simulation.value(.riseTime) == nil)
    let density = try #require(simulation.value(.moldedDensity))
    #expect(density > 900)
    #expect(simulation.value(.gelTime) != nil)
  }

  @Test func `an index below 1 leaves hydroxyl over`() throws {
    let scarce = try Self.simulate(.rigid, sheet: [.mixtureIsocyanate: 0.7 * (2.633 + 2 * 0.4715)])
    let rich = try Self.simulate(.rigid, sheet: [.mixtureIsocyanate: 1.2 * (2.633 + 2 * 0.4715)])
    #expect(try #require(scarce.value(.conversionFinal)) < 0.8)
    #expect(try #require(rich.value(.conversionFinal)) > 0.99)
  }

  @Test func `a hotter start gels sooner`() throws {
    let gel = try [15, 20, 25, 30, 35.0].map { celsius in
      try #require(try Self.simulate(.rigid, of: .sample(process: .at(celsius))).value(.gelTime))
    }
    for (colder, hotter) in zip(gel, gel.dropFirst()) { #expect(hotter < colder) }
  }

  @Test func `more water makes lighter and hotter foam`() throws {
    let runs = try [0.3, 0.45, 0.6].map {
      try Self.simulate(.rigid, sheet: [.mixtureWater: $0, .mixtureIsocyanate: 4.5])
    }
    let densities = try runs.map { try #require($0.value(.freeRiseDensity)) }
    let peaks = try runs.map { try #require($0.value(.coreTemperatureMaximum)) }
    #expect(densities == densities.sorted(by: >))
    #expect(peaks == peaks.sorted())
  }

  @Test func `more agent makes lighter and cooler foam`() throws {
    let runs = try [0.02, 0.05, 0.08].map { try Self.simulate(.rigid, sheet: [.mixtureAgent: $0]) }
    let densities = try runs.map { try #require($0.value(.freeRiseDensity)) }
    let peaks = try runs.map { try #require($0.value(.coreTemperatureMaximum)) }
    #expect(densities == densities.sorted(by: >))
    #expect(peaks == peaks.sorted(by: >))
  }

  @Test func `a tighter packing raises the pressure, not the conversion at fill`() throws {
    let runs = try [0.9, 1.1, 1.3].map { mass in
      try Self.simulate(.rigid, of: .sample(mass: mass, mold: .sample(liters: 25)))
    }
    let pressures = try runs.map { try #require($0.value(.pressureMaximum)) }
    let fills = try runs.map { try #require($0.value(.fillTime)) }
    #expect(pressures == pressures.sorted())
    #expect(fills == fills.sorted(by: >))
  }

  @Test("conversions never fall, and stay between 0 and 1", arguments: RandomShot.others)
  func monotone(shot: RandomShot) throws {
    let profile = try shot.simulate(relativeTolerance: 1e-6).profile
    for column in [Profile.Column.hydroxylConversion, .waterConversion, .gellingExtent, .blowingExtent] {
      let values = profile[column]
      for (earlier, later) in zip(values, values.dropFirst()) {
        #expect(later >= earlier - 1e-5 * max(values.last ?? 0, 1), "\(column)")
      }
    }
    #expect(profile[.isocyanateConversion].allSatisfy { (-1e-6...1 + 1e-6).contains($0) })
    #expect(profile[.hydroxylConversion].allSatisfy { (-1e-6...1 + 1e-6).contains($0) })
    #expect(profile[.density].allSatisfy { $0 > 0 && $0 < 2000 })
    #expect(profile[.pressure].allSatisfy { $0 > 0 })
  }

  @Test func `a sealed cavity keeps its air and never fills`() throws {
    let simulation = try Self.simulate(.rigid, of: .sample(mass: 1, mold: .sample(liters: 25, venting: .sealed)))
    #expect(simulation.audit.balances.contains { $0.name == "head-space air" && $0.holds })
    let fill = try #require(simulation.profile[.fill].last)
    #expect(fill > 0.5 && fill < 1)
    #expect(try #require(simulation.value(.trappedAirFraction)) > 0.01)
    // Front and air push each other: one pressure.
    let last = simulation.profile.count - 1
    let (cells, air) = (simulation.profile[.pressure][last], simulation.profile[.headSpacePressure][last])
    let isLocked = simulation.time(.locked) != nil
    #expect(isLocked || abs(cells / air - 1) < 1e-9)
  }

  @Test func `vents are covered in the order of their height`() throws {
    let vents: [Vent] = [
      .sample("top", area: 100, sealedAtFill: 0.99), .sample("low", area: 100, sealedAtFill: 0.4),
      .sample("middle", area: 100, sealedAtFill: 0.7),
    ]
    let simulation = try Self.simulate(.rigid, of: .sample(mass: 1, mold: .sample(liters: 25, venting: .vents(vents))))
    let labels = simulation.milestones.filter { $0.kind == .ventCovered }.map(\.label)
    #expect(labels == ["vent low covered", "vent middle covered", "vent top covered"])
    let open = simulation.profile[.ventOpen]
    #expect(open.first == 1 && open.last == 0)
    #expect(open == open.sorted(by: >))
    #expect(simulation.value(.ventClosureTime) == simulation.value(.fillTime))
  }

  @Test func `smaller vents keep more air and a higher pressure`() throws {
    let runs = try [3, 10, 100.0].map { area in
      try Self.simulate(
        .rigid, of: .sample(mass: 1, mold: .sample(liters: 25, venting: .vents([.sample("vent", area: area)]))))
    }
    let pressures = try runs.map { try #require($0.profile[.headSpacePressure].max()) }
    #expect(pressures == pressures.sorted(by: >))
  }

  @Test func `heat flows from the hot foam to a cold wall and from a hot wall to cold foam`() throws {
    func peak(_ wall: Mold.Wall) throws -> Double {
      try #require(
        try Self.simulate(.rigid, of: .sample(mass: 1, mold: .sample(liters: 25, wall: wall))).value(
          .coreTemperatureMaximum))
    }
    let adiabatic = try peak(.adiabatic)
    #expect(try peak(.fixed(Temperature(20, .celsius))) < adiabatic)
    #expect(try peak(.fixed(Temperature(80, .celsius))) > (try peak(.fixed(Temperature(20, .celsius)))))
    // Before anything reacts a hot wall warms the mixture.
    let slow = try Self.simulate(
      .rigid, [.inductionTime: 600],
      of: .sample(mass: 1, mold: .sample(liters: 25, wall: .fixed(Temperature(80, .celsius)))))
    let course = slow.profile[.coreTemperature]
    #expect(course[10] > course[0])
  }

  @Test func `a tool node warms up by the heat of the foam, then cools to its coolant`() throws {
    let node = Mold.ToolNode(
      initialTemperature: Temperature(25, .celsius), mass: Mass(2, .kilogram), specificHeat: SpecificHeat(si: 900),
      coolantTemperature: Temperature(20, .celsius), coolantConductance: ThermalConductance(si: 3))
    let simulation = try Self.simulate(.rigid, of: .sample(mass: 1, mold: .sample(liters: 25, wall: .tool(node))))
    let wall = simulation.profile[.wallTemperature]
    let highest = try #require(wall.max())
    #expect(abs(try #require(wall.first) - 298.15) < 1e-9)
    #expect(highest > 305)
    #expect(try #require(wall.last) < highest)
  }

  @Test func `after lock the cells keep their volume while the pressure goes on`() throws {
    let simulation = try Self.simulate(.rigid, [.lockConversion: 0.6])
    let locked = try #require(simulation.time(.locked))
    let (times, gas, pressure) = (
      simulation.profile[.time], simulation.profile[.gasVolume], simulation.profile[.pressure]
    )
    let after = try #require(times.firstIndex { $0 >= locked })
    #expect(gas[after...].allSatisfy { $0 == gas[after] })
    #expect(try #require(pressure.last) > 1.05 * 101_325)
  }

  @Test func `a polymer that locks only when fully converted does not lock by round-off`() throws {
    var system = RandomShot.all[9].system
    system.model[.lockConversion]?.value = 1
    let simulation = try Simulation(of: .sample(), system: system)
    withKnownIssue("conversion overshoots 1 by round-off, and that counts as a crossing") {
      #expect(simulation.time(.locked) == nil)
    }
  }

  @Test func `too little foam sets before the cavity is full`() throws {
    let short = try Self.simulate(.rigid, of: .sample(mass: 0.3, mold: .sample(liters: 25)))
    #expect(short.value(.fillTime) == nil)
    #expect(short.time(.locked) != nil)
    #expect(short.severity(.underfill) == .fail)
    #expect(try #require(short.value(.fillFraction)) < 0.9)
    #expect(short.warnings.contains { $0.contains("underfilled by mass balance") })
    let full = try Self.simulate(.rigid, of: .sample(mass: 1, mold: .sample(liters: 25)))
    #expect(full.severity(.underfill) == Defect.Severity.none)
    #expect(abs(try #require(full.value(.fillFraction)) - 1) < 1e-9)
  }

  @Test func `a permeable vent lets cell gas out after gel and lowers the pressure`() throws {
    func run(_ permeance: Double) throws -> Simulation {
      let vent = Vent.sample("skin", area: 50, sealedAtFill: 0.99, permeance: permeance)
      return try Self.simulate(.flexible, of: .sample(mass: 1, mold: .sample(liters: 20, venting: .vents([vent]))))
    }
    let (tight, open) = (try run(0), try run(1e-6))
    #expect(try #require(open.profile[.pressure].last) < (try #require(tight.profile[.pressure].last)))
    #expect(open.audit.holds)
  }
}
