import Foaming
import Foundation
import Integrators

#if Sundials
  import Sundials
#endif

/// Writes the problems of the backend benchmark as C and JAX functions and times our own methods on them.
///
///     BackendBenchmark FOLDER [--quick]
///
/// `--quick` takes one problem of each family at two tolerances, to see that everything works together.
/// `peers.py` then times the peers on the same problems in the same session and `document.py` writes the document.
@main
struct BackendBenchmark {
  /// Seconds spent on the repetitions of one run, and the most repetitions.
  static let patience = isQuick ? 0.01 : 0.1
  static let repetitionsMaximum = isQuick ? 5 : 200
  static let isQuick = CommandLine.arguments.contains("--quick")

  static func main() throws {
    guard let path = CommandLine.arguments.dropFirst().first else {
      print("usage: BackendBenchmark FOLDER [--quick]")
      exit(2)
    }
    let folder = URL(filePath: path)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var problems: [[String: Any]] = []
    for problem in Self.problems() {
      let text = problem.segments.enumerated().map { SegmentSource.c($1.trace, "segment_\($0)") }.joined()
      try (SegmentSource.head + text).write(
        to: folder.appending(path: "\(problem.id).c"), atomically: true, encoding: .utf8)
      for (index, segment) in problem.segments.enumerated() {
        try SegmentSource.jax(segment.trace).write(
          to: folder.appending(path: "\(problem.id)_\(index).py"), atomically: true, encoding: .utf8)
      }
      problems.append(try measured(problem))
    }
    let all: [String: Any] = ["swift": swiftVersion, "problems": problems]
    let json = try JSONSerialization.data(withJSONObject: all, options: [.prettyPrinted, .sortedKeys])
    try json.write(to: folder.appending(path: "own.json"))
  }

  private static var swiftVersion: String {
    #if compiler(>=6.3)
      "Swift 6.3 or later"
    #else
      "Swift 6.2"
    #endif
  }

  /// The methods timed here: the product's, and CVODE with the right-hand side in Swift.
  static let methods: [(label: String, integrator: any Integrator)] = {
    var methods: [(String, any Integrator)] = [
      ("own stiff (rodas5p)", Rodas5P()), ("own stiff (seulex7)", Seulex7()),
      ("own explicit (dopri5)", DormandPrince()),
    ]
    #if Sundials
      methods.append(("cvode, Swift right-hand side", CVODE()))
    #endif
    return methods
  }()

  private static func measured(_ problem: BenchmarkProblem) throws -> [String: Any] {
    var runs: [[String: Any]] = []
    for (label, integrator) in methods where !(problem.isStiffOnly && integrator is DormandPrince) {
      for exponent in problem.exponentsTried {
        if let run = problem.run(integrator, pow(10, -exponent)) {
          runs.append(run.record(label, exponent))
        }
      }
    }
    let reference = problem.reference()
    return [
      "id": problem.id, "title": problem.title, "family": problem.family, "initial": problem.initial,
      "floor": problem.floor, "times": problem.times, "exponents": problem.exponentsTried, "runs": runs,
      "reference": reference, "starts": problem.starts,
    ]
  }
}

/// What one method did at one tolerance.
struct BenchmarkRun {
  let end: [Double]
  let microseconds: [Double]
  let statistics: Statistics

  func record(_ label: String, _ exponent: Double) -> [String: Any] {
    [
      "method": label, "exponent": exponent, "end": end, "microseconds": microseconds, "steps": statistics.steps,
      "right_hand_sides": statistics.rightHandSides, "jacobians": statistics.jacobians,
    ]
  }
}
