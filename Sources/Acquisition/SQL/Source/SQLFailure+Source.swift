import Databases

extension SourceError {
  /// The failure of a database in the words of sources.
  init(_ failure: SQLFailure) {
    self.init(
      failure.kind.sourceKind, place: failure.place, found: "\(failure.action): \(failure.found)",
      expected: failure.kind.expectation, remedy: failure.remedy)
  }
}

extension SQLFailure.Kind {
  fileprivate var sourceKind: SourceError.Kind {
    switch self {
    case .unreachable, .credentials, .encryption, .database, .permission, .timeout, .canceled, .lost, .secret,
      .connector, .full, .busy:
      .unavailable
    case .table, .column, .readOnly, .unsupported, .setting, .statement: .malformed
    }
  }

  fileprivate var expectation: String {
    switch self {
    case .unreachable: "a server that answers"
    case .credentials: "a user and a password that the server knows"
    case .encryption: "an encrypted connection to the server that was meant"
    case .database: "a database"
    case .permission: "the permission to read"
    case .timeout: "an answer in time"
    case .canceled: "time to finish"
    case .lost: "a connection that lasts"
    case .secret: "a password"
    case .busy: "a database that nobody else holds"
    case .full: "room on the disk"
    case .connector: "the client of that database"
    case .table: "the table of the data source"
    case .column: "the columns of the data source"
    case .readOnly: "tables that can be read without writing"
    case .unsupported: "values of a kind that is read"
    case .setting: "settings that can be"
    case .statement: "a table that fits the data source"
    }
  }
}
