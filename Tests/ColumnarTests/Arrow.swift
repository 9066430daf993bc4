import Columnar
import Foundation
import Testing

/// The Python with pyarrow that `make arrow-venv` creates, or the one `PUR_MOLD_TWIN_ARROW_PYTHON` names.
enum Arrow {
  static let root = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL
  static let missing = "no Python with pyarrow; `make arrow-venv` creates one in .venv-arrow"
  static let python: URL? = {
    let named = ProcessInfo.processInfo.environment["PUR_MOLD_TWIN_ARROW_PYTHON"].map { URL(filePath: $0) }
    let url = named ?? root.appending(path: ".venv-arrow/bin/python")
    return FileManager.default.isExecutableFile(atPath: url.path) ? url : nil
  }()

  /// Runs `columnar.py` and gives what it printed.
  static func run(_ arguments: [String], in folder: URL) throws -> String {
    let python = try #require(python, "the test asked for pyarrow")
    let output = folder.appending(path: "output.txt")
    let words = folder.appending(path: "words.txt")
    for file in [output, words] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = python
    process.arguments = [root.appending(path: "Tests/ColumnarTests/Fixtures/columnar.py").path] + arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: words)
    try process.run()
    process.waitUntilExit()
    let said = try String(contentsOf: words, encoding: .utf8)
    try #require(process.terminationStatus == 0, "\(said)")
    return try String(contentsOf: output, encoding: .utf8)
  }

  static func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "columnar-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}

extension ColumnTable {
  /// The table as `columnar.py` describes it.
  var described: String {
    func hex(_ bits: UInt64) -> String {
      let digits = String(bits, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
    func cells<Value>(_ cells: Cells<Value>, _ text: (Value) -> String) -> String {
      (0..<cells.count).map { cells[$0].map(text) ?? "-" }.joined(separator: " ")
    }
    return columns.map { column in
      let texts =
        switch column.cells {
        case .int32(let values): cells(values) { "\($0)" }
        case .int64(let values), .timestamp(let values): cells(values) { "\($0)" }
        case .double(let values): cells(values) { $0.isNaN ? "nan" : hex($0.bitPattern) }
        case .bool(let values): cells(values) { "\($0)" }
        case .string(let values):
          cells(values) { text in
            "\"" + text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
          }
        }
      return "\(column.name) \(column.cells.type.rawValue) \(texts)\n"
    }.joined()
  }

  /// Every type with and without nulls, and the values that break things.
  static func sample(rows: Int) throws -> ColumnTable {
    func nulls<Value>(_ step: Int, _ placeholder: Value, _ value: (Int) -> Value) -> Cells<Value> {
      Cells((0..<rows).map { $0 % step == step - 1 ? nil : value($0) }, placeholder: placeholder)
    }
    let doubles: [Double] = [
      0, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.1,
    ]
    let texts = ["m³/h", "", "bar", "a,\"b\"\r\nc", "😀", " blank ", "-"]
    return try ColumnTable(
      [
        Column("i32", .int32(nulls(3, 0) { Int32(truncatingIfNeeded: $0 &* 2_654_435_761) })),
        Column("i64", .int64(Cells((0..<rows).map { Int64(truncatingIfNeeded: $0) &* 6_364_136_223_846_793_005 }))),
        Column("d", .double(nulls(11, 0) { $0 < 8 ? doubles[$0] : Double($0).squareRoot() })),
        Column("b", .bool(nulls(5, false) { $0 % 3 == 0 || $0 / 64 % 2 == 0 })),
        Column("s", .string(nulls(4, "") { texts[$0 / 3 % texts.count] })),
        Column("unique", .string(Cells((0..<rows).map { "text \($0)" }))),
        Column("t", .timestamp(nulls(13, 0) { 1_767_225_600_000_000 + Int64($0) * 1_000_001 })),
        Column("void", .double(Cells([Double?](repeating: nil, count: rows), placeholder: 0))),
      ], metadata: ["schema": "1", "hash": "ß"])
  }
}
