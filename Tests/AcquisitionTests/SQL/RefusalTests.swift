import Acquisition
import DatabaseOwner
import Foundation
import Plant
import Testing

@Suite("A database that does not deliver is explained in words, without the password", .serialized)
struct RefusalTests {
  private func failure(_ source: SQLShotSource, _ query: ShotQuery = ShotQuery()) async throws -> SourceError {
    do throws(SourceError) {
      _ = try await source.page(query, after: nil, limit: PageLimit())
    } catch {
      let password = try? String(contentsOfFile: DatabaseOwner.path("reader.password"), encoding: .utf8)
      if let password { #expect(!"\(error)".contains(password.filter { !$0.isNewline })) }
      return error
    }
    throw DatabaseOwner.Refusal(message: "the source delivered")
  }

  private func changing(_ change: @escaping (inout LogServer) -> Void) -> (inout DatasourceDescription) -> Void {
    { description in
      guard case .server(var server) = description.connection else { return }
      change(&server)
      description.connection = .server(server)
    }
  }

  @Test("Wrong password, user, database, port, secret", arguments: TestDatabase.servers)
  func connecting(_ database: TestDatabase) async throws {
    let tables = PlantTables(database: database, test: "connecting")
    let wrong = FileManager.default.temporaryDirectory.appending(path: "pur-wrong-\(database.kind)").path
    try "hunter2-wrong".write(toFile: wrong, atomically: true, encoding: .utf8)
    let cases: [(String, (inout LogServer) -> Void)] = [
      ("a user and a password", { $0.password = .file(wrong) }),
      ("a user and a password", { $0.user = "nobody' OR '1'='1" }),
      ("a server that answers", { $0.port = 1 }),
      ("a server that answers", { $0.host = "no-such-host.invalid" }),
      ("a password", { $0.password = .environment("PUR_NO_SUCH_VARIABLE") }),
      ("a password", { $0.password = .file("no/such/file") }),
      ("", { $0.database = "plant2; DROP TABLE shots" }),
      ("", { $0.database = "host=127.0.0.1 dbname=plant sslmode=disable" }),
    ]
    for (expected, change) in cases {
      let error = try await failure(try tables.source(changing(change)))
      #expect(error.kind == .unavailable, "\(error)")
      #expect(error.expected.hasPrefix(expected), "\(error)")
      #expect(!"\(error)".contains("hunter2") && !error.remedy.isEmpty)
    }
  }

  @Test("An encrypted connection holds out for the right certificate", arguments: TestDatabase.servers)
  func encryption(_ database: TestDatabase) async throws {
    let tables = PlantTables(database: database, test: "tls")
    try tables.create()
    for change: (inout LogServer) -> Void in [
      { $0.tls.authorities = DatabaseOwner.path("stranger.pem") }, { $0.host = "127.0.0.1" },
    ] {
      let error = try await failure(try tables.source(changing(change)))
      #expect(error.expected.contains("encrypted"), "\(error)")
    }
    for mode in [TLSOptions.Mode.verifyFull, .require, .disable] {
      let source = try tables.source(changing { $0.tls.mode = mode })
      #expect(try await source.count(ShotQuery()) == PlantTables.shots, "\(mode)")
    }
  }

  @Test("Wrong tables and columns, and no permission", arguments: TestDatabase.available)
  func tables(_ database: TestDatabase) async throws {
    let tables = PlantTables(database: database, test: "naming")
    try tables.create()
    try database.execute(
      "DROP TABLE IF EXISTS naming_secret; CREATE TABLE naming_secret AS SELECT * FROM naming_shots", in: "naming")
    let table = try await failure(try tables.source { $0.shots.table = SQLIdentifier("no_such_table") })
    #expect(database.kind == .mariadb || table.expected.hasPrefix("the table"), "\(table)")
    #expect("\(table)".contains("no_such_table"))
    let column = try await failure(try tables.source { $0.shots.columns[0].column = "no_such_column" })
    #expect(column.expected.hasPrefix("the columns") && "\(column)".contains("no_such_column"), "\(column)")
    let quality = try await failure(try tables.source { $0.quality?.columns[0].column = "no_such_verdict" })
    #expect(quality.expected.hasPrefix("the columns"), "\(quality)")
    guard database.kind != .sqlite else { return }
    let secret = try await failure(try tables.source { $0.shots.table = SQLIdentifier("naming_secret") })
    #expect(secret.expected == "the permission to read", "\(secret)")
  }

  @Test("No field of a data source carries statements into the database", arguments: TestDatabase.available)
  func injection(_ database: TestDatabase) async throws {
    let tables = PlantTables(database: database, test: "inject", zone: "UTC")
    try tables.create()
    let tag = try #require(SQLIdentifier("tag"))
    let value = try #require(SQLIdentifier("v"))
    let attacks = [
      "x; DROP TABLE inject_shots", "x\"; DROP TABLE inject_shots; --", "x`; DROP TABLE inject_shots; --",
      "x' OR 1=1 --", "shot, (SELECT 1)", "a.b.c", "", " ", "1x", "ä", "shot\u{0}", String(repeating: "x", count: 64),
    ]
    for attack in attacks {
      #expect(SQLIdentifier(attack) == nil && SQLIdentifier(attack + ".x", allowsSchema: true) == nil)
      for index in 0..<5 {
        #expect(throws: SourceError.self) {
          try tables.source { $0.shots.columns[index].column = attack }
        }
      }
      #expect(throws: SourceError.self) { try tables.source { $0.quality?.columns[0].column = attack } }
      #expect(throws: SourceError.self) { try tables.source { $0.series[0].time.column = attack } }
      // In words and filters it is a word that nobody wrote.
      let source = try tables.source {
        $0.shots.columns[2].words = [attack: "left"]
        $0.series[1].form = .long(
          signal: tag, value: value,
          tags: [SignalMapping(.moldTemperature, column: attack, unit: "°C")])
      }
      for query in [ShotQuery(molds: [attack]), ShotQuery(systems: [attack]), ShotQuery(ids: [attack])] {
        // PostgreSQL has no texts with a zero in them and says so.
        if attack.contains("\u{0}"), database.kind != .sqlite { continue }
        #expect(try await PlantTables.all(source, query).isEmpty, "\(attack)")
      }
    }
    #expect(try await tables.source().count(ShotQuery()) == PlantTables.shots)
  }

