import Acquisition
import Foundation
import Plant
import Synchronization
import Testing
import Twin

@Suite struct `Samples polled from a table` {
  private static let plant = """
    schema: pur-mold-twin/plant/1
    id: hall
    machines:
      - id: line
        signals:
          - {id: pressure, quantity: pressure, unit: bar}
          - {id: count}
    """

  /// What a source delivered.
  private final class Tape: Sendable {
    private let kept = Mutex<[Sample]>([])
    var samples: [Sample] { kept.withLock { $0 } }

    func note(_ samples: [Sample]) { kept.withLock { $0 += samples } }

    func wait(_ condition: ([Sample]) -> Bool) async throws -> Bool {
      for _ in 0..<3_000 {
        if condition(samples) { return true }
        try await Task.sleep(for: .milliseconds(10))
      }
      return false
    }
  }

  private func source(
    _ database: TestDatabase, _ test: String, order: String? = nil, overlap: Double = 60, rows: Int = 50_000
  ) throws -> SQLSampleSource {
    func name(_ text: String) throws -> SQLIdentifier { try #require(SQLIdentifier(text)) }
    let plant = try PlantDescription.read(Self.plant, file: "hall.yaml")
    let table = SampleTableDescription(
      id: "mes", connection: database.connection(test), table: try name(test),
      columns: SampleTableDescription.Columns(
        signal: try name("tag"), time: try name("at"), value: try name("v"), quality: try name("q"),
        order: try order.map(name)), period: 0.05, overlap: overlap, rowMaximum: rows, backOff: 0.05...0.1,
      tags: ["P1": try #require(SignalID(rawValue: "line.pressure"))])
    return try SQLSampleSource(plant, table: table, folder: "", environment: [:]) {
      Instant("2026-03-01T12:00:00Z") ?? .earliest
    }
  }

  private func withTable(_ database: TestDatabase, _ test: String, _ body: () async throws -> Void) async throws {
    let types = database.types
    try database.execute(
      """
      DROP TABLE IF EXISTS \(test);
      CREATE TABLE \(test) (n bigint, tag \(types.text), at \(types.instant), v double precision, q int);
      \(database.grant(test))
      """, in: test)
    defer {
      _ = try? database.execute("DROP TABLE IF EXISTS \(test);", in: test)
      if database.kind == .sqlite { try? FileManager.default.removeItem(atPath: TestDatabase.file(test)) }
    }
    try await body()
  }

  /// A row; `second` counts from midnight of UTC.
  private func row(
    _ database: TestDatabase, _ test: String, _ number: Int, _ tag: String, _ second: Int, _ value: String,
    _ quality: Int = 0
  ) -> String {
    let text = { (part: Int) in (part < 10 ? "0" : "") + "\(part)" }
    let time = "2026-03-01 \(text(second / 3_600)):\(text(second / 60 % 60)):\(text(second % 60))"
    let zone = database.kind == .mariadb ? "" : "+00:00"
    let clock = database.kind == .mariadb ? "SET time_zone = '+00:00'; " : ""
    return clock + "INSERT INTO \(test) VALUES (\(number), '\(tag)', '\(time)\(zone)', \(value), \(quality));"
  }

  @Test(arguments: TestDatabase.available)
  func `come once each, late ones too, and nothing is missed`(_ database: TestDatabase) async throws {
    let test = "polled_rows"
    try await withTable(database, test) {
      let source = try source(database, test, order: "n", overlap: 10)
      #expect(try await source.poll().isEmpty)
      try database.execute(
        row(database, test, 1, "P1", 10, "2.5") + row(database, test, 2, "line.count", 10, "7")
          + row(database, test, 3, "P1", 11, "NULL")
          + row(database, test, 4, "stranger", 11, "1") + row(database, test, 6, "P1", 12, "3", 1), in: test)
      let first = try await source.poll()
      #expect(first.map(\.value) == [.number(2.5e5), .whole(7), nil, .number(3e5)])
      #expect(first[2].quality == .bad(.unusable) && first[3].quality == .uncertain(.doubted))
      #expect(first[0].time == Instant("2026-03-01T00:00:10Z"))
      #expect(first[0].received == Instant("2026-03-01T12:00:00Z"))
      #expect(try await source.poll().isEmpty)
      // A row of a transaction that ended late, a sample of long ago, and a number between two that are known.
      try database.execute(
        row(database, test, 5, "line.count", 5, "6") + row(database, test, 7, "P1", 1, "1")
          + row(database, test, 8, "line.count", 13, "8.5"),
        in: test)
      let second = try await source.poll()
      #expect(second.map(\.value) == [.whole(6), .number(1e5)])
      let counts = await source.counts
      #expect(counts.unknown == 1 && counts.malformed == 1 && counts.readings == 4 && counts.failures == 0)
      #expect(await source.unknownNames == ["stranger"])
      await source.close()
    }
  }

  @Test(arguments: TestDatabase.available.filter { $0.kind != .sqlite })
  func `come in the order of their time with an overlap, in bounded readings`(_ database: TestDatabase) async throws {
    let test = "polled_times"
    try await withTable(database, test) {
      let source = try source(database, test, overlap: 30, rows: 100)
      try database.execute((0..<250).map { row(database, test, $0, "line.count", $0, "\($0)") }.joined(), in: test)
      var values: [SampleValue?] = []
      var readings = 0
      while values.count < 250, readings < 10 {
        values += try await source.poll().map(\.value)
        readings += 1
      }
      #expect(values == (0..<250).map { .whole($0) } && readings <= 4)
      try database.execute(
        row(database, test, 300, "line.count", 230, "-1") + row(database, test, 301, "line.count", 100, "-2"), in: test)
      // Twenty seconds late is within the overlap, and so another row of that time; 150 s are not.
      #expect(try await source.poll().map(\.value) == [.whole(-1)])
      await source.close()
    }
  }

  @Test(arguments: TestDatabase.available)
  func `are missing by name while their table is away, and come again`(_ database: TestDatabase) async throws {
    let test = "polled_away"
    try await withTable(database, test) {
      let source = try source(database, test, order: "n")
      try database.execute(row(database, test, 1, "P1", 10, "1"), in: test)
      let tape = Tape()
      let task = Task { try await source.run { tape.note($0) } }
      #expect(try await tape.wait { $0.map(\.value) == [.number(1e5)] })
      try database.execute("ALTER TABLE \(test) RENAME TO \(test)_hidden;", in: test)
      #expect(try await tape.wait { $0.last?.quality == .bad(.notConnected) })
      #expect(await source.failure?.place.isEmpty == false)
      try database.execute(
        "ALTER TABLE \(test)_hidden RENAME TO \(test);" + row(database, test, 2, "P1", 11, "2"), in: test)
      #expect(try await tape.wait { $0.last?.value == .number(2e5) })
      task.cancel()
      _ = await task.result
      #expect(tape.samples.count { $0.value != nil } == 2)
    }
  }

  @Test func `are described in the plant file`() throws {
    let text =
      Self.plant + """

        tables:
          - id: mes
            kind: sqlite
            connection: {file: mes.db}
            table: readings
            columns: {signal: tag, time: at, value: v, order: n}
            period: 2 s
            overlap: 500
            tags: {P1: line.pressure}
        """
    let table = try #require(try PlantDescription.read(text, file: "hall.yaml").tables.first)
    #expect(table.period == 2 && table.overlap == 500 && table.columns.order.name == "n")
    #expect(table.tags["P1"]?.rawValue == "line.pressure")
    for (wrong, words) in [
      ("P1: line.presure", "did you mean `line.pressure`"), ("value: v", "the column of the value"),
      ("kind: sqlite", "one of sqlite"), ("table: readings", "letters, digits"),
    ] {
      let right = wrong == "P1: line.presure" ? "P1: line.pressure" : wrong
      let broken =
        ["value: v": "level: v", "kind: sqlite": "kind: oracle", "table: readings": "table: a b"][wrong] ?? wrong
      let errors = #expect(throws: FileErrors.self) {
        try PlantDescription.read(text.replacing(right, with: broken), file: "hall.yaml")
      }
      #expect(errors.map { "\($0)".contains(words) } == true, "\(errors?.description ?? "")")
    }
  }
}
