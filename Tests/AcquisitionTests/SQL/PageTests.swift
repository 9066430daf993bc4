import Acquisition
import Plant
import Testing

@Suite("Shots come from databases by page")
struct PageTests {
  static let expected = (0..<PlantTables.shots).map { i in
    ShotKey(start: Instant(microseconds: PlantTables.seconds(i) * 1_000_000), id: PlantTables.id(i))
  }.sorted()

  @Test("Pages of any size give all shots in order", arguments: TestDatabase.available, PlantTables.Start.allCases)
  func ordered(_ database: TestDatabase, _ start: PlantTables.Start) async throws {
    let tables = PlantTables(database: database, test: "order_\(start)", start: start, zone: "UTC")
    try tables.create()
    let source = try tables.source()
    let whole = try await PlantTables.all(source)
    #expect(whole.map(\.key) == Self.expected)
    for size in [1, 2, 7, 39, 40] {
      #expect(try await PlantTables.all(source, limit: PageLimit(shots: size)) == whole)
    }
    #expect(try await PlantTables.all(source, limit: PageLimit(points: 10)) == whole)
    #expect(try await source.count(ShotQuery()) == PlantTables.shots)
  }

  @Test("A shot has its fields, judgments and series as the database holds them", arguments: TestDatabase.available)
  func complete(_ database: TestDatabase) async throws {
    let tables = PlantTables(database: database, test: "complete", zone: "UTC")
    try tables.create()
    let shots = try await PlantTables.all(try tables.source(), ShotQuery(ids: [PlantTables.id(5)]))
    let shot = try #require(shots.first)
    #expect(shots.count == 1)
    let fields = Dictionary(uniqueKeysWithValues: shot.fields.map { ($0.name, $0.value) })
    #expect(fields["mold"] == .text("right"))
    #expect(fields["recipe"] == .text("M1"))
    #expect(fields["rh"] == .null)
    #expect(fields["quality.verdict"] == .text("NIO"))
    #expect(fields["quality.density"] == .number(50.5))
    // A decimal number keeps its digits where the database knows decimal numbers.
    #expect(fields["polyol"] == (database.kind == .sqlite ? .number(25.5) : .text("25.50")))
    let wide = try #require(shot.series.first { $0.columns.count == 2 })
    #expect((0..<wide.time.count).map { wide.time[$0] } == [0, 100, 200, 300].map { .number($0) })
    #expect((0..<4).map { wide.columns[0][$0] } == [25, 26, 27, 28].map { .number($0) })
    let long = try #require(shot.series.first { $0.columns.count == 1 })
    #expect(shot.series.count == 2)
    #expect(long.columns[0].name == "T_MOLD")
    #expect((0..<4).map { long.columns[0][$0] } == [40, 41, 42, 43].map { .number($0) })
  }

  @Test("Filters give what they say", arguments: TestDatabase.available, PlantTables.Start.allCases)
  func filtered(_ database: TestDatabase, _ start: PlantTables.Start) async throws {
    let tables = PlantTables(database: database, test: "filter_\(start)", start: start, zone: "UTC")
    try tables.create()
    let source = try tables.source()
    let time = { (i: Int) in Instant(microseconds: PlantTables.seconds(i) * 1_000_000) }
    let cases: [(ShotQuery, @Sendable (Int) -> Bool)] = [
      (ShotQuery(from: time(10)), { PlantTables.seconds($0) >= PlantTables.seconds(10) }),
      (ShotQuery(from: time(3), to: time(21)), { (3..<21).contains($0) }),
      (ShotQuery(molds: ["left-seat"]), { $0 % 2 == 0 }), (ShotQuery(molds: ["right"]), { $0 % 2 == 1 }),
      (ShotQuery(molds: ["LEFT-SEAT", "left"]), { _ in false }),
      (ShotQuery(systems: ["R1"]), { $0 % 3 == 0 }), (ShotQuery(statuses: [.scrap]), { $0 % 5 == 0 }),
      (ShotQuery(systems: ["M1"], statuses: [.good]), { $0 % 3 != 0 && $0 % 5 != 0 }),
      (ShotQuery(ids: []), { _ in false }),
      (ShotQuery(ids: ["S0", "S37", "nobody"]), { $0 == 0 || $0 == 1 }),
    ]
    for (query, matches) in cases {
      let wanted = Set((0..<PlantTables.shots).filter(matches).map(PlantTables.id))
      let found = try await PlantTables.all(source, query, limit: PageLimit(shots: 6))
      #expect(Set(found.map(\.key.id)) == wanted && found.count == wanted.count, "\(query)")
      #expect(try await source.count(query) == wanted.count, "\(query)")
    }
  }

