/// Why bytes are no table, or a table cannot be written.
public struct ColumnarError: Error, Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable {
    /// The bytes break the format.
    case malformed
    /// The format allows it, this library does not.
    case unsupported
    /// More than the reader was told to accept.
    case limit
    /// The table does not fit its schema.
    case invalid
  }

  public var kind: Kind
  /// Byte at which it was found, counted from the start of the file; of a compressed page the start of the page.
  public var offset: Int?
  /// Name of the column, where one is concerned.
  public var column: String?
  public var found: String
  public var expected: String

  /// An error in words: what was found, and what was expected instead.
  public init(_ kind: Kind, offset: Int? = nil, column: String? = nil, found: String, expected: String) {
    self.kind = kind
    self.offset = offset
    self.column = column
    self.found = found
    self.expected = expected
  }

  /// The same error, said of a column unless it already names one.
  func of(column name: String) -> ColumnarError {
    var error = self
    error.column = column ?? name
    return error
  }
}

extension ColumnarError: CustomStringConvertible {
  public var description: String {
    let place = [offset.map { "byte \($0)" }, column.map { "column `\($0)`" }].compactMap { $0 }
    return (place.isEmpty ? "" : place.joined(separator: ", ") + ": ") + "\(found); expected \(expected)"
  }
}
