/// Why a database did not give what was asked, in words: where, while doing what, what was found, what to do.
///
/// Never contains a password.
public struct SQLFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// Sort of failure, the same for every database.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// No server answers at that address, or it has no room for another connection.
    case unreachable
    /// The server knows neither the user nor this password, or does not let them in from here.
    case credentials
    /// The encrypted connection was refused or its certificate is not the one expected.
    case encryption
    /// The database or its file does not exist or is none.
    case database
    /// The user may not read that.
    case permission
    /// There is no such table.
    case table
    /// There is no such column.
    case column
    /// The statement would have written.
    case readOnly
    /// The statement took longer than allowed.
    case timeout
    /// The caller no longer wants the answer.
    case canceled
    /// The connection broke while it was in use.
    case lost
    /// Another process holds what must be had alone.
    case busy
    /// There is no room on the disk.
    case full
    /// A value of a type or a size that is not read.
    case unsupported
    /// The password is not where the data source says.
    case secret
    /// A setting of the data source that cannot be.
    case setting
    /// This program was built without the client of that database.
    case connector
    /// Anything else that the server refused.
    case statement
  }

  public let kind: Kind
  /// The database, its address and user.
  public let place: String
  public let action: String
  public let found: String
  public let remedy: String

  package init(_ kind: Kind, at place: String, doing action: String, found: String, remedy: String) {
    self.kind = kind
    self.place = place
    self.action = action
    self.found = found
    self.remedy = remedy
  }

  public var description: String { "\(place), \(action): \(found); \(remedy)" }
}

extension SQLFailure.Kind {
  /// Whether the same request may succeed later without anybody changing anything.
  public var isTransient: Bool {
    switch self {
    case .unreachable, .lost, .timeout: true
    default: false
    }
  }

  /// What a person can do about a failure of this sort.
  package var usualRemedy: String {
    switch self {
    case .unreachable: "check host and port, that the server runs, and that it has connections to spare"
    case .credentials: "check user and password, and that the server lets this user in from here"
    case .encryption: "check the tls settings: the authority's certificate and the host name it was made for"
    case .database: "check the name of the database"
    case .permission: "grant SELECT on it to this user; Documentation/Databases.md has the statements"
    case .table: "check the table in the data source; a schema other than the usual one stands before a dot"
    case .column: "check the columns in the data source; spelling and case must be those of the table"
    case .readOnly: "the transaction is read-only on purpose; a view that writes cannot be a source"
    case .timeout:
      "give the table an index on start time and shot, narrow the time range, or raise the timeout of the connection"
    case .canceled: "nothing to do"
    case .lost: "the same command goes on where it stopped once the server is back"
    case .busy: "wait for the other process, or stop it"
    case .full: "make room, or give the database another disk"
    case .unsupported: "give the source a view that converts or leaves out this column"
    case .secret: "set that variable or file to the password"
    case .setting: "correct the data source"
    case .connector: "install the client and build again"
    case .statement: "compare the data source with the table; Documentation/Databases.md shows examples"
    }
  }
}
