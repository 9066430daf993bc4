import Acquisition
import DatabaseOwner
import Foundation
import Plant
import Twin

extension SourceUnderTest {
  /// A source for each database that is there.
  static let databases = TestDatabase.available.map { database in
    SourceUnderTest(name: database.kind.rawValue, descriptionText: description(database, "planted")) { shots, body in
      // Table names are part of what a description means, so each source has a database instead.
      let test = "planted_" + UUID().uuidString.filter { $0 != "-" }.lowercased().prefix(16)
      if database.kind != .sqlite { try database.execute("CREATE DATABASE \(test);", in: test) }
      defer { _ = try? drop(database, test) }
      try fill(database, test, shots)
      let description = try DatasourceDescription.read(description(database, test), file: "planted.yaml")
      try await body { try SQLShotSource(description, folder: "", clock: .utc, environment: [:]) }
    }
  }

  private static func drop(_ database: TestDatabase, _ test: String) throws {
    switch database.kind {
    case .sqlite: try FileManager.default.removeItem(atPath: TestDatabase.file(test))
    case .postgresql: try database.execute("DROP DATABASE \(test) WITH (FORCE);", in: test)
    case .mariadb: try database.execute("DROP DATABASE \(test);", in: test)
    }
  }

  private static func grant(_ database: TestDatabase, _ test: String) -> String {
    switch database.kind {
    case .sqlite: ""
    case .postgresql: "GRANT SELECT ON planted_shots, planted_series TO reader;"
    case .mariadb: "GRANT SELECT ON \(test).* TO 'reader'@'%';"
    }
  }

  private static func fill(_ database: TestDatabase, _ test: String, _ shots: [PlantedShot]) throws {
    let types = database.types
    var sql = """
      CREATE TABLE planted_shots (shot \(types.text), started \(types.instant), mold \(types.text),
        recipe \(types.text), verdict \(types.text), polyol double precision);
      CREATE TABLE planted_series (shot \(types.text), t double precision, core double precision);
      \(grant(database, test))

      """
    for shot in shots {
      let start: String? = shot.start.map { start in
        let text = start.description
        return "'\(database.kind == .mariadb ? String(text.dropLast()).replacing("T", with: " ") : text)'"
      }
      func text(_ word: String?) -> String { word.map { quoted($0, database) } ?? "NULL" }
      let polyol: String = shot.polyolTemperature.map { "\($0)" } ?? "NULL"
      let words = [text(shot.mold), text(shot.system), text(shot.status?.rawValue)]
      let cells: [String] = [text(shot.id), start ?? "NULL"] + words + [polyol]
      sql += "INSERT INTO planted_shots VALUES (\(cells.joined(separator: ", ")));\n"
      for point in shot.series {
        sql += "INSERT INTO planted_series VALUES (\(cells[0]), \(point.time), \(point.temperature));\n"
      }
    }
    try database.execute(sql, in: test, database: test)
  }

  /// A text in the quotes of SQL; MariaDB also reads backslashes.
  private static func quoted(_ text: String, _ database: TestDatabase) -> String {
    let plain = text.replacing("'", with: "''")
    return "'" + (database.kind == .mariadb ? plain.replacing("\\", with: "\\\\") : plain) + "'"
  }

  private static func description(_ database: TestDatabase, _ test: String) -> String {
    let connection =
      switch database.kind {
      case .sqlite: "{file: \(TestDatabase.file(test))}"
      case .postgresql, .mariadb:
        """
        {host: localhost, port: \(TestDatabase.port(database.kind) ?? 1), database: \(test), user: reader,
          password: {file: \(DatabaseOwner.path("reader.password"))},
          tls: {authorities: \(DatabaseOwner.path("authority.pem"))}}
        """
      }
    return """
      schema: pur-mold-twin/datasource/1
      id: planted
      kind: \(database.kind.rawValue.lowercased())
      time_zone: UTC
      connection: \(connection)
      shots:
        table: planted_shots
        columns:
          id: shot
          start: started
          mold: mold
          system: recipe
          status: verdict
          polyol_temperature: {column: polyol, unit: °C}
      series:
        - table: planted_series
          key: shot
          time: {column: t, unit: s}
          columns:
            core_temperature: {column: core, unit: °C}
      """
  }
}
