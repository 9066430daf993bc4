internal import Ensembles
package import Foaming
internal import Integrators

/// Shots side by side in the lanes of vector instructions, where the scenario is solved by rodas5p.
///
/// Outcomes are those of ``SequentialEngine`` up to round-off. What lanes cannot do is done one by one: shots in one
/// dimension or of other methods, shots that fail, and shots whose balances ask for a tighter tolerance. Errors are
/// therefore the same.
package struct LaneEngine: ShotEngine {
  package let batch = 64
  private let ensemble: Ensemble

  package init() { ensemble = Ensemble(lanes: 128) }

  package func outcomes(_ shots: [ShotInput]) -> [Result<ShotOutcome, SimulationError>] {
    results(shots) { ShotOutcome($0) }
  }

  /// What `judge` takes from the simulation of each shot, in their order; simulations are not kept.
  package func results<Judgment>(
    _ shots: [ShotInput], _ judge: (Simulation) -> Judgment
  ) -> [Result<Judgment, SimulationError>] {
    let prepared = shots.map { shot in
      let ready = try? PreparedShot(of: shot.scenario, system: shot.system, assuming: shot.archetype)
      guard let ready, ready.isLumped, ready.method is Rodas5P else { return PreparedShot?.none }
      return ready
    }
    var judgments: [Judgment?] = shots.map { _ in nil }
    let places = prepared.indices.filter { prepared[$0] != nil }
    var half: [Int: Solution<LumpedFoam>] = [:]
    // Members 2i and 2i + 1 are the cup and the mold of one shot.
    ensemble.solve(2 * places.count) { member in
      let course = member % 2 == 0 ? prepared[places[member / 2]]?.freeRise : prepared[places[member / 2]]?.shot
      // Places hold those that are prepared.
      guard let course else { preconditionFailure("a place without a shot") }
      return Ensemble.Member(
        course.foam, from: course.foam.initialState, over: 0...course.duration, events: course.events,
        tolerances: course.tolerances)
    } finish: { member, result in
      guard case .success(let solution) = result else { return }
      guard let other = half.removeValue(forKey: member ^ 1) else {
        half[member] = solution
        return
      }
      let place = places[member / 2]
      let (cup, mold) = member % 2 == 0 ? (solution, other) : (other, solution)
      judgments[place] = prepared[place]?.simulation(freeRise: cup, shot: mold).map(judge)
    }
    return zip(shots, judgments).map { shot, judgment in
      if let judgment { return .success(judgment) }
      do throws(SimulationError) {
        return .success(
          judge(try Simulation(of: shot.scenario, system: shot.system, assuming: shot.archetype)))
      } catch {
        return .failure(error)
      }
    }
  }
}
