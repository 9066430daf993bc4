internal import Integrators

/// A solved shot that can be asked for its state at any time and for exact crossing times, whatever its model.
///
/// Times here are those of the model: seconds since the end of mixing.
protocol Course {
  /// Readings at the ends of every step and three times inside it, in time order.
  var samples: [CourseSample] { get }
  /// Ends of all steps, the start included [s].
  var knots: [Double] { get }
  /// What happened, in time order.
  var events: [EventOccurrence] { get }
  var statistics: Statistics { get }
  /// The model in force at `time` [s].
  func model(at time: Double) -> any ShotModel
  /// The state at `time` [s].
  func reading(at time: Double) -> FoamReading
  /// Contents and what has crossed the boundary until `time` [s].
  func account(at time: Double) -> Account
}

/// A reading with its time.
struct CourseSample {
  let time: Double
  let reading: FoamReading
}

/// The course of one model.
struct ShotCourse<Foam: ShotModel>: Course {
  let solution: Solution<Foam>
  private let dense: DenseOutput
  let samples: [CourseSample]

  /// Samples per step: the interpolant is a quartic, so that a figure can hardly turn twice between two samples.
  private static var samplesPerStep: Int { 4 }

  /// - Parameter solution: solved with ``Output/dense``.
  init?(_ solution: Solution<Foam>) {
    guard let dense = solution.dense else { return nil }
    self.solution = solution
    self.dense = dense
    var state = Array(repeating: 0.0, count: dense.components)
    var samples: [CourseSample] = []
    samples.reserveCapacity(dense.steps * Self.samplesPerStep + 1)
    var phase = 0
    for step in 0..<dense.steps {
      let (start, end) = (dense.knots[step], dense.knots[step + 1])
      while phase + 1 < solution.phases.count && solution.phases[phase + 1].start <= start { phase += 1 }
      let foam = solution.phases[phase].problem
      for part in 0..<Self.samplesPerStep {
        let time = start + (end - start) * Double(part) / Double(Self.samplesPerStep)
        dense.evaluate(step: step, at: time, into: &state)
        samples.append(CourseSample(time: time, reading: foam.reading(state.span)))
      }
    }
    let end = solution.end
    samples.append(CourseSample(time: end.time, reading: solution.problem(at: end.time).reading(end.state.span)))
    self.samples = samples
  }

  var knots: [Double] { dense.knots }
  var events: [EventOccurrence] { solution.events }
  var statistics: Statistics { solution.statistics }

  func model(at time: Double) -> any ShotModel { solution.problem(at: time) }

  func reading(at time: Double) -> FoamReading {
    solution.problem(at: time).reading(dense.state(at: time).span)
  }

  func account(at time: Double) -> Account { solution.problem(at: time).account(dense.state(at: time)) }
}

extension Course {
  /// The first occurrence of the named event, if it happened.
  func event(_ name: String) -> EventOccurrence? { events.first { $0.name == name } }

  var start: FoamReading { samples[0].reading }
  var end: FoamReading { samples[samples.count - 1].reading }
  /// Last time reached [s].
  var endTime: Double { samples[samples.count - 1].time }

  /// Times at which `figure` changes sign, with the direction, exact to round-off of the interpolant.
  func crossings(of figure: (FoamReading) -> Double) -> [(time: Double, isRising: Bool)] {
    var found: [(time: Double, isRising: Bool)] = []
    var last = (time: samples[0].time, value: figure(samples[0].reading))
    for sample in samples.dropFirst() {
      let value = figure(sample.reading)
      if (last.value < 0) != (value < 0) {
        var bracket = RootBracket(from: last.time, value: last.value, to: sample.time, value: value)
        while let time = bracket.next() { bracket.narrow(with: figure(reading(at: time))) }
        found.append((bracket.best, value >= 0))
      }
      last = (sample.time, value)
    }
    return found
  }

  /// The first time at which `figure` becomes non-negative; `nil` if it never does.
  func firstTime(_ figure: (FoamReading) -> Double) -> Double? {
    if figure(samples[0].reading) >= 0 { return samples[0].time }
    return crossings(of: figure).first { $0.isRising }?.time
  }

  /// Maximal intervals in which `figure` is non-negative.
  func intervals(where figure: (FoamReading) -> Double) -> [ClosedRange<Double>] {
    var intervals: [ClosedRange<Double>] = []
    var open: Double? = figure(samples[0].reading) >= 0 ? samples[0].time : nil
    for crossing in crossings(of: figure) {
      if crossing.isRising {
        open = crossing.time
      } else if let start = open {
        intervals.append(start...max(start, crossing.time))
        open = nil
      }
    }
    if let start = open { intervals.append(start...max(start, endTime)) }
    return intervals
  }

  /// Largest value of `figure` and its time, refined inside the step by golden-section search.
  func maximum(of figure: (FoamReading) -> Double) -> (time: Double, value: Double) {
    var best = (index: 0, value: -Double.infinity)
    for (index, sample) in samples.enumerated() {
      let value = figure(sample.reading)
      if value > best.value { best = (index, value) }
    }
    var low = samples[max(best.index - 1, 0)].time
    var high = samples[min(best.index + 1, samples.count - 1)].time
    var peak = (time: samples[best.index].time, value: best.value)
    let ratio = (5.0.squareRoot() - 1) / 2
    // Near a maximum the value is flat: 40 sections locate it to about √ε of the bracket.
    for _ in 0..<40 {
      let (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
      let (leftValue, rightValue) = (figure(reading(at: left)), figure(reading(at: right)))
      if leftValue > peak.value { peak = (left, leftValue) }
      if rightValue > peak.value { peak = (right, rightValue) }
      if leftValue < rightValue { low = left } else { high = right }
    }
    return peak
  }

  /// ∫ figure dt over the whole course, by Simpson's rule on the samples of each step.
  func integral(of figure: (FoamReading) -> Double) -> Double {
    var sum = 0.0
    for first in stride(from: 0, to: samples.count - 2, by: 2) {
      let width = samples[first + 2].time - samples[first].time
      let values = (0...2).map { figure(samples[first + $0].reading) }
      sum += width / 6 * (values[0] + 4 * values[1] + values[2])
    }
    return sum
  }
}
