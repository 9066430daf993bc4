import DatabaseOwner
import Foundation
import Historian
import Plant
import Testing

@Suite("A historian that outlives its process")
struct LastingTests {
  private func open(_ place: HistorianPlace, isWriter: Bool = true) async throws -> SQLHistorian {
    try await SQLHistorian.open(place, isWriter: isWriter, environment: [:], headSamples: 700)
  }

  @Test("holds after a restart what it held before, and knows it again", arguments: TestPlace.lasting)
  func survivesRestart(_ place: TestPlace) async throws {
    try await place.withPlace { place in
      _ = try await SQLHistorian.initialize(place, environment: [:])
      var dice = Dice(seed: 5)
      let model = MemoryHistorian()
      for _ in 0..<6 {
        let historian = try await open(place)
        for _ in 0..<4 {
          let some = try batch((0..<200).map { _ in anySample(&dice, days: 1) })
          #expect(try await historian.append(some) == model.append(some))
        }
        let reader = try await open(place, isWriter: false)
        for name in signalNames {
          let expected = try await model.everything(of: name)
          #expect(try await historian.everything(of: name) == expected)
          #expect(try await reader.everything(of: name) == expected)
        }
        await reader.close()
        await historian.close()
      }
      let reader = try await open(place, isWriter: false)
      let diagnosis = try await reader.diagnosis()
      let stored = await model.ledger().total.stored
      #expect(diagnosis.problems.isEmpty && diagnosis.samples == stored)
      let refusal = await #expect(throws: HistorianFailure.self) { try await reader.append(batch([])) }
      #expect(refusal?.kind == .request)
      await reader.close()
    }
  }

  @Test("has one writer at a time", arguments: TestPlace.lasting)
  func hasOneWriter(_ place: TestPlace) async throws {
    try await place.withHistorian { historian, place in
      let refusal = await #expect(throws: HistorianFailure.self) { try await open(place) }
      #expect(refusal?.kind == .busy)
      await historian.close()
      let next = try await open(place)
      _ = try await next.append(batch([sample(at: 1)]))
      await next.close()
    }
  }

  @Test("begins the log of SQLite anew while it is written to without a pause")
  func reusesLog() async throws {
    try await TestPlace.sqlite.withHistorian { historian, place in
      guard case .sqlite(let path) = place else { return }
      /// Changes when the log begins anew.
      func salt() throws -> Data {
        let log = try FileHandle(forReadingFrom: URL(filePath: path + "-wal"))
        return try log.read(upToCount: 24)?.suffix(8) ?? Data()
      }
      var dice = Dice(seed: 9)
      var samples: [Sample] = []
      var second = 0.0
      var first: Data?
      var commits = 0
      // 100 KiB at a time: 200 MiB are six times what the log is to grow to.
      while commits < 2_000, try first == nil || salt() == first {
        samples.removeAll(keepingCapacity: true)
        for _ in 0..<5_000 {
          second += 0.001
          samples.append(sample(at: second, .random(in: 0...1, using: &dice)))
        }
        _ = try await historian.append(batch(samples))
        commits += 1
        if first == nil { first = try salt() }
        try await Task.sleep(for: .milliseconds(2))
      }
      #expect(try salt() != first, "\(commits) commits")
    }
  }

