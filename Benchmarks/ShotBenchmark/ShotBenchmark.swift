import Foaming
import Integrators

#if Sundials
  import Sundials
#endif

/// Cost of one closed shot of each archetype in zero dimensions by each stiff method, events and dense output included.
///
/// The methods take turns, so that a machine whose speed drifts treats them alike; times are medians, and on a shared
/// machine only their ratio and the right-hand sides are stable.
@main
struct ShotBenchmark {
  static let repetitions = 300

  /// The methods compared, the product's own first.
  static let methods: [any Integrator] = {
    #if Sundials
      [Rodas5P(), CVODE()]
    #else
      [Rodas5P()]
    #endif
  }()

  static func main() throws {
    let header = "archetype        method    rtol   median µs  fastest µs   ratio  steps  rejected"
    print(header + "  right-hand sides  Jacobians")
    for archetype in Archetype.all {
      for tolerance in [1e-4, 1e-6, 1e-8] { try report(archetype, tolerance) }
    }
  }

  private static func report(_ archetype: Archetype, _ tolerance: Double) throws {
    let foam = LumpedFoam(archetype.parameters, in: archetype.closedMold)
    let events = foam.events(tackFreeConversion: 0.85)
    let tolerances = foam.tolerances(relative: tolerance)
    let clock = ContinuousClock()
    var times = methods.map { _ in [Double]() }
    var work = methods.map { _ in Statistics() }
    for _ in 0..<repetitions {
      for (index, method) in methods.enumerated() {
        let elapsed = try clock.measure {
          work[index] = try method.integrate(
            foam, from: foam.initialState, over: 0...600, events: events, tolerances: tolerances
          ).statistics
        }
        times[index].append(elapsed / .microseconds(1))
      }
    }
    let sorted = times.map { $0.sorted() }
    for (index, method) in methods.enumerated() {
      let (median, first) = (sorted[index][repetitions / 2], sorted[0][repetitions / 2])
      let cells = [
        padded(archetype.id, -16), padded(method.name, -8), padded("\(tolerance)", 6), padded(tenths(median), 11),
        padded(tenths(sorted[index][0]), 11), padded(tenths(median / first), 7), padded("\(work[index].steps)", 6),
        padded("\(work[index].rejected)", 9), padded("\(work[index].rightHandSides)", 17),
        padded("\(work[index].jacobians)", 10),
      ]
      print(cells.joined(separator: " "))
    }
  }

  private static func tenths(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

  /// Right-aligned to `width`, left-aligned when it is negative.
  private static func padded(_ text: String, _ width: Int) -> String {
    let space = String(repeating: " ", count: max(0, abs(width) - text.count))
    return width < 0 ? text + space : space + text
  }
}
