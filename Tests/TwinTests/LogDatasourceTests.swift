import Plant
import Testing
import Twin

@Suite struct `A datasource` {
  static let table = """
    schema: pur-mold-twin/datasource/1
    id: line-3
    kind: postgresql
    time_zone: Europe/Berlin
    connection:
      host: mes.example.org
      database: mes
      user: reader
      password: {environment: PUR_MES_PASSWORD}
      tls: {mode: verify-ca, authorities: ca.pem}
      pool: 8
    shots:
      table: mes.shots
      columns:
        id: shot_no
        start: started_at
        mold: {column: tool, words: {T12: car-seat}}
        polyol_temperature: {column: t_pol, unit: °C}
        relative_humidity: {column: rh, unit: "%"}
        status: {column: verdict, words: {IO: good, NIO: scrap}}
      metadata: [operator, batch]
    quality:
      table: lab.results
      key: shot_no
      columns: {molded_density: {column: rho, unit: g/L}}
    series:
      - table: mes.samples
        key: shot_no
        time: {column: t_ms, unit: ms}
        columns: {core_temperature: {column: t_core, unit: °C}}
      - table: mes.tags
        key: shot_no
        time: {column: at, clock: true}
        signal: tag
        value: value
        tags: {pressure: {column: "P 1/2", unit: bar}}

    """

  private func errors(_ text: String) -> [String] {
    do {
      _ = try DatasourceDescription.read(text, file: "x.yaml")
      return []
    } catch {
      return error.errors.map(\.description)
    }
  }

  @Test func `is read into values`() throws {
    let source = try DatasourceDescription.read(Self.table, file: "line-3.yaml")
    guard case .server(let server) = source.connection else {
      Issue.record("no server")
      return
    }
    #expect(server.engine == .postgresql && server.port == 5432 && server.poolSize == 8 && server.timeout == 30)
    #expect(server.password == .environment("PUR_MES_PASSWORD"))
    #expect(server.tls == TLSOptions(mode: .verifyAuthority, authorities: "ca.pem"))
    #expect(source.shots.table?.quoted(by: "\"") == "\"mes\".\"shots\"")
    #expect(source.shots.column(.mold)?.sourceWords(for: ["car-seat", "panel"]) == ["T12", "car-seat", "panel"])
    #expect(source.shots.column(.status)?.sourceWords(for: ["scrap"]) == ["NIO", "scrap"])
    #expect(source.shots.columns.suffix(2).map(\.target) == [.metadata("operator"), .metadata("batch")])
    #expect(source.quality?.columns == [ColumnMapping(.figure(.moldedDensity), column: "rho", unit: "g/L")])
    #expect(source.series.count == 2 && source.series[0].time.form == .sinceStart(unit: "ms"))
    guard case .long(_, _, let tags) = source.series[1].form else {
      Issue.record("no tags")
      return
    }
    #expect(tags == [SignalMapping(.pressure, column: "P 1/2", unit: "bar")])
  }

  @Test(
    arguments: [
      ("{environment: PUR_MES_PASSWORD}", "hunter2", "a password written out"),
      ("{environment: PUR_MES_PASSWORD}", "{environment: \"A B\"}", "a text that is no name of a variable"),
      ("{environment: PUR_MES_PASSWORD}", "{environment: A, file: b}", "expected {environment: NAME} or {file: PATH}"),
      ("table: mes.shots", "table: \"shots; drop table x\"", "expected letters, digits and underscores"),
      ("table: mes.shots", "table: a.b.c", "expected letters, digits and underscores"),
      ("start: started_at", "start: \"started at\"", "expected letters, digits and underscores"),
      ("start: started_at", "begin: started_at", "unknown key"),
      ("t_pol, unit: °C", "t_pol, unit: bar", "expected one of the units K, °C"),
      ("t_pol, unit: °C", "t_pol", "expected a unit of temperature"),
      ("{column: t_pol, unit: °C}", "t_pol", "expected a map with column and unit"),
      ("IO: good", "IO: fine", "expected one of good, marginal, scrap"),
      ("polyol_temperature", "polyol_temprature", "did you mean `polyol_temperature`?"),
      ("unit: ms", "unit: bar", "expected one of the units s, min, h, ms, us"),
      ("signal: tag", "columns: {}", "expected no `value` beside `columns`"),
      ("pool: 8", "pool: 0", "expected a whole number 1 … 32"), ("kind: postgresql", "kind: oracle", "expected one of"),
      ("operator, batch", "\"a b\"", "expected letters, digits and underscores"),
      ("host: mes.example.org", "host: \"a\\tb\"", "without control characters"),
      ("{mode: verify-ca, authorities: ca.pem}", "{certificate: a}", "expected both or neither"),
      ("datasource/1", "datasource/2", "the newest this program reads"),
    ])
  func `is refused with its place when a value is wrong`(_ from: String, _ to: String, _ expected: String) {
    let text = Self.table.replacing(from, with: to)
    #expect(text != Self.table)
    let errors = errors(text)
    #expect(errors.contains { $0.contains(expected) && $0.hasPrefix("x.yaml:") }, "\(errors)")
    #expect(!errors.contains { $0.contains("hunter2") }, "a password is never repeated")
  }

  @Test func `of a folder brings the meanings of its layout behind its own`() throws {
    let source = try DatasourceDescription.read(
      """
      schema: pur-mold-twin/datasource/1
      id: old
      kind: folder
      connection: {folder: logs, layout: former, csv: {separator: semicolon, decimal: comma}}
      shots: {columns: {polyol_temperature: {column: tp, unit: K}}}
      """, file: "old.yaml")
    #expect(
      source.shots.columns.filter { $0.target == .condition(.polyolTemperature) }.map(\.column)
        == ["tp", "process.T_polyol_in_C", "T_polyol_in_C"])
    #expect(errors("schema: pur-mold-twin/datasource/1\nid: a\nkind: folder\n").first?.contains("connection") == true)
  }
}
