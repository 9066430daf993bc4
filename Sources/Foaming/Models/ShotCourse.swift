internal import Integrators

/// A solved shot that can be asked for its state at any time and for exact crossing times, whatever its model.
///
/// Times here are those of the model: seconds since the end of mixing.
protocol Course: Sendable {
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
  /// The state at `time` [s] by the polynomial of the step in which sample `first` and the next one lie.
  func reading(afterSample first: Int, at time: Double) -> FoamReading
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
  /// The foam in force from each time on.
  private let phases: [(start: Double, foam: Foam)]
  let samples: [CourseSample]

  /// Samples per step: the interpolant is a quartic, so that a figure can hardly turn twice between two samples.
  private static var samplesPerStep: Int { 4 }

  /// - Parameter solution: solved with ``Output/dense``.
  init?(_ solution: Solution<Foam>) {
    guard let dense = solution.dense else { return nil }
    self.solution = solution
    self.dense = dense
    phases = solution.phases.map { ($0.start, $0.problem) }
    var state = Array(repeating: 0.0, count: dense.components)
    var samples: [CourseSample] = []
    samples.reserveCapacity(dense.steps * Self.samplesPerStep + 1)
    var phase = 0
    for step in 0..<dense.steps {
      let (start, end) = (dense.knots[step], dense.knots[step + 1])
      while phase + 1 < phases.count && phases[phase + 1].start <= start { phase += 1 }
      let foam = phases[phase].foam
      for part in 0..<Self.samplesPerStep {
        let time = start + (end - start) * Double(part) / Double(Self.samplesPerStep)
        dense.evaluate(step: step, at: time, into: &state)
        samples.append(CourseSample(time: time, reading: foam.reading(state.span)))
      }
    }
    let end = solution.end
    samples.append(CourseSample(time: end.time, reading: phases[phases.count - 1].foam.reading(end.state.span)))
    self.samples = samples
  }

  var knots: [Double] { dense.knots }
  var events: [EventOccurrence] { solution.events }
  var statistics: Statistics { solution.statistics }

  func model(at time: Double) -> any ShotModel { foam(at: time) }

  func reading(at time: Double) -> FoamReading {
    foam(at: time).reading(dense.state(at: time).span)
  }

  func reading(afterSample first: Int, at time: Double) -> FoamReading {
    let step = first / Self.samplesPerStep
    var state = Array(repeating: 0.0, count: dense.components)
    dense.evaluate(step: step, at: time, into: &state)
    return foam(at: dense.knots[step]).reading(state.span)
  }

  /// The foam in force at `time` [s]; a phase owns its start.
  func foam(at time: Double) -> Foam {
    var last = phases.count - 1
    while last > 0 && phases[last].start > time { last -= 1 }
    return phases[last].foam
  }

  func account(at time: Double) -> Account { foam(at: time).account(dense.state(at: time)) }
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

  /// Largest value of `figure` and its time.
  ///
  /// The time is where the slope changes sign, which is known far better than where a flat maximum is highest: values
  /// near it differ by less than their round-off.
  func maximum(of figure: (FoamReading) -> Double) -> (time: Double, value: Double) {
    var best = (index: 0, value: -Double.infinity)
    for (index, sample) in samples.enumerated() {
      let value = figure(sample.reading)
      if value > best.value { best = (index, value) }
    }
    var peak = (time: samples[best.index].time, value: best.value)
    for first in [best.index - 1, best.index] where first >= 0 && first + 1 < samples.count {
      let candidate = stationaryPoint(of: figure, afterSample: first)
      if let candidate, candidate.value > peak.value { peak = candidate }
    }
    return peak
  }

  /// Where `figure` stops rising between a sample and the next, and its value there.
  private func stationaryPoint(
    of figure: (FoamReading) -> Double, afterSample first: Int
  ) -> (time: Double, value: Double)? {
    let (start, end) = (samples[first].time, samples[first + 1].time)
    // Both samples lie in one step, whose polynomial is smooth between them and a little beyond.
    func value(_ time: Double) -> Double { figure(reading(afterSample: first, at: time)) }
    let δ = (end - start) / 32
    // Up to a factor, and to fourth order in δ.
    func slope(_ time: Double) -> Double {
      8 * (value(time + δ) - value(time - δ)) - (value(time + 2 * δ) - value(time - 2 * δ))
    }
    let (rise, fall) = (slope(start), slope(end))
    guard rise > 0, fall < 0 else { return nil }
    var bracket = RootBracket(from: start, value: rise, to: end, value: fall)
    while let time = bracket.next() { bracket.narrow(with: slope(time)) }
    return (bracket.best, value(bracket.best))
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
