/// One integration by Rodas5P whose attempts are computed elsewhere, side by side with others.
///
/// Everything but the attempt is that of ``Run``: choice of step sizes, events, output, statistics. Moments that cut a
/// step are refined here, in `Double`. A run that meets trouble is given up; who repeats it with ``Rodas5P`` alone gets
/// the failure in that method's words.
package final class LaneRun {
  /// Where a run stands after a step has been judged.
  package enum Standing {
    /// The attempt was rejected; state and equations are as before.
    case repeated
    /// The step was taken as attempted.
    case moved
    /// The step was cut or the state changed: ``state`` is to be read.
    case jumped
    /// As ``jumped``, with other equations from here on.
    case changed
    case finished
    case failed
  }

  /// What follows from a judgment, in one answer: each question to a run costs more than many an answer.
  package struct Verdict {
    package let standing: Standing
    /// From where to where the next step goes; of no meaning for a run that is to go on with other equations or no
    /// more.
    package let start, end: Double
  }

  // Checks of access would be made several times per step; no method calls back into this object.
  @exclusivity(unchecked) private var run: Run<Rodas5PStages<DenseStepMatrix>>
  private let isDense: Bool

  /// - Throws: when the run cannot start.
  package init(_ setup: RunSetup) throws(IntegrationFailure) {
    unsafe run = Run(setup)
    unsafe run.isAttemptForeign = true
    isDense = setup.output != .times([])
    try unsafe run.begin()
  }

  package var dimension: Int { unsafe run.step.dimension }
  package var components: Int { unsafe run.step.components }
  package var start: Double { unsafe run.step.start }
  package var end: Double { unsafe run.step.end }
  package var relative: Double { unsafe run.relative }
  /// atol of state `i`.
  package func absolute(_ i: Int) -> Double { unsafe run.absolute[i] }
  /// Component `i` at ``start``.
  package func state(_ i: Int) -> Double { unsafe run.step.initial[i] }
  package var isFinished: Bool { unsafe run.isFinished }
  package var outcome: RunOutcome { unsafe run.outcome }

  /// Writes the equations in force down on `tape`.
  package func record(on tape: Tape) { unsafe run.equations.record(on: tape) }

  /// Chooses ``end``.
  ///
  /// - Returns: false when the run cannot go on.
  package func propose() -> Bool { unsafe run.propose() }

  /// Takes the result of the attempt from ``start`` to ``end`` and, unless the equations changed, proposes the next.
  ///
  /// - Parameters:
  ///   - norm: the scaled error; negative when the matrix was singular, not finite when the result is not.
  ///   - final: writes the result, shape (components).
  ///   - stages: writes component c of stage s to element s · stride + c; called when they are needed.
  package func judge(
    _ norm: Double, final: (inout [Double]) -> Void, stages: (_ stride: Int, inout [Double]) -> Void
  ) -> Verdict {
    unsafe run.verdict(norm, isDense: isDense, final: final, stages: stages)
  }
}

extension Run where Method == Rodas5PStages<DenseStepMatrix> {
  var isFinished: Bool { step.start >= interval.upperBound || stoppedBy != nil }

  /// See ``LaneRun/propose()``.
  mutating func propose() -> Bool {
    let statistics = step.statistics
    guard statistics.steps + statistics.rejected + statistics.eventSteps < limits.steps else { return false }
    fitProposal()
    let (start, end, size) = (step.start, step.end, step.size)
    return size > 8 * max(start.ulp, end.ulp) || end == interval.upperBound && size > 0
  }

  /// See ``LaneRun/judge(_:final:stages:)``.
  mutating func verdict(
    _ norm: Double, isDense: Bool, final: (inout [Double]) -> Void, stages: (_ stride: Int, inout [Double]) -> Void
  ) -> LaneRun.Verdict {
    var standing = judge(norm, isDense: isDense, final: final, stages: stages)
    switch standing {
    case .repeated, .moved, .jumped: if !propose() { standing = .failed }
    case .changed, .finished, .failed: break
    }
    return LaneRun.Verdict(standing: standing, start: step.start, end: step.end)
  }

  private mutating func judge(
    _ norm: Double, isDense: Bool, final: (inout [Double]) -> Void, stages: (_ stride: Int, inout [Double]) -> Void
  ) -> LaneRun.Standing {
    count()
    guard accepts(norm) else { return .repeated }
    final(&step.final)
    let needsStages = isDense || monitor.hasSettling
    if needsStages { stages(step.stride, &method.stages) }
    guard monitor.findsCrossing(equations, &step, of: method) else {
      commit()
      guard !isFinished else { return .finished }
      step.statistics.jacobians += 1
      return .moved
    }
    if !needsStages { stages(step.stride, &method.stages) }
    let before = equations
    do throws(IntegrationFailure) {
      if try settleEvents() { step.statistics.jacobians += 1 }
    } catch {
      return .failed
    }
    if isFinished { return .finished }
    return equations === before ? .jumped : .changed
  }
}

extension Run {
  /// Looks at the start, as if to step.
  mutating func begin() throws(IntegrationFailure) {
    guard interval.lowerBound < interval.upperBound else {
      recorder.hold(step)
      return
    }
    monitor.start(equations, step, fired: [])
    try start(sizeMaximum: .infinity)
  }

  /// Counts the work of an attempt.
  mutating func count() {
    step.statistics.factorizations += 1
    step.statistics.rightHandSides += Rodas5PTableau.stages - 1
  }

  /// Chooses the next size from the scaled error of an attempt: was it accurate enough?
  mutating func accepts(_ norm: Double) -> Bool {
    if norm < 0 || !norm.isFinite {
      reject(factor: 0.5)
      return false
    }
    if norm > 1 {
      reject(factor: control.factorAfterRejecting(norm))
      return false
    }
    proposal = step.size * control.factorAfterAccepting(norm)
    return true
  }
}
