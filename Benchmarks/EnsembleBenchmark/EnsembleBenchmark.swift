import Ensembles
import Foaming
import Integrators

@main
struct EnsembleBenchmark {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
    let count = arguments.first ?? 2000
    let clock = ContinuousClock()
    for archetype in Archetype.all {
      func member(_ i: Int) -> Ensemble.Member<LumpedFoam> {
        var p = archetype.parameters
        p.initialTemperature += 10 * Double(i % 101) / 101
        p.gelling.rate *= 0.8 + 0.4 * Double(i % 97) / 97
        let foam = LumpedFoam(p, in: archetype.closedMold)
        return Ensemble.Member(
          foam, from: foam.initialState, over: 0...600, events: foam.events(tackFreeConversion: 0.85),
          output: .times([]), tolerances: foam.tolerances(relative: 1e-6))
      }
      var scalar: [Solution<LumpedFoam>] = []
      let alone = try clock.measure {
        for i in 0..<min(count, CommandLine.arguments.count > 2 ? 1 : 300) {
          let m = member(i)
          scalar.append(
            try Rodas5P().integrate(
              m.problem, from: m.initial, over: m.interval, events: m.events, output: m.output,
              tolerances: m.tolerances, limits: Limits()))
        }
      }
      var worst = 0.0
      var steps = 0
      var same = 0
      for lanes in CommandLine.arguments.count > 2 ? [128] : [32, 64, 128, 256] {
        let ensemble = Ensemble(lanes: lanes)
        let together = clock.measure {
          ensemble.solve(count, member: member) { index, result in
            guard case .success(let s) = result else { return print("failed \(index)") }
            steps += s.statistics.steps
            guard index < scalar.count else { return }
            let other = scalar[index]
            for (a, b) in zip(s.events, other.events) {
              worst = max(worst, abs(a.time - b.time) / b.time)
              if a.time == b.time { same += 1 }
            }
            if s.events.count != other.events.count || s.statistics != other.statistics {
              print("differs \(index) \(s.statistics) \(other.statistics)")
            }
          }
        }
        print(
          archetype.id, lanes, "lanes µs/shot", together / .microseconds(1) / Double(count), "alone",
          alone / .microseconds(1) / Double(scalar.count), "worst event", worst, same, steps / count)
        steps = 0
      }
    }
  }
}
