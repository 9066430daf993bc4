import Plant

/// The names of a data source, checked: what is read from which table.
struct ShotColumns {
  let shots: SQLIdentifier
  let id: SQLIdentifier
  let start: SQLIdentifier
  /// Unit of starts that are numbers since 1970.
  let startUnit: String?
  /// Every mapped column of the shots, each once.
  let fields: [SQLIdentifier]
  let quality: Quality?
  let series: [Series]

  /// The table of judgments.
  struct Quality {
    let table: SQLIdentifier
    let key: SQLIdentifier
    let fields: [SQLIdentifier]
  }

  /// A table with many rows per shot.
  struct Series {
    let table: SQLIdentifier
    let key: SQLIdentifier
    let time: SQLIdentifier
    let columns: [SQLIdentifier]
    /// The column with the names of signals and the names wanted, when each row has one value.
    let tags: (column: SQLIdentifier, wanted: [String])?
  }

  init(_ description: DatasourceDescription) throws(SourceError) {
    let place = "data source \(description.id)"
    guard let table = description.shots.table else {
      throw SourceError(
        .malformed, place: place, found: "no table of shots", expected: "a table",
        remedy: "name it under shots.table")
    }
    shots = table
    id = try Self.column(description.shots.column(.id)?.column, "id", place)
    start = try Self.column(description.shots.column(.start)?.column, "start", place)
    startUnit = description.shots.column(.start)?.unit
    fields = try Self.columns(description.shots.columns.map(\.column), place)
    if let described = description.quality {
      quality = Quality(
        table: described.table, key: described.key, fields: try Self.columns(described.columns.map(\.column), place))
    } else {
      quality = nil
    }
    var series: [Series] = []
    for described in description.series { series.append(try Self.series(described, place)) }
    self.series = series
  }

  private static func series(_ described: SeriesTable, _ place: String) throws(SourceError) -> Series {
    guard let table = described.table, let key = described.key else {
      throw SourceError(
        .malformed, place: place, found: "a series without table or key", expected: "both",
        remedy: "name them under series")
    }
    let time = try column(described.time.column, "time", place)
    switch described.form {
    case .wide(let signals):
      return Series(
        table: table, key: key, time: time, columns: try columns(signals.map(\.column), place), tags: nil)
    case .long(let signal, let value, let tags):
      return Series(
        table: table, key: key, time: time, columns: [signal, value], tags: (signal, tags.map(\.column)))
    }
  }

  private static func columns(_ names: [String], _ place: String) throws(SourceError) -> [SQLIdentifier] {
    var columns: [SQLIdentifier] = []
    for name in names {
      let column = try column(name, "column", place)
      if !columns.contains(column) { columns.append(column) }
    }
    return columns
  }

  private static func column(_ name: String?, _ what: String, _ place: String) throws(SourceError) -> SQLIdentifier {
    guard let name, let column = SQLIdentifier(name) else {
      throw SourceError(
        .malformed, place: place, found: name.map { "\(what) `\($0.prefix(80))`" } ?? "no column for \(what)",
        expected: "the name of a column: letters, digits and _, at most 63, no digit first",
        remedy: "make a view with such names for tables that have others")
    }
    return column
  }
}
