/// What the cells of a column are.
public enum ColumnType: String, Hashable, Sendable, CaseIterable {
  case int32
  case int64
  case double
  case bool
  case string
  /// Microseconds since 1970-01-01T00:00:00Z.
  case timestamp
}

/// Name and type of a column; every cell may be null.
public struct ColumnSchema: Hashable, Sendable {
  public var name: String
  public var type: ColumnType

  /// A column to be filled.
  public init(_ name: String, _ type: ColumnType) {
    self.name = name
    self.type = type
  }
}

/// The cells of a column, some of which may be null.
public struct Cells<Element: Hashable & Sendable>: Hashable, Sendable {
  /// One value per row; of a null cell some value without meaning.
  public let values: [Element]
  /// One flag per row, false where the cell is null; `nil` when no cell is.
  public let validity: [Bool]?

  /// Cells without nulls.
  @inlinable
  public init(_ values: [Element]) {
    self.values = values
    validity = nil
  }

  /// Cells of which some may be null; `placeholder` stands in ``values`` for those.
  @inlinable
  public init(_ cells: [Element?], placeholder: Element) {
    values = cells.map { $0 ?? placeholder }
    validity = cells.contains { $0 == nil } ? cells.map { $0 != nil } : nil
  }

  /// Both parts as they are kept; values of null cells are placeholders already.
  package init(values: [Element], validity: [Bool]?) {
    self.values = values
    self.validity = validity.flatMap { $0.contains(false) ? $0 : nil }
  }

  /// Number of rows.
  public var count: Int { values.count }
  /// Number of null cells.
  public var nullCount: Int { validity?.count { !$0 } ?? 0 }
  /// The value of a row, `nil` for null.
  @inlinable
  public subscript(row: Int) -> Element? { validity?[row] ?? true ? values[row] : nil }
  /// The cells of some rows.
  public subscript(rows: Range<Int>) -> Cells {
    Cells(values: Array(values[rows]), validity: validity.map { Array($0[rows]) })
  }
  /// The cells of several columns, one below the other.
  static func stacked(_ parts: [Cells]) -> Cells {
    let values = parts.flatMap(\.values)
    guard parts.contains(where: { $0.validity != nil }) else { return Cells(values) }
    var flags: [Bool] = []
    flags.reserveCapacity(values.count)
    for part in parts { flags += part.validity ?? Array(repeating: true, count: part.count) }
    return Cells(values: values, validity: flags)
  }
}

/// The cells of a column by type.
public enum ColumnCells: Hashable, Sendable {
  case int32(Cells<Int32>)
  case int64(Cells<Int64>)
  case double(Cells<Double>)
  case bool(Cells<Bool>)
  case string(Cells<String>)
  /// Microseconds since 1970-01-01T00:00:00Z.
  case timestamp(Cells<Int64>)

  public var type: ColumnType {
    switch self {
    case .int32: .int32
    case .int64: .int64
    case .double: .double
    case .bool: .bool
    case .string: .string
    case .timestamp: .timestamp
    }
  }

  /// Number of rows.
  public var count: Int {
    switch self {
    case .int32(let cells): cells.count
    case .int64(let cells), .timestamp(let cells): cells.count
    case .double(let cells): cells.count
    case .bool(let cells): cells.count
    case .string(let cells): cells.count
    }
  }

  /// Number of null cells.
  public var nullCount: Int {
    switch self {
    case .int32(let cells): cells.nullCount
    case .int64(let cells), .timestamp(let cells): cells.nullCount
    case .double(let cells): cells.nullCount
    case .bool(let cells): cells.nullCount
    case .string(let cells): cells.nullCount
    }
  }

  /// The cells of some rows.
  public subscript(rows: Range<Int>) -> ColumnCells {
    switch self {
    case .int32(let cells): .int32(cells[rows])
    case .int64(let cells): .int64(cells[rows])
    case .double(let cells): .double(cells[rows])
    case .bool(let cells): .bool(cells[rows])
    case .string(let cells): .string(cells[rows])
    case .timestamp(let cells): .timestamp(cells[rows])
    }
  }

  /// The cells of several columns of one type, one below the other; those of another type are left out.
  static func stacked(_ parts: [ColumnCells], _ type: ColumnType) -> ColumnCells {
    switch type {
    case .int32: .int32(.stacked(parts.compactMap { if case .int32(let cells) = $0 { cells } else { nil } }))
    case .int64: .int64(.stacked(parts.compactMap { if case .int64(let cells) = $0 { cells } else { nil } }))
    case .double: .double(.stacked(parts.compactMap { if case .double(let cells) = $0 { cells } else { nil } }))
    case .bool: .bool(.stacked(parts.compactMap { if case .bool(let cells) = $0 { cells } else { nil } }))
    case .string: .string(.stacked(parts.compactMap { if case .string(let cells) = $0 { cells } else { nil } }))
    case .timestamp:
      .timestamp(.stacked(parts.compactMap { if case .timestamp(let cells) = $0 { cells } else { nil } }))
    }
  }
}

/// A named column.
public struct Column: Hashable, Sendable {
  public var name: String
  public var cells: ColumnCells

  /// A column of cells.
  public init(_ name: String, _ cells: ColumnCells) {
    self.name = name
    self.cells = cells
  }

  public var schema: ColumnSchema { ColumnSchema(name, cells.type) }
}
