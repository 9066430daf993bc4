import Foaming
import Integrators
import Twin

/// What the solver did, in words.
struct SolverWords {
  private let simulation: Simulation

  init(_ simulation: Simulation) { self.simulation = simulation }

  /// Writes to standard error; the user asked, so no level applies.
  func say() { StandardStream.error.write(text) }

  private var text: String {
    let statistics = simulation.statistics
    let settings = simulation.scenario.settings
    var lines = ["solver: \(simulation.integrator), relative tolerance \(settings.relativeTolerance)"]
    lines.append("  model: \(settings.modelWords)")
    if let entry = Backends.entries.first(where: { $0.name == simulation.integrator }) {
      lines.append("  \(entry.summary)")
      lines.append("  meant for: \(entry.useWhen)")
    }
    lines.append("  steps: \(statistics.steps) accepted, \(statistics.rejected) repeated for their error")
    lines.append("  right-hand sides: \(statistics.rightHandSides)")
    lines.append("  Jacobians: \(statistics.jacobians), factorizations: \(statistics.factorizations)")
    lines.append("  extra steps to find events: \(statistics.eventSteps)")
    for balance in simulation.audit.balances {
      lines.append("  balance of \(balance.name): residual \(balance.residual), limit \(balance.limit)")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
