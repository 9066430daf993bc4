package import Learning
package import Plant

/// The model that answers a task, or why there is none.
package struct TaskModel: Sendable {
  /// Which model it is.
  package struct Identity: Hashable, Sendable {
    package let version: Int
    /// SHA-256 of the file of the trees.
    package let digest: String
    package let created: Instant
    /// Whose shots it learned from.
    package let origin: ModelCard.DataOrigin.Kind
    package let target: String
    /// SI symbol; empty for a pure number, a probability or a class.
    package let unit: String
    /// What documents on one line say of the model: the same with each row, and written once.
    private(set) var line = ""

    init(_ card: ModelCard, alias: String, digest: String) {
      (version, created, origin) = (card.version, card.created, card.data.origin)
      (target, unit) = (card.target.name, card.target.unit)
      self.digest = digest
      var json = JSONWriter(indented: false)
      let identity = self
      json.object { identity.write(alias: alias, &$0) }
      line = json.text
    }
  }

  package let task: String
  /// The alias or the number that it was asked for by.
  package let alias: String
  package let identity: Identity?
  /// Why there is no answer to any row; `nil` for a model that can answer.
  package let refusal: PredictionRefusal?
  /// Asked in place: a copy would copy what it works with for every row.
  private var predictor: Predictor?
  private let groupedBy: String?

  /// A model that was read.
  ///
  /// - Parameter level: promised coverage of intervals.
  package init(_ task: String, alias: String, _ model: PredictionModel, digest: String, level: Double = 0.9) {
    (self.task, self.alias) = (task, alias)
    let card = model.card
    identity = Identity(card, alias: alias, digest: digest)
    groupedBy = card.conformal?.groupedBy
    do throws(PredictionRefusal) {
      predictor = try Predictor(model, level: level)
      refusal = nil
    } catch {
      predictor = nil
      refusal = error
    }
  }

  /// No model.
  package init(_ task: String, alias: String, refusal: PredictionRefusal) {
    (self.task, self.alias) = (task, alias)
    identity = nil
    groupedBy = nil
    predictor = nil
    self.refusal = refusal
  }

  /// The classes of the target; none for a number, and where there is no model.
  package var classes: [String] { predictor?.model.card.target.classes ?? [] }

  /// The answer for a row.
  ///
  /// - Parameters:
  ///   - features: one value per feature of the schema, `nil` where it is missing.
  ///   - groups: the row's cells by the name of their column.
  ///   - hasShare: whether the shares of physics and data are wanted, which cost more than the answer itself.
  package mutating func answer(
    _ features: [Double?], groups: [String: String] = [:], isExplained: Bool = false, hasShare: Bool = true
  ) -> TaskAnswer {
    let result: Result<Prediction, PredictionRefusal>
    do throws(PredictionRefusal) {
      let group = groupedBy.map { groups[$0] ?? "" }
      let prediction = try predictor?(features, group: group, isExplained: isExplained, hasShare: hasShare)
      result = prediction.map { .success($0) } ?? .failure(refusal ?? PredictionRefusal(.noModel, "no model"))
    } catch {
      result = .failure(error)
    }
    return TaskAnswer(task: task, alias: alias, identity: identity, result: result)
  }
}

/// What was answered to one task for one row.
package struct TaskAnswer: Hashable, Sendable {
  package let task: String
  package let alias: String
  /// `nil` where there is no model.
  package let identity: TaskModel.Identity?
  package let result: Result<Prediction, PredictionRefusal>

  package var status: PredictionStatus {
    switch result {
    case .success: .ok
    case .failure(let refusal): refusal.status
    }
  }

  package var prediction: Prediction? { try? result.get() }

  /// Why there is no prediction.
  package var detail: String? {
    switch result {
    case .success: nil
    case .failure(let refusal): refusal.detail
    }
  }
}

/// The answers to all tasks for one row.
package struct PredictionSheet: Hashable, Sendable {
  /// The shot or the scenario.
  package let shot: String
  /// Features that have a value, of all of the schema.
  package let present: Int
  package let features: Int
  /// Missing features by reason; empty where reasons are not known.
  package let gaps: [String: Int]
  package let answers: [TaskAnswer]

  /// The answers of some models for a row of features.
  package init(_ row: FeatureRow, _ models: inout [TaskModel], isExplained: Bool, hasShare: Bool = true) {
    var gaps: [String: Int] = [:]
    for value in row.features { if let gap = value.gap { gaps[gap.rawValue, default: 0] += 1 } }
    let groups = ["mold": row.mold, "machine": row.machine, "system": row.system].compactMapValues { $0 }
    self.init(
      shot: row.shot, row.features.map(\.value), gaps: gaps, groups: groups, &models, isExplained: isExplained,
      hasShare: hasShare)
  }

  /// The answers of some models for values of features.
  package init(
    shot: String, _ features: [Double?], gaps: [String: Int], groups: [String: String], _ models: inout [TaskModel],
    isExplained: Bool, hasShare: Bool = true
  ) {
    self.shot = shot
    present = features.count { $0 != nil }
    self.features = features.count
    self.gaps = gaps
    answers = models.indices.map {
      models[$0].answer(features, groups: groups, isExplained: isExplained, hasShare: hasShare)
    }
  }
}
