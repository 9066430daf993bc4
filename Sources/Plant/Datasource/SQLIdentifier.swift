/// The name of a table or column that is safe to stand in SQL text: letters, digits and underscores, at most 63.
///
/// There is no other way to make one, so a name from a file can never be more than a name.
public struct SQLIdentifier: Hashable, Sendable, CustomStringConvertible {
  /// The schema of a table, where one is written: `mes` of `mes.shots`.
  public let schema: String?
  public let name: String

  /// `nil` unless each part matches `[A-Za-z_][A-Za-z0-9_]*` and has at most 63 letters.
  public init?(_ text: String, allowsSchema: Bool = false) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 1 || (parts.count == 2 && allowsSchema), parts.allSatisfy(Self.isName) else { return nil }
    schema = parts.count == 2 ? parts[0] : nil
    name = parts[parts.count - 1]
  }

  /// As written in the file.
  public var description: String { schema.map { "\($0).\(name)" } ?? name }

  /// The parts with `quote` around each: `"mes"."shots"`, or with a backtick for MariaDB.
  public func quoted(by quote: Character) -> String {
    [schema, name].compactMap { part in part.map { "\(quote)\($0)\(quote)" } }.joined(separator: ".")
  }

  private static func isName(_ text: String) -> Bool {
    let bytes = text.utf8
    let isLetter = { (byte: UInt8) in (65...90).contains(byte) || (97...122).contains(byte) || byte == 95 }
    guard let first = bytes.first, isLetter(first), bytes.count <= 63 else { return false }
    return bytes.allSatisfy { isLetter($0) || (48...57).contains($0) }
  }
}
