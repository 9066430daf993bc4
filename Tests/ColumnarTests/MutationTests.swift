import Columnar
import Testing

/// Random numbers of a seed (SplitMix64).
private struct Randomness {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}

@Suite("Bytes that are no table end in an error with words") struct MutationTests {
  static let limits = ColumnarLimits(columns: 64, rows: 20_000, cells: 100_000, unpacked: 1 << 22, footer: 1 << 20)

  /// Overwrites, removes, doubles or inserts some bytes, or cuts the rest off.
  private static func mutated(_ bytes: [UInt8], _ random: inout Randomness) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<(1 + random.below(4)) where !bytes.isEmpty {
      let place = random.below(bytes.count)
      let end = min(bytes.count, place + 1 + random.below(8))
      switch random.below(6) {
      case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
      case 1: bytes[place] ^= 1 << UInt8(random.below(8))
      case 2: bytes.removeSubrange(place..<end)
      case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 4: bytes[place] = [0, 0x7F, 0x80, 0xFF][random.below(4)]
      default: if random.below(20) == 0 { bytes.removeSubrange(place...) }
      }
    }
    return bytes
  }

  private static func check(_ bytes: [UInt8], _ read: ([UInt8]) throws(ColumnarError) -> ColumnTable) -> Bool {
    do {
      let table = try read(bytes)
      #expect(table.rowCount <= limits.rows)
      return true
    } catch {
      #expect(!error.found.isEmpty && !error.expected.isEmpty)
      return false
    }
  }

  @Test("Parquet", arguments: [Compression.uncompressed, .snappy, .zstd], ParquetWriter.PageVersion.allCases)
  func parquet(_ compression: Compression, _ version: ParquetWriter.PageVersion) throws {
    guard compression.isAvailable else {
      print("skipped: this build has no libzstd")
      return
    }
    let seed = try ColumnTable.sample(rows: 60).parquet(
      compression: compression, pageVersion: version, hasChecksums: false, groupRows: 40)
    var random = Randomness(state: 7)
    var read = 0
    for _ in 0..<2000 {
      if Self.check(
        Self.mutated(seed, &random),
        { bytes throws(ColumnarError) in try ColumnTable(parquet: bytes, limits: Self.limits) })
      {
        read += 1
      }
    }
    // Neither all refused nor all read: the mutations reach deep.
    #expect((1..<2000).contains(read))
  }

  @Test("A flipped bit in a page is found by its checksum")
  func checksum() throws {
    var bytes = try ColumnTable.sample(rows: 60).parquet(compression: .uncompressed)
    bytes[100] ^= 1
    let error = #expect(throws: ColumnarError.self) { try ColumnTable(parquet: bytes) }
    #expect(error?.found.contains("checksum") == true)
  }

  @Test("CSV")
  func csv() throws {
    let table = try ColumnTable.sample(rows: 60)
    let seed = table.csv()
    var random = Randomness(state: 8)
    for index in 0..<3000 {
      let schema = index % 2 == 0 ? table.schema : nil
      _ = Self.check(
        Self.mutated(seed, &random),
        { bytes throws(ColumnarError) in try ColumnTable(csv: bytes, schema: schema, limits: Self.limits) })
    }
  }

  @Test("A file cut anywhere is refused")
  func truncated() throws {
    let bytes = try ColumnTable.sample(rows: 20).parquet()
    for count in 0..<bytes.count {
      #expect(throws: ColumnarError.self) { try ColumnTable(parquet: Array(bytes[..<count])) }
    }
  }
}
