import Databases
import Foundation
import Glibc
import Plant

/// Brings records to a historian in order, and to a file while that is away: the companion of ``SampleStore``.
///
/// A record may reach the historian twice, which changes nothing: one of the same kind and identity replaces itself.
/// Calls come from one task at a time.
public actor RecordStore {
  /// Where records are when ``RecordStore/put(_:)`` returns.
  public enum Outcome: Hashable, Sendable {
    case stored
    /// In the file, from where they follow in order.
    case waiting
    /// Given up and counted: too many wait, or the file does not take them.
    case dropped
  }

  private let historian: any RecordSink
  private let path: String?
  private var file: Int32 = -1
  private var waiting: [HistorianRecord] = []
  private var numbers: RecordStoreCounters
  private let executor = QueueExecutor("record store")

  private static let drainedAtOnce = 512

  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// A store in front of a historian.
  /// - Parameters:
  ///   - path: a file for records that wait, which is read if it is there; without, they wait in memory only.
  ///   - bound: records that may wait, at least 1. When one more comes it is dropped and counted.
  /// - Throws: when the file cannot be opened.
  public init(_ historian: any RecordSink, file path: String? = nil, bound: Int = 100_000) throws(HistorianFailure) {
    self.historian = historian
    self.path = path
    numbers = RecordStoreCounters(bound: max(1, bound))
    guard let path else { return }
    let found = Self.read(FileManager.default.contents(atPath: path) ?? Data())
    waiting = found.records
    numbers.damaged = found.damaged
    numbers.waiting = waiting.count
    numbers.waitingMaximum = waiting.count
    file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_APPEND, 0o600)
    guard file >= 0 else {
      throw HistorianFailure(
        .refused, at: path, doing: "opening the file for records that wait", found: String(cString: strerror(errno)),
        remedy: "make the folder writable")
    }
  }

  deinit { if file >= 0 { close(file) } }

  /// Counts so far.
  public var counters: RecordStoreCounters { numbers }

  /// Keeps records, behind those that wait.
  public func put(_ records: [HistorianRecord]) async -> Outcome {
    guard !records.isEmpty else { return .stored }
    if waiting.isEmpty {
      do throws(HistorianFailure) {
        try await historian.record(records)
        numbers.written += records.count
        return .stored
      } catch {
        numbers.failures += 1
      }
    }
    return hold(records)
  }

  /// Brings what waits to the historian.
  /// - Returns: whether nothing waits any more.
  public func drain() async -> Bool {
    while !waiting.isEmpty {
      let first = Array(waiting.prefix(Self.drainedAtOnce))
      do throws(HistorianFailure) {
        try await historian.record(first)
      } catch {
        numbers.failures += 1
        return false
      }
      numbers.written += first.count
      waiting.removeFirst(first.count)
      numbers.waiting = waiting.count
      // Until all are there the file stays whole: reading a record twice does no harm, losing one does.
      if waiting.isEmpty, file >= 0 { ftruncate(file, 0) }
    }
    return true
  }

  private func hold(_ records: [HistorianRecord]) -> Outcome {
    guard waiting.count + records.count <= numbers.bound, file < 0 || append(records) else {
      numbers.dropped += records.count
      return .dropped
    }
    waiting += records
    numbers.waiting = waiting.count
    numbers.waitingMaximum = max(numbers.waitingMaximum, waiting.count)
    return .waiting
  }

  // MARK: File

  /// A record as a line: eight digits of its checksum, a space, JSON.
  private struct Line: Codable {
    let kind: String
    let id: String
    let time: Int64
    let machine: String
    let state: String
    let document: String
  }

  private func append(_ records: [HistorianRecord]) -> Bool {
    var bytes: [UInt8] = []
    for record in records {
      let line = Line(
        kind: record.kind.rawValue, id: record.id, time: record.time.microseconds, machine: record.machine,
        state: record.state, document: record.document)
      guard let json = try? JSONEncoder().encode(line) else { return false }
      bytes += Array("\(Self.checksum(Array(json))) ".utf8) + Array(json) + [0x0A]
    }
    let before = lseek(file, 0, SEEK_END)
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        ftruncate(file, before)
        return false
      }
      rest = rest.dropFirst(count)
    }
    return fdatasync(file) == 0
  }

  private static func checksum(_ json: [UInt8]) -> String {
    let digits = String(CRC32C.checksum(json), radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  /// The records of a file; lines that are none, such as one that was being written, are counted.
  private static func read(_ data: Data) -> (records: [HistorianRecord], damaged: Int) {
    var records: [HistorianRecord] = []
    var damaged = 0
    for line in data.split(separator: 0x0A) {
      let bytes = Array(line)
      guard bytes.count > 9, String(decoding: bytes.prefix(8), as: UTF8.self) == checksum(Array(bytes.dropFirst(9))),
        let line = try? JSONDecoder().decode(Line.self, from: Data(bytes.dropFirst(9))),
        let kind = HistorianRecord.Kind(rawValue: line.kind), let time = Instant(microseconds: line.time)
      else {
        damaged += 1
        continue
      }
      records.append(
        HistorianRecord(
          kind, id: line.id, time: time, machine: line.machine, state: line.state, document: line.document))
    }
    return (records, damaged)
  }
}

/// What a ``RecordStore`` has done since it was made, in records.
public struct RecordStoreCounters: Hashable, Sendable {
  /// Records that may wait.
  public internal(set) var bound: Int
  /// Brought to the historian.
  public internal(set) var written = 0
  /// Waiting now.
  public internal(set) var waiting = 0
  /// The most that ever were.
  public internal(set) var waitingMaximum = 0
  /// Given up.
  public internal(set) var dropped = 0
  /// Lines of the file that were no records.
  public internal(set) var damaged = 0
  /// Times the historian did not take records.
  public internal(set) var failures = 0

  /// Nothing yet.
  public init(bound: Int = 0) { self.bound = bound }
}
