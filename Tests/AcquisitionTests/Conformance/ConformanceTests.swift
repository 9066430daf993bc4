import Acquisition
import Foundation
import Plant
import Testing
import Twin

@Suite struct `Every source` {
  private static let limits = [1, 2, 3, 7, 100].map { PageLimit(shots: $0) }

  /// All shots of a query, read page by page through the text of each cursor.
  private func read(
    _ source: any ProcessLogSource, _ query: ShotQuery = ShotQuery(), limit: PageLimit = PageLimit()
  ) async throws -> [RawShot] {
    var shots: [RawShot] = []
    var cursor: ShotCursor?
    repeat {
      let page = try await source.page(query, after: cursor, limit: limit)
      #expect(page.shots.count <= limit.shots)
      #expect(!page.shots.isEmpty || page.next == nil, "a page without shots is the last")
      shots += page.shots
      cursor = try page.next.map { try #require(ShotCursor($0.description)) }
    } while cursor != nil
    return shots
  }

  @Test(arguments: SourceUnderTest.all) func `gives every shot once, in order`(_ kind: SourceUnderTest) async throws {
    let planted = PlantedShot.plant()
    try await kind.with(planted.reversed()) { open in
      let shots = try await read(try await open())
      #expect(shots.map(\.key) == planted.map(\.key).sorted())
      #expect(shots.allSatisfy { $0.faults.isEmpty })
    }
  }

  @Test(arguments: SourceUnderTest.all)
  func `gives the same however it is cut into pages, and when opened anew for each`(_ kind: SourceUnderTest)
    async throws
  {
    try await kind.with(PlantedShot.plant()) { open in
      let whole = try await read(try await open())
      for limit in Self.limits {
        let found1 = try await read(try await open(), limit: limit)
        #expect(found1 == whole)
        var shots: [RawShot] = []
        var cursor: String?
        repeat {
          let page = try await open().page(ShotQuery(), after: cursor.flatMap { ShotCursor($0) }, limit: limit)
          shots += page.shots
          cursor = page.next?.description
        } while cursor != nil
        #expect(shots == whole)
      }
    }
  }

  @Test(arguments: SourceUnderTest.all)
  func `filters by mold, system and verdict, all of them at once`(_ kind: SourceUnderTest) async throws {
    var planted = PlantedShot.plant()
    planted[3].mold = nil
    planted[4].system = nil
    planted[5].status = nil
    try await kind.with(planted) { [planted] open in
      let source = try await open()
      for molds: Set<String> in [[], ["car-seat"], ["car-seat", "panel"], ["nobody"]] {
        for systems: Set<String> in [[], ["system-r1"]] {
          for statuses: Set<QualityStatus> in [[], [.good], [.marginal, .scrap]] {
            let query = ShotQuery(molds: molds, systems: systems, statuses: statuses)
            let expected = planted.filter { shot in
              (molds.isEmpty || shot.mold.map(molds.contains) == true)
                && (systems.isEmpty || shot.system.map(systems.contains) == true)
                && (statuses.isEmpty || shot.status.map(statuses.contains) == true)
            }
            let found = try await read(source, query, limit: PageLimit(shots: 5))
            #expect(found.map(\.key) == expected.map(\.key).sorted(), "\(molds) \(systems) \(statuses)")
            let count = try await source.count(query)
            #expect(count == nil || count == expected.count)
          }
        }
      }
    }
  }

  @Test(arguments: SourceUnderTest.all)
  func `takes time ranges as half open`(_ kind: SourceUnderTest) async throws {
    let planted = PlantedShot.plant()
    try await kind.with(planted) { open in
      let source = try await open()
      let starts = planted.compactMap(\.start).sorted()
      for (from, to) in [
        (starts[2], starts[9]), (starts[5], starts[5]), (starts[6], starts[8]), (starts[0], starts[23]),
      ] {
        let found = try await read(source, ShotQuery(from: from, to: to), limit: PageLimit(shots: 2))
        let expected = planted.filter { ($0.start ?? .latest) >= from && ($0.start ?? .latest) < to }
        #expect(found.map(\.key) == expected.map(\.key).sorted())
      }
      let beyond = try #require(Instant(microseconds: starts[23].microseconds + 1))
      let found2 = try await read(source, ShotQuery(from: starts[23], to: beyond))
      #expect(found2.count == 1)
      let found3 = try await read(source, ShotQuery(from: beyond))
      #expect(found3.isEmpty)
      let found4 = try await read(source, ShotQuery(to: starts[0]))
      #expect(found4.isEmpty)
    }
  }

  @Test(arguments: SourceUnderTest.all.filter(\.holdsDuplicates))
  func `gives shots with one identifier and start as often as they are there`(_ kind: SourceUnderTest) async throws {
    var planted = PlantedShot.plant(6)
    planted += [planted[2], planted[2], planted[2], planted[4]]
    try await kind.with(planted) { [planted] open in
      for limit in Self.limits {
        let found5 = try await read(try await open(), limit: limit)
        #expect(found5.map(\.key) == planted.map(\.key).sorted())
      }
    }
  }

  @Test(arguments: SourceUnderTest.all.filter(\.holdsShotsWithoutStart))
  func `gives shots without a start last, whatever the range`(_ kind: SourceUnderTest) async throws {
    var planted = PlantedShot.plant(6)
    planted[1].start = nil
    planted[3].start = nil
    try await kind.with(planted) { [planted] open in
      let source = try await open()
      for limit in Self.limits {
        let found6 = try await read(source, limit: limit)
        #expect(found6.map(\.key) == planted.map(\.key).sorted())
        let late = try await read(source, ShotQuery(from: .latest), limit: limit)
        #expect(late.map(\.key) == [planted[1], planted[3]].map(\.key).sorted())
      }
    }
  }

  @Test(arguments: SourceUnderTest.all)
  func `finds shots by their identifiers`(_ kind: SourceUnderTest) async throws {
    let planted = PlantedShot.plant()
    try await kind.with(planted) { open in
      let source = try await open()
      let ids: Set = [planted[3].id, planted[17].id, "S-0"]
      let found = try await read(source, ShotQuery(ids: ids), limit: PageLimit(shots: 1))
      #expect(found.map(\.key) == [planted[3], planted[17]].map(\.key).sorted())
      let found7 = try await read(source, ShotQuery(ids: []))
      #expect(found7.isEmpty)
    }
  }

  @Test(arguments: SourceUnderTest.all) func `may be empty`(_ kind: SourceUnderTest) async throws {
    try await kind.with([]) { open in
      let found8 = try await open().page(ShotQuery(), after: nil, limit: PageLimit())
      #expect(found8 == ShotPage(shots: [], next: nil))
    }
  }

  @Test(arguments: SourceUnderTest.all)
  func `takes words for words, whatever stands in them`(_ kind: SourceUnderTest) async throws {
    let words = [
      "'; DROP TABLE shots; --", "\" OR \"\"=\"", "a' OR '1'='1", "%", "_", "\\", "ä ö 漢", "null", "{x: 1}",
      "*a &b", "S-1/2/3", "${HOME}", "a;b,c",
    ]
    let start = try #require(Instant("2026-03-01"))
    let planted = words.map { PlantedShot(id: $0, start: start, mold: $0, system: $0) }
    try await kind.with(planted) { open in
      let source = try await open()
      for limit in Self.limits {
        let found9 = try await read(source, limit: limit)
        #expect(found9.map(\.key) == planted.map(\.key).sorted())
      }
      for word in words {
        let found = try await read(source, ShotQuery(molds: [word], systems: [word]))
        #expect(found.map(\.key.id) == [word])
        let found10 = try await read(source, ShotQuery(ids: [word]))
        #expect(found10.map(\.key.id) == [word])
      }
    }
  }

  @Test(arguments: SourceUnderTest.all)
  func `ends a page when its series grow too long, but never gives an empty one`(_ kind: SourceUnderTest) async throws {
    let planted = PlantedShot.plant(6, points: 50)
    try await kind.with(planted) { open in
      let source = try await open()
      for (points, expected) in [(1, 1), (100, 1), (101, 2), (250, 3), (100_000, 6)] {
        let page = try await source.page(ShotQuery(), after: nil, limit: PageLimit(shots: 100, points: points))
        #expect(page.shots.count == expected, "\(points) points")
      }
      let found11 = try await read(source, limit: PageLimit(shots: 100, points: 120))
      #expect(found11.count == 6)
    }
  }

  @Test(arguments: SourceUnderTest.all)
  func `delivers what becomes the same record`(_ kind: SourceUnderTest) async throws {
    var planted = PlantedShot.plant(6, points: 20)
    planted[2].polyolTemperature = nil
    planted[3].series = []
    let now = try #require(Instant("2030-01-01"))
    try await kind.with(planted) { [planted] open in
      let source = try await open()
      let assembly = ShotAssembly([ShotAssembly.Source(try kind.description, clock: .utc)], now: now)
      for shot in try await read(source) {
        let truth = try #require(planted.first { $0.id == shot.key.id })
        let assessment = assembly.assemble([ShotAssembly.Part(source: 0, shot: shot)])
        let record = try #require(assessment.record, "\(assessment.findings)")
        #expect(record.start == truth.start && record.mold == truth.mold && record.system == truth.system)
        #expect(record.quality.status == truth.status)
        #expect(record.conditions[.polyolTemperature].value == truth.polyolTemperature.map { $0 + 273.15 })
        #expect(record.course(of: .coreTemperature)?.times ?? [] == truth.series.map(\.time))
        #expect(record.course(of: .coreTemperature)?.values ?? [] == truth.series.map { $0.temperature + 273.15 })
      }
    }
  }
}
