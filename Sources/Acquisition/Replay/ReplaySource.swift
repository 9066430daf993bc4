public import Plant
import Synchronization

/// Delivers the samples of files again, with their own times, as fast as they came, or at another speed.
///
/// Several files are played together, in the order of their samples. Samples of one time are delivered together. It
/// ends with the files.
public actor ReplaySource: SampleSource {
  /// What a source tells of itself.
  public struct Counts: Hashable, Sendable {
    /// Rows of the files so far, also those that are no samples.
    public var rows = 0
    /// Samples delivered.
    public var samples = 0
    /// Rows, or cells of rows, of signals that the plant does not have.
    public var unknown = 0
    /// Rows that are no samples: see ``ReplaySource/faults``.
    public var malformed = 0
  }

  /// What was found in the rows that have been read.
  private struct Findings {
    var counts = Counts()
    var faults: [SourceError] = []
    var unknownNames: Set<String> = []
  }

  /// Samples that are delivered together at most.
  private static let batch = 4_096

  public nonisolated let name = "replay"
  /// The time of the files: what a watch of this plant lives by.
  public nonisolated let clock: ReplayClock
  private let paths: [String]
  private let plant: PlantDescription
  private let speed: Double?
  private let findings = Mutex(Findings())

  /// A source for files of CSV, and of JSON lines where their names end in `.jsonl`.
  /// - Parameters:
  ///   - speed: how many seconds of the files pass in one of ours, above 0; `nil` waits for nothing.
  /// - Throws: ``SourceError`` for a file that cannot be read or has no head.
  public init(_ plant: PlantDescription, files paths: [String], speed: Double?) throws {
    self.plant = plant
    self.paths = paths
    self.speed = speed
    clock = ReplayClock(try ReplayMerge(paths, plant).time ?? .earliest)
  }

  /// Counts so far.
  public var counts: Counts { findings.withLock { $0.counts } }

  /// What is wrong with rows that are no samples, the first 100.
  public var faults: [SourceError] { findings.withLock { $0.faults } }

  /// Names of signals in the files that the plant does not have; at most 100.
  public var unknownNames: Set<String> { findings.withLock { $0.unknownNames } }

  /// Delivers the files from their beginning to their end.
  /// - Throws: ``SourceError`` for a file that cannot be read or has no head, what `deliver` throws.
  public func run(delivering deliver: @Sendable ([Sample]) async throws -> Void) async throws {
    findings.withLock { $0 = Findings() }
    defer { clock.stop() }
    var merge = try ReplayMerge(paths, plant) { self.take($0, of: $1) }
    guard let first = merge.time else { return }
    let begin = ContinuousClock.now
    if let speed { clock.run(from: begin, at: first, speed: speed) }
    var waiting: [Sample] = []
    do {
      while let sample = try merge.next() {
        let isLater = waiting.last.map { sample.time > $0.time } ?? false
        if waiting.count >= Self.batch || (isLater && speed != nil) { try await hand(&waiting, deliver) }
        if waiting.isEmpty { clock.expect(sample.time) }
        if let speed, waiting.isEmpty {
          let due = begin + .seconds(sample.time.seconds(since: first) / speed)
          if due > .now { try await Task.sleep(until: due, clock: .continuous) }
        }
        waiting.append(sample)
      }
      try await hand(&waiting, deliver)
    } catch is CancellationError {
      return
    }
  }

  private func hand(
    _ waiting: inout [Sample], _ deliver: @Sendable ([Sample]) async throws -> Void
  ) async throws {
    guard let last = waiting.last else { return }
    try Task.checkCancellation()
    clock.reach(last.time)
    try await deliver(waiting)
    findings.withLock { $0.counts.samples += waiting.count }
    waiting.removeAll(keepingCapacity: true)
  }

  private nonisolated func take(_ row: ReplayFile.Row, of path: String) {
    findings.withLock { found in
      found.counts.rows += 1
      for name in row.unknown {
        found.counts.unknown += 1
        if found.unknownNames.count < 100 { found.unknownNames.insert(name) }
      }
      guard let fault = row.fault else { return }
      found.counts.malformed += 1
      guard found.faults.count < 100 else { return }
      found.faults.append(
        SourceError(
          .malformed, place: "\(path):\(fault.line):\(fault.column)", found: fault.found, expected: fault.expected))
    }
  }
}
