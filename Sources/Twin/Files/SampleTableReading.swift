import Plant
import Quantities

extension FieldReader {
  /// A table of samples of a plant.
  func sampleTable(_ plant: PlantDescription) -> SampleTableDescription? {
    let keys = [
      "id", "kind", "connection", "table", "columns", "period", "overlap", "rows_per_reading", "time_unit", "time_zone",
      "reconnect", "tags",
    ]
    guard let fields = fields(keys) else { return nil }
    let kinds = ["sqlite"] + LogServer.Engine.allCases.map(\.rawValue)
    let id = fields.require("id", "an identifier")?.identifier()
    let kind = fields.require("kind", "one of \(kinds.joined(separator: ", "))")?.choice(kinds)
    let place = fields.require("connection", "how the database is reached")
    let connection = kind.flatMap { place?.connection($0) }
    let table = fields.require("table", "the name of a table")?.sqlIdentifier(allowsSchema: true)
    let columns = fields.require("columns", "a map with signal, time and value")?.sampleColumns()
    guard let id, let connection, let table, let columns else { return nil }
    var description = SampleTableDescription(id: id, connection: connection, table: table, columns: columns)
    if let period = fields["period"]?.siValue(TimeSpanDimension.self, in: 0.05...86_400) {
      description.period = period
    }
    if let field = fields["overlap"] {
      // A bare number counts numbers of the order, a duration seconds.
      if case .text(let text) = field.node.content, let count = PlainNumber.read(text), count >= 0 {
        description.overlap = count
      } else if let span = field.siValue(TimeSpanDimension.self, in: 0...604_800) {
        description.overlap = span
      }
    }
    if let rows = fields["rows_per_reading"]?.count(in: 1...1_000_000) { description.rowMaximum = rows }
    description.timeUnit = fields["time_unit"]?.choice(["s", "ms", "us"])
    description.timeZone = fields["time_zone"]?.text()
    if let reconnect = fields["reconnect"]?.backOff() { description.backOff = reconnect }
    if let tags = fields["tags"] { description.tags = tags.tags(plant) }
    return description
  }

  private func sampleColumns() -> SampleTableDescription.Columns? {
    guard let fields = fields(["signal", "time", "value", "quality", "order"]) else { return nil }
    let signal = fields.require("signal", "the column of the signal's name")?.sqlIdentifier()
    let time = fields.require("time", "the column of the time")?.sqlIdentifier()
    let value = fields.require("value", "the column of the value")?.sqlIdentifier()
    guard let signal, let time, let value else { return nil }
    return SampleTableDescription.Columns(
      signal: signal, time: time, value: value, quality: fields["quality"]?.sqlIdentifier(),
      order: fields["order"]?.sqlIdentifier())
  }

  /// Names of signals in a table, each with the name of a signal of the plant.
  private func tags(_ plant: PlantDescription) -> [String: SignalID] {
    guard case .map(let entries) = node.content else {
      report(expected: "a map from names in the table to signals")
      return [:]
    }
    let names = plant.signals.map(\.id.rawValue)
    var tags: [String: SignalID] = [:]
    for entry in entries {
      let field = FieldReader(node: entry.value, path: path.appending(entry.key), findings: findings)
      guard let word = field.text() else { continue }
      if names.contains(word), let id = SignalID(rawValue: word) {
        tags[entry.key] = id
      } else {
        field.report(
          expected: "the whole name of a signal, such as \(names.first ?? "line.pressure")",
          remedy: field.suggestion(among: names))
      }
    }
    return tags
  }

  /// Files that are played instead of reading a plant.
  func replay() -> ReplayDescription? {
    guard let fields = fields(["files", "speed"]) else { return nil }
    let files = (fields.require("files", "a list of files")?.items() ?? []).compactMap { $0.text() }
    if files.isEmpty { fields["files"]?.report(expected: "at least one file") }
    var replay = ReplayDescription(files: files)
    if let field = fields["speed"] {
      let read = field.text().map { ReplayDescription.speed($0) }
      if read?.isRead == false { field.report(expected: "a number above 0, or `fastest`") }
      replay.speed = read?.speed
    }
    return replay
  }
}
