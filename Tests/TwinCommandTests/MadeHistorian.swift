import Foundation
import Historian
import Plant
import Testing

/// A historian with known samples for commands: a file of SQLite, or a database of the server for tests.
enum MadeHistorian: String, Sendable, CaseIterable {
  case sqlite
  case postgresql

  static let available = allCases.filter { $0 == .sqlite || PrivatePostgreSQL.isThere }

  /// 2026-03-01T00:00:00Z.
  static let start: Int64 = 1_772_323_200_000_000
  static let signals = ["line.pressure", "line.count", "line.running", "line.recipe"]

  /// Calls `body` with the address of a place where there is nothing yet.
  func withAddress<Result>(_ folder: URL, _ body: (String) async throws -> Result) async throws -> Result {
    let name = "history_" + UUID().uuidString.filter { $0 != "-" }.lowercased().prefix(16)
    guard self == .postgresql else { return try await body("\(folder.path)/\(name).db") }
    return try await PrivatePostgreSQL.withDatabase(name, body)
  }

  /// Makes a historian with its tables and samples at an address: `count` of each signal, 10 s apart.
  static func fill(_ address: String, count: Int) async throws {
    let place = try HistorianPlace(address)
    _ = try await SQLHistorian.initialize(place, environment: [:])
    let historian = try await SQLHistorian.open(place, isWriter: true, environment: [:], headSamples: 1_000)
    for begin in stride(from: 0, to: count, by: 5_000) {
      _ = try await historian.append(batch(begin..<min(begin + 5_000, count)))
    }
    try await historian.record([
      HistorianRecord(.shot, id: "1", time: #require(Instant(microseconds: start)), document: "{}")
    ])
    _ = try await historian.keep([1, 2, 3], kind: "model", created: #require(Instant(microseconds: start)))
    await historian.close()
  }

  static func batch(_ steps: Range<Int>) throws -> SampleBatch {
    let ids = try signals.map { try #require(SignalID(rawValue: $0)) }
    var samples: [Sample] = []
    for step in steps {
      let time = try #require(Instant(microseconds: start + Int64(step) * 10_000_000))
      for (place, value) in values(step).enumerated() {
        let index = SignalIndex(rawValue: UInt32(place))
        if let value {
          samples.append(Sample(index, at: time, received: time.advanced(by: 0.25), value: value))
        } else {
          samples.append(Sample(index, at: time, received: time.advanced(by: 0.25), missing: .timedOut))
        }
      }
    }
    return SampleBatch(source: "made", signals: ids, samples: samples)
  }

  /// What the four signals are at a step; every hundredth pressure is missing.
  static func values(_ step: Int) -> [SampleValue?] {
    [
      step % 100 == 99 ? nil : .number(1e5 + Double(step) / 8), .whole(Int64(1) << 60 + Int64(step)),
      .flag(step % 3 == 0), .text("recipe, \(step / 50)"),
    ]
  }
}
