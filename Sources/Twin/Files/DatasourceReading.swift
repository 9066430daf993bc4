package import Plant
import Quantities

extension DatasourceDescription {
  /// Reads a file of `Datasources/`; all that is wrong with it is said at once. A folder's description also holds the
  /// meanings its layout brings, behind those the file states.
  package static func read(_ text: String, file: String) throws(FileErrors) -> DatasourceDescription {
    let findings = FileFindings()
    let reader = FieldReader(node: try FileNode.yaml(text, file: file), path: "", findings: findings)
    let description = reader.datasource()
    if let errors = FileErrors(findings.errors) { throw errors }
    guard let description else { throw FileErrors(FileError(.file(file), found: "nothing", expected: "a datasource")) }
    return description
  }
}

extension FieldReader {
  private static let kinds = ["folder", "sqlite"] + LogServer.Engine.allCases.map(\.rawValue)

  fileprivate func datasource() -> DatasourceDescription? {
    guard
      let fields = fields([
        "schema", "id", "name", "kind", "connection", "time_zone", "shots", "quality", "series",
      ])
    else { return nil }
    fields.require("schema", "`\(FileKind.datasource.schema)`")?.checkSchema(.datasource)
    let id = fields.require("id", "an identifier")?.identifier()
    let kind = fields.require("kind", "one of \(Self.kinds.joined(separator: ", "))")?.choice(Self.kinds)
    let place = fields.require("connection", "a map that says where the logs are")
    guard let kind, let connection = place?.connection(kind) else { return nil }
    let isTable = kind != "folder"
    let shots =
      isTable
      ? fields.require("shots", "a map with table and columns")?.shotTable() : fields["shots"]?.folderShots()
    if !isTable, fields["shots"] != nil, shots == nil { return nil }
    if !isTable, let quality = fields["quality"] {
      quality.report(expected: "nothing: a folder holds judgments beside its shots")
    }
    let series = fields["series"]?.items()?.compactMap { $0.seriesTable(isTable: isTable) } ?? []
    guard let id, !isTable || shots != nil else { return nil }
    var description = DatasourceDescription(
      id: id, name: fields["name"]?.text() ?? id, connection: connection, timeZone: fields["time_zone"]?.text(),
      shots: shots ?? ShotTable(table: nil, columns: []), quality: fields["quality"]?.qualityTable(), series: series)
    if case .folder(_, let layout, _) = connection { description.add(layout) }
    return description
  }

  // MARK: Tables

  private func shotTable() -> ShotTable? {
    guard let fields = fields(["table", "columns", "metadata"]) else { return nil }
    let table = fields.require("table", "the name of a table")?.sqlIdentifier(allowsSchema: true)
    let columns = fields.require("columns", "a map of our words to columns")?.columns(isTable: true)
    let metadata = fields["metadata"]?.metadata() ?? []
    guard let table, let columns else { return nil }
    for target in [LogTarget.id, .start] where !columns.contains(where: { $0.target == target }) {
      fields["columns"]?.report(
        found: "no `\(target.key)`", expected: "the columns that hold id and start of a shot",
        remedy: "add `\(target.key): NAME`")
    }
    return ShotTable(table: table, columns: columns + metadata)
  }

  private func folderShots() -> ShotTable? {
    guard let fields = fields(["columns"]) else { return nil }
    let columns = fields.require("columns", "a map of our words to fields")?.columns(isTable: false)
    return columns.map { ShotTable(table: nil, columns: $0) }
  }

  private func qualityTable() -> QualityTable? {
    guard let fields = fields(["table", "key", "columns", "metadata"]) else { return nil }
    let table = fields.require("table", "the name of a table")?.sqlIdentifier(allowsSchema: true)
    let key = fields.require("key", "the column that holds the shot's id")?.sqlIdentifier()
    let columns = fields.require("columns", "a map of our words to columns")?.columns(isTable: true)
    let metadata = fields["metadata"]?.metadata() ?? []
    guard let table, let key, let columns else { return nil }
    for column in columns where column.target == .id || column.target == .start {
      fields["columns"]?.report(
        found: "`\(column.target.key)` in the table of judgments", expected: "it in the table of shots",
        remedy: "name the shot's id as `key`")
    }
    return QualityTable(table: table, key: key, columns: columns + metadata)
  }

  private func seriesTable(isTable: Bool) -> SeriesTable? {
    let keys = isTable ? ["table", "key", "time", "columns", "signal", "value", "tags"] : ["time", "columns"]
    guard let fields = fields(keys) else { return nil }
    let time = fields.require("time", "a map with column and unit, or with column and clock: true")?.timeMapping(
      isTable)
    guard isTable else {
      guard let time, let signals = fields.require("columns", "a map of signals")?.signals(isTable: false) else {
        return nil
      }
      return SeriesTable(table: nil, key: nil, time: time, form: .wide(signals))
    }
    let table = fields.require("table", "the name of a table")?.sqlIdentifier(allowsSchema: true)
    let key = fields.require("key", "the column that holds the shot's id")?.sqlIdentifier()
    guard let time, let table, let key, let form = seriesForm(fields) else { return nil }
    return SeriesTable(table: table, key: key, time: time, form: form)
  }

