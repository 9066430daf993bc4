import DocumentSchemas
import Columnar
import Foundation
import Learning
import Testing
import Twin

@Suite("The sketch of a reference as a file") struct DriftSketchTests {
  /// A table of numbers that are told by their place, and of texts.
  static func table(_ rows: Int, columns: Int = 5, shift: Double = 0) throws -> ColumnTable {
    let numbers = (0..<columns).map { place in
      let cells = (0..<rows).map { row -> Double? in
        let number: Int = (row * (2 * place + 3) * 7919 + row * row * 31) % 10_007
        let value = Double(number) / 1000
        return row % 17 == place % 17 ? nil : value + shift
      }
      return Column("residual_x\(place)", .double(Cells(cells, placeholder: 0)))
    }
    let words = [
      Column("machine", .string(Cells((0..<rows).map { "M\($0 % 3)" }))),
      Column("start", .timestamp(Cells((0..<rows).map { Int64($0) * 60_000_000 }))),
      Column("origin", .string(Cells(Array(repeating: "synthetic", count: rows)))),
      Column("target_any_defect", .bool(Cells((0..<rows).map { $0 % 5 == 0 }))),
    ]
    return try ColumnTable(words + numbers)
  }

  static func reference(_ rows: Int = 600, columns: Int = 5) throws -> DriftReference {
    let table = try table(rows, columns: columns)
    let values = (0..<rows).map { Double($0 % 10) / 10 }
    return try DriftReference(
      table: table, predictions: DriftPredictions(.number, values, outcomes: values.map { $0 * 1.3 + 0.1 }))
  }

  @Test("What is written is read again, to the bit")
  func roundTrip() throws {
    let reference = try Self.reference()
    #expect(reference.isSynthetic && reference.joint != nil && reference.performance?.model != nil)
    let read = try DriftSketch.reference(Array(DriftSketch.text(reference).utf8))
    // NaN in the rows kept is not equal to itself; the text is.
    #expect(DriftSketch.text(read) == DriftSketch.text(reference))
    #expect(read.features == reference.features && read.groups == reference.groups)
    let now = try Self.table(300, shift: 5)
    let (left, right) = (DriftAnalysis(now, against: reference), DriftAnalysis(now, against: read))
    #expect(left.severity == .alert)
    #expect(left.findings == right.findings && left.causes == right.causes && left.joint == right.joint)
  }

  @Test("It stays below 1 MB with as many columns as are accepted", arguments: [100, 395])
  func size(_ columns: Int) throws {
    let reference = try DriftReference(table: Self.table(2000, columns: columns))
    let text = DriftSketch.text(reference)
    #expect(text.utf8.count < 1_000_000, "\(text.utf8.count)")
    #expect(try DriftSketch.reference(Array(text.utf8)).features.count == columns + 2)
  }

  @Test("Damaged sketches are refused or read, and never trap")
  func damaged() throws {
    let bytes = Array(DriftSketch.text(try Self.reference(100, columns: 2)).utf8)
    let now = try Self.table(60, columns: 2)
    var state: UInt64 = 7
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let pieces = ["null", "-1", "1e999", "{}", "[]", "\"", "0.5", "1e300", ",", "}", "true"].map { Array($0.utf8) }
    var refused = 0
    for round in 0..<3000 {
      var bytes = bytes
      switch round % 3 {
      case 0: bytes = Array(bytes.prefix(next(bytes.count)))
      case 1: for _ in 0...next(4) { bytes[next(bytes.count)] = UInt8(next(256)) }
      default:
        let place = next(bytes.count)
        bytes.replaceSubrange(place..<min(place + next(6), bytes.count), with: pieces[next(pieces.count)])
      }
      do {
        // What is still a sketch must also be fit for use.
        _ = DriftAnalysis(now, against: try DriftSketch.reference(bytes))
      } catch {
        refused += 1
      }
    }
    #expect(refused > 2000)
  }

  @Test(
    "A refusal says where, what was found and what was expected",
    arguments: [
      ("", "", "an object"), ("drift-reference/1", "drift-reference/9", "`pur-mold-twin/drift-reference/1`"),
      ("\"rows\":100", "\"rows\":-1", "a whole number 0 … 2147483647"),
      ("\"rows\":100", "\"rowz\":100", "a known one"), ("\"exhaustive\":true", "\"exhaustive\":1", "true or false"),
    ])
  func words(_ old: String, _ new: String, _ expected: String) throws {
    let text = DriftSketch.text(try Self.reference(100, columns: 2))
    let damaged = old.isEmpty ? "" : text.replacing(old, with: new, maxReplacements: 1)
    #expect(damaged != text)
    let error = #expect(throws: DriftSketchError.self) { try DriftSketch.reference(Array(damaged.utf8)) }
    #expect(error?.expected == expected, "\(String(describing: error))")
  }

  @Test("More than a megabyte is not even looked at")
  func large() throws {
    let bytes = Array(repeating: UInt8(ascii: " "), count: DriftSketch.sizeMaximum + 1)
    #expect(throws: DriftSketchError.self) { try DriftSketch.reference(bytes) }
  }
}

@Suite("The report on drift") struct DriftReportTests {
  @Test("Document and sketch conform to their schemas", arguments: [0, 5.0])
  func schemas(_ shift: Double) throws {
    let reference = try DriftSketchTests.reference()
    let sketch = try JSONSerialization.jsonObject(with: Data(DriftSketch.text(reference).utf8))
    #expect(try EncodingSchema(named: "drift-reference-1").problems(sketch) == [])
    let table = try DriftSketchTests.table(shift == 0 ? 0 : 300, shift: shift)
    let predictions = DriftPredictions(.number, (0..<table.rowCount).map { Double($0 % 10) / 10 })
    let analysis = DriftAnalysis(table, against: reference, predictions: predictions)
    #expect(analysis.status == (shift == 0 ? "no_usable_data" : "alert"))
    let text = DriftDocument.text(analysis, Reproduction(version: "1", revision: nil, command: "x"))
    let document = try JSONSerialization.jsonObject(with: Data(text.utf8))
    #expect(try EncodingSchema(named: "drift-1").problems(document) == [])
  }

  @Test("The page is below 1 MB with a hundred features, and shows what moved first")
  func page() throws {
    let reference = try DriftReference(table: DriftSketchTests.table(1500, columns: 100))
    let analysis = DriftAnalysis(try DriftSketchTests.table(1500, columns: 100, shift: 3), against: reference)
    let files = DriftReport.files(analysis, Reproduction(version: "1", revision: nil, command: "check-drift"))
    let page = try #require(files.first { $0.name == "report.html" }).text
    #expect(page.utf8.count < 1_000_000)
    #expect(page.contains("ALERT") && page.contains("distribution-1") && page.contains("course-1"))
    #expect(!page.contains("<script") && !page.contains("http-equiv"))
    let names = files.map(\.name)
    #expect(names.contains("report.md") && names.contains("drift.json") && names.contains("course-12.svg"))
    #expect(DriftWords.text(analysis).contains("SYNTHETIC"))
  }
}
