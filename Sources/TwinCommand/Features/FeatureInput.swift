import Acquisition
import Foundation
import Plant
import Twin

/// Shots to build features of, some at a time.
enum ShotBatch: Sendable {
  /// Lines of a file of standardized logs; the first has this number.
  case lines([ArraySlice<UInt8>], file: String, first: Int)
  case records([ShotRecord])

  /// The records, read where they are lines.
  /// - Parameter signals: the series wanted; of lines no others are read.
  /// - Throws: ``CommandFailure`` with file, line and column.
  func read(signals: Set<ShotSignal>) throws(CommandFailure) -> [ShotRecord] {
    switch self {
    case .records(let records): return records
    case .lines(let lines, let file, let first):
      var records: [ShotRecord] = []
      records.reserveCapacity(lines.count)
      for (index, line) in lines.enumerated() {
        do throws(StandardLog.Fault) {
          records.append(try StandardLog.record(line, signals: signals))
        } catch {
          throw CommandFailure(
            .dataUnusable, place: "\(file):\(first + index):\(error.column)", found: error.found,
            expected: error.expected, remedy: "import the shots again")
        }
      }
      return records
    }
  }
}

/// The standardized logs that `import-logs` left in a folder.
struct ImportedLogs {
  /// Shots of a batch, and bytes read at once.
  private static let (batch, piece) = (128, 1 << 20)

  /// Shots in the folder, where its summary says so.
  let count: Int?
  private let files: [String]
  private var next = 0
  private var handle: FileHandle?
  private var rest: ArraySlice<UInt8> = []
  private var line = 1
  private var lines: [ArraySlice<UInt8>] = []

  /// - Throws: when the folder is not that of a complete import.
  init(folder: String) throws {
    struct State: Decodable { let complete: Bool }
    let state = try? Data(contentsOf: URL(filePath: folder + "/import.json"))
    guard let state, let read = try? JSONDecoder().decode(State.self, from: state), read.complete else {
      throw CommandFailure(
        place: "--logs", found: "`\(folder)`, which is not the folder of a complete import",
        expected: "what `import-logs --out` leaves", remedy: "run import-logs to its end first")
    }
    count = Self.count(folder + "/summary.json")
    let shots = folder + "/shots"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: shots)) ?? []
    files = names.filter { $0.hasSuffix(".jsonl") }.sorted().map { "\(shots)/\($0)" }
  }

  private static func count(_ path: String) -> Int? {
    guard let bytes = try? Data(contentsOf: URL(filePath: path)),
      let summary = try? JSONSerialization.jsonObject(with: bytes) as? [String: Any]
    else { return nil }
    return (summary["shots"] as? [String: Any])?["imported"] as? Int
  }

  /// The next shots, `nil` after the last.
  mutating func batch() throws -> ShotBatch? {
    while true {
      if !lines.isEmpty {
        let taken = Array(lines.prefix(Self.batch))
        lines.removeFirst(taken.count)
        defer { line += taken.count }
        return .lines(taken, file: files[next - 1], first: line)
      }
      if handle == nil {
        guard next < files.count else { return nil }
        guard let opened = FileHandle(forReadingAtPath: files[next]) else {
          throw CommandFailure(place: files[next], found: "a file that cannot be read", expected: "a readable file")
        }
        handle = opened
        next += 1
        line = 1
      }
      let more = try handle?.read(upToCount: Self.piece) ?? Data()
      var bytes: [UInt8] = []
      bytes.reserveCapacity(rest.count + more.count)
      bytes += rest
      bytes += more
      (lines, rest) = Self.lines(bytes, isWhole: more.isEmpty)
      if more.isEmpty {
        try handle?.close()
        handle = nil
        if lines.isEmpty { line = 1 }
      }
    }
  }

  /// The lines of some bytes, without empty ones, and what is behind the last line end.
  private static func lines(
    _ bytes: [UInt8], isWhole: Bool
  ) -> (lines: [ArraySlice<UInt8>], rest: ArraySlice<UInt8>) {
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    unsafe bytes.withUnsafeBytes { raw in
      while start < raw.count, let base = raw.baseAddress,
        let found = unsafe memchr(base + start, 10, raw.count - start)
      {
        let end = unsafe base.distance(to: UnsafeRawPointer(found))
        if end > start { lines.append(bytes[start..<end]) }
        start = end + 1
      }
    }
    if isWhole, start < bytes.count {
      lines.append(bytes[start...])
      start = bytes.count
    }
    return (lines, bytes[start...])
  }
}

/// The shots of one datasource, joined with nothing.
struct SourceShots {
  private let opened: OpenedLogSource
  private let assembly: ShotAssembly
  private var cursor: ShotCursor?
  private var isAtEnd = false
  private var met: Set<String> = []
  /// Shots that were rejected, and their first reason.
  private(set) var rejected = 0
  private(set) var reason: String?

  init(_ word: String, now: Instant) throws {
    opened = try LogSourceCatalog.open(word)
    assembly = ShotAssembly([ShotAssembly.Source(opened.description, clock: opened.clock)], now: now)
  }

  /// The next shots, `nil` after the last.
  mutating func batch() async throws -> ShotBatch? {
    guard !isAtEnd else { return nil }
    let page = try await opened.source.page(ShotQuery(), after: cursor, limit: PageLimit(shots: 64))
    cursor = page.next
    isAtEnd = page.next == nil
    var records: [ShotRecord] = []
    for shot in page.shots {
      let assessment = assembly.assemble([ShotAssembly.Part(source: 0, shot: shot)])
      if let record = assessment.record, met.insert(record.id).inserted {
        records.append(record)
      } else {
        rejected += 1
        let finding = assessment.findings.first { $0.severity == .rejects }
        if reason == nil { reason = finding.map { "\($0)" } ?? "shot `\(assessment.id)` again" }
      }
    }
    return .records(records)
  }
}
