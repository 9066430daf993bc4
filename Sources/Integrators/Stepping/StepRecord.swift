/// Collects what ``Output`` asks for, by the rules of the one-step methods.
///
/// A step contributes its start and what lies within, never its end: a state that an event changes is recorded
/// as changed, and the last state is added when the run ends.
struct StepRecord {
  private let output: Output
  private let times: [Double]
  private var nextTime = 0
  private var trajectory: Trajectory
  private(set) var dense: DenseOutput?
  private var state: [Double]

  /// Steps whose records fit without another allocation.
  private static let stepsReserved = 512

  init(_ output: Output, components: Int, start: Double) {
    self.output = output
    trajectory = Trajectory(components: components)
    state = Array(repeating: 0, count: components)
    if case .times(let times) = output { self.times = times } else { times = [] }
    let expected = times.isEmpty ? Self.stepsReserved : times.count
    trajectory.times.reserveCapacity(expected)
    trajectory.states.reserveCapacity(expected * components)
    guard output == .dense else { return }
    var dense = DenseOutput(components: components, degree: StepPolynomial.degree, start: start)
    dense.knots.reserveCapacity(Self.stepsReserved + 1)
    dense.coefficients.reserveCapacity(Self.stepsReserved * (StepPolynomial.degree + 1) * components)
    self.dense = dense
  }

  /// Whether the step that ends at `time` needs its polynomial.
  func needsPolynomial(until time: Double) -> Bool {
    dense != nil || nextTime < times.count && times[nextTime] < time
  }

  /// Records a step from `initial` at `start` to `end`; `polynomial` is looked at only when it is needed.
  mutating func append(_ polynomial: StepPolynomial, from start: Double, _ initial: [Double], to end: Double) {
    if case .times = output {
      while nextTime < times.count, times[nextTime] < end {
        polynomial.evaluate(at: times[nextTime], into: &state)
        trajectory.append(state, at: times[nextTime])
        nextTime += 1
      }
    } else {
      trajectory.append(initial, at: start)
      dense?.append(polynomial)
    }
  }

  /// Records the state of an interval without length.
  mutating func hold(_ polynomial: StepPolynomial) { dense?.append(polynomial) }

  /// The record, completed by the last state.
  func trajectory(endingAt time: Double, with state: [Double]) -> Trajectory {
    var whole = trajectory
    if case .times = output, nextTime >= times.count || times[nextTime] > time { return whole }
    whole.append(state, at: time)
    return whole
  }
}

extension DenseOutput {
  fileprivate mutating func append(_ polynomial: StepPolynomial) {
    knots.append(polynomial.end)
    coefficients += polynomial.coefficients
  }
}
