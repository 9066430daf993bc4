import Foundation
import Testing

import TwinServer

@Suite("JSON is read as the grammar has it")
struct JSONParserTests {
  private static func read(_ text: String) throws(Problem) -> JSONValue { try JSONValue(reading: text.utf8) }

  @Test("Values are what they are")
  func values() throws {
    #expect(
      try Self.read(
        #" {"a": [1, -2.5e3, 0, true, false, null], "b": {"ä\n\u00e4\ud83d\ude00/\/": "x"}, "c": {}, "d": []} "#)
        == [
          "a": [1, .number(-2500), 0, true, false, .null], "b": ["ä\nä😀//": "x"], "c": [:], "d": .array([]),
        ])
    #expect(try Self.read("\"\"") == "")
    #expect(try Self.read("-0.0") == .number(-0.0))
    #expect(try Self.read("1E-7") == .number(1e-7))
  }

  @Test(
    "What is no JSON is refused",
    arguments: [
      "", " ", "{", "}", "[1,]", "[1 2]", "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "01", "+1", "1.", ".5", "1e", "-", "nul",
      "truee", "\"", "\"\\x\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\u12g4\"", "\"\t\"", "1 2", "NaN", "1e999",
      "{\"a\":1,\"a\":2}", "[1]]", "\u{FEFF}1",
    ])
  func refused(_ text: String) {
    #expect(throws: Problem.self) { try Self.read(text) }
  }

  @Test("Bytes that are not UTF-8 are refused")
  func encoding() {
    for bytes: [UInt8] in [[0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x31, 0x00]] {
      #expect(throws: Problem.self) { try JSONValue(reading: bytes) }
    }
  }

  @Test("Levels are counted, and 32 are enough")
  func depth() throws {
    let deepest = String(repeating: "[", count: 32) + String(repeating: "]", count: 32)
    _ = try Self.read(deepest)
    let error = #expect(throws: Problem.self) { try Self.read("[" + deepest + "]") }
    #expect(error?.detail == "The body is nested too deeply.")
    #expect(throws: Problem.self) { try Self.read(String(repeating: "[", count: 1_000_000)) }
    _ = try Self.read("[" + Array(repeating: "[]", count: 1000).joined(separator: ",") + "]")
  }

  @Test("What Foundation writes is read back")
  func roundTrip() throws {
    var numbers = SteadyNumbers(state: 7)
    for _ in 0..<1000 {
      let value = Double(bitPattern: numbers.next())
      guard value.isFinite else { continue }
      let text = try JSONEncoder().encode(["x": value])
      #expect(try JSONValue(reading: text)["x"] == .number(value))
    }
  }

  @Test("A finding names the place by a pointer")
  func pointers() {
    let schema = JSONSchema(
      .object([
        .init("a/b", JSONSchema(.array(JSONSchema(.object([.init("~", JSONSchema(.number))]))))),
        .init("c", JSONSchema(.number)),
      ]))
    let findings = schema.findings(in: ["a/b": [["~": 1], ["~": "x"]], "d": 1])
    #expect(findings.map(\.pointer) == ["/a~1b/1/~0", "/c", "/d"])
  }
}

/// Numbers that are the same in every run.
private struct SteadyNumbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 29)
  }
}
