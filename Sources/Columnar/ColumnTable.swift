/// Columns of equal length with names of their own, and words about the whole.
public struct ColumnTable: Hashable, Sendable {
  public let columns: [Column]
  /// Number of cells of each column.
  public let rowCount: Int
  /// Key and value pairs of the file; CSV does not keep them.
  public var metadata: [String: String]

  /// A table.
  /// - Throws: ``ColumnarError`` of kind `invalid` when lengths differ or a name is empty or occurs twice.
  public init(_ columns: [Column], metadata: [String: String] = [:]) throws(ColumnarError) {
    rowCount = columns.first?.cells.count ?? 0
    var names: Set<String> = []
    for column in columns {
      guard column.cells.count == rowCount else {
        throw ColumnarError(
          .invalid, column: column.name, found: "\(column.cells.count) rows", expected: "\(rowCount), as the first")
      }
      guard !column.name.isEmpty, names.insert(column.name).inserted else {
        throw ColumnarError(
          .invalid, column: column.name, found: column.name.isEmpty ? "no name" : "the name twice",
          expected: "a name of its own for each column")
      }
    }
    self.columns = columns
    self.metadata = metadata
  }

  public var schema: [ColumnSchema] { columns.map(\.schema) }

  /// The cells of the column of this name.
  public subscript(name: String) -> ColumnCells? { columns.first { $0.name == name }?.cells }

  /// The numbers of a column, `nil` where a cell is null; of whole numbers as `Double`.
  /// `nil` when there is no such column or it holds no numbers.
  public func numbers(_ name: String) -> [Double?]? {
    switch self[name] {
    case .double(let cells): (0..<rowCount).map { cells[$0] }
    case .int32(let cells): (0..<rowCount).map { cells[$0].map(Double.init) }
    case .int64(let cells): (0..<rowCount).map { cells[$0].map(Double.init) }
    case .bool(let cells): (0..<rowCount).map { cells[$0].map { $0 ? 1 : 0 } }
    default: nil
    }
  }

  /// The texts of a column, `nil` where a cell is null; `nil` when there is no such column or it holds no text.
  public func texts(_ name: String) -> [String?]? {
    guard case .string(let cells) = self[name] else { return nil }
    return (0..<rowCount).map { cells[$0] }
  }

  /// The rows of several tables of one schema, one below the other, with the metadata of the first.
  /// - Throws: ``ColumnarError`` of kind `invalid` when the schemas differ.
  public static func stacked(_ tables: [ColumnTable]) throws(ColumnarError) -> ColumnTable {
    guard let first = tables.first else { return try ColumnTable([]) }
    guard tables.count > 1 else { return first }
    let schema = first.schema
    guard tables.allSatisfy({ $0.schema == schema }) else {
      throw ColumnarError(.invalid, found: "tables of different columns", expected: "the same columns in each")
    }
    let columns = schema.enumerated().map { index, column in
      Column(column.name, .stacked(tables.map { $0.columns[index].cells }, column.type))
    }
    return try ColumnTable(columns, metadata: first.metadata)
  }

  /// The first `rows` cells of a column of several tables of one schema, one below the other.
  package static func stacked(_ column: Int, of tables: [ColumnTable], rows: Int) throws(ColumnarError) -> Column {
    guard let first = tables.first?.columns[column] else {
      throw ColumnarError(.invalid, found: "no table", expected: "one")
    }
    var parts: [ColumnCells] = []
    var missing = rows
    for table in tables where missing > 0 {
      let cells = table.columns[column].cells
      parts.append(cells.count <= missing ? cells : cells[0..<missing])
      missing -= parts.last?.count ?? 0
    }
    return Column(first.name, .stacked(parts, first.cells.type))
  }

  /// Some of the rows.
  public subscript(rows: Range<Int>) -> ColumnTable {
    get throws(ColumnarError) {
      try ColumnTable(columns.map { Column($0.name, $0.cells[rows]) }, metadata: metadata)
    }
  }
}
