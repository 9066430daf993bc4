import Learning
import Testing

@Suite struct `Calibration of probabilities` {
  /// Rows whose probability is known, and a model that boasts: logits three times too far from 0.
  static func boasting(_ count: Int, seed: UInt64) -> (truth: [Int], said: [[Double]]) {
    var random = SplitMix64(seed: seed)
    var (truth, said) = ([Int](), [[Double]]())
    for _ in 0..<count {
      let p = SplitMix64.unit(random.next())
      truth.append(SplitMix64.unit(random.next()) < p ? 1 : 0)
      let odds = p / (1 - p)
      said.append([odds * odds * odds / (1 + odds * odds * odds)])
    }
    return (truth, said)
  }

  static func error(_ truth: [Int], _ probabilities: [[Double]]) -> Double {
    CalibrationCurve(happened: truth.map { $0 == 1 }, probabilities: probabilities.map { $0[0] }).error
  }

  @Test(arguments: [ProbabilityCalibration.Method.temperature, .platt, .isotonic])
  func `takes back what a model boasts, also for rows it was not fitted to`(
    _ method: ProbabilityCalibration.Method
  ) throws {
    let (truth, said) = Self.boasting(4000, seed: 1)
    let (freshTruth, freshSaid) = Self.boasting(4000, seed: 2)
    let map = ProbabilityCalibration(method, truth: truth, probabilities: said)
    let calibrated = freshSaid.map { map($0) }
    // The mean of |p − p³/(p³ + (1 − p)³)| is 0.13.
    #expect(Self.error(freshTruth, freshSaid) > 0.1)
    // Ten bins of 400 rows are known to 0.02 each.
    #expect(Self.error(freshTruth, calibrated) < 0.035)
    #expect(calibrated.allSatisfy { $0.count == 1 && (0...1).contains($0[0]) })
    if case .temperature(let temperature) = map { #expect(abs(temperature - 3) < 0.2) }
    if case .platt(let maps) = map {
      #expect(abs(maps[0].slope - 1.0 / 3) < 0.02 && abs(maps[0].intercept) < 0.1)
    }
  }

  @Test func `of classes leaves probabilities that sum to 1 and keeps the loss down`() throws {
    var random = SplitMix64(seed: 3)
    var (truth, said) = ([Int](), [[Double]]())
    for _ in 0..<3000 {
      let raw = (0..<3).map { _ in -1 / (SplitMix64.unit(random.next()) + 0.1) }.map { $0 * $0 }
      let p = raw.map { $0 / raw.reduce(0, +) }
      let draw = SplitMix64.unit(random.next())
      truth.append(draw < p[0] ? 0 : draw < p[0] + p[1] ? 1 : 2)
      let sharp = p.map { $0 * $0 * $0 }
      said.append(sharp.map { $0 / sharp.reduce(0, +) })
    }
    let before = try #require(ProbabilityScore(truth: truth, probabilities: said))
    for method in [ProbabilityCalibration.Method.temperature, .platt, .isotonic] {
      let map = ProbabilityCalibration(method, truth: truth, probabilities: said)
      let after = said.map { map($0) }
      #expect(after.allSatisfy { abs($0.reduce(0, +) - 1) < 1e-12 })
      #expect(try #require(ProbabilityScore(truth: truth, probabilities: after)).logLoss < before.logLoss - 0.1)
    }
    #expect(ProbabilityCalibration.best(truth: truth, probabilities: said, seed: 1) != .none)
    // Nothing is to be gained where probabilities are honest.
    var honest: (truth: [Int], said: [[Double]]) = ([], [])
    for _ in 0..<4000 {
      let p = SplitMix64.unit(random.next())
      honest.truth.append(SplitMix64.unit(random.next()) < p ? 1 : 0)
      honest.said.append([p])
    }
    #expect(ProbabilityCalibration.best(truth: honest.truth, probabilities: honest.said, seed: 1) == .none)
  }

  @Test func `isotonic pools neighbors that violate the order`() throws {
    let said = [[0.1], [0.2], [0.2], [0.3], [0.3], [0.4], [0.4], [0.4]]
    let truth = [0, 1, 0, 0, 0, 1, 1, 1]
    guard case .isotonic(let maps) = ProbabilityCalibration(.isotonic, truth: truth, probabilities: said) else {
      Issue.record("no isotonic map")
      return
    }
    // 0 of one | 1 of 2 and 0 of 2 pooled to 1 of 4 | 3 of 3; the ends are kept 1/10 off 0 and 1.
    #expect(maps[0].inputs == [0.1, 0.2, 0.3, 0.4])
    #expect(maps[0].outputs == [0.1, 0.25, 0.25, 0.9])
  }

  @Test func `of no rows or of one class stands`() {
    #expect(ProbabilityCalibration(.isotonic, truth: [], probabilities: []) == .none)
    for method in ProbabilityCalibration.Method.allCases {
      let map = ProbabilityCalibration(method, truth: [1, 1, 1], probabilities: [[0.3], [0.5], [0.9]])
      #expect(map([0.4]).allSatisfy { (0...1).contains($0) })
    }
  }
}

@Suite struct `Linear models` {
  static func rows(_ count: Int, seed: UInt64) -> (rows: [Float], numbers: [Double], classes: [Int]) {
    var random = SplitMix64(seed: seed)
    func normal() -> Double { NormalDistribution.quantile(SplitMix64.unit(random.next())) }
    var (rows, numbers, classes) = ([Float](), [Double](), [Int]())
    for _ in 0..<count {
      // Of very different scales, and one that never varies.
      let (a, b) = (300 + 5 * normal(), 1e5 * normal())
      rows += [Float(a), Float(b), 7]
      numbers.append(10 + 2 * (a - 300) - 3e-5 * b + 0.1 * normal())
      let score = (a - 300) / 5
      classes.append(SplitMix64.unit(random.next()) < 1 / (1 + (-2 * score).exponential) ? 1 : 0)
    }
    return (rows, numbers, classes)
  }

