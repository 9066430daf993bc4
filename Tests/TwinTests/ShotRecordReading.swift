import Foundation
import Learning
import Plant
import Testing
import Twin

@Suite("A standardized log reads back") struct ShotRecordReading {
  private static func sample() throws -> ShotRecord {
    var record = ShotRecord(
      id: "S-\"1\"\\ \u{1F600}\n", machine: nil, mold: "m", system: "s",
      start: try #require(Instant(microseconds: 1_772_348_400_250_000)))
    record.conditions[.polyolTemperature] = .value(296.65)
    record.conditions[.relativeHumidity] = .value(0.1 + 0.2)
    record.conditions[.isocyanateMass] = .missing(.unitConflict)
    record.quality = ShotQuality(status: .scrap, defects: Array(DefectClass.known.prefix(2)), remark: "a\tb")
    record.quality.figures[.moldedDensity] = .value(60.1)
    record.quality.figures[.partMass] = .missing(.empty)
    let times = (0..<50).map { Double($0) * 0.1 }
    record.series = [
      try #require(ShotSeries(signal: .pressure, times: times, values: times.map { 1e5 + $0 / 3 })),
      try #require(ShotSeries(signal: .coreTemperature, times: [0, 1e-9], values: [-1.5e-7, 300])),
    ]
    record.metadata = ["origin": "synthetic", "ü": "<&>"]
    return record
  }

  @Test("Every field of a shot, to the bit")
  func roundTrip() throws {
    let record = try Self.sample()
    let line = Array(StandardLog.line(record).utf8)
    #expect(try StandardLog.record(line[...]) == record)
  }

  static let digits = [
    "0", "-0.5", "1.7976931348623157e308", "5e-324", "0.1", "123456789012345", "1234567890123456789", "1e-3", "3.14E+2",
    "0.30000000000000004", "9007199254740993",
  ]

  @Test("A number is the one that its digits mean", arguments: digits)
  func readsNumber(_ text: String) throws {
    let line = """
      {"schema":"pur-mold-twin/shot-record/1","id":"S","start":"2026-03-01T07:00:00Z","new":[{"a":null},true,"x"],
      "series":[{"signal":"pressure","time_s":[1],"value_Pa":[\(text)]}]}
      """
    let record = try StandardLog.record(Array(line.utf8)[...])
    #expect(record.series.first?.values == [try #require(Double(text))])
  }

  @Test("Decimal numbers of any length are those that `Double` reads")
  func readsNumbers() throws {
    var random = SplitMix64(seed: 3)
    var texts: [String] = []
    for _ in 0..<20_000 {
      let digits = String(random.next() >> UInt64(random.next(below: 64)))
      let decimals = random.next(below: 25)
      let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
      let point = decimals == 0 ? "" : "." + padded.suffix(decimals)
      texts.append((random.next(below: 2) == 0 ? "-" : "") + padded.dropLast(decimals) + point)
    }
    // Halfway between two neighbors, and just beside.
    texts += [
      "9007199254740993", "9007199254740992.5", "9007199254740995.0", "900719925474099.45", "0.5000000000000000",
    ]
    let times = texts.indices.map { "\($0)" }
    let line = """
      {"schema":"pur-mold-twin/shot-record/1","id":"S","start":"2026-03-01T07:00:00Z","series":[{"signal":"pressure",\
      "time_s":[\(times.joined(separator: ","))],"value_Pa":[\(texts.joined(separator: ","))]}]}
      """
    let values = try #require(try StandardLog.record(Array(line.utf8)[...]).series.first?.values)
    #expect(values.map(\.bitPattern) == texts.map { Double($0)?.bitPattern })
  }

  @Test("Series that nobody wants are passed over, the others are the same")
  func passesOver() throws {
    let record = try Self.sample()
    let line = Array(StandardLog.line(record).utf8)
    let read = try StandardLog.record(line[...], signals: [.coreTemperature])
    #expect(read.series == record.series.filter { $0.signal == .coreTemperature })
    #expect(read.conditions == record.conditions && read.metadata == record.metadata)
  }

  @Test("A reader of many lines reads each as a reader of one, whatever was read before")
  func readsNeighbors() throws {
    var records: [ShotRecord] = []
    for index in 0..<40 {
      var record = try Self.sample()
      record.id = "S-\(index)"
      record.machine = index % 3 == 0 ? nil : "line \(index % 2)"
      record.mold = index % 5 == 0 ? "" : "m\(index % 4)"
      if index % 4 == 1 { record.conditions[.index] = .value(1 + Double(index) / 100) }
      if index % 4 == 2 { record.conditions[.polyolTemperature] = .missing(.unreadable) }
      if index % 7 == 3 { record.quality = ShotQuality() }
      if index % 6 == 5 { record.metadata = ["shift": "\(index)"] }
      let shift = index % 5 == 4 ? 0.25 : 0
      record.series = try record.series.map { series in
        try #require(
          ShotSeries(signal: series.signal, times: series.times.map { $0 + shift }, values: series.values))
      }
      records.append(record)
    }
    var reader = StandardLog.Reader(signals: nil)
    for record in records {
      let line = Array(StandardLog.line(record).utf8)
      #expect(try reader.record(line.span) == record)
    }
  }

  @Test("Escaped keys and words mean what they spell")
  func readsEscapes() throws {
    let line = #"""
      {"sch\u0065ma":"pur-mold-twin\/shot-record/1","\u0069d":"S","start":"2026-03-01T07:00:00Z",
      "quality":{"status":"sc\u0072ap"}}
      """#
    let record = try StandardLog.record(Array(line.utf8)[...])
    #expect(record.id == "S" && record.quality.status == .scrap)
  }

  static let damaged = [
    "", "[]", "{", "{\"schema\":1}", "{\"schema\":\"pur-mold-twin/shot-record/2\",\"id\":\"a\",\"start\":\"x\"}",
    "{\"id\":\"a\"", "{\"id\":\"\\ud800\"}", "{\"id\":\"\\x\"}", "{\"conditions\":{\"polyol_mass_kg\":1e999}}",
    "{\"series\":[{\"signal\":\"pressure\",\"time_s\":[2,1],\"value_Pa\":[1,1]}]}",
    "{\"quality\":{\"status\":\"bad\"}}",
    "{\"a\":" + String(repeating: "[", count: 100), "{} x", "{\"id\":\"\u{1}\"}", "{\"id\":-}", "{\"a\":tru}",
  ]

  @Test("What is no shot is refused with its place", arguments: damaged)
  func refuses(_ text: String) {
    let fault = #expect(throws: StandardLog.Fault.self) { try StandardLog.record(Array(text.utf8)[...]) }
    #expect(fault?.found.isEmpty == false && fault?.expected.isEmpty == false && (fault?.column ?? 0) >= 1)
  }

  @Test("Mutated lines end in a shot or in words")
  func mutations() throws {
    let seed = Array(StandardLog.line(try Self.sample()).utf8)
    var random = SplitMix64(seed: 5)
    for _ in 0..<5000 {
      var line = seed
      for _ in 0...random.next(below: 3) {
        let place = random.next(below: line.count)
        if random.next(below: 2) == 0 { line[place] = UInt8(random.next(below: 256)) } else { line.remove(at: place) }
      }
      do throws(StandardLog.Fault) {
        _ = try StandardLog.record(line[...])
      } catch {
        #expect(!error.found.isEmpty && !error.expected.isEmpty)
      }
    }
  }
}
