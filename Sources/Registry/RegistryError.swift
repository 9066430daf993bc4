/// Why the registry does not do what it was asked for.
public struct RegistryError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: String, Hashable, Sendable {
    /// There is no such registry, task, version or alias.
    case absent
    /// A name that is none.
    case invalidName
    /// Files that are not what was written: truncated, exchanged, not of this model, or no model at all.
    case damaged
    /// A sound model of a kind that this program does not evaluate.
    case unsupported
    /// The file system refuses.
    case inaccessible
  }

  public let kind: Kind
  /// The file or the name.
  public let place: String
  public let found: String
  public let expected: String
  public let remedy: String

  public init(_ kind: Kind, place: String, found: String, expected: String, remedy: String = "") {
    (self.kind, self.place, self.found) = (kind, place, found)
    (self.expected, self.remedy) = (expected, remedy)
  }

  public var description: String {
    "\(place): found \(found); expected \(expected)" + (remedy.isEmpty ? "" : "; \(remedy)")
  }
}
