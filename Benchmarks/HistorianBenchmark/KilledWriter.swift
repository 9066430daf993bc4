import Foundation
import Historian
import Plant

/// A process made to be killed: it stores numbered batches, while its historian is away now and then, and notes each
/// that was acknowledged.
enum KilledWriter {
  private static let signals = (0..<10).compactMap { SignalID(rawValue: "line.s\($0)") }
  private static let perSignal = 10

  /// Stores batches until it is killed; goes on behind the last that was acknowledged.
  static func write(_ folder: String, seed: UInt64) async throws {
    let place = HistorianPlace.sqlite(path: folder + "/plant.db")
    _ = try await SQLHistorian.initialize(place, environment: [:])
    let historian = try await SQLHistorian.open(place, isWriter: true, environment: [:], headSamples: 2_000)
    let store = try SampleStore(Absent(historian, seed: seed), spoolFolder: folder + "/spool")
    guard let note = fopen(folder + "/acknowledged", "a") else { return }
    var number = acknowledged(folder) + 1
    while true {
      switch await store.store(batch(number)) {
      case .stored, .spooled: fputs("\(number)\n", note)
      case .dropped(let reason): print("dropped \(number): \(reason)")
      }
      fflush(note)
      if number % 3 == 0 { _ = await store.drain() }
      number += 1
    }
  }

  /// Brings the spool home and checks; true when all is well.
  static func verify(_ folder: String) async throws -> Bool {
    let place = HistorianPlace.sqlite(path: folder + "/plant.db")
    let historian = try await SQLHistorian.open(place, isWriter: true, environment: [:])
    let store = try SampleStore(historian, spoolFolder: folder + "/spool")
    while await store.drain() == .more {}
    let counters = await store.close()
    let ledger = try await historian.ledger()
    let diagnosis = try await historian.diagnosis()
    let last = acknowledged(folder)
    var missing = 0
    var twice = 0
    for signal in signals {
      var cursor: SampleCursor?
      var times: [Int64] = []
      repeat {
        let page = try await historian.samples(
          of: signal, in: .earliest..<Instant.latest, after: cursor, limit: 50_000)
        times += page.samples.map(\.time.microseconds)
        cursor = page.next
      } while cursor != nil
      let different = Set(times)
      twice += times.count - different.count
      missing += (1...max(1, last)).reduce(0) { missing, number in
        missing + (0..<perSignal).count { !different.contains(time(number, $0)) }
      }
    }
    await historian.close()
    print(
      "batches \(last), samples \(diagnosis.samples), missing \(missing), twice \(twice), left in the spool "
        + "\(counters.inSpool), ledger \(ledger.isBalanced ? "balanced" : "NOT BALANCED") \(ledger.total), "
        + "problems \(diagnosis.problems)")
    return missing == 0 && twice == 0 && counters.inSpool == 0 && ledger.isBalanced && diagnosis.problems.isEmpty
  }

  private static func acknowledged(_ folder: String) -> Int {
    let text = (try? String(contentsOfFile: folder + "/acknowledged", encoding: .utf8)) ?? ""
    return text.split(separator: "\n").last.flatMap { Int($0) } ?? 0
  }

  private static func time(_ number: Int, _ step: Int) -> Int64 {
    HistorianBenchmark.start + Int64(number * perSignal + step) * 100_000
  }

  private static func batch(_ number: Int) -> SampleBatch {
    let samples = (0..<perSignal).flatMap { step in
      signals.indices.map { HistorianBenchmark.sample($0, time(number, step), Double(number)) }
    }
    return SampleBatch(source: "line", signals: signals, samples: samples)
  }
}

/// A historian that is away a third of the time, in spells.
private actor Absent: SampleSink {
  private let inner: any SampleSink
  private var dice: UInt64
  private var spell = 0
  private var isAway = false

  init(_ inner: any SampleSink, seed: UInt64) {
    self.inner = inner
    dice = seed &* 0x9E37_79B9_7F4A_7C15 | 1
  }

  func append(_ batch: SampleBatch) async throws(HistorianFailure) -> AppendReceipt {
    if spell == 0 {
      // A linear congruential generator is random enough for the length of spells.
      dice = dice &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      spell = Int((dice >> 33) % 8) + 1
      isAway = (dice >> 40) % 3 == 0
    }
    spell -= 1
    if isAway {
      throw HistorianFailure(.away, at: "line", doing: "storing", found: "a spell of absence", remedy: "wait")
    }
    return try await inner.append(batch)
  }

  func flush() async throws(HistorianFailure) { try await inner.flush() }
}
