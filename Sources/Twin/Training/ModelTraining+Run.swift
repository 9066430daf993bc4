import Learning
package import Plant
import Integrators
import XGBoost

extension ModelTraining {
  /// What the card says beside what training finds.
  package struct Circumstances: Hashable, Sendable {
    package var created: Instant
    package var reproduction: Reproduction
    /// SHA-256 of the files of features.
    package var digest: String

    package init(created: Instant, reproduction: Reproduction, digest: String) {
      (self.created, self.reproduction, self.digest) = (created, reproduction, digest)
    }
  }

  /// Trains the model.
  ///
  /// - Parameter progress: given the stage and the share of it that is done; answers whether to go on.
  /// - Throws: ``TrainingRefusal``, or ``TrainingFailure``: of kind `stopped` when asked to.
  package func run(
    _ circumstances: Circumstances, progress: (Stage, Double) -> Bool = { _, _ in true }
  ) throws -> TrainedModel {
    let folds = try innerFolds()
    let trials = try search(folds) { progress(.search, $0) }
    let best = trials[0]
    let outOfFold = try outOfFold(folds, best) { progress(.model, 0.7 * $0) }
    let model = try booster(partition.training, best.draw, rounds: best.rounds) { progress(.model, 0.7) }
    let trees = try TreeEnsemble(model.bytes)
    let method = calibrationMethod(outOfFold)
    let calibration = ProbabilityCalibration(
      method, truth: kind == .number ? [] : outOfFold.rows.map { Int(rows.labels[$0]) },
      probabilities: kind == .number ? [] : outOfFold.answers)
    let scale = try scaleModel(outOfFold, best) { progress(.model, 0.85) }
    let (test, raw) = (partition.test, answers(trees, partition.test))
    let score = score(test, raw.map { calibration($0) })
    let band = try conformal(trees, calibration, scale, score)
    let curve = try curve(best, trees) { progress(.curve, $0) }
    _ = progress(.report, 0)
    let baselines = baselines(folds)
    var files = [(name: TrainedModel.modelFile, bytes: model.bytes)]
    if let scale { files.append((TrainedModel.scaleFile, scale.bytes)) }
    let metrics = score.metrics(seed: plan.seed)
    let card = ModelCard(
      task: rows.task.rawValue, kind: rows.task.kind, version: 0, created: circumstances.created,
      program: .init(
        version: circumstances.reproduction.version, revision: circumstances.reproduction.revision ?? "unknown"),
      trainer: .init(library: "xgboost", version: "\(model.version)", threads: model.threads),
      target: .init(name: rows.target, unit: rows.unit, classes: rows.classes), features: featuresOfCard(),
      data: .init(digest: circumstances.digest, rows: rows.count, span: span, origin: rows.origin),
      split: splitOfCard(), seed: plan.seed, parameters: best.draw.card(rounds: best.rounds), search: searchWords,
      calibration: calibration, conformal: band, metrics: metrics,
      baselines: baselines.map { .init(name: $0.name, metrics: $0.score.metrics(seed: plan.seed)) },
      files: files.map { .init(name: $0.name, bytes: $0.bytes.count, digest: SHA256Digest($0.bytes).description) })
    return TrainedModel(
      files: files, card: card, training: self, trials: trials, score: score,
      uncalibrated: self.score(test, raw), baselines: baselines, importances: try importances(trees), curve: curve)
  }

  private func calibrationMethod(_ outOfFold: (rows: [Int], answers: [[Double]])) -> ProbabilityCalibration.Method {
    guard kind != .number else { return .none }
    return plan.calibration
      ?? ProbabilityCalibration.best(
        truth: outOfFold.rows.map { Int(rows.labels[$0]) }, probabilities: outOfFold.answers,
        seed: SplitMix64.value(seed: UInt64(plan.seed), at: 2))
  }

  // MARK: Intervals

  /// The model of how much the first errs, where intervals are to be as wide as that says.
  private func scaleModel(
    _ outOfFold: (rows: [Int], answers: [[Double]]), _ trial: Trial, _ isGoingOn: () -> Bool
  ) throws -> TrainedBooster? {
    guard kind == .number, plan.intervals.isNormalized else { return nil }
    let errors = zip(outOfFold.rows, outOfFold.answers).map { abs(rows.labels[$0] - $1[0]) }
    var parameters = BoosterParameters(.squaredError)
    (parameters.depth, parameters.learningRate, parameters.leafWeightMinimum) = (3, 0.05, 20)
    (parameters.rowShare, parameters.featureShare) = (trial.draw.rowShare, trial.draw.featureShare)
    parameters.featureNames = rows.features
    parameters.baseScore = errors.reduce(0, +) / Double(max(errors.count, 1))
    return try library.train(
      labeled(outOfFold.rows, labels: errors), parameters, course(rounds: 60, isStopping: false)
    ) { _, _ in isGoingOn() }
  }

