import Foaming
import Foundation
import Testing
import Twin

@Suite struct EncodingWriterTests {
  @Test(arguments: [0.1, 1.0 / 3, 1e-5, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -0.0, 1234.125, 6e23])
  func `numbers read back to the same bits`(value: Double) throws {
    #expect(Double(value.shortestText)?.bitPattern == value.bitPattern)
    var json = JSONWriter()
    json.array(nil, [value]) { $0.number(nil, $1) }
    let read = try #require(JSONSerialization.jsonObject(with: Data(json.text.utf8)) as? [Double])
    #expect(read == [value])
  }

  @Test(arguments: ["", "\"quoted\" \\ /", "line\nend\r\t\u{1}\u{7F}", "</script>", "µ·°₂ 🧪", "\u{2028}"])
  func `strings read back as written`(text: String) throws {
    var json = JSONWriter(indented: false)
    json.object { json in
      json.string(text, text)
      json.strings("list", [text])
    }
    let read = try #require(JSONSerialization.jsonObject(with: Data(json.text.utf8)) as? [String: Any])
    #expect(read[text] as? String == text)
    #expect(read["list"] as? [String] == [text])
    #expect(!json.text.contains("</"))
  }

  @Test func `empty objects and arrays, nesting and order are kept`() {
    var json = JSONWriter(indented: false)
    json.object { json in
      json.object("b") { _ in }
      json.array("a", [Int]()) { $0.integer(nil, $1) }
      json.numbers("n", [1, .nan, 2.5])
      json.null("z")
      json.boolean("t", true)
    }
    #expect(json.text == #"{"b":{},"a":[],"n":[1,null,2.5],"z":null,"t":true}"#)
    #expect(json.nonFinitePaths == ["n[1]"])
  }

  @Test(arguments: [
    (0.0, 2, "0.00"), (-0.001, 2, "0.00"), (12.345, 1, "12.3"), (-3.96, 1, "-4.0"), (0.05, 2, "0.05"),
    (1e20, 0, "1e+20"),
  ])
  func `decimals are rounded and padded`(value: Double, count: Int, text: String) {
    #expect(value.text(decimals: count) == text)
  }

  @Test(arguments: [
    (0.0271, "0.0271"), (3.14159, "3.14"), (1234.0, "1234"), (3.1e-9, "3.1×10⁻⁹"), (-2.5e12, "-2.5×10¹²"), (0.0, "0"),
    (.nan, "–"),
  ])
  func `significant digits are kept and zeros trimmed`(value: Double, text: String) {
    #expect(value.text(significant: 3) == text)
  }

  @Test func `the profile table has a row per time and a column per recorded quantity`() throws {
    let profile = SampleShot.simulation(rows: 50).profile
    let lines = ProfileTable.csv(profile).components(separatedBy: "\r\n")
    #expect(lines.count == 50 + 2)
    #expect(lines[0] == profile.recorded.map(\.rawValue).joined(separator: ","))
    for line in lines[1...50] { #expect(line.split(separator: ",").count == profile.recorded.count) }
    let cells = lines[25].split(separator: ",").compactMap { Double($0) }
    #expect(cells == profile.recorded.map { profile[$0][24] })
  }

  @Test func `cells with commas, quotes and line ends are quoted`() {
    var csv = CSVWriter()
    csv.row(["plain", "a,b", "say \"no\"", "two\nlines"])
    csv.row([1, .nan, 2.5])
    #expect(csv.text == "plain,\"a,b\",\"say \"\"no\"\"\",\"two\nlines\"\r\n1,,2.5\r\n")
  }
}
