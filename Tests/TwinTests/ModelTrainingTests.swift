import Columnar
import DocumentSchemas
import Foundation
import Learning
import Plant
import Testing
import Twin
import XGBoost

@Suite struct `Training of models` {
  /// The library, where this machine has one; else the reason is printed once.
  static let library: XGBoostLibrary? = {
    do {
      return try XGBoostLibrary.load()
    } catch {
      print("skipped: tests of training: \(error)")
      return nil
    }
  }()

  static func plan(seed: Int = 1, _ change: (inout TrainingPlan) -> Void = { _ in }) -> TrainingPlan {
    var plan = TrainingPlan(id: "test")
    (plan.search.trials, plan.search.folds, plan.search.rounds) = (4, 3, 80)
    (plan.curve, plan.seed, plan.threads) = ([0.3], seed, 1)
    change(&plan)
    return plan
  }

  static func circumstances() throws -> ModelTraining.Circumstances {
    ModelTraining.Circumstances(
      created: try #require(Instant("2026-03-01T06:00:00Z")), reproduction: Reproduction(version: "0"),
      digest: String(repeating: "0", count: 64))
  }

  static func trained(
    _ task: ModelTask, _ features: MadeFeatures, _ plan: TrainingPlan
  ) throws -> TrainedModel? {
    guard let library else { return nil }
    return try ModelTraining(library, plan, features.rows(task)).run(circumstances())
  }

  @Test func `the same seed gives the same bytes of model and card, another gives others`() throws {
    let features = MadeFeatures(count: 400)
    guard let one = try Self.trained(.cycleTime, features, Self.plan()) else { return }
    let again = try #require(try Self.trained(.cycleTime, features, Self.plan()))
    #expect(one.files.map(\.bytes) == again.files.map(\.bytes))
    #expect(one.card.json == again.card.json)
    let other = try #require(try Self.trained(.cycleTime, features, Self.plan(seed: 2)))
    #expect(one.files[0].bytes != other.files[0].bytes)
  }

  @Test func `a number is learned nearly to its noise, and better than the mean`() throws {
    let features = MadeFeatures(count: 1500, noise: 4)
    guard let model = try Self.trained(.cycleTime, features, Self.plan()) else { return }
    let card = try ModelCard(Array(model.card.json.utf8))
    #expect(card == model.card)
    let rmse = try #require(card.metrics.first { $0.name == "rmse" })
    let mean = try #require(card.baselines.first { $0.name == "mean" }?.metrics.first)
    // The noise has 4 … 8 s; a demold time that is missing, as a twentieth are, costs 52 s / √12 … each.
    #expect(rmse.value < 20 && mean.value > 45)
    #expect(rmse.interval?.contains(rmse.value) == true)
    #expect(card.baselines.map(\.name) == ["mean", "linear"])
    #expect(model.importances.first?.feature == "simulated_demold_recommended_s")
    #expect(card.features.columns.first { $0.name == "simulated_demold_recommended_s" }?.monotone == 1)
    #expect(card.target.unit == "s" && card.data.origin == .synthetic)
    // The shots of a day are on one side.
    let days = model.training.rows.key(["day"])
    let parts = [
      model.training.partition.training, model.training.partition.calibration, model.training.partition.test,
    ]
    #expect(Set(parts[0].map { days[$0] }).isDisjoint(with: parts[1].map { days[$0] }))
    #expect(Set(parts[0].map { days[$0] }).isDisjoint(with: parts[2].map { days[$0] }))
  }

  @Test func `what physics says holds between and beyond the training rows`() throws {
    guard let model = try Self.trained(.cycleTime, MadeFeatures(count: 300, noise: 60), Self.plan()) else { return }
    let trees = try TreeEnsemble(model.files[0].bytes)
    let rows = model.training.rows
    let place = try #require(rows.features.firstIndex(of: "simulated_demold_recommended_s"))
    var last = -Float.infinity
    for demold in stride(from: Float(50), to: 400, by: 1) {
      var row = Array(rows.values[0..<rows.features.count])
      row[place] = demold
      var one = [Float(0)]
      var target = one.mutableSpan
      trees.predictions(of: row.span, into: &target)
      #expect(one[0] >= last)
      last = one[0]
    }
  }

  @Test func `probabilities of a flag and of classes are calibrated and beat the majority`() throws {
    let rare = MadeFeatures(count: 2500, riskScale: 0.3)
    guard let risk = try Self.trained(.defectRisk, rare, Self.plan { $0.isBalanced = true }) else { return }
    let classes = try #require(try Self.trained(.defectClass, MadeFeatures(count: 2500), Self.plan()))
    for model in [risk, classes] {
      func value(_ name: String) -> Double { model.card.metrics.first { $0.name == name }?.value ?? .nan }
      let majority = try #require(model.card.baselines.first { $0.name == "majority" }?.metrics.first)
      #expect(value("log_loss") < majority.value - 0.01)
      // 500 test rows in ten bins: honest probabilities have about 0.8 · √(0.2/50) = 0.05.
      #expect(value("calibration_error") < 0.09)
      #expect(try ModelCard(Array(model.card.json.utf8)) == model.card)
    }
    // Balanced weights boast of rare classes; calibration takes that back.
    #expect(risk.card.calibration != .none)
    let all = Array(0..<risk.score.count)
    let raw = try #require(risk.uncalibrated.value("log_loss", rows: all))
    #expect(raw > (risk.card.metrics.first?.value ?? .infinity) + 0.05)
    #expect(classes.card.target.classes == ["good", "marginal", "scrap"])
    #expect(classes.score.answers.allSatisfy { abs($0.reduce(0, +) - 1) < 1e-9 })
    #expect(risk.card.conformal?.score == .oneMinusProbability)
  }

