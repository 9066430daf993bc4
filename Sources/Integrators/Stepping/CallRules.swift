/// What a call must satisfy before the first step.
struct CallRules {
  let dimension: Int
  let quadratures: Int
  let initial: [Double]
  let interval: ClosedRange<Double>
  let output: Output
  let tolerances: Tolerances
  let limits: Limits

  /// The first rule that is broken: what was found and what is expected.
  var objection: String? {
    if dimension < 1 || quadratures < 0 {
      return "the problem has \(dimension) states and \(quadratures) quadratures, at least 1 and 0 are expected"
    }
    if initial.count != dimension + quadratures {
      return "the initial state has \(initial.count) components, the problem \(dimension + quadratures)"
    }
    if let i = initial.firstIndex(where: { !$0.isFinite }) { return "initial component \(i) is \(initial[i])" }
    let count = tolerances.absolute.count
    if count != 1 && count != dimension {
      return "there are \(count) absolute tolerances, 1 or \(dimension) are expected"
    }
    let (start, end) = (interval.lowerBound, interval.upperBound)
    if !start.isFinite || !end.isFinite { return "the interval \(start) … \(end) s is not finite" }
    if let size = limits.stepSizeInitial, !(size > 0 && size.isFinite) {
      return "the initial step size is \(size) s, a positive one is expected"
    }
    return outputObjection
  }

  private var outputObjection: String? {
    guard case .times(let times) = output else { return nil }
    for (i, time) in times.enumerated() {
      if !interval.contains(time) {
        return "output time \(i), \(time) s, lies outside \(interval.lowerBound) … \(interval.upperBound) s"
      }
      if i > 0, times[i - 1] >= time { return "output time \(i), \(time) s, does not follow \(times[i - 1]) s" }
    }
    return nil
  }
}
