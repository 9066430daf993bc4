import Databases
import Plant

/// The text of a query in the making. Only names of ``SQLIdentifier`` and words of this program enter the text;
/// everything else is a parameter.
struct SQLText {
  let dialect: SQLDialect
  private(set) var text = ""
  private(set) var parameters: [SQLCell] = []

  init(_ dialect: SQLDialect) {
    self.dialect = dialect
  }

  /// Adds words of SQL.
  mutating func add(_ words: StaticString) {
    text += "\(words)"
  }

  /// Adds a whole number.
  mutating func add(_ number: Int) {
    text += String(number)
  }

  /// Adds a table.
  mutating func add(table: SQLIdentifier) {
    text += dialect.quoted(table)
  }

  /// Adds a column of the table with this alias.
  mutating func add(_ alias: StaticString, _ column: SQLIdentifier) {
    text += "\(alias)." + dialect.quoted(column)
  }

  /// Adds columns with commas between.
  mutating func add(_ alias: StaticString, _ columns: [SQLIdentifier]) {
    for (index, column) in columns.enumerated() {
      if index > 0 { add(", ") }
      add(alias, column)
    }
  }

  /// Adds a parameter.
  mutating func add(value: SQLCell) {
    parameters.append(value)
    text += dialect.placeholder(parameters.count)
  }

  /// Adds ` IN (…)` with a parameter for each value; no value is in an empty list.
  mutating func add(oneOf values: [SQLCell]) {
    guard !values.isEmpty else { return add(" IN (NULL)") }
    add(" IN (")
    for (index, value) in values.enumerated() {
      if index > 0 { add(", ") }
      add(value: value)
    }
    add(")")
  }

  /// Adds a column as text without outer blanks, compared byte by byte.
  mutating func add(textOf alias: StaticString, _ column: SQLIdentifier) {
    switch dialect {
    case .sqlite, .postgresql:
      add("TRIM(CAST(")
      add(alias, column)
      add(" AS TEXT))")
    case .mariadb:
      add("TRIM(CAST(")
      add(alias, column)
      add(" AS CHAR CHARACTER SET utf8mb4)) COLLATE utf8mb4_bin")
    }
  }

  /// The query; `purpose` is for messages.
  func query(_ purpose: String) -> SQLQuery {
    SQLQuery(text, parameters, purpose: purpose)
  }
}