  /// Ten plants of 1500 shots, 300 of them to calibrate and 300 to test: 3000 test shots in all. Their coverage has a
  /// standard error of √(0.09/3000 + 0.09/3000) = 0.8 %; 88 … 92 % is 2.6 of them.
  @Test(arguments: [false, true])
  func `intervals of 90 % cover 88 to 92 % of held-out shots`(_ isNormalized: Bool) throws {
    var (within, count, widths) = (0.0, 0.0, [Double]())
    for seed in 1...10 {
      let plan = Self.plan(seed: seed) {
        ($0.search.trials, $0.search.rounds, $0.curve) = (1, 40, [])
        ($0.split.kind, $0.split.by) = (.random, [])
        $0.intervals.isNormalized = isNormalized
      }
      guard let model = try Self.trained(.cycleTime, MadeFeatures(count: 1500, seed: UInt64(seed)), plan) else {
        return
      }
      let bound = try #require(model.card.conformal?.bound(level: 0.9))
      within += (bound.coverage?.value ?? 0) * Double(model.score.count)
      count += Double(model.score.count)
      widths.append(bound.quantile)
      #expect(bound.rows == 300 && model.score.count == 300)
    }
    #expect(count == 3000)
    #expect((0.88...0.92).contains(within / count), "\(within / count)")
    #expect(widths.allSatisfy { $0.isFinite && $0 > 0 })
  }

  @Test func `groups get bounds of their own, and too small ones none`() throws {
    let plan = Self.plan {
      ($0.split.kind, $0.split.by) = (.random, [])
      $0.intervals.by = "mold"
    }
    guard let model = try Self.trained(.cycleTime, MadeFeatures(count: 300), plan) else { return }
    let band = try #require(model.card.conformal)
    #expect(band.groupedBy == "mold" && band.bounds.contains { $0.group == "mold-0" })
    // Some eight rows of a mold cannot promise 95 %.
    #expect(band.bound(level: 0.95, group: "mold-0")?.quantile == .infinity)
    #expect(band.bound(level: 0.9, group: "no such mold")?.group == nil)
    #expect(band.interval(100, level: 0.9)?.contains(100) == true)
  }

  @Test func `rows that cannot be divided as asked are refused with what to do`() throws {
    guard let library = Self.library else { return }
    func refusal(_ count: Int, _ change: (inout TrainingPlan) -> Void) -> TrainingRefusal? {
      #expect(throws: TrainingRefusal.self) {
        try ModelTraining(library, Self.plan(change), MadeFeatures(count: count, perDay: 200).rows(.cycleTime))
      }
    }
    #expect(refusal(400) { $0.split.by = ["day"] }?.found.contains("2 groups") == true)
    #expect(refusal(60) { ($0.split.kind, $0.split.by) = (.random, []) }?.found.contains("rows to calibration") == true)
  }

  @Test func `the report says what was made up, and stays small and whole`() throws {
    let plan = Self.plan { $0.split.kind = .ordered }
    var models: [TrainedModel] = []
    for task in ModelTask.allCases {
      guard let model = try Self.trained(task, MadeFeatures(count: 800), plan) else { return }
      models.append(model)
    }
    let reproduction = Reproduction(version: "0", revision: "abc", command: "pur-mold-twin train-ml")
    let files = TrainingReport.files(plan, models, reproduction: reproduction)
    let html = try #require(files.first { $0.name == "report.html" }?.text)
    let markdown = try #require(files.first { $0.name == "report.md" }?.text)
    #expect(html.utf8.count < 1_000_000)
    #expect(!html.contains("<script") && !html.contains("http-equiv") && !html.contains("src="))
    for words in [
      "Synthetic shots", "ROC: found against false alarms", "Precision against recall", "Calibration: how often",
      "Confusion on the test shots", "Mean |Shapley value|", "Learning curve", "Predicted against measured",
      "The newest rows test", "a mold is not opened before the foam is firm",
    ] { #expect(html.contains(words), "\(words)") }
    #expect(markdown.contains("**Synthetic shots**") && markdown.contains("Linear"))
    for line in markdown.split(separator: "\n") where line.hasPrefix("![") {
      let name = try #require(line.split(separator: "(").last?.dropLast())
      #expect(files.contains { $0.name == name })
    }
    let json = TrainingDocument.json(plan, models, folders: ["a", "b", "c"])
    #expect(try EncodingSchema(named: "training-report-1").problems(inDocument: json) == [])
    let text = TrainingDocument.text(models, folders: ["a", "b", "c"], colored: false)
    #expect(text.hasPrefix("SYNTHETIC: 800 of 800"))
  }
}
