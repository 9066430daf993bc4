import Learning

extension PredictionSheet {
  /// How the shares of physics and data are defined.
  package static let shareWords =
    "physics = sum of |Shapley contributions| of simulated features and residuals / sum over all features; data = the "
    + "rest: process and measured features"

  /// Writes the members of a row: features, then answers.
  func write(_ json: inout JSONWriter) {
    json.object("features") { json in
      json.integer("count", features)
      json.integer("present", present)
      json.object("missing") { json in
        for (reason, count) in gaps.sorted(by: { $0.key < $1.key }) { json.integer(reason, count) }
      }
    }
    json.array("answers", answers) { json, answer in json.object { answer.write(&$0) } }
  }
}

extension TaskAnswer {
  fileprivate func write(_ json: inout JSONWriter) {
    json.string("task", task)
    json.string("status", status.rawValue)
    json.string("detail", detail)
    switch identity {
    case let identity? where json.isIndented: json.object("model") { identity.write(alias: alias, &$0) }
    case let identity?: json.written("model", identity.line)
    case nil: json.null("model")
    }
    guard let prediction else { return json.null("prediction") }
    json.object("prediction") { json in
      json.number("value", prediction.value)
      if let interval = prediction.interval {
        json.object("interval") { json in
          json.number("low", interval.lowerBound)
          json.number("high", interval.upperBound)
          json.number("level", prediction.level)
        }
      } else {
        json.null("interval")
      }
      json.string("likeliest", prediction.likeliest?.name)
      json.array("classes", prediction.classes) { json, one in
        json.object { json in
          json.string("name", one.name)
          json.number("probability", one.probability)
          if let isPossible = one.isPossible { json.boolean("possible", isPossible) } else { json.null("possible") }
        }
      }
      if let share = prediction.physicsShare {
        json.object("share") { json in
          json.number("physics", share)
          json.number("data", 1 - share)
        }
      } else {
        json.null("share")
      }
      json.strings("outside", prediction.outside)
      guard let contributions = prediction.contributions else { return json.null("contributions") }
      json.object("contributions") { json in
        json.number("bias", prediction.bias)
        json.array("features", contributions) { json, one in
          json.object { json in
            json.string("name", one.feature)
            json.number("value", one.value)
            json.number("contribution", one.contribution)
          }
        }
      }
    }
  }
}

extension TaskModel.Identity {
  /// Writes the members of a model that was asked for by an alias.
  func write(alias: String, _ json: inout JSONWriter) {
    json.string("alias", alias)
    json.integer("version", version)
    json.string("digest", digest)
    json.string("created", "\(created)")
    json.string("trained_on", origin.rawValue)
    json.string("target", target)
    json.string("unit", unit)
  }
}

/// The JSON document of `predict`; its shape is stated in `Documentation/schemas/predictions-1.json`.
package enum PredictionDocument {
  /// Name and version of the shape.
  package static let schema = "pur-mold-twin/predictions/1"

  /// The document of some rows.
  package static func json(
    _ rows: [PredictionSheet], schemaHash: String, reproduction: Reproduction, indented: Bool = true
  ) -> String {
    var json = JSONWriter(indented: indented)
    json.object { json in
      json.string("schema", schema)
      json.object("build") { json in
        json.string("version", reproduction.version)
        json.string("revision", reproduction.revision)
        json.string("command", reproduction.command)
      }
      json.string("feature_schema", schemaHash)
      json.string("share_definition", PredictionSheet.shareWords)
      json.array("rows", rows) { json, row in
        json.object { json in
          json.string("shot", row.shot)
          row.write(&json)
        }
      }
    }
    return json.text + "\n"
  }
}

extension SimulationDocument {
  /// Nothing unless predictions were asked for.
  func writePredictions(_ predictions: PredictionSheet?, _ json: inout JSONWriter) {
    guard let predictions else { return }
    json.object("predictions") { json in
      json.string("share_definition", PredictionSheet.shareWords)
      predictions.write(&json)
    }
  }
}