  @Test("moves its tables forward and back, step by step", arguments: TestPlace.lasting)
  func migrates(_ place: TestPlace) async throws {
    try await place.withPlace { place in
      #expect(try await SQLHistorian.initialize(place, version: 1, environment: [:]).count == 1)
      let early = await #expect(throws: HistorianFailure.self) { try await open(place) }
      #expect(early?.kind == .schema)
      #expect(try await SQLHistorian.initialize(place, environment: [:]).count == 2)
      #expect(try await SQLHistorian.initialize(place, environment: [:]).isEmpty)
      let historian = try await open(place)
      _ = try await historian.append(batch([sample(at: 1)]))
      await historian.close()
      // Back to where there was no ledger: samples stay.
      #expect(try await SQLHistorian.initialize(place, version: 2, environment: [:]).count == 1)
      #expect(try await SQLHistorian.initialize(place, environment: [:]).count == 1)
      let again = try await open(place)
      #expect(try await again.everything(of: "press.p0") == [sample(at: 1)])
      #expect(try await again.ledger().accounts.isEmpty)
      await again.close()
      #expect(try await SQLHistorian.initialize(place, version: 0, environment: [:]).count == 3)
      #expect(try await SQLHistorian.version(place, environment: [:]) == 0)
      let beyond = await #expect(throws: HistorianFailure.self) {
        try await SQLHistorian.initialize(place, version: 99, environment: [:])
      }
      #expect(beyond?.kind == .request)
    }
  }

  @Test("moves to another place with all it holds", arguments: TestPlace.lasting, TestPlace.all)
  func moves(_ from: TestPlace, _ to: TestPlace) async throws {
    try await from.withHistorian(headSamples: 400) { source, _ in
      var dice = Dice(seed: 9)
      for _ in 0..<8 { _ = try await source.append(batch((0..<300).map { _ in anySample(&dice) })) }
      try await source.record([HistorianRecord(.shot, id: "1", time: moment(1), document: "{}")])
      _ = try await source.keep([1, 2, 3], kind: "model", created: moment(2))
      try await source.setRetention(#require(Retention(samples: 2, second: 9, minute: 9, hour: nil)))
      _ = try await source.retain(now: moment(3 * 86_400 - 1))
      try await to.withHistorian(headSamples: 500) { target, _ in
        let move = try await HistorianMove(from: source, to: target)
        #expect(move.differing.isEmpty && move.signals.count == 5 && move.records == 1 && move.artifacts == 1)
        #expect(move.samples > 1_000)
        for name in signalNames {
          #expect(try await target.everything(of: name) == source.everything(of: name))
          for level in RollUpLevel.allCases {
            let theirs = try await target.windows(of: name, level)
            let ours = try await source.windows(of: name, level)
            #expect(theirs.count == ours.count && zip(theirs, ours).allSatisfy { $0.isNearly($1) })
          }
        }
        #expect(try await target.ledger() == source.ledger())
        // What is gone stays gone.
        let late = try await target.append(batch([sample(at: 1)]))
        #expect(late.dropped == [.expired: 1])
        let again = await #expect(throws: HistorianFailure.self) {
          try await HistorianMove(from: source, to: target)
        }
        #expect(again?.kind == .request)
      }
    }
  }

  @Test("finds a flipped bit in a block, and does not answer from it")
  func findsDamage() async throws {
    try await TestPlace.sqlite.withHistorian { historian, place in
      _ = try await historian.append(batch((0..<500).map { sample(at: Double($0)) }))
      try await historian.flush()
      guard case .sqlite(let path) = place else { return }
      let flip = "UPDATE block SET payload = CAST(substr(payload, 1, 50) || x'5a' || substr(payload, 52) AS BLOB)"
      try DatabaseOwner.execute(flip, inFile: path)
      let refusal = await #expect(throws: HistorianFailure.self) { try await historian.everything(of: "press.p0") }
      #expect(refusal?.kind == .damaged)
      let reader = try await open(place, isWriter: false)
      let diagnosis = try await reader.diagnosis()
      #expect(diagnosis.problems.contains { $0.contains("checksum") })
      await reader.close()
    }
  }

  @Test("is copied to a file while it is in use, and rebuilds its roll-ups", arguments: TestPlace.lasting)
  func backsUp(_ kind: TestPlace) async throws {
    try await kind.withPlace { place in
      _ = try await SQLHistorian.initialize(place, environment: [:])
      let historian = try await open(place)
      var dice = Dice(seed: 21)
      _ = try await historian.append(batch((0..<3_000).map { _ in anySample(&dice) }))
      let before = try await historian.windows(of: "press.p0", .minute)
      #expect(try await historian.rebuildRollUps() > before.count)
      let after = try await historian.windows(of: "press.p0", .minute)
      #expect(after.count == before.count && zip(after, before).allSatisfy { $0.isNearly($1) })
      try await TestPlace.sqlite.withPlace { copy in
        guard case .sqlite(let path) = copy else { return }
        if kind.kind == .sqlite {
          try await historian.backUp(toFile: path)
          let restored = try await open(copy, isWriter: false)
          #expect(try await restored.everything(of: "press.p0") == historian.everything(of: "press.p0"))
          #expect(try await restored.diagnosis().problems.isEmpty)
          await restored.close()
        } else {
          let refusal = await #expect(throws: HistorianFailure.self) { try await historian.backUp(toFile: path) }
          #expect(refusal?.kind == .refused)
        }
      }
      await historian.close()
    }
  }

  @Test("answers the same while samples are moved into blocks", arguments: TestPlace.lasting)
  func isConsistentWhileSealing(_ place: TestPlace) async throws {
    try await place.withHistorian(headSamples: 50) { historian, _ in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          for number in 0..<120 {
            _ = try await historian.append(batch((0..<20).map { sample(at: Double(number * 20 + $0)) }))
          }
        }
        group.addTask {
          var last = 0
          while last < 2_400 {
            let samples = try await historian.everything(of: "press.p0", page: 5_000)
            // Every sample up to the last, each once.
            #expect(samples.map(\.time) == (0..<samples.count).map { moment(Double($0)) })
            #expect(samples.count >= last && samples.count % 20 == 0)
            last = samples.count
            let minutes = try await historian.windows(of: "press.p0", .minute)
            let counted = minutes.reduce(0) { $0 + $1.count }
            #expect(counted >= last && counted % 20 == 0)
          }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test(
    "An address says where a historian is, and never holds a password",
    arguments: [
      ("memory:", "memory"), ("plant.db", "SQLite plant.db"), ("sqlite:a/b.db", "SQLite a/b.db"),
      ("postgresql://me@db.example:5433/plant", "PostgreSQL plant on db.example:5433 as me"),
      ("postgresql://me@/plant?host=/run/pg", "PostgreSQL plant at /run/pg as me"),
    ])
  func readsAddresses(_ text: String, _ words: String) throws {
    #expect(try HistorianPlace(text).words == words)
  }

  @Test(
    "An address that cannot be is refused with a remedy",
    arguments: [
      "", "mysql://me@x/y", "postgresql://db/plant", "postgresql://me:secret@db/plant", "postgresql://me@db",
      "postgresql://me@db/plant?sslmode=never", "postgresql://me@db/plant?color=red",
    ])
  func refusesAddresses(_ text: String) {
    let refusal = #expect(throws: HistorianFailure.self) { try HistorianPlace(text) }
    #expect(refusal?.remedy.isEmpty == false && refusal?.description.contains("secret") == false)
  }
}
