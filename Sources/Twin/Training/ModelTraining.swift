package import Learning
package import XGBoost

/// Trains the model of one task.
///
/// Parameters, calibration and rounds are chosen within the training rows alone, the widths of intervals on rows that
/// trained nothing, and the figures are of rows that had no part in any of it.
package struct ModelTraining: Sendable {
  /// A stage of the work, for those who wait.
  package enum Stage: String, Sendable {
    case search
    case model
    case curve
    case report
  }

  package let library: XGBoostLibrary
  package let plan: TrainingPlan
  package let rows: TaskRows
  package let partition: Partition
  /// Told to the model, one sign per feature.
  package let directions: [MonotoneKnowledge]
  let threads: Int
  let base: BoosterParameters

  /// Divides the rows and prepares the work.
  /// - Throws: ``TrainingRefusal``: rows that cannot be divided as asked.
  package init(_ library: XGBoostLibrary, _ plan: TrainingPlan, _ rows: TaskRows) throws(TrainingRefusal) {
    self.library = library
    self.plan = plan
    self.rows = rows
    threads = plan.threads ?? TrainingCourse.defaultThreads
    let directions = plan.directions(rows.task, features: rows.features)
    self.directions = directions
    partition = try Self.divided(rows, plan)
    let objective: BoosterParameters.Objective =
      rows.task.kind == .classification
      ? .classProbabilities(count: rows.classes.count) : rows.isFlag ? .logistic : .squaredError
    var base = BoosterParameters(objective)
    base.featureNames = rows.features
    if !directions.isEmpty {
      base.monotone = rows.features.map { name in directions.first { $0.feature == name }?.sign ?? 0 }
    }
    self.base = base
  }

  /// What is predicted.
  package var kind: TaskScore.Kind {
    rows.task.kind == .classification ? .classes(rows.classes.count) : rows.isFlag ? .flag : .number
  }

  private static func divided(_ rows: TaskRows, _ plan: TrainingPlan) throws(TrainingRefusal) -> Partition {
    let split = plan.split
    let partition: Partition
    switch split.kind {
    case .random: partition = .random(count: rows.count, split.fractions, seed: UInt64(plan.seed))
    case .grouped:
      let keys = rows.key(split.by)
      let count = Set(keys).count
      guard count >= 5 else {
        throw TrainingRefusal(
          place: "split.by", found: "\(count) groups by \(split.by.joined(separator: ", "))",
          expected: "five groups at least, to train, calibrate and test on different ones",
          remedy: "group by `day`, or divide by time with `kind: ordered`")
      }
      partition = .grouped(keys, split.fractions, seed: UInt64(plan.seed))
    case .ordered:
      guard !rows.times.contains(where: \.isNaN) else {
        throw TrainingRefusal(
          place: "split.kind", found: "rows without a start", expected: "a start of every shot to order them by")
      }
      partition = .ordered(rows.times, split.fractions, gap: split.gap)
    }
    for (name, part) in [
      ("train", partition.training), ("calibration", partition.calibration), ("test", partition.test),
    ]
    where part.count < 20 {
      throw TrainingRefusal(
        place: rows.task.rawValue, found: "\(part.count) rows to \(name) of \(rows.count)",
        expected: "20 rows at least in each part", remedy: "import more shots, or change the shares of the parts")
    }
    if rows.task.kind == .classification || rows.isFlag {
      guard Set(partition.training.map { rows.labels[$0] }).count > 1 else {
        throw TrainingRefusal(
          place: rows.target, found: "one class among the training rows", expected: "two classes at least")
      }
    }
    return partition
  }

  /// The division of the training rows for the search and for calibration, of the kind of the outer one.
  /// Rows are places within `training`.
  func innerFolds() throws(TrainingRefusal) -> Folds {
    let training = partition.training
    let count = plan.search.folds
    let seed = SplitMix64.value(seed: UInt64(plan.seed), at: 1)
    let folds: Folds? =
      switch plan.split.kind {
      case .random:
        Folds.random(
          classes: kind == .number ? training.map { _ in 0 } : training.map { Int(rows.labels[$0]) }, folds: count,
          seed: seed)
      case .grouped:
        Folds.grouped(training.map { keys[$0] }, folds: min(count, Set(training.map { keys[$0] }).count), seed: seed)
      case .ordered: Folds.ordered(training.map { rows.times[$0] }, folds: count, gap: plan.split.gap)
      }
    guard let folds, folds.tests.count > 1 else {
      throw TrainingRefusal(
        place: "search.folds", found: "\(training.count) training rows that make no \(count) folds",
        expected: "more rows or groups, or fewer folds")
    }
    return folds
  }

  /// The group of each row; each row by itself unless rows are grouped.
  var keys: [String] { plan.split.kind == .grouped ? rows.key(plan.split.by) : (0..<rows.count).map(String.init) }

  /// The groups of some rows, by which intervals are drawn; days where rows are ordered by time.
  func units(_ part: [Int]) -> [String]? {
    switch plan.split.kind {
    case .random: return nil
    case .grouped:
      let keys = rows.key(plan.split.by)
      return part.map { keys[$0] }
    case .ordered:
      let days = rows.key(["day"])
      let units = part.map { days[$0] }
      // A day or two draw no interval; single rows are then the lesser evil.
      return Set(units).count < 5 ? nil : units
    }
  }

  /// Some rows as the library takes them.
  func labeled(_ part: [Int], labels: [Double]? = nil, isWeighted: Bool = true) -> LabeledRows {
    let m = rows.features.count
    var features: [Float] = []
    features.reserveCapacity(part.count * m)
    for row in part { features += rows.values[row * m..<(row + 1) * m] }
    let own = labels ?? part.map { rows.labels[$0] }
    return LabeledRows(
      features: features, columns: m, labels: own.map { Float($0) },
      weights: plan.isBalanced && isWeighted && kind != .number ? Self.balanced(own) : [])
  }

  /// n/(k · n of the class) for each row.
  private static func balanced(_ labels: [Double]) -> [Float] {
    var counts: [Double: Int] = [:]
    for label in labels { counts[label, default: 0] += 1 }
    return labels.map { Float(labels.count) / Float(counts.count * (counts[$0] ?? 1)) }
  }

  /// Trains on some rows.
  func booster(
    _ part: [Int], _ draw: BoosterDraw, rounds: Int, validation: [Int]? = nil,
    _ isGoingOn: () -> Bool
  ) throws(TrainingFailure) -> TrainedBooster {
    var parameters = draw.parameters(base)
    let mean = part.reduce(0) { $0 + rows.labels[$1] } / Double(part.count)
    switch kind {
    case .number: parameters.baseScore = mean
    case .flag: parameters.baseScore = plan.isBalanced ? 0.5 : min(max(mean, 0.01), 0.99)
    case .classes: parameters.baseScore = 0.5
    }
    return try library.train(
      labeled(part), validation: validation.map { labeled($0, isWeighted: false) }, parameters,
      course(rounds: rounds, isStopping: validation != nil)
    ) { _, _ in isGoingOn() }
  }

  func course(rounds: Int, isStopping: Bool) -> TrainingCourse {
    var course = TrainingCourse()
    course.rounds = rounds
    course.patience = isStopping ? plan.search.patience : nil
    course.seed = plan.seed
    course.threads = threads
    return course
  }

  /// The answers of a model for some rows: one number, or one probability per class.
  func answers(_ trees: TreeEnsemble, _ part: [Int]) -> [[Double]] {
    let m = rows.features.count
    var one = Array(repeating: Float(0), count: trees.groupCount)
    return part.map { row in
      var target = one.mutableSpan
      trees.predictions(of: rows.values.span.extracting(row * m..<(row + 1) * m), into: &target)
      return one.map(Double.init)
    }
  }

  func score(_ part: [Int], _ answers: [[Double]]) -> TaskScore {
    TaskScore(kind, truth: part.map { rows.labels[$0] }, answers: answers, groups: units(part))
  }
}
