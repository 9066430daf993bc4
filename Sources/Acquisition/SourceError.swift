/// Why a source cannot deliver: where, what was found, what was expected, what to do.
public struct SourceError: Error, Hashable, Sendable {
  /// Whose fault it is.
  public enum Kind: Hashable, Sendable {
    /// The source is away or refuses: no such folder, no connection, wrong password. Trying again may help.
    case unavailable
    /// The source answers with something unusable: no such column, a page that is no page.
    case malformed
    /// The source cannot answer this query: a filter on something it does not record.
    case unsupported
  }

  public var kind: Kind
  /// The source, file or table concerned, without secrets.
  public var place: String
  public var found: String
  public var expected: String
  /// What to do; may be empty.
  public var remedy: String

  /// An error.
  public init(_ kind: Kind, place: String, found: String, expected: String, remedy: String = "") {
    self.kind = kind
    self.place = place
    self.found = found
    self.expected = expected
    self.remedy = remedy
  }
}

extension SourceError: CustomStringConvertible {
  public var description: String {
    "\(place): \(found); expected \(expected)" + (remedy.isEmpty ? "" : "; \(remedy)")
  }
}
