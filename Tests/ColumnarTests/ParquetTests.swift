import Columnar
import Foundation
import Testing

@Suite("A table survives Parquet") struct ParquetTests {
  struct Way: Sendable, CustomTestStringConvertible {
    let compression: Compression
    let version: ParquetWriter.PageVersion
    let groupRows: Int
    var testDescription: String { "\(compression), page \(version), groups of \(groupRows)" }
    var isReadable: Bool { compression.isAvailable }
  }

  static let ways: [Way] = [Compression.uncompressed, .snappy, .zstd].flatMap { compression in
    ParquetWriter.PageVersion.allCases.flatMap { version in
      [1000, 300, 7].map { Way(compression: compression, version: version, groupRows: $0) }
    }
  }

  @Test("What is written is read", arguments: ways)
  func roundTrip(_ way: Way) throws {
    guard way.isReadable else {
      print("skipped: this build has no libzstd")
      return
    }
    let table = try ColumnTable.sample(rows: 1000)
    let bytes = try table.parquet(
      compression: way.compression, pageVersion: way.version, groupRows: way.groupRows)
    let read = try ColumnTable(parquet: bytes)
    #expect(read.described == table.described)
    #expect(read.metadata == table.metadata)
    #expect(read.schema == table.schema)
    #expect(try ParquetFile(bytes).groups.count == (1000 + way.groupRows - 1) / way.groupRows)
  }

  @Test("The same table gives the same bytes")
  func isReproducible() throws {
    #expect(try ColumnTable.sample(rows: 100).parquet() == ColumnTable.sample(rows: 100).parquet())
  }

  @Test("A page of more rows than one page holds, and a table without rows or columns", arguments: [0, 1, 8, 140_000])
  func sizes(_ rows: Int) throws {
    let cells = Cells((0..<rows).map { $0 % 1000 == 7 ? nil : Int64($0) }, placeholder: 0)
    let table = try ColumnTable([
      Column("n", .int64(cells)), Column("s", .string(Cells((0..<rows).map { "\($0 / 9)" }))),
    ])
    #expect(try ColumnTable(parquet: table.parquet(compression: .snappy)) == table)
    let none = try ColumnTable([])
    #expect(try ColumnTable(parquet: none.parquet()).columns.isEmpty)
  }

  @Test("Only the columns asked for are decoded")
  func selects() throws {
    let table = try ColumnTable.sample(rows: 10)
    let part = try ParquetFile(table.parquet()).table(columns: ["d", "s"])
    #expect(part.schema.map(\.name) == ["d", "s"])
    #expect(part["s"] == table["s"])
  }

  @Test(
    "pyarrow opens what we write, with the same types, values, metadata and extents",
    .enabled(if: Arrow.python != nil, "\(Arrow.missing)"))
  func arrowReads() throws {
    try Arrow.withFolder { folder in
      let table = try ColumnTable.sample(rows: 1000)
      for (index, way) in Self.ways.enumerated() where way.isReadable {
        let file = folder.appending(path: "\(index).parquet")
        try Data(
          table.parquet(compression: way.compression, pageVersion: way.version, groupRows: way.groupRows)
        ).write(to: file)
        let said = try Arrow.run(["describe", file.path], in: folder)
        #expect(
          said.hasPrefix(table.described + "metadata [('hash', 'ß'), ('schema', '1')]\n"), "\(way.testDescription)")
        if way.groupRows == 1000 {
          let extents = said.split(separator: "\n").suffix(8).map(String.init)
          #expect(
            extents == [
              "0 i32 \(Self.span(table["i32"])) 333",
              "0 i64 \(Self.span(table["i64"])) 0", "0 d -inf inf 90", "0 b False True 200",
              "0 s '' '😀' 250", "0 unique 'text 0' 'text 999' 0",
              extents.first { $0.hasPrefix("0 t ") } ?? "", "0 void none 1000",
            ])
        }
      }
    }
  }

  private static func span(_ cells: ColumnCells?) -> String {
    let values: [Int64] =
      switch cells {
      case .int32(let cells): (0..<cells.count).compactMap { cells[$0].map(Int64.init) }
      case .int64(let cells): (0..<cells.count).compactMap { cells[$0] }
      default: []
      }
    return "\(values.min() ?? 0) \(values.max() ?? 0)"
  }

  @Test(
    "We read what pyarrow writes, with the same types and values", .enabled(if: Arrow.python != nil, "\(Arrow.missing)")
  )
  func readsArrow() throws {
    try Arrow.withFolder { folder in
      _ = try Arrow.run(["write", folder.path], in: folder)
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".parquet") }
      #expect(files.count == 21)
      for file in files.sorted() {
        if file.hasPrefix("zstd"), !Compression.zstd.isAvailable {
          print("\(file) skipped: this build has no libzstd")
          continue
        }
        let bytes = [UInt8](try Data(contentsOf: folder.appending(path: file)))
        let expected = try String(
          contentsOf: folder.appending(path: file.replacing(".parquet", with: ".txt")), encoding: .utf8)
        do {
          let table = try ColumnTable(parquet: bytes)
          #expect(table.described == expected, "\(file)")
        } catch {
          Issue.record("\(file): \(error)")
        }
      }
    }
  }

  @Test(
    "What is no flat table is refused with its column and the reason",
    .enabled(if: Arrow.python != nil, "\(Arrow.missing)"))
  func refusals() throws {
    let reasons = [
      "list": ("list", "nested"), "struct": ("struct", "nested"), "map": ("map", "nested"),
      "decimal": ("decimal", "FIXED_LEN_BYTE_ARRAY"), "date": ("date", "DATE"), "naive": ("naive", "without a zone"),
      "unsigned": ("unsigned", "unsigned numbers of 64 bits"), "binary": ("binary", "no stated meaning"),
      "brotli": ("n", "BROTLI"), "lz4": ("n", "LZ4"), "delta": ("n", "DELTA_BINARY_PACKED"), "odd": ("ns", "1500 ns"),
    ]
    try Arrow.withFolder { folder in
      _ = try Arrow.run(["refuse", folder.path], in: folder)
      for (file, (column, words)) in reasons {
        let bytes = [UInt8](try Data(contentsOf: folder.appending(path: file + ".parquet")))
        let error = #expect(throws: ColumnarError.self, "\(file)") { try ColumnTable(parquet: bytes) }
        #expect(error?.kind == .unsupported, "\(file): \(error.map { "\($0)" } ?? "")")
        #expect(error?.column == column, "\(file): \(error.map { "\($0)" } ?? "")")
        #expect(error?.found.contains(words) == true, "\(file): \(error.map { "\($0)" } ?? "")")
      }
    }
  }
}
