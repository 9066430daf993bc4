import Acquisition
import Plant
import Testing

@Suite struct `The CSV reader` {
  private func rows(_ text: String, form: CSVForm = CSVForm(), piece: Int = 1 << 16) throws -> [[String]] {
    try rows(Array(text.utf8), form: form, piece: piece)
  }

  private func rows(_ bytes: [UInt8], form: CSVForm = CSVForm(), piece: Int) throws -> [[String]] {
    var rest = bytes[...]
    var reader = CSVReader(form) {
      defer { rest = rest.dropFirst(piece) }
      return Array(rest.prefix(piece))
    }
    var rows: [[String]] = []
    while let row = try reader.row() { rows.append(row.cells) }
    return rows
  }

  @Test(
    arguments: [
      ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]), ("a,b\r\n1,2", [["a", "b"], ["1", "2"]]),
      ("\u{FEFF}a\n", [["a"]]), ("", []), ("\n\n\r\n", []), ("a,,\n", [["a", "", ""]]),
      ("\"a,\"\"b\"\"\",c\n", [["a,\"b\"", "c"]]), ("\"a\nb\",c\n", [["a\nb", "c"]]), (" a , b \n", [["a", "b"]]),
      ("\" a \",\"\"\n", [[" a ", ""]]), ("ä,漢\n", [["ä", "漢"]]), ("a,\"b\" \n", [["a", "b"]]),
    ] as [(String, [[String]])])
  func `reads a text the same however its bytes come`(_ text: String, _ expected: [[String]]) throws {
    for piece in [1, 2, 3, 5, 1 << 16] { #expect(try rows(text, piece: piece) == expected, "\(piece)") }
  }

  @Test func `takes other separators`() throws {
    #expect(try rows("a;1,5\n", form: CSVForm(separator: UInt8(ascii: ";"), hasDecimalComma: true)) == [["a", "1,5"]])
    #expect(try rows("a\t b\t\n", form: CSVForm(separator: 9)) == [["a", "b", ""]])
  }

  @Test(
    arguments: [
      ("a\nb\"c\n", 2, 2, "a quote inside a cell"), ("a\n\"b\"c,d\n", 2, 4, "text behind a closing quote"),
      ("a\n\"b\nc", 2, 1, "a quoted cell without end"), ("a,\u{0}\n", 1, 3, "the control character 0"),
      ("ä,b\u{1B}\n", 1, 3, "the control character 27"), ("\"x\ny\",a\"\n", 2, 5, "a quote inside a cell"),
      (String(repeating: ",", count: 1024) + "\n", 1, 1025, "more than 1024 cells"),
    ])
  func `says where a text is wrong`(_ text: String, _ line: Int, _ column: Int, _ found: String) {
    for piece in [1, 3, 1 << 16] {
      let error = #expect(throws: CSVReader.Fault.self) { try rows(text, piece: piece) }
      #expect(error?.line == line && error?.column == column && error?.found == found, "\(String(describing: error))")
    }
  }

  @Test func `refuses bytes that are no UTF-8, and UTF-16`() {
    let torn = #expect(throws: CSVReader.Fault.self) { try rows([0x61, 0x2C, 0xC3, 0x28, 0x0A], piece: 2) }
    #expect(torn?.found == "bytes that are no UTF-8" && torn?.column == 3)
    let wide = #expect(throws: CSVReader.Fault.self) { try rows([0xFF, 0xFE, 0x61, 0], piece: 1) }
    #expect(wide?.found == "UTF-16")
  }

  @Test func `holds no more than one row of bounded length`() throws {
    // An endless quoted cell: refused after the longest row allowed, not after the memory is full.
    var given = 0
    var reader = CSVReader {
      given += 1
      return [UInt8](repeating: UInt8(ascii: given == 1 ? "\"" : "x"), count: given == 1 ? 1 : 1 << 16)
    }
    let error = #expect(throws: CSVReader.Fault.self) { _ = try reader.row() }
    #expect(error?.found == "a row of more than 1048576 bytes")
    #expect(given <= 20)
  }

  @Test func `survives random bytes`() throws {
    var random = SeededBytes(state: 7)
    let letters = Array("a,;\"\n\r\t 1.\u{0}".utf8) + [0xC3, 0xA4, 0xFF, 0xEF, 0xBB, 0xBF]
    for _ in 0..<20_000 {
      let bytes = (0..<Int(random.next() % 40)).map { _ in letters[Int(random.next() % UInt64(letters.count))] }
      let piece = 1 + Int(random.next() % 9)
      let whole = Result { try rows(bytes, piece: 1 << 16) }.mapError { $0 as? CSVReader.Fault ?? .unknown }
      let pieces = Result { try rows(bytes, piece: piece) }.mapError { $0 as? CSVReader.Fault ?? .unknown }
      #expect(whole == pieces, "\(bytes)")
    }
  }
}

extension CSVReader.Fault {
  fileprivate static let unknown = CSVReader.Fault(line: 0, column: 0, found: "", expected: "")
}

/// A generator with a fixed seed (SplitMix64).
struct SeededBytes {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return (mixed ^ (mixed >> 31)) >> 1
  }
}
