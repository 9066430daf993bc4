import Learning
import Quantities

extension TrainingPlan {
  /// Reads a file of training; all that is wrong with it is said at once.
  package static func read(_ text: String, file: String) throws(FileErrors) -> TrainingPlan {
    let findings = FileFindings()
    let reader = FieldReader(node: try FileNode.yaml(text, file: file), path: "", findings: findings)
    let plan = reader.trainingPlan()
    if let errors = FileErrors(findings.errors) { throw errors }
    guard let plan else { throw FileErrors(FileError(.file(file), found: "nothing", expected: "a training")) }
    return plan
  }
}

extension FieldReader {
  fileprivate func trainingPlan() -> TrainingPlan? {
    guard
      let fields = fields([
        "schema", "id", "name", "features", "tasks", "split", "search", "class_weights", "monotone", "calibration",
        "intervals", "exclude", "rare_class_rows", "learning_curve", "seed", "threads",
      ])
    else { return nil }
    _ = fields.require("schema", "`\(TrainingPlan.schema)`")?.choice([TrainingPlan.schema])
    guard let id = fields.require("id", "an identifier")?.identifier() else { return nil }
    var plan = TrainingPlan(id: id, name: fields["name"]?.text())
    plan.features = fields["features"]?.texts() ?? []
    let tasks = fields.require("tasks", "a list of \(ModelTask.allCases.map(\.rawValue).joined(separator: ", "))")
    plan.tasks = tasks?.trainingTasks() ?? []
    if let split = fields.require("split", "a map that says how rows are divided")?.trainingSplit() {
      plan.split = split
    }
    if let search = fields["search"] { plan.search = search.trainingSearch() ?? plan.search }
    plan.isBalanced = fields["class_weights"]?.choice(["none", "balanced"]) == "balanced"
    if let monotone = fields["monotone"] { monotone.readDirections(into: &plan) }
    let methods = ProbabilityCalibration.Method.allCases.map(\.rawValue)
    plan.calibration = fields["calibration"]?.choice(["auto"] + methods).flatMap { .init(rawValue: $0) }
    if let intervals = fields["intervals"] { plan.intervals = intervals.trainingIntervals() ?? plan.intervals }
    plan.excluded = fields["exclude"]?.items()?.compactMap { $0.featureName() } ?? []
    plan.rare = fields["rare_class_rows"]?.count(in: 2...1_000_000) ?? plan.rare
    if let curve = fields["learning_curve"]?.items()?.compactMap({ $0.share(in: 0.01...1) }) {
      plan.curve = Set(curve).sorted()
    }
    plan.seed = fields["seed"]?.count(in: 0...Int(Int32.max)) ?? plan.seed
    plan.threads = fields["threads"]?.count(in: 1...1024)
    return plan
  }

  private func trainingTasks() -> [TrainingPlan.Task] {
    let tasks = items()?.compactMap { $0.trainingTask() } ?? []
    if tasks.isEmpty, findings.errors.isEmpty { report(found: "no task", expected: "one task at least") }
    if Set(tasks.map(\.task)).count < tasks.count { report(found: "a task twice", expected: "each task once") }
    return tasks
  }

  private func trainingTask() -> TrainingPlan.Task? {
    let names = ModelTask.allCases.map(\.rawValue)
    if case .text = node.content { return choice(names).flatMap { ModelTask(rawValue: $0) }.map { .init($0) } }
    guard let fields = fields(["task", "target"]) else { return nil }
    guard
      let task = fields.require("task", "one of \(names.joined(separator: ", "))")?.choice(names)
        .flatMap({ ModelTask(rawValue: $0) })
    else { return nil }
    return TrainingPlan.Task(task, target: fields["target"]?.choice(task.targets))
  }

