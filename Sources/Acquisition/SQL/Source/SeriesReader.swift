import Plant

/// Reads a table with many rows per shot, row by row from the database into columns of numbers.
struct SeriesReader: Sendable {
  private let table: ShotColumns.Series
  private let session: SQLSession
  private let dialect: SQLDialect

  init(_ table: ShotColumns.Series, _ session: SQLSession) {
    self.table = table
    self.session = session
    dialect = session.address.dialect
  }

  /// How many rows each of the shots has.
  func counts(of shots: [FoundShot]) async throws(SQLFailure) -> [(id: String, rows: Int)] {
    guard !shots.isEmpty else { return [] }
    var text = SQLText(dialect)
    text.add("SELECT ")
    text.add("t", table.key)
    text.add(", COUNT(*) FROM ")
    text.add(table: table.table)
    text.add(" t")
    addCondition(&text, shots)
    text.add(" GROUP BY ")
    text.add("t", table.key)
    let rows = try await session.all(text.query(purpose), maximum: 2 * shots.count + 1_000)
    return (0..<rows.count).map { row in
      if case .integer(let count) = rows[row, 1] { return (rows[row, 0].identifier, Int(count)) }
      return (rows[row, 0].identifier, 0)
    }
  }

  /// The series of the shots by their identifier; shots without rows have none.
  /// - Parameter isLong: whether more rows are there than are delivered; then there is one shot.
  func series(of shots: [FoundShot], isLong: Bool) async throws(SQLFailure) -> [(id: String, RawSeries)] {
    var text = SQLText(dialect)
    text.add("SELECT ")
    text.add("t", [table.key, table.time] + table.columns)
    text.add(" FROM ")
    text.add(table: table.table)
    text.add(" t")
    addCondition(&text, shots)
    text.add(" ORDER BY ")
    text.add("t", [table.key, table.time])
    if isLong {
      text.add(" LIMIT ")
      text.add(ShotSeries.pointMaximum + 1)
    }
    _ = try await session.start(text.query(purpose))
    var series: [(id: String, RawSeries)] = []
    var current: (cell: SQLCell, columns: [RawColumn])?
    func finish() {
      guard let (cell, columns) = current else { return }
      series.append((cell.identifier, self.series(cell.identifier, columns)))
    }
    while true {
      let batch = try await session.rows(16_384)
      if batch.isEmpty { break }
      for row in 0..<batch.count {
        if current?.cell != batch[row, 0] {
          finish()
          current = (batch[row, 0], ([table.time] + table.columns).map { RawColumn(name: $0.name) })
        }
        guard (current?.columns[0].count ?? 0) < ShotSeries.pointMaximum else { continue }
        for column in 0...table.columns.count {
          switch batch[row, column + 1] {
          case .double(let number): current?.columns[column].append(number)
          case let cell: current?.columns[column].append(cell.raw)
          }
        }
      }
    }
    finish()
    if isLong, let last = series.indices.last {
      series[last].1.isTruncated = series[last].1.time.count == ShotSeries.pointMaximum
    }
    return series
  }

  private var purpose: String { "reading \(table.table)" }

  private func series(_ id: String, _ columns: [RawColumn]) -> RawSeries {
    RawSeries(
      name: table.table.description, time: columns[0], columns: Array(columns.dropFirst()),
      origin: .row(table: table.table.description, key: id))
  }

  private func addCondition(_ text: inout SQLText, _ shots: [FoundShot]) {
    text.add(" WHERE ")
    text.add("t", table.key)
    text.add(oneOf: Array(Set(shots.map(\.id))).filter { $0 != .null })
    if let tags = table.tags {
      text.add(" AND ")
      text.add("t", tags.column)
      text.add(oneOf: tags.wanted.map { .text($0) })
    }
  }
}
