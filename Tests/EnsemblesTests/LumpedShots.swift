import Ensembles
import Foaming
import Integrators

/// Shots that have every term the model knows in turn, with numbers of their own.
struct LumpedShots {
  let count: Int

  private static let vents = [
    Surroundings.VentGroup(name: "low", effectiveArea: 4e-6, sealedAtFill: 0.6, foamPermeance: 3e-9),
    Surroundings.VentGroup(name: "high", effectiveArea: 9e-6, sealedAtFill: 0.96, foamPermeance: 1e-9),
  ]

  /// The foam of a shot and its vents.
  private func foam(_ i: Int) -> (LumpedFoam, [Surroundings.VentGroup]) {
    let place = i % 7
    var parameters = FoamParameters.standard(
      agent: i & 1 > 0, trimerization: i & 2 > 0, postGelFactor: i & 4 > 0, escapingCarbonDioxide: i & 8 > 0)
    if i & 16 > 0 {
      parameters = Archetype.all[i / 32 % 4].parameters
    }
    let part = Double(i) / Double(count)
    parameters.initialTemperature += 8 * part
    parameters.gelling.rate *= 0.7 + 0.6 * part
    let hasHeadSpace = place >= 4
    var surroundings = Surroundings.standard(
      cavity: place >= 2, headSpace: hasHeadSpace, wall: place % 2 == 1, tool: place == 5)
    surroundings.cavityVolume *= 0.6 + 0.4 * part
    let vents = place >= 5 ? Self.vents : []
    return (LumpedFoam(parameters, in: surroundings, vents: vents), vents)
  }

  func member(_ i: Int, output: Output = .dense, relativeTolerance: Double = 1e-6) -> Ensemble.Member<LumpedFoam> {
    let (foam, vents) = foam(i)
    return Ensemble.Member(
      foam, from: foam.initialState, over: 0...400, events: foam.events(tackFreeConversion: 0.85, vents: vents),
      output: output, tolerances: foam.tolerances(relative: relativeTolerance))
  }
}

extension Ensemble {
  /// The results of all members in their order.
  func results<Problem: InitialValueProblem>(
    _ count: Int, _ member: (Int) -> Member<Problem>
  ) -> [Result<Solution<Problem>, IntegrationFailure>] {
    var results: [Int: Result<Solution<Problem>, IntegrationFailure>] = [:]
    solve(count, member: member) { results[$0] = $1 }
    return (0..<count).compactMap { results[$0] }
  }
}

extension Ensemble.Member {
  /// The member by the method for one problem.
  func alone() throws(IntegrationFailure) -> Solution<Problem> {
    try Rodas5P().integrate(
      problem, from: initial, over: interval, events: events, output: output, tolerances: tolerances, limits: limits)
  }
}
