import Foaming
import Integrators

/// Cost of one closed shot of each archetype in zero dimensions, events and dense output included.
///
/// Times are medians over many repetitions in one process; on a shared machine only the right-hand sides are stable.
@main
struct ShotBenchmark {
  static let repetitions = 500

  static func main() throws {
    print("archetype                      rtol   median µs   fastest µs   steps  rejected  right-hand sides  Jacobians")
    for archetype in Archetype.all {
      for tolerance in [1e-4, 1e-6, 1e-8] { try report(archetype, tolerance) }
    }
  }

  private static func report(_ archetype: Archetype, _ tolerance: Double) throws {
    let foam = LumpedFoam(archetype.parameters, in: archetype.closedMold)
    let events = foam.events(tackFreeConversion: 0.85)
    let tolerances = foam.tolerances(relative: tolerance)
    let clock = ContinuousClock()
    var (times, work) = ([Double](), Statistics())
    for _ in 0..<repetitions {
      let elapsed = try clock.measure {
        work = try Rodas5P().integrate(
          foam, from: foam.initialState, over: 0...600, events: events, tolerances: tolerances
        ).statistics
      }
      times.append(elapsed / .microseconds(1))
    }
    times.sort()
    let cells = [
      padded(archetype.id, -29), padded("\(tolerance)", 6), padded(tenths(times[times.count / 2]), 11),
      padded(tenths(times[0]), 12), padded("\(work.steps)", 7), padded("\(work.rejected)", 9),
      padded("\(work.rightHandSides)", 17), padded("\(work.jacobians)", 10),
    ]
    print(cells.joined(separator: " "))
  }

  private static func tenths(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

  /// Right-aligned to `width`, left-aligned when it is negative.
  private static func padded(_ text: String, _ width: Int) -> String {
    let space = String(repeating: " ", count: max(0, abs(width) - text.count))
    return width < 0 ? text + space : space + text
  }
}
