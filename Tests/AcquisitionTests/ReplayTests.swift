import Acquisition
import Foundation
import Plant
import Synchronization
import Testing
import Twin

@Suite struct `Samples replayed from a file` {
  private static let text = """
    schema: pur-mold-twin/plant/1
    id: hall
    machines:
      - id: line
        signals:
          - {id: pressure, quantity: pressure, unit: bar}
          - {id: count}
          - {id: running, type: flag}
          - {id: recipe, type: text}
    """

  /// What a source delivered.
  private final class Tape: Sendable {
    let batches = Mutex<[[Sample]]>([])
    var samples: [Sample] { batches.withLock { $0.flatMap { $0 } } }
  }

  private func replay(
    _ text: String, as name: String, speed: Double? = nil
  ) async throws -> (source: ReplaySource, tape: Tape) {
    let path = FileManager.default.temporaryDirectory.appending(path: "replay-\(UUID().uuidString)-\(name)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(text.utf8).write(to: URL(filePath: path))
    let plant = try PlantDescription.read(Self.text, file: "hall.yaml")
    let source = try ReplaySource(plant, files: [path], speed: speed)
    let tape = Tape()
    try await source.run { samples in tape.batches.withLock { $0.append(samples) } }
    return (source, tape)
  }

  @Test func `keep their times, scaled as their signal says, with faults named by line`() async throws {
    let (source, tape) = try await replay(
      """
      time,signal,value,quality
      2026-03-01T00:00:00Z,line.pressure,2.5,
      2026-03-01T01:00:00.25+01:00,line.count,9007199254740993,good
      2026-03-01T00:00:01Z,line.running,on,uncertain
      2026-03-01T00:00:01Z,line.recipe,"soft, 7",
      1772323202.5,line.pressure,,
      2026-03-01T00:00:03Z,line.pressure,high,
      2026-03-01T00:00:03,line.pressure,1,
      2026-03-01T00:00:04Z,line.level,1,
      """, as: "long.csv")
    let samples = tape.samples
    #expect(
      samples.map { $0.value } == [.number(2.5e5), .whole(9_007_199_254_740_993), .flag(true), .text("soft, 7"), nil])
    #expect(samples[1].time == Instant("2026-03-01T00:00:00.25Z") && samples[1].received == samples[1].time)
    #expect(samples[2].quality == .uncertain(.doubted) && samples[4].quality == .bad(.unusable))
    #expect(samples[4].time.microseconds == 1_772_323_202_500_000)
    let counts = await source.counts
    #expect(counts.rows == 8 && counts.samples == 5 && counts.malformed == 2 && counts.unknown == 1)
    #expect(await source.faults.compactMap { $0.place.split(separator: ":").dropLast().last } == ["7", "8"])
    #expect(await source.unknownNames == ["line.level"])
  }

  @Test func `come from a column for each signal, and from lines of JSON`() async throws {
    let wide = try await replay(
      """
      time,line.pressure,line.count,line.other
      2026-03-01T00:00:00Z,1,7,0
      2026-03-01T00:00:01Z,,8,
      """, as: "wide.csv")
    #expect(wide.tape.samples.map { $0.value } == [.number(1e5), .whole(7), .whole(8)])
    #expect(await wide.source.counts.unknown == 1)
    let lines = try await replay(
      """
      {"signal": "line.pressure", "time": "2026-03-01T00:00:00Z", "value": 1.5, "received": "2026-03-01T00:00:09Z"}

      {"signal": "line.count", "time": 1772323200.5, "whole": 1152921504606846977, "sequence": 3}
      {"signal": "line.running", "time": "2026-03-01T00:00:02Z", "flag": true}
      {"signal": "line.recipe", "time": "2026-03-01T00:00:02Z", "quality": "bad", "reason": "timed_out"}
      no JSON
      """, as: "lines.jsonl")
    let samples = lines.tape.samples
    #expect(samples.map { $0.value } == [.number(1.5e5), .whole(1_152_921_504_606_846_977), .flag(true), nil])
    #expect(samples[0].received == Instant("2026-03-01T00:00:09Z") && samples[1].sequence == 3)
    #expect(samples[3].quality == .bad(.timedOut))
    #expect(await lines.source.faults.map { $0.place.hasSuffix("lines.jsonl:6:1") } == [true])
  }

  @Test func `pass at the speed asked for, samples of one time together`() async throws {
    let rows = (0..<20).flatMap { step in
      ["line.pressure", "line.count"].map { "1772323\(200 + step),\($0),\(step)" }
    }
    let clock = ContinuousClock()
    let begin = clock.now
    let (_, tape) = try await replay(
      "time,signal,value\n" + rows.joined(separator: "\n"), as: "paced.csv", speed: 100)
    // 19 s of the file; only the lower bound is sure.
    #expect(clock.now - begin >= .milliseconds(190))
    #expect(tape.batches.withLock { $0.map(\.count) } == Array(repeating: 2, count: 20))
  }

  @Test(arguments: [("", "nothing"), ("a,b\n1,2\n", "a,b"), ("\u{FEFF}time\n1\n", "time")])
  func `are refused where the head is none`(_ text: String, _ found: String) async throws {
    let error = await #expect(throws: SourceError.self) { try await replay(text, as: "head.csv") }
    #expect(error?.found == found && error?.kind == .malformed)
  }
}
