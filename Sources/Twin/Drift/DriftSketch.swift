package import Learning

/// A reference as the file `drift-reference.json`: one line of JSON, below 1 MB.
package enum DriftSketch {
  /// Value of the member `schema`.
  package static let schema = "pur-mold-twin/drift-reference/1"
  /// Bytes at most.
  package static let sizeMaximum = 1 << 20

  /// The text of the file.
  package static func text(_ reference: DriftReference) -> String {
    var json = JSONWriter(indented: false)
    json.object { json in
      json.string("schema", schema)
      json.string("feature_schema", reference.featureSchema)
      json.boolean("synthetic", reference.isSynthetic)
      json.integer("rows", reference.rows)
      json.number("first_us", reference.period.map { Double($0.lowerBound) })
      json.number("last_us", reference.period.map { Double($0.upperBound) })
      json.array("groups", reference.groups) { json, group in
        json.object { json in
          json.string("column", group.column)
          json.string("name", group.name)
          json.integer("rows", group.rows)
        }
      }
      json.array("features", reference.features) { write($1, &$0) }
      json.strings("empty", reference.empty)
      write(reference.joint, &json)
      write(reference.performance, &json)
    }
    return json.text + "\n"
  }

  private static func write(_ feature: FeatureProfile, _ json: inout JSONWriter) {
    json.object { json in
      json.string("name", feature.name)
      json.string("role", feature.role.rawValue)
      switch feature.bins {
      case .knots(let knots, let isExhaustive):
        json.numbers("knots", knots)
        json.boolean("exhaustive", isExhaustive)
      case .categories(let categories): json.strings("categories", categories)
      }
      json.numbers("counts", feature.counts.map(Double.init))
      json.integer("missing", feature.missing)
      json.number("mean", feature.mean)
      json.number("deviation", feature.deviation)
      json.numbers("block_means", feature.blockMeans.map { $0 ?? .nan })
      json.numbers("group_means", feature.groupMeans.map { $0 ?? .nan })
      json.array("windows", feature.windows) { json, window in
        json.object { json in
          json.number("rows", window.rows)
          json.numbers("missing", pair(window.missing))
          for test in DriftTest.allCases {
            if let spread = window.effects[test] { json.numbers(test.rawValue, pair(spread)) }
          }
        }
      }
    }
  }

  private static func pair(_ spread: WindowSpread) -> [Double] { [spread.mean, spread.deviation] }

  private static func write(_ joint: JointProfile?, _ json: inout JSONWriter) {
    guard let joint else { return json.null("joint") }
    func windows(_ key: String, _ windows: [JointProfile.Window], _ json: inout JSONWriter) {
      json.array(key, windows) { json, window in
        json.numbers(nil, [Double(window.rows), window.spread.mean, window.spread.deviation])
      }
    }
    json.object("joint") { json in
      json.strings("names", joint.names)
      json.numbers("means", joint.means)
      json.numbers("deviations", joint.deviations)
      json.numbers("correlations", joint.correlations)
      json.array("components", joint.components) { $0.numbers(nil, $1) }
      json.numbers("shares", joint.shares)
      windows("errors", joint.errors, &json)
      windows("separations", joint.separations, &json)
      json.array("sample", joint.sample) { $0.numbers(nil, $1) }
    }
  }

  private static func write(_ performance: PerformanceProfile?, _ json: inout JSONWriter) {
    guard let performance else { return json.null("performance") }
    json.object("performance") { json in
      json.string("kind", performance.kind.rawValue)
      json.number("estimate", performance.estimate)
      json.numbers("spread", pair(performance.spread))
      json.number("loss", performance.loss)
      json.numbers("loss_spread", performance.lossSpread.map(pair) ?? [])
      json.strings("names", performance.names)
      json.number("base", performance.model?.base)
      json.array("stumps", performance.model?.stumps ?? []) { json, stump in
        json.numbers(
          nil,
          [Double(stump.feature), stump.threshold, stump.missingGoesRight ? 1 : 0, stump.left, stump.right])
      }
    }
  }
}