  @Test func `find coefficients of a linear rule, whatever the units`() throws {
    let (rows, numbers, _) = Self.rows(500, seed: 1)
    let model = try #require(LinearModel(rows: rows, columns: 3, labels: numbers, penalty: 1e-9))
    #expect(abs(model([300, 0, 7])[0] - 10) < 0.05)
    #expect(abs(model([301, 0, 7])[0] - 12) < 0.05)
    #expect(abs(model([300, 1e5, 7])[0] - 7) < 0.05)
    // A missing value counts as the mean, a stronger penalty draws towards it.
    #expect(abs(model([.nan, 0, .nan])[0] - 10) < 1)
    let strong = try #require(LinearModel(rows: rows, columns: 3, labels: numbers, penalty: 100))
    #expect(abs(strong([310, 0, 7])[0] - 10) < 1)
    #expect(LinearModel(rows: [], columns: 3, labels: [Double](), penalty: 1) == nil)
  }

  @Test func `find the odds of a logistic rule`() throws {
    let (rows, _, classes) = Self.rows(4000, seed: 2)
    let model = try #require(LinearModel(rows: rows, columns: 3, labels: classes, classes: 2, penalty: 1e-6))
    for (a, score) in [(Float(300), 0.0), (305, 1), (295, -1), (302.5, 0.5)] {
      let p = model([a, 0, 7])
      #expect(abs(p[0] + p[1] - 1) < 1e-12)
      #expect(abs(p[1] - 1 / (1 + (-2 * score).exponential)) < 0.04)
    }
  }
}

extension Double {
  /// eˣ by its series after halving, enough for a test.
  fileprivate var exponential: Double {
    let x = self / 256
    var (sum, term) = (1.0, 1.0)
    for n in 1...12 {
      term *= x / Double(n)
      sum += term
    }
    for _ in 0..<8 { sum *= sum }
    return sum
  }
}
