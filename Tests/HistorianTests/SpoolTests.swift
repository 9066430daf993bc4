import Foundation
import Historian
import Plant
import Testing

@Suite("The spool")
struct SpoolTests {
  private func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "spool-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(folder)
  }

  private func some(_ number: Int, count: Int = 20) throws -> SampleBatch {
    try batch((0..<count).map { sample($0 % 5, at: Double(number * 1_000 + $0)) }, source: "s\(number % 2)")
  }

  private func drainAll(_ spool: DiskSpool) throws -> (batches: [SampleBatch], lost: Int) {
    var (batches, lost): ([SampleBatch], Int) = ([], 0)
    while let first = try spool.first() {
      lost += first.lost
      if let record = first.record { batches.append(record.batch) }
      try spool.remove(first.record)
    }
    return (batches, lost)
  }

  @Test("CRC32C is that of RFC 3720")
  func checksum() {
    #expect(CRC32C.checksum(Array(repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.checksum(Array(repeating: 0xff, count: 32)) == 0x62A8_AB43)
    #expect(CRC32C.checksum(Array(0..<32)) == 0x46DD_794E)
    #expect(CRC32C.checksum(Array("123456789".utf8)) == 0xE306_9283)
  }

  @Test("A batch comes back as it was, with every kind of sample")
  func recordsAreWhole() throws {
    var dice = Dice(seed: 3)
    for count in [0, 1, 500] {
      var all = try batch((0..<count).map { _ in anySample(&dice) })
      all.quarantined = 3
      all.dropped = [.expired: 2]
      let record = SpoolRecord(number: 7, before: 99, batch: all)
      let bytes = record.bytes
      let scan = bytes.withUnsafeBytes { SpoolRecord.scan($0, from: 0) }
      guard case .record(let found, let end) = scan else {
        Issue.record("no record: \(scan)")
        return
      }
      #expect(end == bytes.count && found.number == 7 && found.before == 99)
      #expect(
        found.batch.samples.map { found.batch.signals[Int($0.signal.rawValue)] }
          == all.samples.map { all.signals[Int($0.signal.rawValue)] })
      #expect(found.batch.samples.map { StoredSample($0) } == all.samples.map { StoredSample($0) })
      #expect(found.batch.quarantined == 3 && found.batch.dropped == [.expired: 2])
    }
  }

  @Test("Batches leave in the order they came, over segments and restarts, and never twice")
  func keepsOrder() async throws {
    try await withFolder { folder in
      var expected: [SampleBatch] = []
      for run in 0..<3 {
        let spool = try DiskSpool(folder, limits: DiskSpool.Limits(segmentBytes: 2_000))
        for number in 0..<10 {
          let batch = try some(run * 10 + number)
          try spool.append(batch, number: spool.number())
          expected.append(batch)
        }
        for _ in 0..<4 {
          let first = try #require(try spool.first())
          #expect(first.lost == 0 && first.record?.batch.samples == expected.first?.samples)
          expected.removeFirst()
          try spool.remove(first.record)
        }
        #expect(try spool.contents().values.reduce(0, +) == expected.count * 20)
        #expect(spool.waiting == expected.count * 20)
      }
      let spool = try DiskSpool(folder)
      let rest = try drainAll(spool)
      #expect(rest.lost == 0 && rest.batches.map(\.samples) == expected.map(\.samples))
      #expect(spool.isEmpty && spool.bytes == 0)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".spool") }
      #expect(names.isEmpty)
    }
  }

  @Test("A torn tail is cut off and everything before it is kept", arguments: [1, 5, 31, 33, 60, 200])
  func survivesTornTail(_ kept: Int) async throws {
    try await withFolder { folder in
      do {
        let spool = try DiskSpool(folder)
        for number in 0..<3 { try spool.append(some(number), number: spool.number()) }
      }
      // A record that was being written: its first bytes, never acknowledged.
      let name = try #require(
        try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(".spool") })
      let file = try #require(FileHandle(forWritingAtPath: folder + "/" + name))
      try file.seekToEnd()
      try file.write(contentsOf: Data(SpoolRecord(number: 4, before: 60, batch: some(4)).bytes.prefix(kept)))
      try file.close()
      let spool = try DiskSpool(folder)
      try spool.append(some(5), number: spool.number())
      let rest = try drainAll(spool)
      #expect(rest.lost == 0 && rest.batches.count == 4 && spool.isEmpty)
    }
  }

  @Test("Damage costs the damaged batches only, and says how many samples they held", arguments: 0..<12)
  func countsDamage(_ seed: UInt64) async throws {
    try await withFolder { folder in
      var dice = Dice(seed: seed)
      do {
        let spool = try DiskSpool(folder, limits: DiskSpool.Limits(segmentBytes: 1_500))
        for number in 0..<12 { try spool.append(some(number, count: number + 1), number: spool.number()) }
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".spool") }.sorted()
      let name = try #require(names.randomElement(using: &dice))
      var bytes = try Data(contentsOf: URL(filePath: folder + "/" + name))
      // The last segment also loses its tail, which had been acknowledged.
      if name == names.last { bytes.removeLast(min(bytes.count, 40)) }
      for _ in 0..<3 where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &dice)
        bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
      }
      try bytes.write(to: URL(filePath: folder + "/" + name))
      let spool = try DiskSpool(folder)
      let rest = try drainAll(spool)
      let came = rest.batches.reduce(0) { $0 + $1.received }
      #expect(rest.lost > 0 && came + rest.lost == (1...12).reduce(0, +) && spool.isEmpty)
    }
  }

  @Test("It is bounded, says how full it is, and takes nothing that does not fit")
  func isBounded() async throws {
    try await withFolder { folder in
      let spool = try DiskSpool(folder, limits: DiskSpool.Limits(bytes: 20_000, segmentBytes: 2_000))
      var levels: [SpoolLevel] = [spool.level]
      var taken = 0
      while spool.level < .full {
        do {
          try spool.append(some(taken), number: spool.number())
          taken += 1
        } catch {
          #expect((error as? HistorianFailure)?.kind == .full)
        }
        if spool.level != levels.last { levels.append(spool.level) }
      }
      #expect(levels == [.normal, .high, .critical, .full] && spool.bytes <= 20_000)
      levels = []
      while let first = try spool.first() {
        try spool.remove(first.record)
        if spool.level != levels.last { levels.append(spool.level) }
      }
      #expect(levels == [.full, .critical, .high, .normal])
      #expect(throws: HistorianFailure.self) { try DiskSpool(folder) }
    }
  }

  @Test("A full disk leaves what is there whole")
  func survivesFullDisk() async throws {
    try await withFolder { folder in
      var isFull = false
      do {
        let spool = try DiskSpool(folder, fault: { _ in isFull ? ENOSPC : 0 })
        try spool.append(some(0), number: spool.number())
        isFull = true
        #expect(throws: HistorianFailure.self) { try spool.append(some(1), number: spool.number()) }
        isFull = false
        try spool.append(some(2), number: spool.number())
      }
      let spool = try DiskSpool(folder)
      let rest = try drainAll(spool)
      #expect(rest.lost == 0 && rest.batches.count == 2)
    }
  }

  @Test("Mutated bytes never trap the readers, and a changed record is never taken for a whole one")
  func readersAreTotal() throws {
    var dice = Dice(seed: 11)
    let record = SpoolRecord(number: 1, before: 0, batch: try batch((0..<30).map { _ in anySample(&dice) }))
    let whole = record.bytes
    for _ in 0..<20_000 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...4, using: &dice) {
        bytes[Int.random(in: 0..<bytes.count, using: &dice)] = .random(in: 0...255, using: &dice)
      }
      if Bool.random(using: &dice) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &dice)) }
      if bytes == whole { continue }
      if case .record = bytes.withUnsafeBytes({ SpoolRecord.scan($0, from: 0) }) { Issue.record("taken for whole") }
      // The payload without its checksum, as the decoder sees it.
      _ = bytes.dropFirst(SpoolRecord.headBytes).withContiguousStorageIfAvailable {
        SpoolRecord.batch(UnsafeRawBufferPointer($0))
      }
    }
  }
}