  private func trainingSplit() -> TrainingPlan.Split? {
    guard let fields = fields(["kind", "by", "gap", "calibration", "test", "reason"]) else { return nil }
    var split = TrainingPlan.Split()
    let kinds = Folds.Kind.allCases.map(\.rawValue)
    guard
      let kind = fields.require("kind", "one of \(kinds.joined(separator: ", "))")?.choice(kinds)
        .flatMap({ Folds.Kind(rawValue: $0) })
    else { return nil }
    split.kind = kind
    split.by = []
    if kind == .grouped {
      let words = "a list of \(TaskRows.groupings.joined(separator: ", "))"
      split.by = fields.require("by", words)?.items()?.compactMap { $0.choice(TaskRows.groupings) } ?? []
      if fields["by"] != nil, split.by.isEmpty { fields["by"]?.report(found: "nothing", expected: words) }
    } else if let by = fields["by"] {
      by.report(expected: "nothing: only grouped rows have groups", remedy: "set `kind: grouped`, or take `by` away")
    }
    if let gap = fields["gap"] {
      split.gap = gap.siValue(TimeSpanDimension.self, in: 0...3.2e7) ?? 0
      if kind != .ordered { gap.report(expected: "nothing: only rows ordered by time have a gap") }
    }
    split.fractions.calibration = fields["calibration"]?.share(in: 0.05...0.45) ?? split.fractions.calibration
    split.fractions.test = fields["test"]?.share(in: 0.05...0.45) ?? split.fractions.test
    split.reason = fields["reason"]?.text()
    return split
  }

  private func trainingSearch() -> TrainingPlan.Search? {
    guard let fields = fields(["trials", "folds", "rounds", "patience"]) else { return nil }
    var search = TrainingPlan.Search()
    search.trials = fields["trials"]?.count(in: 1...200) ?? search.trials
    search.folds = fields["folds"]?.count(in: 2...10) ?? search.folds
    search.rounds = fields["rounds"]?.count(in: 1...5000) ?? search.rounds
    search.patience = fields["patience"]?.count(in: 1...1000) ?? search.patience
    return search
  }

  private func trainingIntervals() -> TrainingPlan.Intervals? {
    guard let fields = fields(["levels", "by", "normalized"]) else { return nil }
    var intervals = TrainingPlan.Intervals()
    if let levels = fields["levels"]?.items()?.compactMap({ $0.share(in: 0.5...0.99) }) {
      intervals.levels = Set(levels).sorted()
    }
    intervals.by = fields["by"]?.choice(["mold", "machine", "system"])
    intervals.isNormalized = fields["normalized"]?.flag() ?? false
    return intervals
  }

  private func readDirections(into plan: inout TrainingPlan) {
    if case .text = node.content {
      plan.usesPhysics = choice(["physics", "none"]) != "none"
      return
    }
    guard let fields = fields(["physics", "directions"]) else { return }
    plan.usesPhysics = fields["physics"]?.flag() ?? true
    plan.directions =
      fields["directions"]?.items()?.compactMap { item in
        guard let direction = item.fields(["feature", "direction", "reason"]) else { return nil }
        let feature = direction.require("feature", "the name of a feature")?.featureName()
        let sign = direction.require("direction", "rises, falls or free")?.choice(["rises", "falls", "free"])
        let reason = direction.require("reason", "why")?.text()
        guard let feature, let sign, let reason else { return nil }
        return MonotoneKnowledge(feature: feature, sign: sign == "rises" ? 1 : sign == "falls" ? -1 : 0, reason: reason)
      } ?? []
  }

  /// The name of a feature of the schema; a target has none.
  private func featureName() -> String? {
    guard let name = text() else { return nil }
    let schema = FeatureSchema.current
    let names = schema.features.map(\.name)
    if names.contains(name) { return name }
    if schema.targets.contains(where: { $0.name == name }) {
      report(
        found: "the target `\(name)`", expected: "a feature",
        remedy: "a target is known only after the part was judged and never is a feature")
    } else {
      report(expected: "the name of a feature", remedy: suggestion(among: names))
    }
    return nil
  }
}
