import Acquisition
import DatabaseOwner
import Plant

/// Tables of a small plant, the same in every database: shots, judgments, series with a column per signal and series
/// with a row per value. Each test has tables of its own.
struct PlantTables: Sendable {
  /// How the table keeps the start of a shot.
  enum Start: String, Sendable, CaseIterable {
    case instant, clock, text
  }

  let database: TestDatabase
  let test: String
  var start: Start = .instant
  var zone: String?

  static let shots = 40

  /// Creates and fills the tables. Shot i starts 90 s after the one before; every seventh shares the start of its
  /// predecessor.
  func create() throws {
    let types = database.types
    let startType = start == .instant ? types.instant : start == .clock ? types.clock : types.text
    let (a, b, c, d) = (name("shots"), name("quality"), name("wide"), name("long"))
    let key = database.kind == .mariadb ? "varchar(60) character set utf8mb4" : types.text
    var sql = """
      DROP TABLE IF EXISTS \(a); DROP TABLE IF EXISTS \(b); DROP TABLE IF EXISTS \(c); DROP TABLE IF EXISTS \(d);
      CREATE TABLE \(a) (shot \(key), started \(startType), mold \(types.text), recipe \(types.text),
        polyol decimal(8,2), rh double precision);
      CREATE TABLE \(b) (shot \(key), verdict \(types.text), density double precision);
      CREATE TABLE \(c) (shot \(key), ms double precision, core double precision, pressure decimal(10,3));
      CREATE TABLE \(d) (shot \(key), t double precision, tag \(types.text), v double precision);

      """
    for i in 0..<Self.shots {
      let id = Self.id(i)
      sql += "INSERT INTO \(a) VALUES ('\(id)', '\(stamp(Self.seconds(i)))', '\(i % 2 == 0 ? "left" : " right ")', "
      sql += "'\(i % 3 == 0 ? "R1" : "M1")', \(24 + i % 4).50, \(i == 5 ? "NULL" : "0.\(40 + i)"));\n"
      sql += "INSERT INTO \(b) VALUES ('\(id)', '\(i % 5 == 0 ? "NIO" : "IO")', \(45.5 + Double(i)));\n"
      for point in 0..<3 + i % 4 {
        sql += "INSERT INTO \(c) VALUES ('\(id)', \(point * 100), \(25.0 + Double(point)), 1.0\(point));\n"
        sql += "INSERT INTO \(d) VALUES ('\(id)', \(point), 'T_MOLD', \(40.0 + Double(point)));\n"
        sql += "INSERT INTO \(d) VALUES ('\(id)', \(point), 'UNUSED', 1);\n"
      }
    }
    sql += "CREATE INDEX \(a)_start ON \(a) (started);\n"
    for table in [a, b, c, d] { sql += database.grant(table) + "\n" }
    try database.execute(sql, in: test)
  }

  func name(_ table: String) -> String { "\(test)_\(table)" }

  /// Identifiers whose order by bytes is not the order of their numbers.
  static func id(_ i: Int) -> String { "S\(i * 37 % 101)" }

  /// Start of a shot [s since 1970]: from 2026-03-01T06:00:00Z on.
  static func seconds(_ i: Int) -> Int64 { 1_772_344_800 + 90 * Int64(i % 7 == 6 ? i - 1 : i) }

  /// The start as the table wants it.
  func stamp(_ seconds: Int64) -> String {
    let text = Instant(microseconds: seconds * 1_000_000)?.description ?? ""
    switch (start, database.kind) {
    case (.instant, .postgresql), (.text, _), (.instant, .sqlite): return text
    default: return String(text.dropLast()).replacing("T", with: " ")
    }
  }

  var description: DatasourceDescription {
    get throws {
      DatasourceDescription(
        id: test, name: "test", connection: database.connection(test), timeZone: zone,
        shots: ShotTable(
          table: SQLIdentifier(name("shots")),
          columns: [
            ColumnMapping(.id, column: "shot"), ColumnMapping(.start, column: "started"),
            ColumnMapping(.mold, column: "mold", words: ["left": "left-seat"]),
            ColumnMapping(.system, column: "recipe"),
            ColumnMapping(.condition(.polyolTemperature), column: "polyol", unit: "°C"),
            ColumnMapping(.condition(.relativeHumidity), column: "rh"),
          ]),
        quality: try QualityTable(
          table: named("quality"), key: named(column: "shot"),
          columns: [
            ColumnMapping(.status, column: "verdict", words: ["IO": "good", "NIO": "scrap"]),
            ColumnMapping(.figure(.moldedDensity), column: "density", unit: "kg/m3"),
          ]),
        series: [
          SeriesTable(
            table: try named("wide"), key: try named(column: "shot"),
            time: TimeMapping(column: "ms", form: .sinceStart(unit: "ms")),
            form: .wide([
              SignalMapping(.coreTemperature, column: "core", unit: "°C"),
              SignalMapping(.pressure, column: "pressure", unit: "bar"),
            ])),
          SeriesTable(
            table: try named("long"), key: try named(column: "shot"),
            time: TimeMapping(column: "t", form: .sinceStart(unit: "s")),
            form: .long(
              signal: try named(column: "tag"), value: try named(column: "v"),
              tags: [SignalMapping(.moldTemperature, column: "T_MOLD", unit: "°C")])),
        ])
    }
  }

  /// The source over these tables.
  func source(_ change: (inout DatasourceDescription) -> Void = { _ in }) throws -> SQLShotSource {
    var description = try description
    change(&description)
    return try SQLShotSource(
      description, folder: "", clock: zone.flatMap { LocalClock(zone: $0) }, environment: [:])
  }

  private func named(_ table: String) throws -> SQLIdentifier { try named(column: name(table)) }

  private func named(column: String) throws -> SQLIdentifier {
    guard let identifier = SQLIdentifier(column) else { throw DatabaseOwner.Refusal(message: column) }
    return identifier
  }

  /// All shots that a query gives, page by page.
  static func all(
    _ source: SQLShotSource, _ query: ShotQuery = ShotQuery(), limit: PageLimit = PageLimit()
  ) async throws -> [RawShot] {
    var shots: [RawShot] = []
    var cursor: ShotCursor?
    repeat {
      let page = try await source.page(query, after: cursor, limit: limit)
      shots += page.shots
      // Survives as text, as it does between two runs of the program.
      cursor = page.next.flatMap { ShotCursor($0.description) }
    } while cursor != nil
    return shots
  }
}
