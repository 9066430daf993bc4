internal import Plant

/// A series within a window, and the figures that features take from it.
struct WindowedSeries {
  /// The record must begin within this share of the window.
  static let lateStartMaximum = 0.1
  /// Neighboring points may be this share of the window apart where a mean or a slope is taken.
  static let gapMaximum = 0.25
  /// Points that a slope needs.
  static let slopePoints = 5

  private let series: ShotSeries
  /// The points within the window.
  private let points: Range<Int>
  private let window: FeatureWindow

  /// - Throws: ``Missing`` when the signal was not recorded or the window holds less than two points.
  init(_ series: ShotSeries?, _ window: FeatureWindow) throws(Missing) {
    guard let series else { throw Missing(.noSeries) }
    let first = Self.place(of: window.start, in: series.times.span) { $0 < $1 }
    let last = Self.place(of: window.end, in: series.times.span) { $0 <= $1 }
    guard last - first >= 2 else { throw Missing(.tooFewPoints) }
    self.series = series
    points = first..<last
    self.window = window
    guard series.times[first] <= window.start + Self.lateStartMaximum * (window.end - window.start) else {
      throw Missing(.windowNotCovered)
    }
  }

  /// Why a figure cannot be given.
  struct Missing: Error {
    let gap: FeatureGap
    init(_ gap: FeatureGap) { self.gap = gap }
  }

  /// Number of times that precede `bound`; the times rise.
  private static func place(of bound: Double, in times: Span<Double>, _ precedes: (Double, Double) -> Bool) -> Int {
    var (low, high) = (0, times.count)
    while low < high {
      let middle = (low + high) / 2
      if precedes(times[middle], bound) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private var first: Double { series.values[points.lowerBound] }
  private var lastTime: Double { series.times[points.upperBound - 1] }
  /// The point behind the window, if the record goes on.
  private var next: (time: Double, value: Double)? {
    let place = points.upperBound
    return place < series.times.count ? (series.times[place], series.values[place]) : nil
  }
  private var reachesEnd: Bool { points.upperBound < series.times.count || lastTime >= window.end }

  private func requireCover() throws(Missing) {
    guard reachesEnd else { throw Missing(.windowNotCovered) }
    let times = series.times.span
    let widest = Self.gapMaximum * (window.end - window.start)
    for place in points.dropFirst() where times[place] - times[place - 1] > widest {
      throw Missing(.gapInSeries)
    }
    if let next, lastTime < window.end, next.time - lastTime > widest { throw Missing(.gapInSeries) }
  }

  /// The earliest largest value. Where the record ends inside the window, a lower value must follow.
  private func maximum() throws(Missing) -> (time: Double, value: Double) {
    let values = series.values.span
    var (best, largest) = (points.lowerBound, first)
    for place in points where values[place] > largest { (best, largest) = (place, values[place]) }
    guard reachesEnd || best < points.upperBound - 1 else { throw Missing(.windowNotCovered) }
    return (series.times[best], largest)
  }

  /// Mean over time, the values joined by lines, the first one also before it.
  private func mean() throws(Missing) -> Double {
    try requireCover()
    let (times, values) = (series.times, series.values)
    var area = first * (times[points.lowerBound] - window.start)
    for place in points.dropFirst() {
      area += (values[place - 1] + values[place]) / 2 * (times[place] - times[place - 1])
    }
    if let next, lastTime < window.end {
      let last = values[points.upperBound - 1]
      let atEnd = last + (next.value - last) * (window.end - lastTime) / (next.time - lastTime)
      area += (last + atEnd) / 2 * (window.end - lastTime)
    }
    return area / (window.end - window.start)
  }

  /// Slope of the straight line nearest to the points by least squares.
  private func slope() throws(Missing) -> Double {
    guard points.count >= Self.slopePoints else { throw Missing(.tooFewPoints) }
    try requireCover()
    let (times, values) = (series.times, series.values)
    let count = Double(points.count)
    let meanTime = times[points].reduce(0, +) / count
    let meanValue = values[points].reduce(0, +) / count
    var (cross, square) = (0.0, 0.0)
    for place in points {
      cross += (times[place] - meanTime) * (values[place] - meanValue)
      square += (times[place] - meanTime) * (times[place] - meanTime)
    }
    return cross / square
  }

  /// Largest value − first value.
  private func rise() throws(Missing) -> Double { try maximum().value - first }

  /// When the values first reach this share of their rise, between points by a line.
  private func time(ofRise share: Double) throws(Missing) -> Double {
    let level = first + share * (try rise())
    guard level > first else { throw Missing(.noEvent) }
    return try crossing {
      $0 >= level
    } of: {
      level
    }
  }

  /// When the values first fall to a level, between points by a line.
  private func time(ofFallTo level: Double) throws(Missing) -> Double {
    try crossing {
      $0 <= level
    } of: {
      level
    }
  }

  private func crossing(_ isReached: (Double) -> Bool, of level: () -> Double) throws(Missing) -> Double {
    let (times, values) = (series.times, series.values)
    guard let place = points.first(where: { isReached(values[$0]) }) else {
      throw Missing(reachesEnd ? .noEvent : .windowNotCovered)
    }
    guard place > points.lowerBound else { return times[place] }
    let share = (level() - values[place - 1]) / (values[place] - values[place - 1])
    return times[place - 1] + share * (times[place] - times[place - 1])
  }
}

extension WindowedSeries {
  /// What is taken from a series.
  enum Figure {
    /// The first value.
    case start
    case maximum
    case maximumTime
    case mean
    case slope
    case rise
    case timeOfRise(share: Double)
    case timeOfFall(to: Double)
  }

  /// The value of a figure.
  func value(_ figure: Figure) throws(Missing) -> Double {
    switch figure {
    case .start: first
    case .maximum: try maximum().value
    case .maximumTime: try maximum().time
    case .mean: try mean()
    case .slope: try slope()
    case .rise: try rise()
    case .timeOfRise(let share): try time(ofRise: share)
    case .timeOfFall(let level): try time(ofFallTo: level)
    }
  }
}

extension FeatureValue {
  /// A figure of a signal within a window.
  static func of(
    _ signal: ShotSignal, _ window: FeatureWindow, _ evidence: ShotEvidence, _ figure: WindowedSeries.Figure
  ) -> FeatureValue {
    do throws(WindowedSeries.Missing) {
      let value = try WindowedSeries(evidence.course(of: signal), window).value(figure)
      return value.isFinite ? .value(value) : .missing(.impossible)
    } catch {
      return .missing(error.gap)
    }
  }
}
