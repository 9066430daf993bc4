import Acquisition
import Foundation
import Plant
import Twin

/// Shots to build features of, some at a time.
enum ShotBatch: Sendable {
  /// Lines of a file of standardized logs.
  case lines(LogLines)
  case records([ShotRecord])

  /// The records, read where they are lines.
  /// - Parameter signals: the series wanted; of lines no others are read.
  /// - Throws: ``CommandFailure`` with file, line and column.
  func read(signals: Set<ShotSignal>) throws(CommandFailure) -> [ShotRecord] {
    switch self {
    case .records(let records): records
    case .lines(let lines): try lines.read(signals: signals)
    }
  }
}

/// The standardized logs that `import-logs` left in a folder.
struct ImportedLogs {
  /// Shots in the folder, where its summary says so.
  let count: Int?
  private let files: [String]
  private var next = 0
  /// Pieces of the file at hand that were handed out, and its bytes.
  private var (piece, size) = (0, 0)

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
    while piece * LogLines.size >= size {
      guard next < files.count else { return nil }
      size = try LogLines.size(ofFile: files[next])
      piece = 0
      next += 1
    }
    defer { piece += 1 }
    return .lines(LogLines(file: files[next - 1], piece: piece))
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