  @Test("A filter on what is not recorded is refused", arguments: TestDatabase.available)
  func unsupported(_ database: TestDatabase) async throws {
    let tables = PlantTables(database: database, test: "unrecorded")
    try tables.create()
    let source = try tables.source { $0.shots.columns.removeAll { $0.target == .mold } }
    await #expect { try await source.page(ShotQuery(molds: ["left"]), after: nil, limit: PageLimit()) } throws: {
      ($0 as? SourceError)?.kind == .unsupported
    }
  }

  @Test("Duplicates, shots without start and without identifier all arrive", arguments: TestDatabase.available)
  func odd(_ database: TestDatabase) async throws {
    let tables = PlantTables(database: database, test: "odd", zone: "UTC")
    try tables.create()
    let again = "'\(tables.stamp(PlantTables.seconds(3)))'"
    try database.execute(
      """
      INSERT INTO odd_shots (shot, started, mold) VALUES ('S10', \(again), 'x'), ('S10', \(again), 'y');
      INSERT INTO odd_shots (shot, started, mold) VALUES ('never', NULL, 'x'), (NULL, NULL, 'z'), ('Never', NULL, 'x');
      """, in: "odd")
    let source = try tables.source()
    let whole = try await PlantTables.all(source)
    #expect(whole.count == PlantTables.shots + 5)
    #expect(whole.suffix(3).map(\.key.id) == ["", "Never", "never"])
    for size in [1, 2, 3] { #expect(try await PlantTables.all(source, limit: PageLimit(shots: size)) == whole) }
  }

  @Test("A wall clock is read in its zone, and an hour it skips is reported rather than lost")
  func zones() async throws {
    for database in TestDatabase.servers {
      let tables = PlantTables(database: database, test: "zones", start: .clock, zone: "Europe/Berlin")
      try tables.create()
      // On 2026-03-29 clocks went from 02:00 to 03:00, on 2026-10-25 from 03:00 back to 02:00.
      try database.execute(
        """
        DELETE FROM zones_shots;
        INSERT INTO zones_shots (shot, started) VALUES ('a', '2026-03-29 01:59:59.5'), ('b', '2026-03-29 02:30:00'),
          ('c', '2026-03-29 03:00:00'), ('d', '2026-10-25 02:30:00'), ('e', '2026-10-25 03:00:00');
        """, in: "zones")
      let source = try tables.source()
      for size in [1, 9] {
        let shots = try await PlantTables.all(source, limit: PageLimit(shots: size))
        #expect(
          shots.map { $0.key.start?.description } == [
            "2026-03-29T00:59:59.5Z", "2026-03-29T01:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T02:00:00Z", nil,
          ])
        #expect(shots.map(\.key.id) == ["a", "c", "d", "e", "b"])
      }
      let spring = ShotQuery(from: Instant("2026-03-29T01:00:00Z"), to: Instant("2026-10-25T00:30:00Z"))
      #expect(try await PlantTables.all(source, spring).map(\.key.id) == ["c", "b"])
      #expect(try await source.count(spring) == 2)
    }
  }
}
