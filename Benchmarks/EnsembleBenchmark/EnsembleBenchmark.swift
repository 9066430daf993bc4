import Ensembles
import Foaming
import Integrators

#if Sundials
  import Sundials
#endif

/// Closed shots per second, events included, at rtol 1e-6: alone and in lanes, on one thread and on several.
///
/// The ways take turns, so that a machine whose speed drifts treats them alike; rates are medians of the turns, and the
/// fastest turn is given beside them. Each archetype's shots differ in temperature and gelling rate.
///
///     EnsembleBenchmark [--json] [--shots n] [--turns n] [--threads n] [--lanes n] [--way name]
@main
struct EnsembleBenchmark {
  static func main() async throws {
    let settings = Settings(CommandLine.arguments.dropFirst())
    var results: [WayResult] = []
    for archetype in Archetype.all {
      let ways = Way.all(settings).filter { settings.way == nil || $0.name == settings.way }
      var rates = ways.map { _ in [Double]() }
      var work = rates
      for _ in 0..<settings.turns {
        for (index, way) in ways.enumerated() {
          let turn = await way.measure(archetype)
          rates[index].append(turn.rate)
          work[index].append(turn.work)
        }
      }
      for (index, way) in ways.enumerated() {
        let sorted = rates[index].sorted()
        results.append(
          WayResult(
            archetype: archetype.id, way: way.name, threads: way.threads, shots: way.shots,
            median: sorted[sorted.count / 2], fastest: sorted[sorted.count - 1],
            work: work[index].sorted()[work[index].count / 2]))
      }
    }
    print(settings.isJSON ? WayResult.json(results) : WayResult.table(results))
  }
}

/// What the command line says.
struct Settings {
  var isJSON = false
  var shots = 2000
  var turns = 5
  var threads = 4
  var lanes = 128
  /// The only way to measure, all if `nil`.
  var way: String?

  init(_ arguments: ArraySlice<String>) {
    isJSON = arguments.contains("--json")
    for (name, value) in zip(arguments, arguments.dropFirst()) {
      if name == "--way" { way = value }
      guard let number = Int(value), number > 0 else { continue }
      switch name {
      case "--shots": shots = number
      case "--turns": turns = number
      case "--threads": threads = number
      case "--lanes": lanes = number
      default: break
      }
    }
  }
}
