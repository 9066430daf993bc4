import Learning
import Testing

@Suite struct `Linear scores` {
  @Test func `two classes of one feature meet in the middle of their means`() throws {
    let values: [Double] = [0, 1, 2, 10, 11, 12]
    let scores = try #require(
      LinearScores.discriminant(values, columns: 1, classes: [0, 0, 0, 1, 1, 1], count: 2, shrinkage: 0))
    func gap(_ x: Double) -> Double { scores([x])[1] - scores([x])[0] }
    #expect(abs(gap(6)) < 1e-9)
    // The logarithm of the odds of two normal distributions: (μ₁ − μ₀)(x − (μ₀ + μ₁)/2)/σ² with σ² = 2/3.
    #expect(abs(gap(7) - 10.0 * 1 / (2.0 / 3)) < 1e-6)
  }

  @Test func `a feature of no use is ignored, and one that does not vary does no harm`() throws {
    var random = SplitMix64(seed: 3)
    var values: [Double] = []
    var classes: [Int] = []
    for row in 0..<400 {
      let label = row % 3
      classes.append(label)
      let noise = SplitMix64.unit(random.next())
      values += [Double(label) + 0.3 * noise, SplitMix64.unit(random.next()), 5]
    }
    let scores = try #require(
      LinearScores.discriminant(values, columns: 3, classes: classes, count: 3, shrinkage: 1e-3))
    let right = (0..<400).count { row in
      let answer = scores(Array(values[3 * row..<3 * row + 3]))
      return answer.indices.max { answer[$0] < answer[$1] } == classes[row]
    }
    #expect(right == 400)
    #expect(scores([1.1, 0.5, 5]) == scores([1.1, 0.5, 7]))
  }

  @Test func `a class without rows never wins`() throws {
    let scores = try #require(
      LinearScores.discriminant([0, 1, 5, 6], columns: 1, classes: [0, 0, 2, 2], count: 3, shrinkage: 0.1))
    for x in stride(from: -5.0, through: 12, by: 0.5) {
      let answer = scores([x])
      #expect(answer.indices.max { answer[$0] < answer[$1] } != 1)
    }
  }

  @Test func `regression of the level is that of least squares when the penalty is small`() throws {
    // level = 2x − 1 + y exactly.
    let rows: [(Double, Double)] = [(0.5, 0), (1, 0), (1, 1), (0.5, 1), (1.5, 0), (1, 0)]
    let levels = rows.map { Int(2 * $0.0 - 1 + $0.1) }
    let scores = try #require(
      LinearScores.ordinal(rows.flatMap { [$0.0, $0.1] }, columns: 2, levels: levels, count: 4, penalty: 1e-10))
    for (row, level) in zip(rows, levels) {
      let answer = scores([row.0, row.1])
      #expect(answer.indices.max { answer[$0] < answer[$1] } == level)
      #expect(abs(answer[level]) < 1e-9)
    }
  }
}

@Suite struct `Folds within a training set` {
  /// 600 cycles: the cooler changes every 200, the accumulator every 50, the pump every 25, the valve every 5.
  static let labels = (0..<600).map {
    HydraulicLabels([$0 / 200, $0 / 5 % 4, $0 / 25 % 3, $0 / 50 % 4, 0])
  }

  @Test(arguments: [1.2, 12, 200]) func `every training cycle is held out once`(gap: Double) {
    let training = (0..<600).filter { !(100..<180).contains($0) }
    let inner = InnerFolds(training: training, labels: Self.labels, target: .valve, gap: gap, seed: 5)
    #expect(inner.folds.flatMap { $0 }.sorted() == training)
    #expect(inner.folds.count >= 2)
  }

  @Test func `holes are measured`() {
    #expect(InnerFolds.gap(training: Array(0..<600), count: 600) == 1)
    #expect(InnerFolds.gap(training: (0..<600).filter { $0 % 2 == 0 }, count: 600) == 1)
    #expect(InnerFolds.gap(training: Array(0..<400), count: 600) == 200)
    #expect(InnerFolds.gap(training: (0..<600).filter { !(50..<70).contains($0 % 100) }, count: 600) == 20)
  }

