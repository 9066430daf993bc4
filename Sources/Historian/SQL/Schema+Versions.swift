import Databases

extension Schema {
  /// The version of the tables; `nil` when there is no historian.
  static func version(_ database: any HistorianDatabase) throws(SQLFailure) -> Int? {
    do {
      let answer = try database.query("SELECT value FROM setting WHERE name = $1", [.text("schema")])
      return answer.isEmpty ? nil : answer[0, 0].string.flatMap { Int($0) }
    } catch {
      if error.kind == .table { return nil }
      throw error
    }
  }

  /// Makes the tables of a version from those that are there, whichever is newer. Each step lasts or leaves no trace.
  /// - Returns: titles of the steps taken.
  static func move(_ database: any HistorianDatabase, to target: Int) throws(SQLFailure) -> [String] {
    var steps: [String] = []
    if try version(database) == nil {
      try database.transaction { () throws(SQLFailure) in
        try database.execute("CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
        _ = try database.query("INSERT INTO setting VALUES ($1, $2)", [.text("schema"), .text("0")])
      }
    }
    var version = try version(database) ?? 0
    while version != target {
      let next = version < target ? version + 1 : version - 1
      let migration = migrations[min(version, next)]
      try database.transaction { () throws(SQLFailure) in
        for statement in next > version ? forward(migration, database.words) : migration.back {
          try database.execute(statement)
        }
        _ = try database.query(
          "UPDATE setting SET value = $1 WHERE name = $2", [.text("\(next)"), .text("schema")])
      }
      steps.append((next > version ? "added " : "removed ") + migration.title)
      version = next
    }
    return steps
  }

  private static func forward(_ migration: Migration, _ words: SchemaWords) -> [String] {
    let tables = migration.tables.flatMap { table in
      [words.filled(table.statement)] + (words.afterTable[table.name] ?? [])
    }
    return tables + migration.statements
  }
}
