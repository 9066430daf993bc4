import Columnar
import Foundation

/// Times `check-drift` on a large table: makes it, runs the program, and prints time and memory of each run.
///
///     DriftBenchmark PROGRAM FOLDER [ROWS [COLUMNS]]
@main
struct DriftBenchmark {
  /// Rows of a group of the file.
  private static let groupRows = 1 << 16

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3 else {
      print("usage: DriftBenchmark PROGRAM FOLDER [ROWS [COLUMNS]]")
      exit(2)
    }
    let rows = arguments.count > 3 ? Int(arguments[3]) ?? 1_000_000 : 1_000_000
    let columns = arguments.count > 4 ? Int(arguments[4]) ?? 100 : 100
    let folder = URL(filePath: arguments[2])
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (seed, name) in [(UInt64(1), "reference"), (2, "current")] {
      try write(folder.appending(path: "\(name).parquet").path, rows: rows, columns: columns, seed: seed)
    }
    print("\(rows) rows, \(columns) columns; wall time of the whole program and its largest memory, three runs each")
    let tables = ["--current", "current.parquet"]
    for (label, words) in [
      ("sketch of a table", ["sketch", "--features", "reference.parquet", "--out", "drift-reference.json"]),
      ("sketch against table", ["--reference", "drift-reference.json"] + tables),
      ("with report", ["--reference", "drift-reference.json", "--report", "report"] + tables),
      ("sketch against table, one thread", ["--reference", "drift-reference.json", "--threads", "1"] + tables),
      ("table against table", ["--reference", "reference.parquet"] + tables),
    ] {
      var seconds: [Double] = []
      for _ in 0..<3 { seconds.append(try run(arguments[1], ["check-drift"] + words, in: folder)) }
      seconds.sort()
      var usage = rusage()
      getrusage(RUSAGE_CHILDREN.rawValue, &usage)
      let text = seconds.map { String(format: "%.2f", $0) }.joined(separator: " ")
      print("\(label): \(text) s; at most \(usage.ru_maxrss / 1024) MiB in any run so far")
    }
  }

  private static func run(_ program: String, _ arguments: [String], in folder: URL) throws -> Double {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardOutput = FileHandle.nullDevice
    let clock = ContinuousClock()
    let begin = clock.now
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus < 3 else {
      print("the program ended with \(process.terminationStatus)")
      exit(1)
    }
    return (clock.now - begin) / .seconds(1)
  }

  /// Numbers with a slow wave each, so that windows of the reference differ.
  private static func write(_ path: String, rows: Int, columns: Int, seed: UInt64) throws {
    let schema = (0..<columns).map { ColumnSchema("process_x\($0)", .double) }
    var writer = try ParquetWriter(schema: schema, metadata: [:])
    guard FileManager.default.createFile(atPath: path, contents: Data(writer.head)),
      let file = FileHandle(forWritingAtPath: path)
    else { throw CocoaError(.fileWriteUnknown) }
    try file.seekToEnd()
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    func share() -> Double {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Double(state >> 11) * 0x1p-53
    }
    for start in stride(from: 0, to: rows, by: groupRows) {
      let count = min(groupRows, rows - start)
      let made = schema.enumerated().map { place, column in
        let values = (0..<count).map { row in
          let wave = 0.2 * sin(Double(start + row) / Double(1000 * (place + 1)))
          return share() + share() + share() + wave
        }
        return Column(column.name, .double(Cells(values)))
      }
      try file.write(contentsOf: writer.group(ColumnTable(made)))
    }
    try file.write(contentsOf: writer.end())
    try file.close()
  }
}
