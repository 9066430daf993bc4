import Learning
import XGBoost

extension ModelTraining {
  /// Penalties of the linear model that are tried.
  private static let penalties = [1e-3, 1e-2, 0.1, 1]

  /// What a model must beat on the test rows: the mean or the shares of the classes, and a linear model.
  func baselines(_ folds: Folds) -> [(name: String, score: TaskScore)] {
    let (training, test) = (partition.training, partition.test)
    let constant = constantAnswer(training)
    var all = [
      (name: kind == .number ? "mean" : "majority", score: score(test, test.map { _ in constant }))
    ]
    let places = Array(training.indices)
    let losses = Self.penalties.map { penalty -> Double in
      var loss = 0.0
      for (inner, fold) in zip(folds.tests, folds.trainings) {
        let part = inner.map { training[$0] }
        loss += linear(fold.map { training[$0] }, penalty, part).map { score(part, $0).loss } ?? .infinity
      }
      return loss
    }
    let best = losses.indices.min { losses[$0] < losses[$1] } ?? 0
    if let answers = linear(places.map { training[$0] }, Self.penalties[best], test) {
      all.append(("linear", score(test, answers)))
    }
    return all
  }

  private func constantAnswer(_ part: [Int]) -> [Double] {
    let n = Double(part.count)
    switch kind {
    case .number, .flag: return [part.reduce(0) { $0 + rows.labels[$1] } / n]
    case .classes(let count):
      var shares = Array(repeating: 0.0, count: count)
      for row in part { shares[Int(rows.labels[row])] += 1 / n }
      return shares
    }
  }

  /// Answers of a linear model for `test`, fitted to `part`; of a flag the probability of 1.
  private func linear(_ part: [Int], _ penalty: Double, _ test: [Int]) -> [[Double]]? {
    let m = rows.features.count
    let values = labeled(part).features
    let model: LinearModel? =
      switch kind {
      case .number: LinearModel(rows: values, columns: m, labels: part.map { rows.labels[$0] }, penalty: penalty)
      case .flag, .classes:
        LinearModel(
          rows: values, columns: m, labels: part.map { Int(rows.labels[$0]) }, classes: rows.classes.count,
          penalty: penalty)
      }
    guard let model else { return nil }
    return test.map { row in
      let answer = model(rows.values[row * m..<(row + 1) * m])
      return kind == .flag ? [answer[1]] : answer
    }
  }

  // MARK: Importance and learning curve

  /// Test rows whose Shapley values are averaged.
  private static let explainedRows = 500

  /// Mean |Shapley value| of each feature over test rows, the largest first.
  func importances(_ trees: TreeEnsemble) throws(ModelFileError) -> [TrainedModel.Importance] {
    var explainer = try TreeExplainer(trees)
    let m = rows.features.count
    var sums = Array(repeating: 0.0, count: m)
    // Every so many rows, so that all groups and times have a part.
    let step = max(1, partition.test.count / Self.explainedRows)
    let chosen = stride(from: 0, to: partition.test.count, by: step).map { partition.test[$0] }
    var one = Array(repeating: 0.0, count: trees.groupCount * (m + 1))
    for row in chosen {
      var target = one.mutableSpan
      explainer.contributions(of: rows.values.span.extracting(row * m..<(row + 1) * m), into: &target)
      for group in 0..<trees.groupCount {
        for feature in 0..<m { sums[feature] += abs(one[group * (m + 1) + feature]) }
      }
    }
    return zip(rows.features, sums).map { .init(feature: $0, value: $1 / Double(max(chosen.count, 1))) }
      .sorted { ($1.value, $0.feature) < ($0.value, $1.feature) }
  }

  /// The loss on the test rows of models that were trained on a part of the training rows, the chosen model last.
  func curve(
    _ trial: Trial, _ trees: TreeEnsemble, _ progress: (Double) -> Bool
  ) throws -> [TrainedModel.CurvePoint] {
    guard !plan.curve.isEmpty else { return [] }
    var points: [TrainedModel.CurvePoint] = []
    let shares = plan.curve.filter { $0 < 1 }
    for (number, share) in shares.enumerated() {
      let part = thinned(share)
      guard part.count >= 20, kind == .number || Set(part.map { rows.labels[$0] }).count > 1 else { continue }
      let model = try booster(part, trial.draw, rounds: trial.rounds) {
        progress(Double(number) / Double(shares.count))
      }
      points.append(point(part, try TreeEnsemble(model.bytes)))
    }
    return points + [point(partition.training, trees)]
  }

  private func point(_ part: [Int], _ trees: TreeEnsemble) -> TrainedModel.CurvePoint {
    let score = score(partition.test, answers(trees, partition.test))
    let name = TaskScore.names(kind)[0]
    let interval = Bootstrap(samples: 200, seed: UInt64(plan.seed)).interval(count: score.count, groups: score.groups) {
      score.value(name, rows: $0)
    }
    return TrainedModel.CurvePoint(
      rows: part.count, loss: .init(name, score.loss, interval: interval),
      trainingLoss: self.score(part, answers(trees, part)).loss)
  }

  /// A share of the training rows: the newest where rows are ordered by time, else whole groups drawn at random.
  private func thinned(_ share: Double) -> [Int] {
    let training = partition.training
    let wanted = Int((share * Double(training.count)).rounded())
    if plan.split.kind == .ordered {
      return training.sorted { (rows.times[$0], $0) < (rows.times[$1], $1) }.suffix(wanted).sorted()
    }
    var random = SplitMix64(seed: SplitMix64.value(seed: UInt64(plan.seed), at: 3))
    var members: [String: [Int]] = [:]
    let keys = keys
    for row in training { members[keys[row], default: []].append(row) }
    var part: [Int] = []
    for key in members.keys.sorted().shuffled(&random) where part.count < wanted { part += members[key] ?? [] }
    return part.sorted()
  }
}
