import Foundation
import Historian
import Plant

/// A process made to be killed: it stores numbered batches, while its historian is away now and then, and notes each
/// that was acknowledged.
struct KilledWriter {
  private static let signals = (0..<10).compactMap { SignalID(rawValue: "line.s\($0)") }
  private static let perSignal = 10

  private let folder: String
  private let place: HistorianPlace
  private var environment: [String: String] { ProcessInfo.processInfo.environment }

  /// - Parameter place: the address of the historian; a file in the folder unless given.
  init(_ folder: String, place: String?) throws {
    self.folder = folder
    self.place = try place.map { try HistorianPlace($0) } ?? .sqlite(path: folder + "/plant.db")
  }

  /// Stores batches until it is killed; goes on behind the last that was acknowledged.
  /// - Parameter pause: between two batches [s].
  func write(seed: UInt64, pause: Double) async throws {
    let historian = Reopened { [place, environment] in
      _ = try await SQLHistorian.initialize(place, environment: environment)
      return try await SQLHistorian.open(place, isWriter: true, environment: environment, headSamples: 2_000)
    }
    let store = try SampleStore(Absent(historian, seed: seed), spoolFolder: folder + "/spool")
    let note = open(folder + "/acknowledged", O_WRONLY | O_APPEND | O_CREAT, 0o644)
    guard note >= 0 else { return }
    var number = acknowledged + 1
    while true {
      switch await store.store(batch(number)) {
      case .stored, .spooled:
        // Where the disk has no room for the note, the batch counts as not acknowledged.
        let line = Array("\(number)\n".utf8)
        _ = Glibc.write(note, line, line.count)
      case .dropped: break
      }
      if number % 3 == 0 { _ = await store.drain() }
      number += 1
      if pause > 0 { try await Task.sleep(for: .seconds(pause)) }
    }
  }

  /// Brings the spool home and checks; true when all is well.
  func verify() async throws -> Bool {
    _ = try await SQLHistorian.initialize(place, environment: environment)
    let historian = try await SQLHistorian.open(place, isWriter: true, environment: environment)
    let store = try SampleStore(historian, spoolFolder: folder + "/spool")
    while await store.drain() == .more {}
    let counters = await store.close()
    let ledger = try await historian.ledger()
    let diagnosis = try await historian.diagnosis()
    let numbers = acknowledgedNumbers
    let last = numbers.max() ?? 0
    var missing = 0
    var twice = 0
    for signal in Self.signals {
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
      missing += numbers.reduce(0) { missing, number in
        missing + (0..<Self.perSignal).count { !different.contains(Self.time(number, $0)) }
      }
    }
    await historian.close()
    print(
      "batches \(last), samples \(diagnosis.samples), missing \(missing), twice \(twice), left in the spool "
        + "\(counters.inSpool), ledger \(ledger.isBalanced ? "balanced" : "NOT BALANCED") \(ledger.total), "
        + "problems \(diagnosis.problems)")
    // What a damaged spool no longer has is on the books, and nothing else may be missing.
    let booked = ledger.total.dropped[.spoolDamaged] ?? 0
    return missing <= booked && twice == 0 && counters.inSpool == 0 && ledger.isBalanced && diagnosis.problems.isEmpty
  }

  private var acknowledged: Int { acknowledgedNumbers.max() ?? 0 }

  /// Batches that were acknowledged; a line that is cut off is none.
  private var acknowledgedNumbers: Set<Int> {
    let text = (try? String(contentsOfFile: folder + "/acknowledged", encoding: .utf8)) ?? ""
    return Set(text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().compactMap { Int($0) })
  }

  private static func time(_ number: Int, _ step: Int) -> Int64 {
    HistorianBenchmark.start + Int64(number * perSignal + step) * 100_000
  }

  private func batch(_ number: Int) -> SampleBatch {
    let samples = (0..<Self.perSignal).flatMap { step in
      Self.signals.indices.map { HistorianBenchmark.sample($0, Self.time(number, step), Double(number)) }
    }
    return SampleBatch(source: "line", signals: Self.signals, samples: samples)
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

/// A historian that is opened when it is first needed, and tried again while it cannot be.
private actor Reopened: SampleSink {
  private let make: @Sendable () async throws -> SQLHistorian
  private var opened: SQLHistorian?

  init(_ make: @escaping @Sendable () async throws -> SQLHistorian) { self.make = make }

  func append(_ batch: SampleBatch) async throws(HistorianFailure) -> AppendReceipt {
    try await historian().append(batch)
  }

  func flush() async throws(HistorianFailure) { try await historian().flush() }

  private func historian() async throws(HistorianFailure) -> SQLHistorian {
    if let opened { return opened }
    do {
      let made = try await make()
      opened = made
      return made
    } catch let failure as HistorianFailure {
      throw failure
    } catch {
      throw HistorianFailure(.away, at: "line", doing: "opening", found: "\(error)", remedy: "wait")
    }
  }
}
