import ArgumentParser
import Foaming
import Integrators

/// Whether the shot is solved by other integrators too.
struct BackendOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Also solve the shot with these integrators, or with all, and show the differences.",
      valueName: "names or all"))
  var compareBackends: String?

  /// The integrators asked for, without the one of the run itself.
  func integrators(besides own: any Integrator) throws(CommandFailure) -> [any Integrator] {
    guard let compareBackends else { return [] }
    if compareBackends == "all" { return Backends.entries.map(\.integrator).filter { $0.name != own.name } }
    var found: [any Integrator] = []
    for word in compareBackends.split(separator: ",") {
      found.append(try ShotRequest.integrator("\(word)", option: "--compare-backends"))
    }
    return found.filter { $0.name != own.name }
  }
}

extension ShotRequest {
  /// The same shot by `peers`, held against `simulation`; a peer that fails is part of the result.
  func comparison(of simulation: Simulation, with peers: [any Integrator], words: Words) -> BackendComparison {
    let found = peers.map { peer -> BackendComparison.Peer in
      do {
        let other = try Simulation(of: scenario, system: system, assuming: archetype, with: peer)
        words.info("shot simulated again", ["integrator": peer.name, "steps": "\(other.statistics.steps)"])
        return BackendComparison.Peer(other, against: simulation)
      } catch {
        return BackendComparison.Peer(name: peer.name, differences: [], failure: "\(error)", agreesOnVerdict: nil)
      }
    }
    return BackendComparison(
      reference: simulation.integrator, tolerance: scenario.settings.relativeTolerance, peers: found)
  }
}