  @Test("A view that writes is stopped by the read-only transaction")
  func writing() async throws {
    for database in TestDatabase.servers where database.kind == .postgresql {
      try database.execute(
        """
        DROP VIEW IF EXISTS evil_shots; DROP TABLE IF EXISTS evil_log; CREATE TABLE evil_log (n int);
        CREATE OR REPLACE FUNCTION evil() RETURNS text LANGUAGE plpgsql SECURITY DEFINER AS
          $$ BEGIN INSERT INTO evil_log VALUES (1); RETURN 'x'; END $$;
        CREATE VIEW evil_shots AS
          SELECT evil() AS shot, now() AS started, 'x' AS mold, 'x' AS recipe, 1 AS polyol, 1 AS rh;
        GRANT SELECT ON evil_shots TO reader;
        """, in: "evil")
      let tables = PlantTables(database: database, test: "evil")
      let error = try await failure(try tables.source())
      #expect(error.expected.contains("without writing"), "\(error)")
      #expect(try database.execute("SELECT count(*) FROM evil_log", in: "evil").hasPrefix("0"))
    }
  }

  @Test("A server that goes away during an import is named, and the next page goes on", arguments: TestDatabase.servers)
  func away(_ database: TestDatabase) async throws {
    let tables = PlantTables(database: database, test: "away")
    try tables.create()
    let source = try tables.source()
    let whole = try await PlantTables.all(source)
    let first = try await source.page(ShotQuery(), after: nil, limit: PageLimit(shots: 10))
    // A view whose reading takes ten seconds gives time to end the connection.
    let pause = database.kind == .postgresql ? "pg_sleep(10)" : "sleep(10)"
    try database.execute(
      """
      DROP VIEW IF EXISTS away_slow;
      CREATE VIEW away_slow AS SELECT s.* FROM away_shots s WHERE \(pause) IS NOT NULL;
      \(database.grant("away_slow"))
      """, in: "away")
    let slow = try tables.source { $0.shots.table = SQLIdentifier("away_slow") }
    async let waiting = failure(slow)
    let deadline = ContinuousClock.now + .seconds(20)
    while !(try end(database)), ContinuousClock.now < deadline { await Task.yield() }
    let error = try await waiting
    #expect(error.kind == .unavailable && error.expected.contains("a connection that lasts"), "\(error)")
    var rest = first.shots
    var cursor = first.next
    while let place = cursor {
      let page = try await source.page(ShotQuery(), after: place, limit: PageLimit(shots: 10))
      rest += page.shots
      cursor = page.next
    }
    #expect(rest == whole)
  }

