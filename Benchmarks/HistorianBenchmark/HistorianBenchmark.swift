import Foundation
import Historian
import Plant

/// `HistorianBenchmark PLACE [MILLIONS]`: inserts samples while day ranges are queried, and prints rates.
///
/// 500 signals at 10 Hz, batches of 50,000; a day of one further signal at 1 Hz is there from the start and is what the
/// queries read. Beside it: a loop of prepared statements over a plain table of SQLite, in the same run.
@main
struct HistorianBenchmark {
  static let signalCount = 500
  static let batchRows = 50_000
  /// 2026-01-01T00:00:00Z [µs].
  static let start: Int64 = 1_767_225_600_000_000

  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 2 else {
      FileHandle.standardError.write(Data("usage: HistorianBenchmark PLACE [MILLIONS]\n".utf8))
      exit(2)
    }
    if arguments[1] == "write", arguments.count >= 4 {
      // A full disk is then an error of the write.
      signal(SIGXFSZ, SIG_IGN)
      return try await KilledWriter(arguments[2], place: arguments.dropFirst(4).first).write(
        seed: UInt64(arguments[3]) ?? 1, pause: arguments.dropFirst(5).first.flatMap { Double($0) } ?? 0)
    }
    if arguments[1] == "verify", arguments.count >= 3 {
      exit(try await KilledWriter(arguments[2], place: arguments.dropFirst(3).first).verify() ? 0 : 1)
    }
    let place = try HistorianPlace(arguments[1])
    let millions = arguments.count > 2 ? Int(arguments[2]) ?? 5 : 5
    _ = try await SQLHistorian.initialize(place, environment: ProcessInfo.processInfo.environment)
    let historian = try await SQLHistorian.open(
      place, isWriter: true, environment: ProcessInfo.processInfo.environment)
    let batches = millions * 1_000_000 / batchRows
    try await plantDay(historian)

    let alone = try await insert(historian, 0..<batches)
    print("insert alone            \(rate(batches * batchRows, alone))  slowest batch \(milliseconds(alone.max()))")
    let done = Flag()
    async let queries = query(historian, until: done)
    let together = try await insert(historian, batches..<2 * batches)
    await done.set()
    let latencies = try await queries.sorted()
    print("insert while queried    \(rate(batches * batchRows, together))")
    print(
      "day of samples (86,400) p50 \(milliseconds(latencies.at(0.5)))  p95 \(milliseconds(latencies.at(0.95)))"
        + "  n \(latencies.count)")
    try await historian.flush()
    await historian.close()
    if case .sqlite(let path) = place {
      let peer = try PlainTable.insert(path + ".peer", millions: millions)
      print("plain table, same rows  \(rate(millions * 1_000_000, [peer]))")
      print("ratio                   \((peer / alone.reduce(0, +)).formatted(.number.precision(.fractionLength(2))))")
      let ours = try size(path, 2 * batches * batchRows)
      print("bytes a sample          \(ours) against \(try size(path + ".peer", millions * 1_000_000))")
    }
  }

  /// A day of one signal at 1 Hz.
  static func plantDay(_ historian: SQLHistorian) async throws {
    guard let id = SignalID(rawValue: "day") else { return }
    let samples = (0..<86_400).map { second in
      sample(0, start + Int64(second) * 1_000_000, 20 + sin(Double(second) / 600))
    }
    _ = try await historian.append(SampleBatch(source: "day", signals: [id], samples: samples))
    try await historian.flush()
  }

  static func sample(_ signal: Int, _ time: Int64, _ value: Double) -> Sample {
    let at = Instant(microseconds: time) ?? .earliest
    return Sample(
      SignalIndex(rawValue: UInt32(signal)), at: at, received: Instant(microseconds: time + 4_321) ?? at,
      value: .number(value))
  }

  /// Seconds of each batch.
  static func insert(_ historian: SQLHistorian, _ range: Range<Int>) async throws -> [Double] {
    let signals = (0..<signalCount).compactMap { SignalID(rawValue: "press.p\($0)") }
    var seconds: [Double] = []
    let clock = ContinuousClock()
    for number in range {
      // What a driver would do is not timed: making the samples.
      let batch = SampleBatch(source: "bench", signals: signals, samples: rows(number))
      let begin = clock.now
      _ = try await historian.append(batch)
      seconds.append((clock.now - begin) / .seconds(1))
    }
    return seconds
  }

  /// The samples of batch `number`: every signal at each tenth of a second, with three decimals.
  static func rows(_ number: Int) -> [Sample] {
    let perSignal = batchRows / signalCount
    var samples: [Sample] = []
    samples.reserveCapacity(batchRows)
    for step in 0..<perSignal {
      let tick = number * perSignal + step
      for signal in 0..<signalCount {
        let value = (20_000 + 3_000 * sin(Double(tick + 7 * signal) / 50)).rounded() / 1_000
        samples.append(sample(signal, start + Int64(tick) * 100_000, value))
      }
    }
    return samples
  }

  static func query(_ historian: SQLHistorian, until done: Flag) async throws -> [Double] {
    guard let id = SignalID(rawValue: "day"), let from = Instant(microseconds: start),
      let to = Instant(microseconds: start + 86_400_000_000)
    else { return [] }
    var seconds: [Double] = []
    let clock = ContinuousClock()
    while await !done.isSet {
      let begin = clock.now
      let page = try await historian.samples(of: id, in: from..<to, after: nil, limit: 100_000)
      precondition(page.samples.count == 86_400, "the day is whole")
      seconds.append((clock.now - begin) / .seconds(1))
      try await Task.sleep(for: .milliseconds(20))
    }
    return seconds
  }

  static func rate(_ count: Int, _ seconds: [Double]) -> String {
    let rate = Double(count) / seconds.reduce(0, +)
    return "\(Int(rate / 1_000)) k samples/s"
  }

  static func milliseconds(_ seconds: Double?) -> String {
    "\(((seconds ?? .nan) * 1_000).formatted(.number.precision(.fractionLength(1)))) ms"
  }

  static func size(_ path: String, _ rows: Int) throws -> String {
    let bytes = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    return (Double(bytes) / Double(rows)).formatted(.number.precision(.fractionLength(1)))
  }
}

/// Set once, seen by another task.
actor Flag {
  private(set) var isSet = false

  func set() { isSet = true }
}

extension [Double] {
  /// The value below which a share of the sorted numbers lies.
  func at(_ share: Double) -> Double? {
    isEmpty ? nil : self[Swift.min(count - 1, Int(Double(count) * share))]
  }
}