  @Test func `stretches end where the cooler changes, blocks where anything does`() {
    let stretches = InnerFolds(training: Array(0..<400), labels: Self.labels, target: .stable, gap: 195, seed: 1)
    #expect(stretches.folds.map(\.count) == [200, 200])
    let blocks = InnerFolds(training: Array(0..<400), labels: Self.labels, target: .pump, gap: 12, seed: 1)
    for fold in blocks.folds {
      for cycle in fold { #expect(fold.contains { $0 / 5 == cycle / 5 && $0 != cycle }) }
    }
  }

  @Test func `labels of cycles that are not trained on do not matter`() {
    let training = Array(0..<400)
    var labels = Self.labels
    for index in 400..<600 { labels[index] = HydraulicLabels([0, 3, 1, 2, 1]) }
    for gap in [1.2, 12, 195] {
      let one = InnerFolds(training: training, labels: Self.labels, target: .pump, gap: gap, seed: 2)
      #expect(one == InnerFolds(training: training, labels: labels, target: .pump, gap: gap, seed: 2))
    }
  }
}

@Suite struct `Divisions of a recording` {
  static let labels = `Folds within a training set`.labels

  @Test(arguments: HydraulicDivision.allCases) func `each cycle is judged once`(division: HydraulicDivision) throws {
    let folds = try #require(division.folds(Self.labels, .valve))
    #expect(folds.tests.flatMap { $0 }.sorted() == Array(0..<600))
    #expect(folds.tests.count == (division == .regime3 ? 3 : 5))
  }

  @Test func `combinations and regimes stay whole, and regimes do not judge the cooler`() throws {
    let combinations = try #require(HydraulicDivision.combo5.folds(Self.labels, .pump))
    func combination(_ row: Int) -> [Int] { [.cooler, .valve, .pump, .accumulator].map { Self.labels[row][$0] } }
    for (test, training) in zip(combinations.tests, combinations.trainings) {
      #expect(Set(test.map(combination)).isDisjoint(with: training.map(combination)))
    }
    let regimes = try #require(HydraulicDivision.regime3.folds(Self.labels, .pump))
    for test in regimes.tests { #expect(Set(test.map { Self.labels[$0][.cooler] }).count == 1) }
    #expect(HydraulicDivision.regime3.folds(Self.labels, .cooler) == nil)
  }
}

@Suite struct `Scores of a diagnosis` {
  static func judged(_ levels: [Int], _ judgments: [Int]) -> HydraulicScore {
    let cases = zip(levels, judgments).enumerated().map { index, pair in
      var probabilities = [0.02, 0.02, 0.02, 0.02]
      probabilities[pair.1] = 0.94
      return HydraulicScore.Case(
        cycle: index, level: pair.0,
        judgment: HydraulicJudgment(probabilities: probabilities, distance: 0, distanceLimit: 1))
    }
    return HydraulicScore(.valve, cases, unjudged: 0)
  }

  @Test func `three faulty judgments in a row on a sound component are one false alarm`() {
    let levels = [Int](repeating: 0, count: 720)
    var judgments = levels
    judgments[10] = 1
    judgments[11] = 2
    #expect(Self.judged(levels, judgments).falseAlarmsPerDay == 0)
    judgments[12] = 1
    judgments[13] = 1
    // One alarm in half a day of sound cycles.
    #expect(Self.judged(levels, judgments).falseAlarmsPerDay == 2)
    for index in 12..<40 { judgments[index] = 3 }
    #expect(Self.judged(levels, judgments).falseAlarmsPerDay == 2)
  }

  @Test func `errors count by their size`() {
    let score = Self.judged([0, 1, 2, 3], [0, 1, 0, 2])
    #expect(score.accuracy.value == 0.5)
    #expect(score.levelError.value == 0.75)
    #expect(score.confusion.counts[2][0] == 1)
  }
}