  private func seriesForm(_ fields: Fields) -> SeriesTable.Form? {
    let remedy = "a column for each signal, or a row for each value; not both"
    if let columns = fields["columns"] {
      for key in ["signal", "value", "tags"] {
        fields[key]?.report(expected: "no `\(key)` beside `columns`: \(remedy)")
      }
      return columns.signals(isTable: true).map(SeriesTable.Form.wide)
    }
    let signal = fields.require("signal", "the column that names the signal, or `columns`")?.sqlIdentifier()
    let value = fields.require("value", "the column that holds the value")?.sqlIdentifier()
    let tags = fields.require("tags", "a map of signals to tags")?.signals(isTable: false)
    guard let signal, let value, let tags else { return nil }
    return .long(signal: signal, value: value, tags: tags)
  }

  // MARK: Columns

  private func columns(isTable: Bool) -> [ColumnMapping]? {
    guard let fields = fields(LogTarget.vocabulary.map(\.key)) else { return nil }
    return LogTarget.vocabulary.compactMap { target in fields[target.key]?.column(target, isTable: isTable) }
  }

  private func column(_ target: LogTarget, isTable: Bool) -> ColumnMapping? {
    guard case .map = node.content else {
      if isTable, let unit = target.unitExample {
        report(expected: "a map with column and unit", remedy: "write {column: NAME, unit: \(unit)}")
        return nil
      }
      return columnName(isTable: isTable).map { ColumnMapping(target, column: $0) }
    }
    guard let fields = fields(["column", "unit", "words"]),
      let column = fields.require("column", "the name of a column")?.columnName(isTable: isTable)
    else { return nil }
    var unit = fields["unit"]?.text()
    if let dimension = target.dimension {
      if isTable || fields["unit"] != nil {
        unit = fields.require("unit", "a unit of \(dimension.name)")?.unit(of: dimension)
      }
    } else if target == .start {
      unit = fields["unit"]?.choice(["s", "ms", "us"])
    } else {
      fields["unit"]?.report(expected: "no unit for `\(target.key)`")
    }
    return ColumnMapping(target, column: column, unit: unit, words: fields["words"]?.words(for: target) ?? [:])
  }

  private func words(for target: LogTarget) -> [String: String] {
    guard case .map(let entries) = node.content, !target.hasUnit, target != .id, target != .start else {
      report(expected: "a map of their words to ours, for a column that holds words")
      return [:]
    }
    var words: [String: String] = [:]
    for entry in entries {
      let reader = FieldReader(node: entry.value, path: path.appending(entry.key), findings: findings)
      words[entry.key] = target == .status ? reader.choice(QualityStatus.allCases.map(\.rawValue)) : reader.text()
    }
    return words
  }

  private func metadata() -> [ColumnMapping] {
    (items() ?? []).compactMap { item in
      item.sqlIdentifier().map { ColumnMapping(.metadata($0.name), column: $0.name) }
    }
  }

  private func signals(isTable: Bool) -> [SignalMapping]? {
    guard let fields = fields(ShotSignal.allCases.map(\.rawValue)) else { return nil }
    return ShotSignal.allCases.compactMap { signal in
      guard let map = fields[signal.rawValue]?.fields(["column", "unit"]) else { return nil }
      let column = map.require("column", "the name of a column or tag")?.columnName(isTable: isTable)
      let unit = map.require("unit", "a unit of \(signal.dimension.name)")?.unit(of: signal.dimension)
      guard let column, let unit else { return nil }
      return SignalMapping(signal, column: column, unit: unit)
    }
  }

  private func timeMapping(_ isTable: Bool) -> TimeMapping? {
    guard let fields = fields(["column", "unit", "clock"]) else { return nil }
    let column = fields.require("column", "the column of times")?.columnName(isTable: isTable)
    if fields["clock"]?.flag() == true {
      fields["unit"]?.report(expected: "no unit beside `clock: true`")
      return column.map { TimeMapping(column: $0, form: .clock) }
    }
    let unit = fields.require("unit", "a unit of time since the start, or `clock: true`")?.unit(
      of: TimeSpanDimension.self)
    guard let column, let unit else { return nil }
    return TimeMapping(column: column, form: .sinceStart(unit: unit))
  }

  // MARK: Words

  private func columnName(isTable: Bool) -> String? {
    if isTable { return sqlIdentifier()?.name }
    guard let text = text() else { return nil }
    if text.utf8.count <= 200 { return text }
    report(expected: "a name of at most 200 bytes")
    return nil
  }

  func sqlIdentifier(allowsSchema: Bool = false) -> SQLIdentifier? {
    if case .text(let text) = node.content, let name = SQLIdentifier(text, allowsSchema: allowsSchema) { return name }
    report(
      expected: "letters, digits and underscores, at most 63"
        + (allowsSchema ? ", with the schema and a point before them if needed" : ""))
    return nil
  }

  func unit(of dimension: any Dimension.Type) -> String? {
    if case .text(let text) = node.content, LogUnit(text, of: dimension) != nil { return text }
    let symbols = LogUnit.symbols(of: dimension)
    report(expected: "one of the units \(symbols.joined(separator: ", "))", remedy: suggestion(among: symbols))
    return nil
  }
}

extension LogTarget {
  /// The dimension of numbers; `nil` for words.
  var dimension: (any Dimension.Type)? {
    switch self {
    case .condition(let condition): condition.dimension
    case .figure(let figure): figure.dimension
    default: nil
    }
  }

  fileprivate var unitExample: String? { dimension.flatMap { LogUnit.symbols(of: $0).last } }
}
