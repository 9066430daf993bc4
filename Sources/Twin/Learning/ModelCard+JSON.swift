package import Learning
import Plant

extension ModelCard {
  /// The card as JSON, which ``ModelCard/init(_:)`` reads back to an equal card.
  ///
  /// Numbers that are not finite are `null`; only bounds of intervals may be so.
  package var json: String {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", Self.schema)
      json.string("task", task)
      json.string("kind", kind.rawValue)
      json.integer("version", version)
      json.string("created", created.description)
      json.object("program") {
        $0.string("version", program.version)
        $0.string("revision", program.revision)
      }
      json.object("trainer") {
        $0.string("library", trainer.library)
        $0.string("version", trainer.version)
        $0.integer("threads", trainer.threads)
      }
      json.object("target") {
        $0.string("name", target.name)
        $0.string("unit", target.unit)
        $0.strings("classes", target.classes)
      }
      writeFeatures(&json)
      json.object("data") {
        $0.string("digest", data.digest)
        $0.integer("rows", data.rows)
        $0.string("start", data.span?.lowerBound.description)
        $0.string("end", data.span?.upperBound.description)
        $0.string("origin", data.origin.rawValue)
      }
      writeSplit(&json)
      json.integer("seed", seed)
      json.array("parameters", parameters) { json, parameter in
        json.object {
          $0.string("name", parameter.name)
          $0.number("value", parameter.value)
        }
      }
      json.string("search", search)
      calibration.write(&json, "calibration")
      if let conformal { conformal.write(&json, "conformal") } else { json.null("conformal") }
      json.array("metrics", metrics) { $1.write(&$0) }
      json.array("baselines", baselines) { json, baseline in
        json.object {
          $0.string("name", baseline.name)
          $0.array("metrics", baseline.metrics) { $1.write(&$0) }
        }
      }
      json.array("files", files) { json, file in
        json.object {
          $0.string("name", file.name)
          $0.integer("bytes", file.bytes)
          $0.string("digest", file.digest)
        }
      }
    }
    return json.text + "\n"
  }

  private func writeFeatures(_ json: inout JSONWriter) {
    json.object("features") {
      $0.integer("schema_version", features.schemaVersion)
      $0.string("schema_hash", features.schemaHash)
      $0.array("columns", features.columns) { json, feature in
        json.object {
          $0.string("name", feature.name)
          $0.integer("monotone", feature.monotone)
          $0.number("minimum", feature.range?.lowerBound)
          $0.number("maximum", feature.range?.upperBound)
          $0.number("missing", feature.missing)
        }
      }
    }
  }

  private func writeSplit(_ json: inout JSONWriter) {
    json.object("split") {
      $0.string("kind", split.kind)
      $0.strings("groups", split.groups)
      $0.number("gap_s", split.gap)
      $0.integer("seed", split.seed)
      $0.string("words", split.words)
      $0.array("parts", split.parts) { json, part in
        json.object {
          $0.string("name", part.name)
          $0.number("fraction", part.fraction)
          $0.integer("rows", part.rows)
        }
      }
    }
  }
}

extension ModelCard.Metric {
  /// Writes the metric as an object.
  package func write(_ json: inout JSONWriter, _ key: String? = nil) {
    json.object(key) {
      $0.string("name", name)
      $0.number("value", value)
      $0.number("low", interval?.lowerBound)
      $0.number("high", interval?.upperBound)
    }
  }
}

extension ProbabilityCalibration {
  fileprivate func write(_ json: inout JSONWriter, _ key: String) {
    json.object(key) {
      switch self {
      case .none: $0.string("method", "none")
      case .temperature(let temperature):
        $0.string("method", "temperature")
        $0.number("temperature", temperature)
      case .platt(let maps):
        $0.string("method", "platt")
        $0.array("maps", maps) { json, map in
          json.object {
            $0.number("slope", map.slope)
            $0.number("intercept", map.intercept)
          }
        }
      case .isotonic(let maps):
        $0.string("method", "isotonic")
        $0.array("maps", maps) { json, map in
          json.object {
            $0.numbers("inputs", map.inputs)
            $0.numbers("outputs", map.outputs)
          }
        }
      }
    }
  }
}

extension ConformalBand {
  fileprivate func write(_ json: inout JSONWriter, _ key: String) {
    json.object(key) {
      $0.string("score", score.rawValue)
      $0.string("grouped_by", groupedBy)
      $0.number("minimum", limits.flatMap { $0.lowerBound.isFinite ? $0.lowerBound : nil })
      $0.number("maximum", limits.flatMap { $0.upperBound.isFinite ? $0.upperBound : nil })
      $0.number("scale_minimum", scaleMinimum)
      $0.array("bounds", bounds) { json, bound in
        json.object {
          $0.number("level", bound.level)
          $0.string("group", bound.group)
          $0.number("quantile", bound.quantile.isFinite ? bound.quantile : nil)
          $0.integer("rows", bound.rows)
          if let coverage = bound.coverage { coverage.write(&$0, "coverage") } else { $0.null("coverage") }
        }
      }
    }
  }
}
