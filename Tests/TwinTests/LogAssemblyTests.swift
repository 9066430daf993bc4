import Plant
import Testing
import Twin

@Suite struct `The transformation` {
  private static let origin = RawOrigin.file("S-1/shot.yaml", line: 3, column: 7)

  private func description(_ id: String = "a", zone: String? = nil) throws -> DatasourceDescription {
    try DatasourceDescription.read(
      """
      schema: pur-mold-twin/datasource/1
      id: \(id)
      kind: sqlite
      connection: {file: x.db}
      shots:
        table: shots
        columns:
          id: id
          start: start
          system: system
          polyol_temperature: {column: tp, unit: °C}
          polyol_mass: {column: mp, unit: kg}
          relative_humidity: {column: rh, unit: "1"}
          mixing_time: {column: tm, unit: ms}
          status: {column: verdict, words: {IO: good}}
          defects: defects
        metadata: [operator]
      series:
        - table: samples
          key: id
          time: {column: t, unit: s}
          columns: {core_temperature: {column: tc, unit: °C}, pressure: {column: p, unit: bar}}
      """, file: "a.yaml")
  }

  private func assemble(
    _ fields: [(String, RawValue)], series: [RawSeries] = [], clock: LocalClock? = nil, unit: String? = nil
  ) throws -> ShotAssembly.Assessment {
    let assembly = ShotAssembly(
      [ShotAssembly.Source(try description(), clock: clock)], now: try #require(Instant("2026-06-01")))
    let given = Set(fields.map(\.0))
    let standard: [(String, RawValue)] = [("id", .text("S-1")), ("start", .text("2026-03-01T07:15:00Z"))]
    let all = standard.filter { !given.contains($0.0) } + fields
    let shot = RawShot(
      key: ShotKey(start: nil, id: "S-1"),
      fields: all.map { RawField($0.0, $0.1, unit: $0.0 == "tp" ? unit : nil, origin: Self.origin) }, series: series,
      origin: .row(table: "shots", key: "S-1"))
    return assembly.assemble([ShotAssembly.Part(source: 0, shot: shot)])
  }

  @Test(
    arguments: [
      ("tp", .number(25), 298.15), ("tp", .text("25"), 298.15), ("tp", .text("25 °C"), 298.15),
      ("tp", .text("25degC"), 298.15), ("mp", .number(1.5), 1.5), ("rh", .text("0.5"), 0.5), ("tm", .number(4500), 4.5),
    ] as [(String, RawValue, Double)])
  func `converts to SI`(_ field: String, _ value: RawValue, _ expected: Double) throws {
    let assessment = try assemble([(field, value)])
    let record = try #require(assessment.record)
    #expect(record.conditions.all.compactMap(\.reading.value) == [expected])
    #expect(assessment.findings.isEmpty)
  }

  @Test(
    arguments: [
      ("tp", .number(900), .impossible, .impossible), ("tp", .number(.nan), .impossible, .impossible),
      ("tp", .number(.infinity), .impossible, .impossible), ("tp", .text("NaN"), .impossible, .impossible),
      ("tp", .text("-inf"), .impossible, .impossible), ("mp", .number(-1), .impossible, .impossible),
      ("mp", .number(1e308), .impossible, .impossible), ("mp", .text("1e999"), .impossible, .impossible),
      ("rh", .number(1.2), .impossible, .impossible), ("tp", .text("warm"), .unreadable, .unreadable),
      ("tp", .text("0x19"), .unitUnknown, .unitUnknown), ("tp", .null, .gap, .empty),
      ("tp", .text("298 K"), .unitConflict, .unitConflict), ("tp", .text("25 bar"), .unitUnknown, .unitUnknown),
      ("tp", .text(""), .unreadable, .unreadable), ("tp", .number(-300), .impossible, .impossible),
    ] as [(String, RawValue, LogFinding.Kind, MissingReason)])
  func `leaves out what cannot be true, with the reason`(
    _ field: String, _ value: RawValue, _ kind: LogFinding.Kind, _ reason: MissingReason
  ) throws {
    let assessment = try assemble([(field, value)])
    let record = try #require(assessment.record)
    #expect(record.conditions.all.map(\.reading) == [.missing(reason)])
    let finding = try #require(assessment.findings.first)
    #expect(finding.kind == kind && finding.shot == "S-1" && finding.place == "S-1/shot.yaml:3:7")
    #expect(!finding.field.isEmpty && !finding.found.isEmpty && !finding.expected.isEmpty)
    #expect(finding.severity == (kind == .gap ? .noted : .repaired))
    #expect(LogFinding(cells: finding.cells) == finding)
  }

  @Test func `reports units that contradict each other`() throws {
    let assessment = try assemble([("tp", .number(298))], unit: "K")
    #expect(assessment.record?.conditions[.polyolTemperature] == .missing(.unitConflict))
    #expect(assessment.findings.map(\.kind) == [.unitConflict])
    #expect(try assemble([("tp", .number(25))], unit: "degC").findings.isEmpty)
  }

  @Test(
    arguments: [
      (.null, .clock), (.text("yesterday"), .clock), (.text("2026-03-01 08:15:00"), .clock),
      (.text("2027-03-01T00:00:00Z"), .clock), (.number(5), .clock),
    ] as [(RawValue, LogFinding.Kind)])
  func `rejects a shot whose start cannot be known or lies ahead`(_ start: RawValue, _ kind: LogFinding.Kind) throws {
    let assessment = try assemble([("start", start)])
    #expect(assessment.record == nil)
    #expect(assessment.findings.contains { $0.kind == kind && $0.severity == .rejects && $0.field == "start" })
  }

  @Test func `reads local times by the clock of the source, and says when they are ambiguous`() throws {
    let plain = LocalClock.fixed(secondsAheadOfUTC: 3600, name: "+01:00")
    let local = RawValue.text("2026-03-01 08:15:00")
    #expect(try assemble([("start", local)], clock: plain).record?.start == Instant("2026-03-01T07:15:00Z"))
    let twice = LocalClock(name: "twice") { _ in [3600, 7200] }
    let assessment = try assemble([("start", local)], clock: twice)
    #expect(assessment.record?.start == Instant("2026-03-01T06:15:00Z"))
    #expect(assessment.findings.map(\.severity) == [.repaired])
    let never = LocalClock(name: "never") { _ in [] }
    #expect(try assemble([("start", local)], clock: never).record == nil)
  }

  @Test func `rejects a shot without identifier, or with a part that could not be read`() throws {
    #expect(try assemble([("id", .null)]).record == nil)
    let assembly = ShotAssembly(
      [ShotAssembly.Source(try description(), clock: nil)], now: try #require(Instant("2026-06-01")))
    let shot = RawShot(
      key: ShotKey(start: nil, id: "S-1"),
      fields: [RawField("id", .text("S-1"), origin: Self.origin)],
      faults: [.init(origin: .file("S-1/core.csv", line: 9, column: 2), found: "x", expected: "y")],
      origin: Self.origin)
    let findings = assembly.assemble([ShotAssembly.Part(source: 0, shot: shot)]).findings
    #expect(findings.first?.kind == .fault && findings.first?.place == "S-1/core.csv:9:2")
  }

  @Test func `keeps words, defects and what no mapping names`() throws {
    let assessment = try assemble([
      ("verdict", .text("IO")), ("defects", .text("[\"Trapped air\", \"lunker\"]")), ("operator", .text("AB")),
      ("press", .number(7)), ("system", .text("system-r1")),
    ])
    let record = try #require(assessment.record)
    #expect(record.quality.status == .good && record.system == "system-r1")
    #expect(record.quality.defects.map(\.rawValue) == ["lunker", "trapped_air"])
    #expect(record.metadata == ["operator": "AB", "press": "7"])
    #expect(assessment.findings.map(\.kind) == [.unmapped])
    let odd = try assemble([("verdict", .text("so so"))])
    #expect(odd.record?.quality.status == nil && odd.findings.map(\.kind) == [.unreadable])
  }

  private func series(_ times: [RawValue], _ values: [RawValue], _ name: String = "tc") -> RawSeries {
    var time = RawColumn(name: "t")
    var column = RawColumn(name: name)
    for value in times { time.append(value) }
    for value in values { column.append(value) }
    return RawSeries(name: "samples", time: time, columns: [column], origin: .row(table: "samples", key: "S-1"))
  }

  @Test func `cleans series and counts what it left out`() throws {
    let times: [RawValue] = [
      .number(0), .number(1), .number(1), .number(0.5), .number(2), .null, .number(3), .number(4),
    ]
    let values: [RawValue] = [
      .number(25), .number(26), .number(99), .number(99), .number(900), .number(1), .null, .text("30"),
    ]
    let assessment = try assemble([], series: [series(times, values)])
    let course = try #require(assessment.record?.course(of: .coreTemperature))
    #expect(course.times == [0, 1] && course.values == [298.15, 299.15])
    let kinds = assessment.findings.map(\.kind)
    #expect(kinds == [.clock, .clock, .gap, .unreadable, .impossible])
    #expect(assessment.findings[1].found == "2 rows where time stands or runs backward, the first in row 3")
  }

  @Test func `reports holes in time, series it does not know and series without end`() throws {
    let times = (0..<20).map { RawValue.number($0 < 15 ? Double($0) : Double($0) + 30) }
    let values = (0..<20).map { RawValue.number(Double($0)) }
    #expect(try assemble([], series: [series(times, values)]).findings.map(\.kind) == [.gap])
    #expect(try assemble([], series: [series(times, values, "zz")]).findings.map(\.kind) == [.gap, .unmapped])
    var endless = series(times, values)
    endless.isTruncated = true
    #expect(try assemble([], series: [endless]).record == nil)
    endless.name = "other"
    endless.isTruncated = false
    #expect(try assemble([], series: [endless]).findings.map(\.kind) == [.unmapped])
  }

  @Test func `joins sources: the first with a value decides, others that differ are noted`() throws {
    let now = try #require(Instant("2026-06-01"))
    let assembly = ShotAssembly(
      [ShotAssembly.Source(try description("a"), clock: nil), ShotAssembly.Source(try description("b"), clock: nil)],
      now: now)
    func part(_ source: Int, _ fields: [(String, RawValue)]) -> ShotAssembly.Part {
      let fields = fields.map { RawField($0.0, $0.1, origin: .row(table: "t\(source)", key: "S-1")) }
      return ShotAssembly.Part(
        source: source, shot: RawShot(key: ShotKey(start: nil, id: "S-1"), fields: fields, origin: Self.origin))
    }
    let start = RawValue.text("2026-03-01T07:15:00Z")
    let assessment = assembly.assemble([
      part(0, [("id", .text("S-1")), ("start", start), ("tp", .number(25)), ("system", .text("r1"))]),
      part(
        1,
        [
          ("id", .text("S-1")), ("start", .text("2026-03-01T08:15:00Z")), ("tp", .number(27)), ("mp", .number(1)),
          ("system", .text("m1")), ("rh", .number(0.4)),
        ]),
    ])
    let record = try #require(assessment.record)
    #expect(record.conditions[.polyolTemperature] == .value(298.15) && record.system == "r1")
    #expect(record.conditions[.polyolMass] == .value(1) && record.conditions[.relativeHumidity] == .value(0.4))
    #expect(assessment.findings.map(\.kind).sorted { $0.rawValue < $1.rawValue } == [.clock, .conflict, .conflict])
    #expect(assessment.findings.allSatisfy { $0.source == "b" && $0.severity == .noted })
  }

  @Test func `writes a record on one line whose keys name the units`() throws {
    let assessment = try assemble(
      [("tp", .number(25)), ("rh", .null)], series: [series([.number(0), .number(1)], [.number(25), .number(26)])])
    #expect(
      StandardLog.line(try #require(assessment.record)) == """
        {"schema":"pur-mold-twin/shot-record/1","id":"S-1","start":"2026-03-01T07:15:00Z","machine":null,"mold":null,\
        "system":null,"conditions":{"polyol_temperature_K":298.15,"missing":{"relative_humidity":"empty"}},\
        "quality":{"status":null,"defects":[],"figures":{},"remark":null},"series":[{"signal":"core_temperature",\
        "time_s":[0,1],"value_K":[298.15,299.15]}],"metadata":{}}

        """)
  }
}
