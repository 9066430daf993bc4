internal import RealModule

extension ProbabilityCalibration {
  /// How a calibration is found. The raw value is the word in files.
  public enum Method: String, Hashable, Sendable, CaseIterable {
    case none
    case temperature
    case platt
    case isotonic
  }

  /// Fits a calibration to probabilities that were predicted for rows which had no part in the training.
  ///
  /// - Parameters:
  ///   - truth: shape (n), the index of the true class.
  ///   - probabilities: shape (n, k); with k = 1 the probability of class 1.
  public init(_ method: Method, truth: [Int], probabilities: [[Double]]) {
    precondition(truth.count == probabilities.count, "probabilities for each row")
    let outputs = probabilities.first?.count ?? 0
    guard outputs > 0, method != .none else {
      self = .none
      return
    }
    if method == .temperature {
      self = .temperature(Self.fittedTemperature(truth, probabilities))
      return
    }
    /// Whether a row is of the class that an output stands for.
    func happened(_ output: Int) -> [Bool] { truth.map { outputs == 1 ? $0 == 1 : $0 == output } }
    self =
      if method == .platt {
        .platt((0..<outputs).map { k in PlattMap(happened(k), probabilities.map { $0[k] }) })
      } else {
        .isotonic((0..<outputs).map { k in IsotonicMap(happened(k), probabilities.map { $0[k] }) })
      }
  }

  /// The method whose calibration, fitted to all folds but one, has the least log loss on that one; the simpler of
  /// equal ones.
  public static func best(truth: [Int], probabilities: [[Double]], folds: Int = 5, seed: UInt64) -> Method {
    guard let divided = Folds.random(classes: truth, folds: folds, seed: seed) else { return .none }
    let losses = Method.allCases.map { method -> (Method, Double) in
      var loss = 0.0
      for (test, training) in zip(divided.tests, divided.trainings) {
        let calibration = ProbabilityCalibration(
          method, truth: training.map { truth[$0] }, probabilities: training.map { probabilities[$0] })
        let score = ProbabilityScore(
          truth: test.map { truth[$0] }, probabilities: test.map { calibration(probabilities[$0]) })
        loss += (score?.logLoss ?? 0) * Double(test.count)
      }
      return (method, loss / Double(max(truth.count, 1)))
    }
    // A thousandth of the loss is not worth another map.
    let least = losses.map(\.1).min() ?? 0
    return losses.first { $0.1 <= least * 1.001 }?.0 ?? .none
  }

  /// The temperature of least log loss, by golden section on ln T in −3 … 3.
  private static func fittedTemperature(_ truth: [Int], _ probabilities: [[Double]]) -> Double {
    func loss(_ logT: Double) -> Double {
      let map = ProbabilityCalibration.temperature(Double.exp(logT))
      return ProbabilityScore(truth: truth, probabilities: probabilities.map { map($0) })?.logLoss ?? 0
    }
    let share = (5.0.squareRoot() - 1) / 2
    var (low, high) = (-3.0, 3.0)
    var (a, b) = (high - share * (high - low), low + share * (high - low))
    var (lossA, lossB) = (loss(a), loss(b))
    while high - low > 1e-4 {
      if lossA < lossB {
        (high, b, lossB) = (b, a, lossA)
        a = high - share * (high - low)
        lossA = loss(a)
      } else {
        (low, a, lossA) = (a, b, lossB)
        b = low + share * (high - low)
        lossB = loss(b)
      }
    }
    return Double.exp((low + high) / 2)
  }
}

extension ProbabilityCalibration.PlattMap {
  /// The line of least log loss by Newton's method, to targets kept off 0 and 1 as J. Platt (1999) proposes.
  init(_ happened: [Bool], _ probabilities: [Double]) {
    let hits = Double(happened.count { $0 })
    let misses = Double(happened.count) - hits
    let (high, low) = ((hits + 1) / (hits + 2), 1 / (misses + 2))
    let logits = probabilities.map(ProbabilityCalibration.logit)
    var (slope, intercept) = (1.0, 0.0)
    for _ in 0..<100 {
      // Gradient and Hessian of the loss, with a trace of a penalty that keeps separable rows finite.
      var (ga, gb, haa, hab, hbb) = (1e-6 * (slope - 1), 1e-6 * intercept, 1e-6, 0.0, 1e-6)
      for (x, isHit) in zip(logits, happened) {
        let p = 1 / (1 + Double.exp(-(slope * x + intercept)))
        let error = p - (isHit ? high : low)
        let weight = max(p * (1 - p), 1e-12)
        ga += error * x
        gb += error
        haa += weight * x * x
        hab += weight * x
        hbb += weight
      }
      let determinant = haa * hbb - hab * hab
      guard determinant > 0 else { break }
      // A step of at most one half in each keeps Newton's method from overshooting.
      let stepA = (hbb * ga - hab * gb) / determinant
      let stepB = (haa * gb - hab * ga) / determinant
      let scale = min(1, 0.5 / max(abs(stepA), abs(stepB), 1e-300))
      slope -= scale * stepA
      intercept -= scale * stepB
      if max(abs(stepA), abs(stepB)) < 1e-10 { break }
    }
    self.init(slope: slope, intercept: intercept)
  }
}

extension ProbabilityCalibration.IsotonicMap {
  /// The never falling function of least squares, by pooling neighbors that violate the order (M. Ayer et al., 1955),
  /// kept 1/(n + 2) off 0 and 1: n rows cannot exclude anything more surely.
  init(_ happened: [Bool], _ probabilities: [Double]) {
    struct Pool {
      var low, high: Double
      var hits: Double
      var rows: Double
      var value: Double { hits / rows }
    }
    // Rows of one probability are one pool from the start.
    var pools: [Pool] = []
    for index in probabilities.indices.sorted(by: { probabilities[$0] < probabilities[$1] }) {
      let (p, hit) = (probabilities[index], happened[index] ? 1.0 : 0)
      if let last = pools.last, last.high == p {
        pools[pools.count - 1].hits += hit
        pools[pools.count - 1].rows += 1
      } else {
        pools.append(Pool(low: p, high: p, hits: hit, rows: 1))
      }
    }
    var merged: [Pool] = []
    for pool in pools {
      merged.append(pool)
      while merged.count > 1, merged[merged.count - 2].value >= merged[merged.count - 1].value {
        let last = merged.removeLast()
        merged[merged.count - 1].high = last.high
        merged[merged.count - 1].hits += last.hits
        merged[merged.count - 1].rows += last.rows
      }
    }
    let least = 1 / Double(probabilities.count + 2)
    var (inputs, outputs) = ([Double](), [Double]())
    for pool in merged {
      let value = min(max(pool.value, least), 1 - least)
      inputs.append(pool.low)
      outputs.append(value)
      if pool.high > pool.low {
        inputs.append(pool.high)
        outputs.append(value)
      }
    }
    self.init(unchecked: inputs, outputs)
  }
}
