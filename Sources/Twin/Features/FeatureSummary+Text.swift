import Learning

extension FeatureSummary {
  /// Value of the key `schema` of the report.
  package static let reportSchema = "pur-mold-twin/features-report/1"

  /// The report as one JSON document.
  /// - Parameter file: the table's file as the user named it.
  package func json(file: String) -> String {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", Self.reportSchema)
      json.string("file", file)
      json.boolean("synthetic", synthetic > 0)
      json.object("feature_schema") { json in
        json.integer("version", schema.version)
        json.string("hash", schema.hash)
        json.integer("features", schema.features.count)
      }
      json.object("shots") { json in
        json.integer("rows", shots)
        json.integer("simulated", simulated)
        json.integer("synthetic", synthetic)
      }
      json.object("missing") { json in
        for (definition, gaps) in zip(schema.features, missing) where !gaps.isEmpty {
          json.object(definition.name) { json in
            for gap in FeatureGap.allCases { if let count = gaps[gap] { json.integer(gap.rawValue, count) } }
          }
        }
      }
      json.object("targets") { json in
        for (target, count) in zip(schema.targets, labeled) { json.integer(target.name, count) }
      }
      json.array("failures", failures) { json, failure in
        json.object { json in
          json.string("shot", failure.shot)
          json.string("words", failure.words)
        }
      }
    }
    return json.text + "\n"
  }

  /// The report for a person.
  package func text(file: String, colored: Bool) -> String {
    var text = synthetic > 0 ? "SYNTHETIC: \(synthetic) of \(shots) shots are made up, not measured.\n\n" : ""
    text += "\(shots) shots, \(simulated) with their twin, \(schema.features.count) features of schema "
    text += "\(schema.mark), in \(file)\n"
    if shots > 0, !gaps.isEmpty {
      var table = TextTable(columns: [.init("feature"), .init("missing", .trailing), .init("reasons")])
      for (definition, gaps) in zip(schema.features, missing) where !gaps.isEmpty {
        let count = gaps.values.reduce(0, +)
        let reasons = FeatureGap.allCases.compactMap { gap in gaps[gap].map { "\(gap.rawValue) \($0)" } }
        table.rows.append([.init(definition.name), .init("\(count)"), .init(reasons.joined(separator: ", "))])
      }
      text += "\n" + table.text(colored: colored)
    }
    for failure in failures { text += "\nnot simulated: shot \(failure.shot): \(failure.words)" }
    return text + (failures.isEmpty ? "" : "\n")
  }
}
