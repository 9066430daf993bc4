import Learning

/// What came of a training, as JSON and as text.
package enum TrainingDocument {
  /// Value of the key `schema`.
  package static let schema = "pur-mold-twin/training-report/1"

  /// The document.
  ///
  /// - Parameter folders: the folder each model was written to, in the order of the models.
  package static func json(_ plan: TrainingPlan, _ models: [TrainedModel], folders: [String]) -> String {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", schema)
      json.string("plan", plan.id)
      json.boolean("synthetic", models.contains { $0.training.rows.syntheticCount > 0 })
      json.array("models", Array(zip(models, folders))) { json, pair in write(pair.0, pair.1, &json) }
    }
    return json.text + "\n"
  }

  private static func write(_ model: TrainedModel, _ folder: String, _ json: inout JSONWriter) {
    let (card, rows) = (model.card, model.training.rows)
    json.object { json in
      json.string("task", card.task)
      json.string("target", card.target.name)
      json.integer("version", card.version)
      json.string("folder", folder)
      json.object("rows") {
        $0.integer("used", rows.count)
        $0.integer("left_out", rows.leftOut)
        $0.integer("synthetic", rows.syntheticCount)
        for part in card.split.parts { $0.integer(part.name, part.rows) }
      }
      json.array("metrics", card.metrics) { $1.write(&$0) }
      json.array("baselines", card.baselines) { json, baseline in
        json.object {
          $0.string("name", baseline.name)
          $0.array("metrics", baseline.metrics) { $1.write(&$0) }
        }
      }
      json.array("intervals", card.conformal?.bounds ?? []) { json, bound in
        json.object {
          $0.number("level", bound.level)
          $0.string("group", bound.group)
          $0.number("quantile", bound.quantile.isFinite ? bound.quantile : nil)
          if let coverage = bound.coverage { coverage.write(&$0, "coverage") } else { $0.null("coverage") }
        }
      }
      json.array("importance", model.importances) { json, importance in
        json.object {
          $0.string("feature", importance.feature)
          $0.number("value", importance.value)
        }
      }
      json.array("learning_curve", model.curve) { json, point in
        json.object {
          $0.integer("rows", point.rows)
          $0.number("training_loss", point.trainingLoss)
          point.loss.write(&$0, "test_loss")
        }
      }
      json.array("files", card.files) { json, file in
        json.object {
          $0.string("name", file.name)
          $0.integer("bytes", file.bytes)
          $0.string("digest", file.digest)
        }
      }
    }
  }

  /// The result for a person.
  package static func text(_ models: [TrainedModel], folders: [String], colored: Bool) -> String {
    var text = ""
    if let rows = models.first?.training.rows, rows.syntheticCount > 0 {
      text += "SYNTHETIC: \(rows.syntheticCount) of \(rows.count) shots are made up, not measured.\n\n"
    }
    for (model, folder) in zip(models, folders) {
      let card = model.card
      let parts = card.split.parts.map { "\($0.rows) \($0.name)" }.joined(separator: ", ")
      text += "\(card.task) from \(card.target.name): \(parts) (\(card.split.kind))\n"
      var table = TextTable(
        columns: [.init("metric"), .init("model", .trailing), .init("95 % sure", .trailing)]
          + card.baselines.map { .init($0.name, .trailing) })
      for metric in card.metrics {
        table.rows.append(
          [
            .init(metric.name), .init(TrainingWords.number(metric.value)), .init(TrainingWords.range(metric.interval)),
          ]
            + card.baselines.map { baseline in
              .init(baseline.metrics.first { $0.name == metric.name }.map { TrainingWords.number($0.value) } ?? "–")
            })
      }
      text += table.text(colored: colored)
      for bound in card.conformal?.bounds ?? [] where bound.group == nil {
        let seen = bound.coverage.map { "\((100 * $0.value).text(decimals: 1)) %" } ?? "–"
        text += "intervals of \((100 * bound.level).text(decimals: 0)) %: \(seen) of the test shots within\n"
      }
      for line in TrainingWords.doubts(model) { text += "note: \(line)\n" }
      text += "model: \(folder)\n\n"
    }
    return text
  }
}
