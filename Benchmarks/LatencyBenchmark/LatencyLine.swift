import Foundation
import Historian
import Plant
import Synchronization
import Watch

/// Sources that measure at the tick of their clocks, and a watch that they deliver to.
struct LatencyLine {
  let signals: Int
  /// Measurements of each sensor in a second.
  let rate: Double
  let sources: Int

  private static let limit = 100.0

  private func plant() -> PlantDescription {
    let ids = (0..<signals).compactMap { SignalID(rawValue: "line.s\($0)") }
    return PlantDescription(
      id: "latency",
      signals: ids.map {
        SignalDescription(
          id: $0, machine: "line", limits: SignalLimits(range: 0...1e6, rate: 1e9, gap: 60), address: .none)
      },
      alarms: ids.indices.map {
        AlarmRule(
          id: "line.a\($0)", signal: SignalIndex(rawValue: UInt32($0)), condition: .above(Self.limit, hysteresis: 1))
      })
  }

  /// Runs for a time and prints what was measured.
  func run(seconds: Double, folder: String) async throws {
    let place = HistorianPlace.sqlite(path: folder + "/plant.db")
    _ = try await SQLHistorian.initialize(place, environment: [:])
    let historian = try await SQLHistorian.open(place, isWriter: true, environment: [:])
    let stages = Stages()
    let (watch, _) = try await PlantWatch.start(
      plant(), historian, folder: folder + "/state", listener: stages, now: Self.now)
    let clock = ContinuousClock()
    let ticking = Task { await watch.run(clock: clock) }
    let load = Task { await Load.watch(every: seconds / 10, for: seconds) }
    await withTaskGroup { group in
      for source in 0..<sources { group.addTask { await deliver(source, watch, clock, seconds) } }
    }
    let loads = await load.value
    ticking.cancel()
    await ticking.value
    let counts = await watch.counts
    let summary = await watch.close()
    await historian.close()
    print("\(signals) sensors at \(rate) Hz, \(sources) sources, \(Int(seconds)) s, storage in SQLite")
    stages.show()
    print("  samples \(counts.total.received), stored \(counts.store.stored), most waiting \(counts.queue.maximum)")
    let (first, second) = (loads.prefix(loads.count / 2), loads.suffix(loads.count / 2))
    print(
      "  processor \(Load.median(first, \.share)) then \(Load.median(second, \.share)) of one core,"
        + " memory \(Load.median(first, \.mebibytes)) then \(Load.median(second, \.mebibytes)) MiB")
    print("  ledger " + (summary.findings.isEmpty ? "balanced" : "NOT BALANCED: \(summary.findings)"))
    if !summary.findings.isEmpty { exit(1) }
  }

  static let now: @Sendable () -> Instant = {
    Instant(secondsSince1970: Date().timeIntervalSince1970) ?? .earliest
  }

  /// Measures at every tick and delivers what was measured; the next sensor in turn crosses its limit.
  private func deliver(_ source: Int, _ watch: PlantWatch, _ clock: ContinuousClock, _ seconds: Double) async {
    let share = signals / sources
    let start = clock.now
    // Sources do not tick in step.
    var next = start + .seconds(Double(source) / Double(sources) / rate)
    var high = Array(repeating: false, count: share)
    var turn = 0
    while next - start < .seconds(seconds) {
      try? await clock.sleep(until: next)
      high[turn % share].toggle()
      let time = Self.now()
      let samples = (0..<share).map { sensor in
        let value = (high[sensor] ? 2 : 0.5) * Self.limit + Double((turn + sensor) % 7)
        return Sample(
          SignalIndex(rawValue: UInt32(source * share + sensor)), at: time, received: time, value: .number(value))
      }
      await watch.take(samples, from: "source-\(source)")
      turn += 1
      next += .seconds(1 / rate)
    }
  }
}

/// Keeps how long steps of alarms took to each stage.
final class Stages: WatchListener {
  private let kept = Mutex<[[Double]]>([[], [], [], []])

  func hear(_ event: WatchEvent) {
    guard case .alarms(let steps) = event else { return }
    kept.withLock { kept in
      for step in steps {
        guard let stages = step.evidence?.stages else { continue }
        for (place, time) in [stages.validated, stages.stored, stages.judged, stages.published].enumerated() {
          if let time { kept[place].append(time.seconds(since: stages.sensed) * 1000) }
        }
      }
    }
  }

  func show() {
    let kept = kept.withLock { $0 }
    for (name, times) in zip(["validated", "stored", "judged", "published"], kept) {
      let sorted = times.sorted()
      guard !sorted.isEmpty else { continue }
      func text(_ share: Double) -> String {
        sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
          .formatted(.number.precision(.fractionLength(2)))
      }
      let name = name.padding(toLength: 10, withPad: " ", startingAt: 0)
      print(
        "  sensor to \(name) p50 \(text(0.5)) ms  p95 \(text(0.95)) ms  p99 \(text(0.99)) ms  max \(text(1)) ms"
          + "  n \(sorted.count)")
    }
  }
}

/// What the process takes.
struct Load: Sendable {
  /// Processor time over time.
  var share: Double
  /// Resident memory.
  var mebibytes: Double

  /// Looks every so many seconds.
  static func watch(every period: Double, for seconds: Double) async -> [Load] {
    var loads: [Load] = []
    var before = processor()
    for _ in 0..<Int(seconds / period) {
      try? await Task.sleep(for: .seconds(period))
      let now = processor()
      loads.append(Load(share: (now - before) / period, mebibytes: resident()))
      before = now
    }
    return loads
  }

  static func median(_ loads: some Sequence<Load>, _ value: (Load) -> Double) -> String {
    let sorted = loads.map(value).sorted()
    guard !sorted.isEmpty else { return "–" }
    return sorted[sorted.count / 2].formatted(.number.precision(.fractionLength(2)))
  }

  private static func processor() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }

  private static func resident() -> Double {
    let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
    return pages * Double(sysconf(Int32(_SC_PAGESIZE))) / 1_048_576
  }
}
