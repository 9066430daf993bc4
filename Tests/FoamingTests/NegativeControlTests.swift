import Foaming
import Integrators
import Quantities
import Testing

/// The equations with one term broken on purpose.
struct BrokenFoam: InitialValueProblem {
  enum Fault: String, CaseIterable, Sendable {
    /// The work of the rising pressure heats the foam 1 % too much.
    case flowWork
    /// Blowing takes 1 % less isocyanate than it should.
    case isocyanateOfBlowing
    /// Agent appears in the cells out of nothing.
    case agentFromNothing
    /// Evaporated agent is counted 1 % too high.
    case evaporation
    /// The wall takes 1 % more heat than the foam gives.
    case wallHeat
    /// CO2 that leaves is counted 1 % too low.
    case carbonDioxideLost
    /// Air vanishes from a sealed head space.
    case airVanishes
  }

  var foam: LumpedFoam
  var fault: Fault?

  var dimension: Int { foam.dimension }
  var quadratures: Int { foam.quadratures }

  func evaluate<S: Scalar>(at time: S, state: Span<S>, derivative: inout MutableSpan<S>) {
    foam.evaluate(at: time, state: state, derivative: &derivative)
    let layout = foam.layout
    func scale(_ index: Int?, _ factor: Double, _ derivative: inout MutableSpan<S>) {
      if let index { derivative[index] = factor * derivative[index] }
    }
    switch fault {
    case nil: break
    case .flowWork:
      derivative[layout.enthalpy] = derivative[layout.enthalpy] + 0.01 * derivative[layout.flowWork]
    case .isocyanateOfBlowing:
      let i = layout.isocyanateConsumed
      derivative[i] = derivative[i] - 0.02 * derivative[layout.blowing]
    case .agentFromNothing:
      if let i = layout.agent { derivative[i] = derivative[i] + 1e-6 }
    case .evaporation: scale(layout.agentEvaporated, 1.01, &derivative)
    case .wallHeat:
      if let i = layout.wallHeat { derivative[layout.enthalpy] = derivative[layout.enthalpy] - 0.01 * derivative[i] }
    case .carbonDioxideLost: scale(layout.carbonDioxideLost, 0.99, &derivative)
    case .airVanishes:
      if let i = layout.headSpaceAir { derivative[i] = derivative[i] - 1e-6 }
    }
  }

  /// The foam's own events, acting on the foam inside.
  func events() -> [Event<BrokenFoam>] {
    foam.events(tackFreeConversion: 0.85).map { event -> Event<BrokenFoam> in
      let action: Event<BrokenFoam>.Action =
        switch event.action {
        case .note: .note
        case .stop: .stop
        case .change(let change):
          .change { broken, time, state in
            BrokenFoam(foam: change(broken.foam, time, &state), fault: broken.fault)
          }
        }
      return Event<BrokenFoam>(event.name, direction: Self.direction(event), action: action) { broken, time, state in
        event.root(broken.foam, time, state)
      }
    }
  }

  private static func direction(_ event: Event<LumpedFoam>) -> Event<BrokenFoam>.Direction {
    switch event.direction {
    case .rising: .rising
    case .falling: .falling
    case .either: .either
    }
  }

  /// A packed shot with agent, lossy CO2 and a cold wall; sealed, or with air leaving freely.
  static func shot(sealed: Bool) throws -> LumpedFoam {
    let system = MaterialSystem.sample(.rigid, [.carbonDioxideRetained: 0.9])
    let mold = Mold.sample(liters: 25, venting: sealed ? .sealed : .ideal)
    let scenario = Scenario.sample(mass: 1, mold: mold)
    let mixture = try Mixture(scenario: scenario, system: system)
    let parameters = try FoamParameters(system: system, mixture: mixture, pressure: PhysicalConstants.atmosphere)
    let surroundings = Surroundings(
      mold: mold, process: scenario.process, mass: mixture.mass, foamConductivity: parameters.foamConductivity)
    return LumpedFoam(parameters, in: surroundings)
  }

  static func balances(_ foam: LumpedFoam, _ fault: Fault?) throws -> FoamBalances {
    let broken = BrokenFoam(foam: foam, fault: fault)
    let solution = try Rodas5P().integrate(
      broken, from: foam.initialState, over: 0...300, events: broken.events(),
      tolerances: foam.tolerances(relative: 1e-8))
    let times = solution.trajectory.times
    return FoamBalances(times.indices.map { (solution.problem(at: times[$0]).foam, Array(solution.trajectory[$0])) })
  }
}