  /// Ends the connection that reads the slow view; false while there is none.
  private func end(_ database: TestDatabase) throws -> Bool {
    switch database.kind {
    case .sqlite: return true
    case .postgresql:
      let answer = try database.execute(
        """
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE usename = 'reader' AND datname = 'plant' AND wait_event = 'PgSleep';
        """, in: "away")
      return !answer.hasPrefix("0")
    case .mariadb:
      let answer = try database.execute(
        """
        SELECT max(id) FROM information_schema.processlist WHERE user = 'reader' AND info LIKE '%away_slow%';
        """, in: "away")
      guard let id = Int(answer.filter { !$0.isNewline }) else { return false }
      try database.execute("KILL CONNECTION \(id)", in: "away")
      return true
    }
  }

  @Test("A canceled import ends at once", arguments: TestDatabase.servers)
  func canceled(_ database: TestDatabase) async throws {
    let tables = PlantTables(database: database, test: "cancel")
    try tables.create()
    let pause = database.kind == .postgresql ? "pg_sleep(30)" : "sleep(30)"
    try database.execute(
      """
      DROP VIEW IF EXISTS cancel_slow;
      CREATE VIEW cancel_slow AS SELECT s.* FROM cancel_shots s WHERE \(pause) IS NOT NULL;
      \(database.grant("cancel_slow"))
      """, in: "cancel")
    let slow = try tables.source { $0.shots.table = SQLIdentifier("cancel_slow") }
    let clock = ContinuousClock()
    let took = try await clock.measure {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { _ = try await failure(slow) }
        group.addTask {
          let deadline = ContinuousClock.now + .seconds(20)
          while !database.isReading("cancel_slow"), ContinuousClock.now < deadline { await Task.yield() }
        }
        _ = try await group.next()
        group.cancelAll()
        try await group.waitForAll()
      }
    }
    #expect(took < .seconds(20))
  }

  @Test("What is no file of SQLite is said to be none")
  func noDatabase() async throws {
    let tables = PlantTables(database: TestDatabase(kind: .sqlite), test: "nofile")
    let missing = try await failure(try tables.source())
    #expect(missing.kind == .unavailable && missing.remedy.contains("exists"))
    try String(repeating: "no database ", count: 100)
      .write(toFile: TestDatabase.file("nofile"), atomically: true, encoding: .utf8)
    let torn = try await failure(try tables.source())
    #expect(torn.remedy.contains("no database of SQLite"), "\(torn)")
  }
}

extension TestDatabase {
  /// Whether a statement that names `table` runs.
  func isReading(_ table: String) -> Bool {
    let list =
      kind == .postgresql
      ? "SELECT count(*) FROM pg_stat_activity WHERE datname = 'plant' AND wait_event = 'PgSleep'"
      : "SELECT count(*) FROM information_schema.processlist WHERE user = 'reader' AND info LIKE '%\(table)%'"
    return (try? execute(list, in: table))?.hasPrefix("0") == false
  }
}
