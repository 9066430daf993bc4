import Ensembles
import Foaming
import Foundation
import Integrators

#if Sundials
  import Sundials
#endif

/// A way to solve many shots.
struct Way: Sendable {
  let name: String
  let threads: Int
  /// Shots per turn.
  let shots: Int
  private let solve: @Sendable (Archetype, Range<Int>) -> Void

  /// The ways compared, the one for one shot first.
  static func all(_ settings: Settings) -> [Way] {
    // One by one a twentieth is enough to tell the rate.
    let few = max(1, settings.shots / 20)
    var ways = [Way(name: "rodas5p", threads: 1, shots: few) { alone($0, $1, Rodas5P()) }]
    #if Sundials
      ways.append(Way(name: "cvode", threads: 1, shots: few) { alone($0, $1, CVODE()) })
    #endif
    let ensemble = Ensemble(lanes: settings.lanes)
    ways.append(Way(name: "lanes", threads: 1, shots: settings.shots) { together($0, $1, ensemble) })
    if settings.threads > 1 {
      ways.append(
        Way(name: "rodas5p", threads: settings.threads, shots: few * settings.threads) { alone($0, $1, Rodas5P()) })
      ways.append(
        Way(name: "lanes", threads: settings.threads, shots: settings.shots * settings.threads) {
          together($0, $1, ensemble)
        })
    }
    return ways
  }

  /// Shots per second of one turn, and processor time of a shot [µs].
  func measure(_ archetype: Archetype) async -> (rate: Double, work: Double) {
    let clock = ContinuousClock()
    let (start, worked) = (clock.now, Self.processorTime)
    await withTaskGroup(of: Void.self) { group in
      for thread in 0..<threads {
        let range = shots * thread / threads..<shots * (thread + 1) / threads
        group.addTask { solve(archetype, range) }
      }
    }
    let work = (Self.processorTime - worked) * 1e6 / Double(shots)
    return (Double(shots) / ((clock.now - start) / .seconds(1)), work)
  }

  /// Of all threads of this process [s].
  private static var processorTime: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }

  private static func member(_ archetype: Archetype, _ i: Int) -> Ensemble.Member<LumpedFoam> {
    var parameters = archetype.parameters
    parameters.initialTemperature += 10 * Double(i % 101) / 101 - 5
    parameters.gelling.rate *= 0.8 + 0.4 * Double(i % 97) / 97
    let foam = LumpedFoam(parameters, in: archetype.closedMold)
    return Ensemble.Member(
      foam, from: foam.initialState, over: 0...600, events: foam.events(tackFreeConversion: 0.85),
      output: .times([]), tolerances: foam.tolerances(relative: 1e-6))
  }

  private static func alone(_ archetype: Archetype, _ range: Range<Int>, _ method: any Integrator) {
    for i in range {
      let member = member(archetype, i)
      let solution = try? method.integrate(
        member.problem, from: member.initial, over: member.interval, events: member.events, output: member.output,
        tolerances: member.tolerances, limits: member.limits)
      if solution == nil { print("\(method.name): shot \(i) of \(archetype.id) failed") }
    }
  }

  private static func together(_ archetype: Archetype, _ range: Range<Int>, _ ensemble: Ensemble) {
    ensemble.solve(range.count) {
      member(archetype, range.lowerBound + $0)
    } finish: { index, result in
      if case .failure(let failure) = result { print("lanes: shot \(index) of \(archetype.id): \(failure)") }
    }
  }
}

/// What was measured of one way.
struct WayResult {
  let archetype, way: String
  let threads, shots: Int
  /// Shots per second.
  let median, fastest: Double
  /// Processor time of a shot, median of the turns [µs]: on a machine with other work it says more than the rates.
  let work: Double

  static func table(_ results: [WayResult]) -> String {
    var lines = ["archetype        way      threads   shots   median shots/s  fastest shots/s  CPU µs/shot  CPU ratio"]
    for result in results {
      let base = results.first { $0.archetype == result.archetype }?.work ?? result.work
      let cells = [
        padded(result.archetype, -16), padded(result.way, -8), padded("\(result.threads)", 7),
        padded("\(result.shots)", 7), padded("\(Int(result.median))", 16), padded("\(Int(result.fastest))", 16),
        padded("\((result.work * 10).rounded() / 10)", 12), padded("\((base / result.work * 100).rounded() / 100)", 10),
      ]
      lines.append(cells.joined(separator: " "))
    }
    return lines.joined(separator: "\n")
  }

  static func json(_ results: [WayResult]) -> String {
    let rows = results.map { result in
      "  {\"archetype\": \"\(result.archetype)\", \"way\": \"\(result.way)\", \"threads\": \(result.threads), "
        + "\"shots\": \(result.shots), \"shots_per_s_median\": \(result.median), "
        + "\"shots_per_s_fastest\": \(result.fastest), \"cpu_us_per_shot\": \(result.work)}"
    }
    return "[\n" + rows.joined(separator: ",\n") + "\n]"
  }

  /// Right-aligned to `width`, left-aligned when it is negative.
  private static func padded(_ text: String, _ width: Int) -> String {
    let space = String(repeating: " ", count: max(0, abs(width) - text.count))
    return width < 0 ? text + space : space + text
  }
}
