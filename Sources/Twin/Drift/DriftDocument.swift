package import Learning

/// The result of `check-drift` as JSON, schema `pur-mold-twin/drift/1`.
package enum DriftDocument {
  /// Value of the member `schema`.
  package static let schema = "pur-mold-twin/drift/1"

  /// The document.
  package static func text(_ analysis: DriftAnalysis, _ reproduction: Reproduction) -> String {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", schema)
      json.string("program", reproduction.version)
      json.string("revision", reproduction.revision)
      json.string("command", reproduction.command)
      json.string("status", analysis.status)
      json.boolean("synthetic", analysis.isSynthetic)
      json.object("reference") { data(analysis.reference.rows, analysis.reference.period, &$0) }
      json.object("current") { data(analysis.rows, analysis.period, &$0) }
      json.object("rule") { json in
        json.string("correction", "benjamini_hochberg")
        json.number("level", analysis.rule.level)
        json.number("least_effect", analysis.rule.leastEffect)
        json.number("least_missing", analysis.rule.leastMissing)
        json.number("alert_factor", analysis.rule.alertFactor)
      }
      json.array("causes", analysis.causes) { json, cause in
        json.object { json in
          json.string("cause", cause.kind.rawValue)
          json.number("share", cause.share)
          json.string("subject", cause.subject)
          json.strings("reasons", cause.reasons)
        }
      }
      json.array("findings", analysis.findings) { json, finding in
        json.object { json in
          json.string("kind", finding.kind.rawValue)
          json.string("severity", finding.severity.rawValue)
          json.string("feature", finding.feature)
          json.string("words", finding.words)
        }
      }
      json.array("features", analysis.features) { write($1, &$0) }
      write(analysis.joint, &json)
      write(analysis.performance, &json)
    }
    return json.text + "\n"
  }

  private static func data(_ rows: Int, _ period: ClosedRange<Int64>?, _ json: inout JSONWriter) {
    json.integer("rows", rows)
    json.string("first", period.map { DriftWords.time($0.lowerBound) })
    json.string("last", period.map { DriftWords.time($0.upperBound) })
  }

  private static func write(_ feature: FeatureDrift, _ json: inout JSONWriter) {
    let isTested = feature.gap == nil
    let shares = feature.missingShares
    json.object { json in
      json.string("name", feature.name)
      json.string("role", feature.role.rawValue)
      json.string("severity", max(feature.severity, feature.missingSeverity).rawValue)
      json.string("not_tested", feature.gap?.rawValue)
      json.string("test", isTested ? feature.test.rawValue : nil)
      json.number("effect", isTested ? feature.effect : nil)
      json.number("limit", isTested ? feature.limit : nil)
      json.number("probability", isTested ? feature.probability : nil)
      json.number("probability_corrected", isTested ? feature.corrected : nil)
      json.number("psi", isTested ? feature.stability : nil)
      json.number("shift", feature.shift)
      json.object("missing") { json in
        json.number("reference", shares.reference)
        json.number("current", shares.current)
        json.number("limit", feature.missingLimit)
        json.number("probability_corrected", feature.missingCorrected)
      }
    }
  }

  private static func write(_ joint: DriftAnalysis.Joint?, _ json: inout JSONWriter) {
    guard let joint else { return json.null("together") }
    json.object("together") { json in
      json.number("reconstruction_error", joint.error)
      json.number("reconstruction_limit", joint.errorLimit)
      json.number("classifier_area", joint.separation)
      json.number("classifier_limit", joint.separationLimit)
      json.array("separating", joint.separating) { json, weight in
        json.object { json in
          json.string("feature", weight.name)
          json.number("share", weight.share)
        }
      }
      json.array("correlations", joint.correlations) { json, pair in
        json.object { json in
          json.strings("features", [pair.left, pair.right])
          json.number("reference", pair.before)
          json.number("current", pair.now)
        }
      }
    }
  }

  private static func write(_ performance: DriftAnalysis.Performance?, _ json: inout JSONWriter) {
    guard let performance else { return json.null("performance") }
    json.object("performance") { json in
      json.string("loss", performance.kind == .number ? "mean_absolute_error" : "share_of_errors")
      json.number("estimated", performance.estimate)
      json.number("estimated_reference", performance.referenceEstimate)
      json.number("estimated_limit", performance.limit)
      json.number("realized", performance.loss)
      json.number("realized_reference", performance.referenceLoss)
      json.number("realized_limit", performance.lossLimit)
    }
  }
}

extension DriftAnalysis {
  /// The word for the whole in files: `ok`, `warning`, `alert` or `no_usable_data`.
  package var status: String { isEmpty ? "no_usable_data" : severity.rawValue }
}
