import Foaming
import Integrators

#if Sundials
  import Sundials
#endif

/// Cost of one closed shot by each stiff method, events and dense output included: each archetype in zero dimensions,
/// and the appliance through its thickness.
///
/// The methods take turns, so that a machine whose speed drifts treats them alike; times are medians, and on a shared
/// machine only their ratio and the right-hand sides are stable.
///
/// Arguments: the shots to run, all without any; `-cvode` leaves a method out.
@main
struct ShotBenchmark {
  /// The methods compared, the product's own first.
  static let methods: [any Integrator] = {
    #if Sundials
      [Rodas5P(), Seulex7(), CVODE()]
    #else
      [Rodas5P(), Seulex7()]
    #endif
  }()

  /// Names given as arguments.
  private static let wanted = Array(CommandLine.arguments.dropFirst())

  static func main() throws {
    let header = "shot             method    rtol   median µs  fastest µs   ratio  steps  rejected"
    print(header + "  right-hand sides  Jacobians")
    for archetype in Archetype.all {
      let foam = LumpedFoam(archetype.parameters, in: archetype.closedMold)
      for tolerance in [1e-4, 1e-6, 1e-8] {
        try report(
          archetype.id, foam, from: foam.initialState, events: foam.events(tackFreeConversion: 0.85),
          foam.tolerances(relative: tolerance), methods, repetitions: 300)
      }
    }
    for layers in [10, 20, 50, 100, 200] {
      let wall = LayerSurroundings.Wall(film: 100, temperature: 318.15)
      let foam = LayeredFoam(
        Archetype.rigidAppliance.parameters,
        in: LayerSurroundings(cavityVolume: 1 / 34.0, thickness: 0.06, first: wall, second: wall),
        grid: LayerGrid(uniform: layers))
      // Dense matrices of a thousand states are no comparison.
      try report(
        "\(layers) layers", foam, from: foam.initialState, events: foam.events(tackFreeConversion: 0.85),
        foam.tolerances(relative: 1e-6), layers > 20 ? [Rodas5P()] : methods, repetitions: layers > 20 ? 20 : 40)
    }
  }

  private static func report<Problem: InitialValueProblem>(
    _ name: String, _ problem: Problem, from initial: [Double], events: [Event<Problem>], _ tolerances: Tolerances,
    _ methods: [any Integrator], repetitions: Int
  ) throws {
    guard wanted.isEmpty || wanted.contains(name) else { return }
    let methods = methods.filter { wanted.isEmpty || !wanted.contains("-\($0.name)") }
    let clock = ContinuousClock()
    var times = methods.map { _ in [Double]() }
    var work = methods.map { _ in Statistics() }
    for _ in 0..<repetitions {
      for (index, method) in methods.enumerated() {
        let elapsed = try clock.measure {
          work[index] = try method.integrate(
            problem, from: initial, over: 0...600, events: events, tolerances: tolerances
          ).statistics
        }
        times[index].append(elapsed / .microseconds(1))
      }
    }
    let sorted = times.map { $0.sorted() }
    for (index, method) in methods.enumerated() {
      let (median, first) = (sorted[index][repetitions / 2], sorted[0][repetitions / 2])
      let cells = [
        padded(name, -16), padded(method.name, -8), padded("\(tolerances.relative)", 6), padded(tenths(median), 11),
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
