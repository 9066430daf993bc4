/// How well a score separates rows in which something happened from the others, over all thresholds.
public struct RankingCurve: Hashable, Sendable {
  /// What is reached when all rows from a score on are called positive.
  public struct Point: Hashable, Sendable {
    /// Of the negative rows, the share that is called positive.
    public let falseAlarms: Double
    /// Of the positive rows, the share that is called positive: recall.
    public let found: Double
    /// Of the rows called positive, the share that is.
    public let precision: Double
    public let threshold: Double
  }

  /// From the highest threshold to the lowest, one for each score that occurs.
  public let points: [Point]
  /// Area under `found` over `falseAlarms`: the probability that a positive row scores above a negative one, equal
  /// scores counting half.
  public let area: Double
  /// Mean precision over the positive rows, by steps: the area under precision over `found`.
  public let averagePrecision: Double
  /// Share of positive rows: the average precision of guessing.
  public let prevalence: Double

  /// The curve of scores; `nil` where no row or every row is positive.
  public init?(happened: [Bool], scores: [Double]) {
    precondition(happened.count == scores.count, "a score for each row")
    let positives = Double(happened.count { $0 })
    let negatives = Double(happened.count) - positives
    guard positives > 0, negatives > 0 else { return nil }
    let order = scores.indices.sorted { scores[$0] > scores[$1] }
    var points: [Point] = []
    var (hits, alarms, area, average) = (0.0, 0.0, 0.0, 0.0)
    var first = 0
    while first < order.count {
      let threshold = scores[order[first]]
      let (hitsBefore, alarmsBefore) = (hits, alarms)
      while first < order.count, scores[order[first]] == threshold {
        if happened[order[first]] { hits += 1 } else { alarms += 1 }
        first += 1
      }
      area += (alarms - alarmsBefore) * (hits + hitsBefore) / 2
      average += (hits - hitsBefore) * hits / (hits + alarms)
      points.append(
        Point(
          falseAlarms: alarms / negatives, found: hits / positives, precision: hits / (hits + alarms),
          threshold: threshold))
    }
    self.points = points
    self.area = area / (positives * negatives)
    averagePrecision = average / positives
    prevalence = positives / Double(happened.count)
  }
}
