import Acquisition
import Foundation
import Plant
import Testing
import Twin

@Suite("Folders as rigs and spreadsheets write them") struct FolderFormTests {
  /// The records and findings of all shots below a folder with these files.
  private func assess(
    _ connection: String, _ files: [String: String], zone: LocalClock = .utc
  ) async throws -> [ShotAssembly.Assessment] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "form-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      let file = folder.appending(path: name)
      try SourceUnderTest.write(text, file.lastPathComponent, in: file.deletingLastPathComponent())
    }
    let description = try DatasourceDescription.read(
      "schema: pur-mold-twin/datasource/1\nid: rig\nkind: folder\nconnection: \(connection)\n", file: "rig.yaml")
    let source = try FolderSource(description, path: folder.path, clock: zone) { LogDocument.fields($0, file: $1) }
    let page = try await source.page(ShotQuery(), after: nil, limit: PageLimit())
    #expect(page.next == nil)
    let assembly = ShotAssembly(
      [ShotAssembly.Source(description, clock: zone)], now: try #require(Instant("2030-01-01")))
    return page.shots.map { assembly.assemble([ShotAssembly.Part(source: 0, shot: $0)]) }
  }

  @Test func `a cup test is a file named by its start, °C, mm and g become SI`() async throws {
    let assessments = try await assess(
      "{folder: ., layout: cup}",
      [
        "2026-03-01_08-15-00 run 3.csv": "t,T1,T2,T3,Tj,H,m\n0,25,24,23,21,10,50\n0.5,30,29,28,21,12,49.5\n",
        "day/2026-03-02.CSV": "Mass,Distance,Time,Temp\n50,10,0,25\n49,11,1,26\n",
      ])
    try #require(assessments.count == 2)
    #expect(assessments.allSatisfy { $0.findings.isEmpty }, "\(assessments.flatMap(\.findings))")
    let first = try #require(assessments[0].record)
    #expect(first.id == "2026-03-01_08-15-00 run 3" && first.start == Instant("2026-03-01T08:15:00Z"))
    #expect(first.course(of: .coreTemperature)?.values == [298.15, 303.15])
    #expect(first.course(of: .secondFoamTemperature)?.values == [297.15, 302.15])
    #expect(first.course(of: .thirdFoamTemperature)?.values == [296.15, 301.15])
    #expect(first.course(of: .ambientTemperature)?.values == [294.15, 294.15])
    #expect(first.course(of: .riseHeight)?.values == [0.01, 0.012])
    #expect(first.course(of: .mass)?.values == [0.05, 0.0495])
    #expect(first.course(of: .mass)?.times == [0, 0.5])
    let second = try #require(assessments[1].record)
    #expect(second.start == Instant("2026-03-02T00:00:00Z"))
    #expect(second.course(of: .coreTemperature)?.values == [298.15, 299.15])
    #expect(second.course(of: .riseHeight)?.values == [0.01, 0.011])
  }

  @Test func `a cup test may have a document beside it, and needs a start`() async throws {
    let assessments = try await assess(
      "{folder: ., layout: cup}",
      [
        "run 1.csv": "t,T1\n0,25\n", "run 2.csv": "t,T1\n0,25\n1,\n",
        "run 2.yaml":
          "start: 2026-03-01T08:15:00Z\nsystem: r1\nconditions: {ambient_temperature: 21 °C}\nquality: {status: good}",
      ])
    let named = try #require(assessments.first { $0.record != nil })
    #expect(named.record?.id == "run 2" && named.record?.system == "r1" && named.record?.quality.status == .good)
    #expect(named.record?.conditions[.ambientTemperature] == .value(294.15))
    #expect(named.findings.map(\.kind) == [.gap])
    let unnamed = try #require(assessments.first { $0.record == nil })
    #expect(unnamed.findings.map(\.field) == ["start"] && unnamed.findings.map(\.severity) == [.rejects])
    #expect(unnamed.findings.first?.shot == "run 1")
  }

  @Test(
    arguments: [
      ("{separator: semicolon, decimal: comma}", "time [s];core_temperature [°C]\r\n0;25,5\r\n0,5;1,0e2\r\n"),
      ("{separator: tab, decimal: comma}", "time [s]\tcore_temperature [°C]\n0\t25,5\n0,5\t100\n"),
      ("{separator: semicolon}", "time [s];core_temperature [°C]\n0;25.5\n0.5;100\n"),
      ("{separator: comma}", "time [s],core_temperature [°C]\n\"0\",\"25.5\"\n0.5,100\n"),
    ])
  func `series may have a decimal comma and another separator`(_ form: String, _ text: String) async throws {
    let assessments = try await assess("{folder: ., csv: \(form)}", Self.shot(text))
    let record = try #require(assessments.first?.record)
    #expect(assessments.flatMap(\.findings).isEmpty, "\(assessments.flatMap(\.findings))")
    #expect(record.course(of: .coreTemperature)?.times == [0, 0.5])
    #expect(record.course(of: .coreTemperature)?.values == [298.65, 373.15])
  }

  @Test(
    arguments: [
      ("{separator: semicolon}", "time [s];core_temperature [°C]\n0;25\n1;25,5\n"),
      ("{separator: semicolon, decimal: comma}", "time [s];core_temperature [°C]\n0;25\n1;25.5\n"),
      ("{separator: semicolon, decimal: comma}", "time [s];core_temperature [°C]\n0;25\n1;1.025,5\n"),
    ])
  func `a number in the other spelling is reported, not guessed`(_ form: String, _ text: String) async throws {
    let assessments = try await assess("{folder: ., csv: \(form)}", Self.shot(text))
    let finding = try #require(assessments.first?.findings.first)
    #expect(finding.shot == "S-1" && finding.field == "core_temperature" && finding.kind == .unreadable)
    #expect(finding.found.contains("25") && !finding.expected.isEmpty)
    #expect(assessments.first?.record?.course(of: .coreTemperature)?.values == [298.15])
  }

  @Test func `a decimal comma between commas is a row of other length`() async throws {
    let assessments = try await assess("{folder: .}", Self.shot("time [s],core_temperature [°C]\n0,25\n1,25,5\n"))
    let finding = try #require(assessments.first?.findings.first)
    #expect(finding.kind == .fault && finding.place == "s/core.csv:3:1" && finding.found == "3 cells")
    #expect(finding.expected == "2, as in the head" && finding.severity == .rejects)
  }

  @Test(
    arguments: ["shots", "former", "cup"].flatMap { layout in ["document", "series", "all"].map { (layout, $0) } })
  func `a folder that is removed file by file is away, not full of damaged shots`(
    _ sample: (layout: String, removed: String)
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "form-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let names: [String: (document: String, series: String)] = [
      "shots": ("shot.yaml", "core.csv"), "former": ("meta.yaml", "core.csv"), "cup": ("run.yaml", "run.csv"),
    ]
    let (document, series) = try #require(names[sample.layout])
    let shot = folder.appending(path: "s")
    try SourceUnderTest.write("id: S-1\nstart: 2026-03-01T08:15:00Z\n", document, in: shot)
    try SourceUnderTest.write("time,core\n0,25\n1,26\n", series, in: shot)
    let description = try DatasourceDescription.read(
      "{schema: pur-mold-twin/datasource/1, id: rig, kind: folder, connection: {folder: ., layout: \(sample.layout)}}",
      file: "rig.yaml")
    let source = try FolderSource(description, path: folder.path, clock: .utc) { LogDocument.fields($0, file: $1) }
    #expect(try await source.page(ShotQuery(), after: nil, limit: PageLimit()).shots.count == 1)
    switch sample.removed {
    case "document": try FileManager.default.removeItem(at: shot.appending(path: document))
    case "series": try FileManager.default.removeItem(at: shot.appending(path: series))
    default: try FileManager.default.removeItem(at: shot)
    }
    let error = await #expect(throws: SourceError.self) {
      try await source.page(ShotQuery(), after: nil, limit: PageLimit())
    }
    #expect(error?.kind == .unavailable && error?.found.contains("gone") == true, "\(String(describing: error))")
  }

  private static func shot(_ course: String) -> [String: String] {
    ["s/shot.yaml": "id: S-1\nstart: 2026-03-01T08:15:00Z\n", "s/core.csv": course]
  }
}
