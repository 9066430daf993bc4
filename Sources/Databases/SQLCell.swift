/// One value of a row, as the database sent it, or one parameter of a query.
package enum SQLCell: Hashable, Sendable {
  case null
  /// Integers, and booleans as 0 or 1.
  case integer(Int64)
  case double(Double)
  /// Text, and decimal numbers, which a `Double` would round.
  case text(String)
  case bytes([UInt8])
  /// A point in time [µs since 1970-01-01 UTC].
  case instant(Int64)
  /// A date and time without zone [µs since 1970-01-01 00:00 of the same clock].
  case clock(Int64)
}

/// A bounded piece of a result: rows side by side in one array.
package struct SQLBatch: Hashable, Sendable {
  package let columns: Int
  /// The cells of the first row, then those of the second, and so on.
  package private(set) var cells: [SQLCell] = []

  package init(columns: Int) {
    self.columns = columns
  }

  package var count: Int { columns == 0 ? 0 : cells.count / columns }
  package var isEmpty: Bool { cells.isEmpty }

  /// The cell of row `row` in column `column`, both from 0.
  package subscript(row: Int, column: Int) -> SQLCell { cells[row * columns + column] }

  /// The cells of one row.
  package func row(_ row: Int) -> ArraySlice<SQLCell> { cells[row * columns..<(row + 1) * columns] }

  package mutating func append(_ cell: SQLCell) {
    cells.append(cell)
  }

  package mutating func reserve(rows: Int) {
    cells.reserveCapacity(rows * columns)
  }
}

/// A statement that returns rows, and the values of its parameters in order.
package struct SQLQuery: Hashable, Sendable {
  package let text: String
  package let parameters: [SQLCell]
  /// What is being read, for messages: "reading plant.shots".
  package let purpose: String

  package init(_ text: String, _ parameters: [SQLCell] = [], purpose: String) {
    self.text = text
    self.parameters = parameters
    self.purpose = purpose
  }
}
