import Foaming
import Integrators

/// The balances of a solved foam, written down a second time, from what the state means and what crossed the boundary.
///
/// Independent of the audit inside the package: it shares nothing with it but the reading of a state.
struct FoamBalances {
  /// Largest change along the run, relative to the content; energy relative to the heat released.
  private(set) var mass = 0.0, isocyanate = 0.0, carbonDioxide = 0.0, agent = 0.0, air = 0.0, energy = 0.0

  /// - Parameters:
  ///   - states: full state vectors, the initial one first.
  ///   - foam: the equations the states belong to; recipe and layout do not change along a run.
  init(_ states: [(foam: LumpedFoam, state: [Double])]) {
    guard let first = states.first.map({ Account($0.foam, $0.state) }) else { return }
    let accounts = states.map { Account($0.foam, $0.state) }
    func largest(_ content: KeyPath<Account, Double>, over scale: Double) -> Double {
      accounts.map { abs($0[keyPath: content] - first[keyPath: content]) / scale }.max() ?? .nan
    }
    mass = largest(\.mass, over: 1)
    isocyanate = largest(\.isocyanate, over: first.isocyanate)
    carbonDioxide = largest(\.carbonDioxide, over: max(first.carbonDioxide, 1e-6))
    if first.agent > 0 { agent = largest(\.agent, over: first.agent) }
    if first.air > 0 { air = largest(\.air, over: first.air) }
    energy = largest(\.energy, over: max(accounts.map(\.heat).max() ?? 0, 1))
  }

  /// Contents plus losses at one moment.
  private struct Account {
    var mass, isocyanate, carbonDioxide, agent, air, energy, heat: Double

    init(_ foam: LumpedFoam, _ state: [Double]) {
      let (p, now) = (foam.parameters, FoamReading(foam, state: state.span))
      func crossed(_ quadrature: KeyPath<StateLayout, Int?>) -> Double {
        foam.layout[keyPath: quadrature].map { state[$0] } ?? 0
      }
      let lost = foam.layout.lost.map { Array(state[$0..<$0 + 3]) } ?? [0, 0, 0]
      let substance = p.agent
      let gases = now.carbonDioxideGas + now.carbonDioxideDissolved + crossed(\.carbonDioxideLost)
      let stillLiquid = p.agentAmount - crossed(\.agentEvaporated)
      agent = stillLiquid + now.agentGas + lost[1]
      mass = now.polymer + 0.04401 * gases + (substance?.molarMass ?? 0) * agent
      isocyanate = p.isocyanate * (1 - now.isocyanateConversion) + state[foam.layout.isocyanateConsumed]
      carbonDioxide = gases + p.water * (1 - now.waterConversion)
      air = now.headSpaceAir + crossed(\.airVented)
      let above = now.temperature - 298.15
      var sensible =
        (now.polymer * p.polymerSpecificHeat
          + 0.04401 * p.carbonDioxideSpecificHeat * (now.carbonDioxideGas + now.carbonDioxideDissolved)) * above
      if let substance {
        sensible += substance.molarMass * now.agentLiquid * substance.specificHeatLiquid * above
        sensible += substance.molarMass * now.agentGas * (substance.specificHeatGas * above + substance.latentHeat)
      }
      let chemical =
        p.gelling.enthalpy * now.gellingExtent + p.blowing.enthalpy * now.blowingExtent
        + (p.trimerization?.enthalpy ?? 0) * now.trimerizationExtent
      heat = -chemical
      energy = sensible + chemical + crossed(\.wallHeat) + crossed(\.lostEnthalpy) - state[foam.layout.flowWork]
    }
  }
}

extension Solution<LumpedFoam> {
  /// States at the end of every step with the equations that were in force.
  var accounts: [(foam: LumpedFoam, state: [Double])] {
    trajectory.times.indices.map { (problem(at: trajectory.times[$0]), Array(trajectory[$0])) }
  }
}
