import Databases
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
    // Of a table with a row for each value, each signal makes a series of its own.
    text.add("t", [table.key] + (table.tags.map { [$0.column] } ?? []) + [table.time])
    if isLong {
      text.add(" LIMIT ")
      text.add(ShotSeries.pointMaximum + 1)
    }
    _ = try await session.start(text.query(purpose))
    var series: [(id: String, RawSeries)] = []
    let names = [table.time] + (table.tags == nil ? table.columns : [])
    let isTagged = table.tags != nil
    var current: (key: SQLCell, tag: SQLCell?, columns: [RawColumn])?
    func finish() {
      guard let (cell, _, columns) = current else { return }
      series.append((cell.identifier, self.series(cell.identifier, columns)))
    }
    var rows = 0
    while true {
      let batch = try await session.rows(16_384)
      if batch.isEmpty { break }
      rows += batch.count
      for row in 0..<batch.count {
        let (key, tag) = (batch[row, 0], isTagged ? batch[row, 2] : nil)
        if current?.key != key || current?.tag != tag {
          finish()
          let tagged = tag.map { [RawColumn(name: $0.identifier)] } ?? []
          current = (key, tag, names.map { RawColumn(name: $0.name) } + tagged)
        }
        guard (current?.columns[0].count ?? 0) < ShotSeries.pointMaximum else { continue }
        for column in 0..<(isTagged ? 2 : names.count) {
          switch batch[row, isTagged ? 2 * column + 1 : column + 1] {
          case .double(let number): current?.columns[column].append(number)
          case let cell: current?.columns[column].append(cell.point)
          }
        }
      }
    }
    finish()
    if rows > ShotSeries.pointMaximum, isLong, let last = series.indices.last { series[last].1.isTruncated = true }
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
