import Foaming
import Integrators
import Testing

/// The classical two-reaction model against trajectories computed with 34 digits.
@Suite("Reference trajectories of the Baser-Khakhar model") struct BaserKhakharTests {
  typealias Parameters = BaserKhakhar.Parameters

  /// Solubility of R-11 in the polymer at one atmosphere.
  static let trichlorofluoromethane = Parameters.Solubility(
    floor: 1e-7, height: 4.2934, center: 203.3556, width: 40.016)
  /// Solubility of n-pentane at one atmosphere, after Winkler.
  static let pentane = Parameters.Solubility(floor: 0.0064, height: 0.0551, center: 298, width: 17.8)

  static let rigid = Parameters(
    hydroxyl: 3765, isocyanate: 3765, water: 0, gelling: (1965, 54870, -74900), blowing: (1385, 32660, -86000),
    polymer: (1100, 1800), carbonDioxide: (836.6, 4.4e-4), agent: 0.155,
    agentProperties: (0.13737, 1467, 2e5, 870, 593), solubility: trichlorofluoromethane, initialTemperature: 297,
    gelConversion: 0.5)
  static let water = Parameters(
    hydroxyl: 5140, isocyanate: 4455, water: 671, gelling: (1, 35140, -68500), blowing: (1050, 27040, -81500),
    polymer: (1100, 1800), carbonDioxide: (836.6, 4.4e-4), agent: 0, agentProperties: (0.07215, 751, 2e5, 870, 593),
    solubility: trichlorofluoromethane, initialTemperature: 300, gelConversion: 0.6)
  static var postGel: Parameters {
    var parameters = rigid
    parameters.hasPostGelFactor = true
    return parameters
  }
  static var mixed: Parameters {
    var parameters = water
    parameters.agent = 0.057
    parameters.solubility = pentane
    parameters.gelConversion = 0.606
    return parameters
  }

  /// A stored trajectory: (X, W, T, density) at many times, and the state at each event.
  struct Case: CustomTestStringConvertible, Sendable {
    var table: String
    var parameters: Parameters
    /// Name, time and state (X, W, T).
    var events: [(name: String, time: Double, state: [Double])]
    var testDescription: String { table }
  }

  static let cases = [
    Case(
      table: "water_blown", parameters: water,
      events: [
        ("co2", 0.79000091497851095864, [0.0027249104636263023482, 0.016389717687112839481, 300.93722728355276823]),
        ("gel", 73.837065919220892108, [0.6, 0.99999999822736843181, 433.14953417712910935]),
      ]),
    Case(
      table: "r11_smooth", parameters: rigid,
      events: [
        ("boil", 37.148125724684742945, [0.071635527171157826397, 0, 306.49150918862667311]),
        ("gel", 127.43544189868081945, [0.5, 0, 348.47863883558202491]),
      ]),
  ]

  static let integrators: [any Integrator] = IntegratorCatalog.entries.map(\.integrator)

  static func solve(
    _ parameters: Parameters, until end: Double, with integrator: any Integrator
  ) throws -> Solution<BaserKhakhar> {
    let model = BaserKhakhar(parameters)
    return try integrator.integrate(
      model, from: model.initialState, over: 0...end, events: model.events(),
      tolerances: Tolerances(relative: 1e-12, absolute: [1e-13, 1e-13, 1e-11]))
  }

  @Test("states, density and events to 1e-8 with every method", arguments: cases, IntegratorCatalog.names)
  func trajectory(reference: Case, method: String) throws {
    let integrator = try #require(IntegratorCatalog.integrator(named: method))
    let table = try ReferenceTable(reference.table)
    let end = try #require(table.times.last)
    let solution = try Self.solve(reference.parameters, until: end, with: integrator)
    let dense = try #require(solution.dense)
    let density = table.header.count - 1
    for row in table.rows {
      let state = dense.state(at: row[0])
      // Without water the reference keeps W at zero; nothing depends on it.
      for component in 0..<3 where component != 1 || reference.parameters.water > 0 {
        let expected = row[component + 1]
        let allowed = 1e-8 * max(abs(expected), 1e-3)
        #expect(abs(state[component] - expected) <= allowed, "at \(row[0]) s")
      }
      let found = solution.problem(at: row[0]).density(state.span) / row[density]
      #expect(abs(found - 1) < 1e-8, "density at \(row[0]) s")
    }
    for (name, time, state) in reference.events {
      let event = try #require(solution.event(name))
      #expect(abs(event.time / time - 1) < 1e-8, "\(name)")
      for (component, (found, expected)) in zip(event.state, state).enumerated() {
        guard component != 1 || reference.parameters.water > 0 else { continue }
        let allowed = 1e-8 * max(abs(expected), 1)
        #expect(abs(found - expected) <= allowed, "\(name)")
      }
    }
  }

  @Test("the post-gel factor switches where the reference does", arguments: IntegratorCatalog.names)
  func postGelFactor(method: String) throws {
    let integrator = try #require(IntegratorCatalog.integrator(named: method))
    let solution = try Self.solve(Self.postGel, until: 600, with: integrator)
    let joint = try #require(solution.event("R2"))
    #expect(abs(joint.time / 183.1349104 - 1) < 1e-9)
    #expect(abs(solution.end.state[2] / 415.008995016 - 1) < 1e-11)
  }

  @Test("water and n-pentane together end where the reference does", arguments: IntegratorCatalog.names)
  func mixedBlowing(method: String) throws {
    let integrator = try #require(IntegratorCatalog.integrator(named: method))
    let solution = try Self.solve(Self.mixed, until: 300, with: integrator)
    let boil = try #require(solution.event("boil"))
    #expect(abs(boil.time / 4.743619957 - 1) < 1e-9)
    #expect(abs(solution.end.state[2] / 425.901184035 - 1) < 1e-11)
    #expect(abs(solution.problem(at: 300).density(solution.end.state.span) / 22.78187271 - 1) < 1e-9)
    // The recipe lacks isocyanate: its conversion cannot reach the gel point.
    #expect(solution.event("gel") == nil)
  }

  @Test func `the end of the water-blown recipe is where isocyanate runs out`() throws {
    let solution = try Self.solve(Self.water, until: 300, with: Rodas5P())
    #expect(abs(solution.end.state[0] / 0.605642023346 - 1) < 1e-11)
    let ceiling = (Self.water.isocyanate - 2 * Self.water.water) / Self.water.hydroxyl
    #expect(solution.end.state[0] <= ceiling)
  }
}
