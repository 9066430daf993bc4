/// Collects what ``Output`` asks for.
///
/// A step contributes its start and what lies within, never its end: a state that an event changes is recorded
/// as changed, and the last state is added when the run ends.
struct Recorder {
  private let output: Output
  private let times: [Double]
  private var nextTime = 0
  private var record: Trajectory
  private(set) var dense: DenseOutput?
  private var state: [Double]

  /// Steps whose records fit without another allocation.
  private static let stepsReserved = 256

  init(_ output: Output, components: Int, start: Double, degree: Int) {
    self.output = output
    record = Trajectory(components: components)
    state = Array(repeating: 0, count: components)
    switch output {
    case .times(let times):
      self.times = times
      record.reserve(times.count)
    case .steps:
      times = []
      record.reserve(Self.stepsReserved)
    case .dense:
      times = []
      record.reserve(Self.stepsReserved)
      dense = DenseOutput(components: components, degree: degree, start: start)
      dense?.reserve(steps: Self.stepsReserved)
    }
  }

  /// Records the step just taken.
  mutating func record<Method: OneStepMethod>(_ step: inout Step, interpolating method: Method) {
    switch output {
    case .times: recordTimes(in: &step, interpolating: method)
    case .steps: record.append(step.initial, at: step.start)
    case .dense:
      record.append(step.initial, at: step.start)
      method.interpolate(&step)
      dense?.append(step)
    }
  }

  /// Records the state of an interval without length.
  mutating func hold(_ step: Step) {
    guard dense != nil else { return }
    var step = step
    for i in 0..<step.stride { step.polynomial[i] = step.initial[i] }
    dense?.append(step)
  }

  private mutating func recordTimes<Method: OneStepMethod>(in step: inout Step, interpolating method: Method) {
    guard nextTime < times.count, times[nextTime] < step.end else { return }
    method.interpolate(&step)
    while nextTime < times.count, times[nextTime] < step.end {
      step.interpolate(at: times[nextTime], into: &state)
      record.append(state, at: times[nextTime])
      nextTime += 1
    }
  }

  /// The record, completed by the last state.
  func trajectory(endingAt time: Double, with state: [Double]) -> Trajectory {
    var whole = record
    if case .times = output, nextTime >= times.count || times[nextTime] > time { return whole }
    whole.append(state, at: time)
    return whole
  }
}

extension Trajectory {
  mutating func reserve(_ count: Int) {
    times.reserveCapacity(count)
    states.reserveCapacity(count * components)
  }

  /// Appends the first components of `state`.
  mutating func append(_ state: [Double], at time: Double) {
    times.append(time)
    // A slice would be owned and given back each time.
    for component in 0..<components { states.append(state[component]) }
  }
}

extension DenseOutput {
  mutating func reserve(steps: Int) {
    knots.reserveCapacity(steps + 1)
    coefficients.reserveCapacity(steps * (degree + 1) * components)
  }

  mutating func append(_ step: Step) {
    knots.append(step.end)
    for power in 0...degree {
      let row = power * step.stride
      for place in row..<row + components { coefficients.append(step.polynomial[place]) }
    }
  }
}
