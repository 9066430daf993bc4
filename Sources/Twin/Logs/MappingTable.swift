package import Plant

/// The mapping of a datasource in words, for `--dry-run`.
package enum MappingTable {
  /// One meaning: our word, the source's name, the unit, the words translated.
  package struct Row: Hashable, Sendable {
    package var target: String
    package var column: String
    package var unit: String
    package var note: String
  }

  /// The meanings that matter: for tables all, for folders those whose field occurs in the samples.
  package static func rows(_ description: DatasourceDescription, samples: [RawShot]) -> [Row] {
    let fields = Set(samples.flatMap { $0.fields.map(\.name) })
    let columns = Set(samples.flatMap { $0.series.flatMap { $0.columns.map(\.name) } })
    let times = Set(samples.flatMap { $0.series.map(\.time.name) })
    let isTable = description.shots.table != nil
    func row(_ mapping: ColumnMapping, _ prefix: String) -> Row? {
      guard isTable || fields.contains(prefix + mapping.column) else { return nil }
      let words = mapping.words.sorted { $0.key < $1.key }.map { "\($0.key) is \($0.value)" }
      return Row(
        target: mapping.target.key, column: prefix + mapping.column, unit: mapping.unit ?? "",
        note: words.joined(separator: ", "))
    }
    var rows = description.shots.columns.compactMap { row($0, "") }
    rows += description.quality?.columns.compactMap { row($0, "quality.") } ?? []
    for table in description.series where isTable || times.contains(table.time.column) {
      let place = table.table.map { "\($0)." } ?? ""
      let signals =
        switch table.form {
        case .wide(let signals): signals
        case .long(_, _, let tags): tags
        }
      switch table.time.form {
      case .clock: rows.append(Row(target: "time", column: place + table.time.column, unit: "", note: "time of day"))
      case .sinceStart(let unit):
        rows.append(Row(target: "time", column: place + table.time.column, unit: unit, note: "since the start"))
      }
      rows += signals.filter { isTable || columns.contains($0.column) }.map {
        Row(target: $0.signal.rawValue, column: place + $0.column, unit: $0.unit, note: "series")
      }
    }
    return rows
  }

  /// The fields and columns that no meaning names.
  package static func unmapped(_ description: DatasourceDescription, samples: [RawShot]) -> [String] {
    let known = Set(rows(description, samples: samples).map(\.column))
    let fields = samples.flatMap { $0.fields.map(\.name) }
    return Set(fields.filter { !known.contains($0) && $0 != "schema" }).sorted()
  }
}
