package import Learning

/// Predictions for rows of a task beside the truth, and what they are worth.
package struct TaskScore: Sendable {
  /// What is predicted.
  package enum Kind: Hashable, Sendable {
    case number
    case flag
    case classes(Int)
  }

  package let kind: Kind
  /// The number, 0 or 1, or the index of a class.
  package let truth: [Double]
  /// One number, the probability of 1, or one probability per class for each row.
  package let answers: [[Double]]
  /// Which rows belong together; `nil` where each stands for itself.
  package let groups: [String]?

  /// Pairs answers with the truth.
  package init(_ kind: Kind, truth: [Double], answers: [[Double]], groups: [String]?) {
    (self.kind, self.truth, self.answers, self.groups) = (kind, truth, answers, groups)
  }

  package var count: Int { truth.count }

  /// Names of the metrics, the one that models are chosen by first.
  package static func names(_ kind: Kind) -> [String] {
    switch kind {
    case .number: ["rmse", "mae", "bias", "r2"]
    case .flag: ["log_loss", "brier", "calibration_error", "roc_area", "average_precision", "accuracy"]
    case .classes: ["log_loss", "brier", "calibration_error", "accuracy", "balanced_accuracy", "macro_f1"]
    }
  }

  /// A metric of some of the rows, each as often as it is named; `nil` where they do not tell.
  package func value(_ name: String, rows: [Int]) -> Double? {
    Self.names(kind).firstIndex(of: name).flatMap { values(rows)[$0] }
  }

  /// All metrics of some of the rows, in the order of their names.
  private func values(_ rows: [Int]) -> [Double?] {
    if kind == .number {
      let score = RegressionScore(truth: rows.map { truth[$0] }, predictions: rows.map { answers[$0][0] })
      return [score?.rootMeanSquareError, score?.meanAbsoluteError, score?.bias, score?.determination]
    }
    let labels = rows.map { Int(truth[$0]) }
    let probabilities = rows.map { answers[$0] }
    guard let score = ProbabilityScore(truth: labels, probabilities: probabilities) else {
      return Self.names(kind).map { _ in nil }
    }
    let matrix = ConfusionMatrix(truth: labels, predictions: score.classes, classes: classCount)
    if kind == .flag {
      let happened = labels.map { $0 == 1 }
      let said = probabilities.map { $0[0] }
      let ranking = RankingCurve(happened: happened, scores: said)
      return [
        score.logLoss, score.brier, CalibrationCurve(happened: happened, probabilities: said).error, ranking?.area,
        ranking?.averagePrecision, matrix.accuracy,
      ]
    }
    return [
      score.logLoss, score.brier, CalibrationCurve.ofTopClass(truth: labels, probabilities: probabilities).error,
      matrix.accuracy, matrix.balancedAccuracy, matrix.macroF1,
    ]
  }

  /// Number of classes; of a flag two.
  package var classCount: Int { if case .classes(let count) = kind { count } else { 2 } }

  /// How often each class was taken for each; of a flag, taken for 1 from one half on.
  package var confusion: ConfusionMatrix {
    let labels = truth.map { Int($0) }
    let score = ProbabilityScore(truth: labels, probabilities: answers)
    return ConfusionMatrix(truth: labels, predictions: score?.classes ?? [], classes: classCount)
  }

  /// Whether a class happened, and the probability given to it.
  package func oneAgainstRest(_ label: Int) -> (happened: [Bool], probabilities: [Double]) {
    (truth.map { Int($0) == label }, answers.map { kind == .flag ? (label == 1 ? $0[0] : 1 - $0[0]) : $0[label] })
  }

  /// All metrics with their intervals of 95 %, from samples that draw rows which belong together as one.
  package func metrics(seed: Int) -> [ModelCard.Metric] {
    let all = Array(0..<count)
    let samples = min(1000, max(200, 10_000_000 / max(count, 1)))
    let bootstrap = Bootstrap(samples: samples, seed: UInt64(seed))
    let names = Self.names(kind)
    let found = values(all)
    let intervals = bootstrap.intervals(count: count, groups: groups, figures: names.count) { values($0) }
    return names.indices.compactMap { place in
      found[place].map { ModelCard.Metric(names[place], $0, interval: intervals[place]) }
    }
  }

  /// The loss that models are chosen by: root mean square error or log loss.
  package var loss: Double { value(Self.names(kind)[0], rows: Array(0..<count)) ?? .infinity }
}
