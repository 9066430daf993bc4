import Foundation
import Learning
import Testing
import Twin

@Suite struct `Files of training` {
  static let root = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL

  static func example() throws -> String {
    try String(contentsOf: root.appending(path: "Training/example.yaml"), encoding: .utf8)
  }

  @Test func `the shipped example states the defaults`() throws {
    let plan = try TrainingPlan.read(Self.example(), file: "example.yaml")
    var defaults = TrainingPlan(id: "example", name: "Example of a training")
    defaults.split.reason = "Shots of one day share room, material lot and crew."
    defaults.tasks[1].target = "target_status"
    defaults.tasks[2].target = "target_cycle_time_s"
    #expect(plan == defaults)
  }

  @Test(arguments: [
    ("trials: 12", "trails: 12", "search.trails", "did you mean `trials`?"),
    ("trials: 12", "trials: 1000", "search.trials", ""),
    ("kind: grouped", "kind: group", "split.kind", "did you mean `grouped`?"),
    ("by: [day]", "by: [molds]", "split.by.0", "did you mean `mold`?"),
    ("by: [day]", "gap: 1 h", "split.by", ""),
    ("kind: grouped", "kind: random", "split.by", "set `kind: grouped`, or take `by` away"),
    ("test: 20 %", "test: 90 %", "split.test", ""),
    ("- defect_risk", "- defect_rate", "tasks.0", "did you mean `defect_risk`?"),
    ("- defect_risk", "- cycle_time", "tasks", ""),
    ("target: target_status", "target: target_part_mass_kg", "tasks.1.target", ""),
    ("calibration: auto", "calibration: platts", "calibration", "did you mean `platt`?"),
    ("seed: 1", "seed: 1\nexclude: [target_status]", "exclude.0", "a target is known only after the part was judged"),
    ("seed: 1", "seed: 1\nexclude: [process_indx]", "exclude.0", "did you mean `process_index`?"),
    (
      "monotone: physics", "monotone: {directions: [{feature: process_index, direction: up, reason: x}]}",
      "monotone.directions.0.direction", ""
    ),
    ("training/1", "training/2", "schema", "did you mean `pur-mold-twin/training/1`?"),
  ])
  func `what is wrong is said with its place`(_ found: String, _ new: String, _ path: String, _ remedy: String) throws {
    let text = try Self.example()
    try #require(text.contains(found))
    let broken = text.replacing(found, with: new, maxReplacements: 1)
    let errors = #expect(throws: FileErrors.self) { try TrainingPlan.read(broken, file: "t.yaml") }
    let hit = errors?.errors.first { $0.path == path }
    #expect(hit?.remedy.hasPrefix(remedy) == true, "\(errors?.description ?? "")")
  }

  @Test func `a user's direction takes the place of what physics says of the feature`() throws {
    let text = try Self.example().replacing(
      "monotone: physics",
      with: "monotone: {directions: [{feature: simulated_tack_free_time_s, direction: free, reason: not here}, "
        + "{feature: process_index, direction: falls, reason: richer cures faster}]}")
    let plan = try TrainingPlan.read(text, file: "t.yaml")
    let names = FeatureSchema.current.features.map(\.name)
    let directions = plan.directions(.cycleTime, features: names)
    #expect(Set(directions.map(\.feature)) == ["simulated_demold_recommended_s", "process_index"])
    #expect(directions.first { $0.feature == "process_index" }?.sign == -1)
    #expect(plan.directions(.defectClass, features: names).isEmpty)
    for task in ModelTask.allCases {
      for direction in MonotoneKnowledge.known(task) { #expect(names.contains(direction.feature)) }
    }
  }

  @Test func `the documentation shows every key`() throws {
    let text = try String(contentsOf: Self.root.appending(path: "Documentation/Training.md"), encoding: .utf8)
    for key in [
      "features", "tasks", "split", "kind", "by", "gap", "calibration", "test", "reason", "search", "trials", "folds",
      "rounds", "patience", "class_weights", "monotone", "intervals", "levels", "normalized", "exclude",
      "rare_class_rows", "learning_curve", "seed", "threads", "directions",
    ] { #expect(text.contains("`\(key)`"), "\(key)") }
  }
}