  private func conformal(
    _ trees: TreeEnsemble, _ calibration: ProbabilityCalibration, _ scale: TrainedBooster?, _ test: TaskScore
  ) throws -> ConformalBand? {
    guard !plan.intervals.levels.isEmpty else { return nil }
    let part = partition.calibration
    let scaleTrees = try scale.map { try TreeEnsemble($0.bytes) }
    // A scale near 0 would promise more than the model of errors knows.
    let least = scale == nil ? 0 : max(1e-12, 0.1 * meanScale(scaleTrees))
    func scales(_ part: [Int]) -> [Double] {
      guard let scaleTrees else { return part.map { _ in 1 } }
      return answers(scaleTrees, part).map { max($0[0], least) }
    }
    func scores(_ part: [Int], _ answers: [[Double]]) -> [Double] {
      let scales = scales(part)
      return part.indices.map { place in
        let truth = rows.labels[part[place]]
        switch kind {
        case .number: return abs(truth - answers[place][0]) / scales[place]
        case .flag: return truth == 1 ? 1 - answers[place][0] : answers[place][0]
        case .classes: return 1 - answers[place][Int(truth)]
        }
      }
    }
    let own = scores(part, answers(trees, part).map { calibration($0) })
    let ofTest = scores(partition.test, test.answers)
    let groups = plan.intervals.by.flatMap { rows.groups[$0] }
    let names: [String?] = [nil] + (groups.map { groups in Set(part.map { groups[$0] }).sorted() } ?? [])
    let bounds = plan.intervals.levels.flatMap { level in
      names.map { name -> ConformalBand.Bound in
        let chosen = part.indices.filter { name == nil || groups?[part[$0]] == name }
        let quantile = ConformalBand.quantile(chosen.map { own[$0] }, level: level)
        let tested = partition.test.indices.filter { name == nil || groups?[partition.test[$0]] == name }
        return ConformalBand.Bound(
          level: level, group: name, quantile: quantile, rows: chosen.count,
          coverage: coverage(tested, ofTest, quantile))
      }
    }
    let score: ConformalBand.Score =
      kind != .number ? .oneMinusProbability : scale == nil ? .absoluteResidual : .normalizedResidual
    return ConformalBand(
      score: score, groupedBy: groups == nil ? nil : plan.intervals.by, bounds: bounds, limits: limits,
      scaleMinimum: least)
  }

  private func meanScale(_ trees: TreeEnsemble?) -> Double {
    guard let trees else { return 1 }
    let scales = answers(trees, partition.training).map { $0[0] }
    return scales.reduce(0, +) / Double(max(scales.count, 1))
  }

  /// What the target can be at all.
  private var limits: ClosedRange<Double>? {
    switch rows.target {
    case "target_operator_risk": 0...1
    case "target_cycle_time_s", "target_demold_time_s": 0 ... .infinity
    default: nil
    }
  }

  /// The share of test rows whose score is within the bound.
  private func coverage(_ places: [Int], _ scores: [Double], _ quantile: Double) -> ModelCard.Metric? {
    let within = places.map { scores[$0] <= quantile }
    let proportion = Proportion(within.count { $0 }, of: within.count)
    guard let share = proportion.share else { return nil }
    let units = units(places.map { partition.test[$0] })
    let drawn = units.flatMap { units in
      Bootstrap(seed: UInt64(plan.seed)).interval(count: within.count, groups: units) { rows in
        Double(rows.count { within[$0] }) / Double(max(rows.count, 1))
      }
    }
    return ModelCard.Metric("coverage", share, interval: drawn ?? proportion.interval)
  }

  // MARK: The card

  private var span: ClosedRange<Instant>? {
    let known = rows.times.filter { !$0.isNaN }
    guard let low = known.min().flatMap(Instant.init(secondsSince1970:)),
      let high = known.max().flatMap(Instant.init(secondsSince1970:)), low <= high
    else { return nil }
    return low...high
  }

  private func featuresOfCard() -> ModelCard.Features {
    let m = rows.features.count
    let columns = rows.features.enumerated().map { column, name -> ModelCard.Features.Feature in
      var (low, high, missing) = (Float.infinity, -Float.infinity, 0)
      for row in partition.training {
        let value = rows.values[row * m + column]
        if value.isNaN { missing += 1 } else { (low, high) = (min(low, value), max(high, value)) }
      }
      return ModelCard.Features.Feature(
        name: name, monotone: base.monotone.isEmpty ? 0 : Int(base.monotone[column]),
        range: low <= high ? Double(low)...Double(high) : nil,
        missing: Double(missing) / Double(partition.training.count))
    }
    let schema = FeatureSchema.current
    return ModelCard.Features(schemaVersion: schema.version, schemaHash: schema.hash, columns: columns)
  }

  private func splitOfCard() -> ModelCard.Split {
    let split = plan.split
    let fractions = split.fractions
    let words =
      switch split.kind {
      case .random:
        "Rows are drawn one by one: neighbors in time stand on both sides, which flatters where they are alike."
      case .grouped:
        "Rows of one \(split.by.joined(separator: " and ")) stay together: the figures are those of new ones."
      case .ordered:
        "The newest rows test, those before calibrate, the oldest train: the figures are those of the future."
      }
    return ModelCard.Split(
      kind: split.kind.rawValue, groups: split.by, gap: split.gap, seed: plan.seed,
      words: words + (split.reason.map { " Reason given: \($0)" } ?? ""),
      parts: [
        .init(
          name: "train", fraction: 1 - fractions.calibration - fractions.test, rows: partition.training.count),
        .init(name: "calibration", fraction: fractions.calibration, rows: partition.calibration.count),
        .init(name: "test", fraction: fractions.test, rows: partition.test.count),
      ])
  }

  private var searchWords: String {
    let search = plan.search
    return "\(search.trials) draws (\(BoosterDraw.ranges)), the usual parameters first; each on one of \(search.folds) "
      + "inner folds of the training rows, the better third on all; at most \(search.rounds) rounds, stopped after "
      + "\(search.patience) without gain; the median of the best rounds trains the model."
  }
}
