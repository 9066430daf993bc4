import Foundation
import Integrators

/// A problem cut into segments of fixed length, so that every peer does the same without finding events.
struct BenchmarkProblem {
  /// One set of equations and how to integrate it.
  struct Segment {
    let trace: Trace
    let solve: (any Integrator, [Double], ClosedRange<Double>, Tolerances) throws -> (state: [Double], work: Statistics)

    init<Problem: InitialValueProblem>(_ problem: Problem) {
      trace = Trace(problem).withoutQuadratures
      solve = { integrator, state, interval, tolerances in
        let solution = try integrator.integrate(
          problem, from: state, over: interval, events: [], output: .times([]), tolerances: tolerances,
          limits: Limits(steps: 2_000_000))
        return (solution.end.state, solution.statistics)
      }
    }
  }

  let id: String
  let title: String
  /// The row of the document it belongs to: `stiff set`, `0D`, `1D`.
  let family: String
  let segments: [Segment]
  /// Start of each segment and the end [s].
  let times: [Double]
  /// States at the start, without quadratures; their number besides.
  let initial: [Double]
  let quadratures: Int
  /// atol / rtol per state.
  let floor: [Double]
  /// Relative tolerances 10⁻ᵏ.
  let exponents: [Double]
  /// Those of them that this session tries.
  var exponentsTried: [Double] { BackendBenchmark.isQuick ? exponents.filter { [4, 6].contains($0) } : exponents }
  /// Whether an explicit method has no chance.
  let isStiffOnly: Bool
  /// States at the start of many shots alike, for ensembles; none where one is not of interest.
  var starts: [[Double]] = []

  /// All segments at relative tolerance `relative`; `nil` when the method gives up.
  func run(_ integrator: any Integrator, _ relative: Double) -> BenchmarkRun? {
    let tolerances = Tolerances(relative: relative, absolute: floor.map { $0 * relative })
    var microseconds: [Double] = []
    var spent = 0.0
    var end: [Double] = []
    var work = Statistics()
    while microseconds.count < 3
      || spent < 1e6 * BackendBenchmark.patience && microseconds.count < BackendBenchmark.repetitionsMaximum
    {
      var state = initial + Array(repeating: 0, count: quadratures)
      work = Statistics()
      let start = Self.processorTime
      for (index, segment) in segments.enumerated() {
        guard let found = try? segment.solve(integrator, state, times[index]...times[index + 1], tolerances) else {
          return nil
        }
        state = found.state
        work.steps += found.work.steps
        work.rightHandSides += found.work.rightHandSides
        work.jacobians += found.work.jacobians
      }
      let elapsed = Self.processorTime - start
      microseconds.append(elapsed)
      spent += elapsed
      end = Array(state.prefix(initial.count))
      // A run of seconds is told apart by one.
      if spent > 2e6 { break }
    }
    return BenchmarkRun(end: end, microseconds: microseconds, statistics: work)
  }

  /// Processor time of this thread [µs]: other work on the machine does not count.
  private static var processorTime: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return 1e6 * Double(time.tv_sec) + 1e-3 * Double(time.tv_nsec)
  }

  /// The end by our stiff method at the tightest tolerance that it keeps; another origin confirms it elsewhere.
  func reference() -> [Double] {
    for exponent in [13.0, 12.5, 12, 11.5, 11] {
      let relative = pow(10, -exponent)
      let tolerances = Tolerances(relative: relative, absolute: floor.map { $0 * relative })
      var state = initial + Array(repeating: 0, count: quadratures)
      let isDone = segments.enumerated().allSatisfy { index, segment in
        guard let found = try? segment.solve(Rodas5P(), state, times[index]...times[index + 1], tolerances) else {
          return false
        }
        state = found.state
        return true
      }
      if isDone { return Array(state.prefix(initial.count)) }
    }
    return []
  }
}
