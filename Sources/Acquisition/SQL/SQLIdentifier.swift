/// The name of a table or a column, safe to stand in the text of a statement.
///
/// Letters of ASCII, digits and `_`, not starting with a digit, at most 63 of them: what every supported database takes
/// without escapes. A table may carry its schema, `plant.shots`. Everything else in a statement that comes from a file
/// or a person is a parameter.
package struct SQLIdentifier: Hashable, Sendable, CustomStringConvertible {
  /// Schema of a table, or `nil` for the one the connection starts in.
  package let schema: String?
  package let name: String

  /// A table, with or without schema.
  /// - Throws: ``SQLFailure`` of kind `.identifier` when `text` is not such a name.
  package init(table text: String) throws(SQLFailure) {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    schema = parts.count == 2 ? try Self.checked(parts[0], in: text) : nil
    name = try Self.checked(parts[parts.count - 1], in: text)
  }

  /// A column.
  /// - Throws: ``SQLFailure`` of kind `.identifier` when `text` is not such a name.
  package init(column text: String) throws(SQLFailure) {
    schema = nil
    name = try Self.checked(text, in: text)
  }

  package var description: String { schema.map { "\($0).\(name)" } ?? name }

  /// Length that PostgreSQL keeps; it cuts longer names without a word.
  static let lengthMaximum = 63

  private static func checked(_ part: String, in text: String) throws(SQLFailure) -> String {
    let bytes = Array(part.utf8)
    let isName =
      (1...lengthMaximum).contains(bytes.count) && bytes.allSatisfy(isPart)
      && !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[0])
    guard isName else {
      throw SQLFailure(
        .identifier, at: "data source", doing: "reading the names of tables and columns",
        found: "\"\(text.prefix(80).filter { !$0.isNewline })\"",
        remedy: "a name has letters a to z, digits and _, does not start with a digit and has at most 63 characters; "
          + "a table may have a schema before a dot; make a view with such names for tables that have others")
    }
    return part
  }

  private static func isPart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