@Suite("Negative controls") struct NegativeControlTests {
  @Test("the intact equations pass the same accounts", arguments: [false, true])
  func intact(sealed: Bool) throws {
    let balances = try BrokenFoam.balances(try BrokenFoam.shot(sealed: sealed), nil)
    #expect(balances.mass <= 1e-12)
    #expect(balances.isocyanate <= 1e-12)
    #expect(balances.carbonDioxide <= 1e-12)
    #expect(balances.agent <= 1e-12)
    #expect(balances.air <= 1e-12)
    #expect(balances.energy <= 1e-10)
  }

  @Test("each broken term is caught by its balance", arguments: BrokenFoam.Fault.allCases)
  func broken(fault: BrokenFoam.Fault) throws {
    let balances = try BrokenFoam.balances(try BrokenFoam.shot(sealed: fault == .airVanishes), fault)
    let found: Double =
      switch fault {
      case .flowWork, .wallHeat: balances.energy / 1e-7
      case .isocyanateOfBlowing: balances.isocyanate / 1e-12
      case .agentFromNothing, .evaporation: min(balances.agent, balances.mass) / 1e-12
      case .carbonDioxideLost: min(balances.carbonDioxide, balances.mass) / 1e-12
      case .airVanishes: balances.air / 1e-12
      }
    #expect(found > 100, "\(found) times the limit")
  }
}

/// An integrator that corrupts the state once, in the middle of a run.
struct LeakingIntegrator: Integrator {
  var component: Int
  var amount: Double
  var time = 30.0

  var name: String { "leaking" }
  var order: Int { 5 }

  func integrate<Problem: InitialValueProblem>(
    _ problem: Problem, from initial: [Double], over interval: ClosedRange<Double>, events: [Event<Problem>],
    output: Output, tolerances: Tolerances, limits: Limits
  ) throws(IntegrationFailure) -> Solution<Problem> {
    let (component, amount, moment) = (component, amount, time)
    let leak = Event<Problem>(
      "leak", direction: .rising,
      action: .change { problem, _, state in
        state[component] += amount
        return problem
      }
    ) { _, time, _ in time - moment }
    return try Rodas5P().integrate(
      problem, from: initial, over: interval, events: events + [leak], output: output, tolerances: tolerances,
      limits: limits)
  }
}

@Suite("The audit refuses a corrupted run") struct AuditRefusalTests {
  /// Component of the state vector, amount added, and the balance that must complain.
  struct Leak: Sendable, CustomTestStringConvertible {
    var component: @Sendable (StateLayout) -> Int?
    var amount: Double
    var balance: String
    var testDescription: String { balance }
  }

  static let leaks = [
    Leak(component: { $0.isocyanateConsumed }, amount: 1e-10, balance: "isocyanate groups"),
    Leak(component: { $0.carbonDioxideLost }, amount: 1e-10, balance: "carbon dioxide"),
    Leak(component: { $0.agent }, amount: 1e-10, balance: "blowing agent"),
    Leak(component: { $0.headSpaceAir }, amount: 1e-10, balance: "head-space air"),
    Leak(component: { $0.enthalpy }, amount: 30, balance: "energy"),
  ]

  @Test("what appears from nowhere is named", arguments: leaks)
  func leak(_ leak: Leak) throws {
    let foam = try BrokenFoam.shot(sealed: true)
    let component = try #require(leak.component(foam.layout))
    let scenario = Scenario.sample(mass: 1, mold: .sample(liters: 25, venting: .sealed))
    let system = MaterialSystem.sample(.rigid, [.carbonDioxideRetained: 0.9])
    let error = try #require(throws: SimulationError.self) {
      try Simulation(
        of: scenario, system: system, with: LeakingIntegrator(component: component, amount: leak.amount))
    }
    #expect(error.kind == .audit)
    // The first balance that breaks is reported: a leak of matter is also one of mass.
    #expect(["audit.\(leak.balance)", "audit.mass"].contains(error.field), "\(error.field)")
    #expect(error.remedy.contains("do not trust"))
  }

  @Test func `the same integrator without a leak passes`() throws {
    let scenario = Scenario.sample(mass: 1, mold: .sample(liters: 25, venting: .sealed))
    let simulation = try Simulation(
      of: scenario, system: .sample(.rigid), with: LeakingIntegrator(component: 0, amount: 0))
    #expect(simulation.audit.holds)
    #expect(simulation.integrator == "leaking")
  }
}
