package import Databases

/// Why a historian did not do what was asked: where, while doing what, what was found, what to do.
///
/// Never contains a password.
public struct HistorianFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// Sort of failure.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The database does not answer, or the connection broke: the same request may succeed later.
    case away
    /// Another process writes to this historian.
    case busy
    /// There is no historian at that place.
    case missing
    /// The historian was made by another version of the program.
    case schema
    /// Stored bytes are not what was written.
    case damaged
    /// There is no room on the disk.
    case full
    /// The historian refuses: no permission, a setting that cannot be.
    case refused
    /// The request itself cannot be.
    case request
    /// The caller no longer wants the answer.
    case canceled
  }

  public let kind: Kind
  /// The file, or database, address and user.
  public let place: String
  public let action: String
  public let found: String
  public let remedy: String

  /// A failure in words.
  public init(_ kind: Kind, at place: String, doing action: String, found: String, remedy: String) {
    self.kind = kind
    self.place = place
    self.action = action
    self.found = found
    self.remedy = remedy
  }

  /// The failure of a database as one of the historian in it.
  package init(_ failure: SQLFailure) {
    let kind: Kind =
      switch failure.kind {
      case .unreachable, .lost, .timeout: .away
      case .canceled: .canceled
      case .database: .missing
      case .table, .column: .schema
      case .unsupported: .damaged
      case .full: .full
      case .busy: .busy
      default: .refused
      }
    self.init(kind, at: failure.place, doing: failure.action, found: failure.found, remedy: failure.remedy)
  }

  /// Whether the same request may succeed later without anybody changing the request.
  public var isTransient: Bool { kind == .away || kind == .full || kind == .busy }

  public var description: String { "\(place), \(action): \(found); \(remedy)" }
}
