import DatabaseOwner
import Foundation
import Testing

/// The PostgreSQL that `Scripts/with-databases` started for the tests, with a database of one test in it.
struct PrivatePostgreSQL {
  private static let port = DatabaseOwner.port(of: "postgresql")

  /// Whether there is one; tests on it are left out where there is none.
  static var isThere: Bool { port != nil }
  static let absence: Comment = "run by Scripts/with-databases swift test, with PostgreSQL installed"

  /// The name of the database, with which those of its tables begin.
  let name: String

  /// Plants shots of two days, every half minute, the seventh without its start; every shot has 20 points.
  ///
  /// `NAME_course`, a view of the points, is what the datasource reads.
  init(_ name: String, shots: Int) throws {
    self.name = name
    try execute("DROP DATABASE IF EXISTS \(name) WITH (FORCE);\nCREATE DATABASE \(name);", in: "plant")
    try execute(
      """
      CREATE TABLE \(name)_shots (shot bigint PRIMARY KEY, started timestamptz, mold text, polyol float8);
      CREATE TABLE \(name)_points (shot bigint, t float8, core float8, PRIMARY KEY (shot, t));
      INSERT INTO \(name)_shots SELECT i, CASE i WHEN 7 THEN NULL ELSE timestamptz '2026-03-01T23:50:00Z'
        + i * interval '30 s' END, 'car-seat', 20 + i % 10 FROM generate_series(1, \(shots)) i;
      INSERT INTO \(name)_points SELECT i, p * 0.5, 25 + p
        FROM generate_series(1, \(shots)) i, generate_series(1, 20) p;
      CREATE VIEW \(name)_course AS SELECT shot, t, core FROM \(name)_points;
      GRANT SELECT ON \(name)_shots, \(name)_course TO reader;
      """)
  }

  /// The description of a datasource over these tables; another port is one where nobody answers.
  func datasource(port: Int? = nil) -> String {
    """
    schema: pur-mold-twin/datasource/1
    id: \(name)
    kind: postgresql
    connection: {host: localhost, port: \(port ?? Self.port ?? 1), database: \(name), user: reader,
      password: {file: \(DatabaseOwner.path("reader.password"))},
      tls: {authorities: \(DatabaseOwner.path("authority.pem"))}}
    shots:
      table: \(name)_shots
      columns: {id: shot, start: started, mold: mold, polyol_temperature: {column: polyol, unit: °C}}
    series:
      - table: \(name)_course
        key: shot
        time: {column: t, unit: s}
        columns: {core_temperature: {column: core, unit: °C}}

    """
  }

  /// Calls `body` with the owner's address of a new database, which is dropped afterwards.
  static func withDatabase<Result>(_ name: String, _ body: (String) async throws -> Result) async throws -> Result {
    let server = PrivatePostgreSQL(existing: name)
    try server.execute("CREATE DATABASE \(name);", in: "plant")
    defer { _ = try? server.execute("DROP DATABASE \(name) WITH (FORCE);", in: "plant") }
    return try await body(
      "postgresql://owner@localhost:\(port ?? 1)/\(name)?sslrootcert=\(DatabaseOwner.path("authority.pem"))"
        + "&password_file=\(DatabaseOwner.path("postgresql-owner.password"))")
  }

  private init(existing name: String) { self.name = name }

  /// Runs statements of the owner, by default in the database of the test.
  @discardableResult
  func execute(_ statements: String, in database: String? = nil) throws -> String {
    try DatabaseOwner.execute(statements, on: "postgresql", database: database ?? name)
  }
}
