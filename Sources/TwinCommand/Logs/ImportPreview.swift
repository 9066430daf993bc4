import Acquisition
import Plant
import Twin

/// What an import would do: the meaning of the fields, and the first shots.
struct ImportPreview {
  private static let shotMaximum = 5

  private let sources: [OpenedLogSource]
  private let query: ShotQuery
  private let assembly: ShotAssembly

  init(_ sources: [OpenedLogSource], _ query: ShotQuery, now: Instant) {
    self.sources = sources
    self.query = query
    assembly = ShotAssembly(sources.map { ShotAssembly.Source($0.description, clock: $0.clock) }, now: now)
  }

  /// Reads a page of each source and shows it on standard output.
  func show(as output: OutputFormat) async throws {
    var samples: [[RawShot]] = []
    for (index, opened) in sources.enumerated() {
      let query = index == 0 ? query : ShotQuery(ids: Set(samples[0].map(\.key.id)))
      samples.append(try await opened.source.page(query, after: nil, limit: PageLimit(shots: Self.shotMaximum)).shots)
    }
    let assessments = samples[0].map { shot in
      let others = samples.indices.dropFirst().compactMap { index in
        samples[index].first { $0.key.id == shot.key.id && !shot.key.id.isEmpty }.map {
          ShotAssembly.Part(source: index, shot: $0)
        }
      }
      return assembly.assemble([ShotAssembly.Part(source: 0, shot: shot)] + others)
    }
    try StandardStream.print(
      output == .json ? json(samples, assessments) : text(samples, assessments))
  }

  private func text(_ samples: [[RawShot]], _ assessments: [ShotAssembly.Assessment]) -> String {
    var out = ""
    for (opened, samples) in zip(sources, samples) {
      out += "Mapping of \(opened.description.id)\n"
      var table = TextTable("OUR WORD", "FIELD", "UNIT", "NOTE")
      for row in MappingTable.rows(opened.description, samples: samples) {
        table.row(row.target, row.column, row.unit, row.note)
      }
      out += table.text
      let unmapped = MappingTable.unmapped(opened.description, samples: samples)
      if !unmapped.isEmpty { out += "kept as metadata: \(unmapped.joined(separator: ", "))\n" }
      out += "\n"
    }
    out += "First shots\n"
    var table = TextTable("SHOT", "START", "MOLD", "SYSTEM", "VERDICT", "VALUES", "POINTS")
    for assessment in assessments {
      let row = ShotIndexRow(assessment, sources: "", file: "")
      let values = assessment.record.map { record in record.conditions.all.count { $0.reading.value != nil } }
      table.row(
        row.id, row.start, row.mold, row.system, row.outcome == .rejected ? "rejected" : row.status,
        values.map(String.init) ?? "", String(row.points))
    }
    out += table.text
    let findings = assessments.flatMap(\.findings)
    if !findings.isEmpty {
      out += "\nFindings\n" + findings.map { "\($0.severity.rawValue): \($0)\n" }.joined()
    }
    return out + "\nnothing was written\n"
  }

  private func json(_ samples: [[RawShot]], _ assessments: [ShotAssembly.Assessment]) -> String {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", "pur-mold-twin/import-preview/1")
      json.array("sources", zip(sources, samples)) { json, pair in
        json.object { json in
          json.string("id", pair.0.description.id)
          json.array("mapping", MappingTable.rows(pair.0.description, samples: pair.1)) { json, row in
            json.object { json in
              json.string("target", row.target)
              json.string("field", row.column)
              json.string("unit", row.unit.isEmpty ? nil : row.unit)
              json.string("note", row.note.isEmpty ? nil : row.note)
            }
          }
          json.strings("unmapped", MappingTable.unmapped(pair.0.description, samples: pair.1))
        }
      }
      json.array("shots", assessments.compactMap(\.record)) { StandardLog.write($1, &$0) }
      json.array("findings", assessments.flatMap(\.findings)) { json, finding in
        json.object { json in
          for (name, cell) in zip(LogFinding.columns, finding.cells) { json.string(name, cell) }
        }
      }
    }
    return json.text + "\n"
  }
}
