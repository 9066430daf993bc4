import Columnar
import Testing

@Suite("A table survives CSV") struct CSVTests {
  @Test("With its schema every cell comes back, nulls and empty texts told apart")
  func roundTrip() throws {
    let table = try ColumnTable.sample(rows: 200)
    let read = try ColumnTable(csv: table.csv(), schema: table.schema)
    #expect(read.described == table.described)
  }

  @Test("Without a schema the narrowest type that fits is taken")
  func infers() throws {
    let text = "a,b,c,d,e,f,g\r\n1,1.5,true,2026-03-01T07:15:00.25Z,x,,\"\"\r\n,2,false,,1,,\r\n"
    let table = try ColumnTable(csv: Array(text.utf8))
    #expect(table.schema.map(\.type) == [.int64, .double, .bool, .timestamp, .string, .string, .string])
    #expect(table.texts("g") == ["", nil])
    #expect(table.numbers("a") == [1, nil])
    #expect(String(decoding: table.csv(), as: UTF8.self) == text)
  }

  @Test("Byte order marks, LF, blanks around cells and empty lines are read")
  func tolerates() throws {
    let table = try ColumnTable(csv: [0xEF, 0xBB, 0xBF] + Array("a , b\n 1,\" x\"\n\n2,y\n".utf8))
    #expect(table.numbers("a") == [1, 2])
    #expect(table.texts("b") == [" x", "y"])
  }

  static let broken: [(text: String, offset: Int, words: String)] = [
    ("", 0, "nothing"), ("a,b\n1\n", 4, "line 2: 1 cells"), ("a\n1,2\n", 2, "line 2: more than 1 cells"),
    ("a\n\"x", 2, "a quoted cell without end"), ("a\n\"x\"y\n", 5, "byte 121 behind a cell"),
    ("a\nx\"y\n", 3, "byte 34 behind a cell"), ("a,a\n1,2\n", -1, "the name twice"), ("a,b\n,\r1", 5, "byte 13"),
  ]

  @Test("What is no table is refused with the byte and the line", arguments: broken)
  func refuses(_ sample: (text: String, offset: Int, words: String)) {
    let error = #expect(throws: ColumnarError.self) { try ColumnTable(csv: Array(sample.text.utf8)) }
    #expect(error?.offset ?? -1 == sample.offset)
    #expect(error?.found.contains(sample.words) == true, "\(error.map { "\($0)" } ?? "")")
  }

  static let typed: [(type: ColumnType, cell: String)] = [
    (.int32, "2147483648"), (.int64, "1.5"), (.double, "0x10"), (.double, "infinity"), (.bool, "1"),
    (.timestamp, "2026-02-30T00:00:00Z"), (.timestamp, "2026-03-01T07:15:00"), (.timestamp, "0000-03-01T07:15:00Z"),
  ]

  @Test("A cell that is not of its type is refused with its line and column", arguments: typed)
  func refusesCell(_ sample: (type: ColumnType, cell: String)) {
    let error = #expect(throws: ColumnarError.self) {
      try ColumnTable(csv: Array("a\n\(sample.cell)\n".utf8), schema: [ColumnSchema("a", sample.type)])
    }
    #expect(error?.column == "a" && error?.offset == 2)
    #expect(error?.found == "line 2: `\(sample.cell)`")
  }

  @Test("A head that is not the schema's is refused")
  func refusesHead() {
    let error = #expect(throws: ColumnarError.self) {
      try ColumnTable(csv: Array("a,c\n".utf8), schema: [ColumnSchema("a", .int64), ColumnSchema("b", .int64)])
    }
    #expect(error?.found == "line 1: the column `c`" && error?.expected == "`b`")
  }

  @Test("Limits hold before memory is taken")
  func limits() throws {
    let text = Array(("a,b\n" + String(repeating: "1,2\n", count: 100)).utf8)
    let error = #expect(throws: ColumnarError.self) {
      try ColumnTable(csv: text, limits: ColumnarLimits(rows: 50))
    }
    #expect(error?.kind == .limit)
    let bytes = try ColumnTable(csv: text).parquet()
    let other = #expect(throws: ColumnarError.self) {
      try ColumnTable(parquet: bytes, limits: ColumnarLimits(cells: 199))
    }
    #expect(other?.kind == .limit)
  }
}
