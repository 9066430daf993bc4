public import Columnar

/// The values of a column in the order of time, as tests of drift see them.
public struct DriftColumn: Sendable {
  enum Values: Sendable {
    /// NaN where there is none.
    case numbers([Double])
    /// Places in a list of words, -1 where there is none.
    case texts([Int32], words: [String])
  }

  /// Distinct texts at most; a column of more says which row it is, not what it is like.
  private static let wordMaximum = 1000

  public let name: String
  public let role: DriftRole
  private(set) var values: Values

  /// The values of a column.
  ///
  /// `nil` for columns that tell nothing of the shot: identity, times, and texts of which nearly every one is another.
  public init?(_ name: String, _ cells: ColumnCells, rows: DriftRows) {
    guard let role = DriftRole(column: name), let values = Self.values(cells, rows) else { return nil }
    self.name = name
    self.role = role
    self.values = values
  }

  var isCategorical: Bool {
    if case .texts = values { true } else { false }
  }

  private static func values(_ cells: ColumnCells, _ rows: DriftRows) -> Values? {
    switch cells {
    case .double(let cells): .numbers(numbers(cells, rows) { $0.isFinite ? $0 : .nan })
    case .int32(let cells): .numbers(numbers(cells, rows) { Double($0) })
    case .int64(let cells): .numbers(numbers(cells, rows) { Double($0) })
    case .bool(let cells): texts(cells, rows, limit: 2) { $0 ? "true" : "false" }
    case .string(let cells): texts(cells, rows, limit: min(wordMaximum, max(20, rows.count / 2))) { $0 }
    case .timestamp: nil
    }
  }

  private static func numbers<Cell>(
    _ cells: Cells<Cell>, _ rows: DriftRows, _ number: (Cell) -> Double
  ) -> [Double] {
    if rows.order == nil, cells.validity == nil { return cells.values.map(number) }
    return (0..<rows.count).map { row in
      let place = rows.order.map { Int($0[row]) } ?? row
      if let validity = cells.validity, !validity[place] { return .nan }
      return number(cells.values[place])
    }
  }

  private static func texts<Cell>(
    _ cells: Cells<Cell>, _ rows: DriftRows, limit: Int, _ word: (Cell) -> String
  ) -> Values? {
    var places: [Cell: Int32] = [:]
    var words: [String] = []
    var values: [Int32] = []
    values.reserveCapacity(rows.count)
    for row in 0..<rows.count {
      guard let cell = cells[rows.order.map { Int($0[row]) } ?? row] else {
        values.append(-1)
        continue
      }
      if let place = places[cell] {
        values.append(place)
        continue
      }
      guard words.count < limit else { return nil }
      places[cell] = Int32(words.count)
      values.append(Int32(words.count))
      words.append(word(cell))
    }
    return .texts(values, words: words)
  }

  /// The column as numbers where it has no value at all: a file of text cannot tell then what it would hold.
  func fitting(_ reference: FeatureProfile) -> DriftColumn {
    guard case .texts(let codes, let words) = values, words.isEmpty, !reference.isCategorical else { return self }
    var column = self
    column.values = .numbers(Array(repeating: .nan, count: codes.count))
    return column
  }

  /// The numbers at some rows, NaN where there is none; `nil` of texts.
  func numbers(at rows: [Int]) -> [Double]? {
    guard case .numbers(let values) = values else { return nil }
    return rows.map { values[$0] }
  }
}
