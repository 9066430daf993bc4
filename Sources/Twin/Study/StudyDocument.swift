import Foaming

/// The JSON document of a study, written as it runs: head, rows, tail. Its shape is stated in
/// `Documentation/Studies.md`.
package struct StudyDocument: Sendable {
  /// Name and version of the shape. A change that breaks readers raises the number.
  package static let schema = "pur-mold-twin/study/1"

  private let study: Study
  private let reproduction: Reproduction

  /// The document of a study.
  package init(_ study: Study, reproduction: Reproduction) {
    self.study = study
    self.reproduction = reproduction
  }

  /// The definition alone: what stands beside a file of rows, so that the rows can be continued.
  package var definition: String {
    var json = JSONWriter()
    json.object { json in writeDefinition(&json) }
    return json.text + "\n"
  }

  /// The document up to the first row.
  package var head: String {
    var json = JSONWriter()
    json.object { json in writeDefinition(&json) }
    return json.text.dropLast(2) + ",\n  \"rows\": ["
  }

  /// A row as an element of the document's list.
  package func row(_ row: StudyRow) -> String {
    (row.index == 0 ? "\n    " : ",\n    ") + Self.object(row, study)
  }

  /// The rest of the document after the last row.
  package func tail(_ summary: StudySummary) -> String {
    var json = JSONWriter()
    json.object { json in writeSummary(summary, &json) }
    return (summary.rows == 0 ? "],\n" : "\n  ],\n") + json.text.dropFirst(2) + "\n"
  }

  private func writeDefinition(_ json: inout JSONWriter) {
    json.string("schema", Self.schema)
    json.object("build") { json in
      json.string("version", reproduction.version)
      json.string("revision", reproduction.revision)
      json.string("command", reproduction.command)
    }
    json.string("digest", study.digest)
    json.string("scenario", study.template.scenario.id)
    json.string("system", study.template.system.id)
    json.array("variations", study.variations) { json, variation in
      json.object { json in
        json.string("path", variation.path)
        json.string("unit", variation.unit)
        json.string("text", variation.text)
      }
    }
    json.object("sampling") { json in
      json.string("sampler", study.sampling.indices == nil ? study.sampling.sampler.rawValue : nil)
      json.string("indices", study.sampling.indices?.rawValue)
      json.integer("samples", study.sampling.samples)
      json.string("seed", String(study.sampling.seed))
      json.integer("shots", study.count)
    }
    json.array("figures", study.figures) { json, id in
      json.object { json in
        json.string("id", id.rawValue)
        json.string("label", id.label)
        json.string("unit", id.unit)
      }
    }
  }

  // MARK: Rows

  static func object(_ row: StudyRow, _ study: Study) -> String {
    var json = JSONWriter(indented: false)
    json.object { json in
      json.integer("shot", row.index)
      json.object("inputs") { json in
        for (variation, value) in zip(study.variations, row.inputs) {
          switch value {
          case .number(let number): json.number(variation.path, number)
          case .count(let count): json.integer(variation.path, count)
          case .word(let word): json.string(variation.path, word)
          }
        }
      }
      switch row.outcome {
      case .shot(let shot):
        json.object("figures") { json in
          for (id, value) in zip(study.figures, shot.figures) { json.number(id.rawValue, value) }
        }
        json.string("verdict", shot.verdict.rawValue)
        json.strings("targets_missed", shot.targetsMissed.map(\.rawValue))
        json.strings("defects_found", shot.defectsFound.map(\.rawValue))
        json.strings("defects_watch", shot.defectsWatched.map(\.rawValue))
        json.strings("defects_not_judged", shot.defectsNotJudged.map(\.rawValue))
        json.null("error")
      case .failed(let words):
        json.null("figures")
        json.null("verdict")
        for key in ["targets_missed", "defects_found", "defects_watch", "defects_not_judged"] { json.strings(key, []) }
        json.string("error", words)
      }
    }
    return json.text
  }

  /// Reads ``object(_:_:)`` back; JSON on one line is YAML too.
  static func row(_ line: Substring, _ study: Study) -> StudyRow? {
    guard let node = try? FileNode.yaml(String(line), file: "row") else { return nil }
    func text(_ node: FileNode?) -> String? {
      if case .text(let text) = node?.content { text } else { nil }
    }
    func words<Word: RawRepresentable<String>>(_ key: String) -> [Word]? {
      guard case .list(let items) = node[key]?.content else { return nil }
      let words = items.compactMap { text($0).flatMap(Word.init) }
      return words.count == items.count ? words : nil
    }
    let inputs = study.variations.compactMap { variation in
      text(node["inputs"]?[variation.path]).flatMap(variation.value)
    }
    guard let index = text(node["shot"]).flatMap({ Int($0) }), inputs.count == study.variations.count else {
      return nil
    }
    if let error = text(node["error"]) { return StudyRow(index: index, inputs: inputs, outcome: .failed(error)) }
    guard let figures = node["figures"], let verdict = text(node["verdict"]).flatMap(Simulation.Verdict.init),
      let missed: [KeyFigureID] = words("targets_missed"), let found: [Defect.Kind] = words("defects_found"),
      let watched: [Defect.Kind] = words("defects_watch"), let notJudged: [Defect.Kind] = words("defects_not_judged")
    else { return nil }
    let shot = StudyRow.Shot(
      verdict: verdict, figures: study.figures.map { text(figures[$0.rawValue]).flatMap { Double($0) } },
      targetsMissed: missed, defectsFound: found, defectsWatched: watched, defectsNotJudged: notJudged)
    return StudyRow(index: index, inputs: inputs, outcome: .shot(shot))
  }
}
