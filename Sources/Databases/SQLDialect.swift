package import Plant

/// Where the databases differ in the text of a query.
package enum SQLDialect: String, Hashable, Sendable, CaseIterable {
  case sqlite, postgresql, mariadb

  /// A table or column as it stands in a statement.
  ///
  /// SQLite gets backquotes: it reads an unknown column in double quotes as a text.
  package func quoted(_ name: SQLIdentifier) -> String {
    name.quoted(by: self == .postgresql ? "\"" : "`")
  }

  /// The parameter with this number, counted from 1. MySQL only has parameters in the order of the text.
  package func placeholder(_ number: Int) -> String {
    switch self {
    case .sqlite: "?\(number)"
    case .postgresql: "$\(number)"
    case .mariadb: "?"
    }
  }

  /// The dialect as people call it.
  package var name: String {
    switch self {
    case .sqlite: "SQLite"
    case .postgresql: "PostgreSQL"
    case .mariadb: "MariaDB"
    }
  }
}
