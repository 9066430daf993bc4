import Learning
import Testing

@Suite struct `Figures of merit` {
  @Test func `errors of numbers are those of their definitions`() throws {
    let score = try #require(RegressionScore(truth: [1, 2, 3, 6], predictions: [2, 2, 2, 8]))
    #expect(score.meanAbsoluteError == 1)
    #expect(score.rootMeanSquareError == 1.5.squareRoot())
    #expect(score.bias == 0.5)
    #expect(abs((score.determination ?? 0) - (1 - 6.0 / 14)) < 1e-15)
    #expect(RegressionScore(truth: [5, 5], predictions: [5, 4])?.determination == nil)
    #expect(RegressionScore(truth: [], predictions: []) == nil)
  }

  @Test func `a confusion matrix counts, and F1 leaves out classes that play no part`() {
    let matrix = ConfusionMatrix(truth: [0, 0, 0, 1, 1, 2], predictions: [0, 0, 1, 1, 1, 0], classes: 4)
    #expect(matrix.counts[0] == [2, 1, 0, 0] && matrix.counts[2] == [1, 0, 0, 0])
    #expect(matrix.accuracy == 4.0 / 6)
    #expect(matrix.f1(0) == 2 * 2.0 / 6 && matrix.f1(1) == 0.8 && matrix.f1(2) == 0 && matrix.f1(3) == nil)
    #expect(abs((matrix.macroF1 ?? 0) - (2.0 / 3 + 0.8) / 3) < 1e-15)
    #expect(matrix.precision(2) == nil && matrix.recall(2) == 0 && matrix.recall(3) == nil)
    #expect(abs((matrix.balancedAccuracy ?? 0) - (2.0 / 3 + 1) / 3) < 1e-15)
    #expect(ConfusionMatrix(truth: [], predictions: [], classes: 2).macroF1 == nil)
  }

  /// The example of scikit-learn's documentation of `roc_auc_score` and `average_precision_score`.
  @Test func `areas of ranking curves are those that scikit-learn documents`() throws {
    let curve = try #require(RankingCurve(happened: [false, false, true, true], scores: [0.1, 0.4, 0.35, 0.8]))
    #expect(curve.area == 0.75)
    #expect(abs(curve.averagePrecision - 0.8333333333333333) < 1e-15)
    #expect(RankingCurve(happened: [true, true], scores: [1, 2]) == nil)
  }

  @Test(arguments: [1, 2, 3])
  func `the area is the probability of the right order, ties counting half`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let happened = (0..<300).map { _ in random.next(below: 3) == 0 }
    // Few values, so that many are equal.
    let scores = happened.map { Double(random.next(below: 12) + ($0 ? 3 : 0)) }
    let curve = try #require(RankingCurve(happened: happened, scores: scores))
    var (right, pairs) = (0.0, 0.0)
    for i in happened.indices where happened[i] {
      for j in happened.indices where !happened[j] {
        right += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0
        pairs += 1
      }
    }
    #expect(abs(curve.area - right / pairs) < 1e-12)
    #expect(curve.points.last?.found == 1 && curve.points.last?.falseAlarms == 1)
    #expect(curve.points.last?.precision == curve.prevalence)
    var average = 0.0
    var found = 0.0
    for point in curve.points {
      average += (point.found - found) * point.precision
      found = point.found
    }
    #expect(abs(average - curve.averagePrecision) < 1e-12)
  }

  @Test func `probabilities are scored alike as one and as two`() throws {
    let truth = [1, 0, 1, 1]
    let one = [[0.9], [0.2], [0.4], [0.5]]
    let two = one.map { [1 - $0[0], $0[0]] }
    let single = try #require(ProbabilityScore(truth: truth, probabilities: one))
    let double = try #require(ProbabilityScore(truth: truth, probabilities: two))
    #expect(abs(single.logLoss - double.logLoss) < 1e-15)
    #expect(abs(2 * single.brier - double.brier) < 1e-15)
    #expect(single.classes == [1, 0, 0, 1])
    #expect(abs(single.brier - (0.01 + 0.04 + 0.36 + 0.25) / 4) < 1e-15)
    let certain = try #require(ProbabilityScore(truth: [0], probabilities: [[1]]))
    #expect(certain.logLoss.isFinite)
  }

  @Test func `honest probabilities have a small calibration error, boasting ones a large`() {
    var random = SplitMix64(seed: 5)
    let said = (0..<20_000).map { _ in SplitMix64.unit(random.next()) }
    let happened = said.map { SplitMix64.unit(random.next()) < $0 }
    let honest = CalibrationCurve(happened: happened, probabilities: said)
    #expect(honest.bins.count == 10 && honest.bins.allSatisfy { $0.rows == 2000 })
    // Each bin is known to ±0.011; the mean of ten magnitudes is below 0.02 for honest ones.
    #expect(honest.error < 0.02)
    let boasting = said.map { $0 < 0.5 ? $0 / 4 : 1 - (1 - $0) / 4 }
    #expect(CalibrationCurve(happened: happened, probabilities: boasting).error > 0.1)
    // Rows of one probability cannot be told apart and stay in one bin.
    let level = CalibrationCurve(
      happened: Array(happened.prefix(100)), probabilities: Array(repeating: 0.3, count: 100))
    #expect(level.bins.count == 1 && level.bins[0].rows == 100)
  }

  @Test func `bootstrap intervals cover a known mean as often as they promise`() throws {
    var random = SplitMix64(seed: 9)
    var covered = 0
    for trial in 0..<300 {
      let values = (0..<60).map { _ in NormalDistribution.quantile(SplitMix64.unit(random.next())) }
      let interval = try #require(
        Bootstrap(samples: 400, seed: UInt64(trial)).interval(count: 60) { rows in
          rows.reduce(0) { $0 + values[$1] } / Double(rows.count)
        })
      covered += interval.contains(0) ? 1 : 0
    }
    // 95 % less about one percent that the percentile method is known to lose with 60 rows; ± 4 standard errors.
    #expect((267...297).contains(covered), "\(covered) of 300")
  }

  @Test func `rows that belong together widen the interval`() throws {
    // Ten groups of twenty equal rows know no more than ten rows.
    let values = (0..<200).map { Double($0 / 20) }
    let mean: ([Int]) -> Double? = { rows in rows.reduce(0) { $0 + values[$1] } / Double(rows.count) }
    let alone = try #require(Bootstrap().interval(count: 200, mean))
    let together = try #require(Bootstrap().interval(count: 200, groups: (0..<200).map { $0 / 20 }, mean))
    let ratio = (together.upperBound - together.lowerBound) / (alone.upperBound - alone.lowerBound)
    #expect((3.5...5.5).contains(ratio), "\(ratio), √20 expected")
    #expect(Bootstrap().interval(count: 5, groups: [1, 1, 1, 1, 1], mean) == nil)
    #expect(Bootstrap().interval(count: 20) { _ in nil } == nil)
    #expect(try #require(Bootstrap().interval(count: 200, mean)) == alone)
  }
}
