/// One cell of a log as its source delivers it: no unit converted, no gap filled.
public enum RawValue: Hashable, Sendable {
  /// Nothing: an empty cell, `NULL`, `null`.
  case null
  /// Text as written, without outer blanks; also numbers with a unit behind them.
  case text(String)
  /// A plain number; it may be undefined or infinite where the source's own type allows that.
  case number(Double)

  public var isNull: Bool { self == .null }

  /// The value as it fits into a message.
  public var summary: String {
    switch self {
    case .null: "nothing"
    case .text(let text): text.count <= 60 ? "`\(text)`" : "`\(text.prefix(57))…`"
    case .number(let number): "`\(number)`"
    }
  }

  /// The value as text: a whole number without decimals, as an identifier is written; `nil` for nothing.
  public var text: String? {
    switch self {
    case .null: nil
    case .text(let text): text.isEmpty ? nil : text
    case .number(let number):
      number == number.rounded() && number.magnitude < 9e15 ? String(Int64(number)) : "\(number)"
    }
  }
}

/// Where a source found something.
public enum RawOrigin: Hashable, Sendable {
  /// A place in a file below the folder of the source; line and column count from 1.
  case file(String, line: Int? = nil, column: Int? = nil)
  /// A row of a table, named by its key.
  case row(table: String, key: String)
  /// The source as a whole, by its name.
  case source(String)
}

extension RawOrigin: CustomStringConvertible {
  public var description: String {
    switch self {
    case .file(let name, .some(let line), .some(let column)): "\(name):\(line):\(column)"
    case .file(let name, .some(let line), .none): "\(name):\(line)"
    case .file(let name, _, _): name
    case .row(let table, let key): "\(table)[\(key)]"
    case .source(let name): name
    }
  }
}

/// One field of a shot: the source's own name, the value, the unit if the source states one.
public struct RawField: Hashable, Sendable {
  /// The source's own name: a column, or the path of a key. Of a table other than that of the shots:
  /// `quality.column`.
  public var name: String
  public var value: RawValue
  /// The unit as the source writes it, where it stands beside the value; usually the mapping knows it instead.
  public var unit: String?
  public var origin: RawOrigin

  /// A field as found.
  public init(_ name: String, _ value: RawValue, unit: String? = nil, origin: RawOrigin) {
    self.name = name
    self.value = value
    self.unit = unit
    self.origin = origin
  }
}
