import Foundation
import Testing

/// A folder of logs with a datasource beside it.
struct PlantFolder {
  let root: URL
  var datasource: String { root.appending(path: "plant.yaml").path }

  /// Plants shots of two days; every seventh lacks its start, one is there twice, one has a torn series.
  init(_ root: URL, shots: Int, points: Int = 4) throws {
    self.root = root
    try write(
      """
      schema: pur-mold-twin/datasource/1
      id: plant
      kind: folder
      connection: {folder: logs}
      """, "plant.yaml")
    for index in 0..<shots {
      let folder = "logs/\(10_000 + index)"
      let day = index % 2 == 0 ? "2026-03-01" : "2026-03-02"
      let time = "T\(Self.two(index / 3600 % 24)):\(Self.two(index / 60 % 60)):\(Self.two(index % 60))Z"
      let start = index % 7 == 3 ? "" : "start: \(day)\(time)"
      try write(
        """
        schema: pur-mold-twin/shot/1
        id: S-\(index == 5 ? 4 : index)
        \(start)
        mold: \(index % 3 == 0 ? "car-seat" : "panel")
        system: system-r1
        conditions: {polyol_temperature: \(20 + index % 10) °C, relative_humidity: \(index % 5 == 0 ? "1.2" : "0.5")}
        quality: {status: \(index % 4 == 0 ? "scrap" : "good")}
        """, "\(folder)/shot.yaml")
      let rows = (0..<points).map { "\($0),\(25 + $0 % 50)\n" }.joined()
      let tail = index == 8 ? "9,\"torn\n" : ""
      try write("time [s],core_temperature [°C]\n" + rows + tail, "\(folder)/core.csv")
    }
  }

  func write(_ text: String, _ path: String) throws {
    let file = root.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// Every file of a folder with its bytes.
  static func files(_ folder: URL) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try Scratch.contents(folder) {
      let file = folder.appending(path: name)
      if (try? file.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true { continue }
      files[name] = try Data(contentsOf: file)
    }
    return files
  }
}

@Suite struct `Importing logs` {
  private static let program = Result { try Program() }

  private func run(_ arguments: [String], in folder: URL) throws -> Program.Run {
    try Self.program.get().run(["import-logs"] + arguments, in: folder)
  }

  @Test func `writes shots, index, findings and report`() throws {
    try Scratch.with { folder in
      let plant = try PlantFolder(folder, shots: 30)
      let run = try run(["--source", plant.datasource, "--out", "out", "--output", "json"], in: folder)
      #expect(run.status == 1, "\(run.words)")
      let shots = try #require(run.json["shots"] as? [String: Any])
      // Four lack their start, one repeats an identifier, one series is torn.
      #expect(shots["seen"] as? Int == 30 && shots["rejected"] as? Int == 6 && shots["imported"] as? Int == 24)
      let files = try PlantFolder.files(folder.appending(path: "out"))
      #expect(
        files.keys.sorted() == [
          "findings.csv", "import.json", "index.csv", "shots/2026-03-01.jsonl", "shots/2026-03-02.jsonl",
          "summary.html", "summary.json", "summary.md",
        ])
      let lines = files.filter { $0.key.hasSuffix("jsonl") }.values.flatMap {
        String(decoding: $0, as: UTF8.self).split(separator: "\n")
      }
      #expect(lines.count == 24)
      for line in lines {
        let shot = try Program.object(String(line))
        #expect(shot["schema"] as? String == "pur-mold-twin/shot-record/1")
        #expect((shot["series"] as? [[String: Any]])?.count == 1)
      }
      let findings = String(decoding: try #require(files["findings.csv"]), as: UTF8.self)
      for words in ["10003/", "`1.2`", "fraction 0 … 1", "a quoted cell without end", "core.csv:6:1", "duplicate"] {
        #expect(findings.contains(words), "\(words)")
      }
      #expect(String(decoding: try #require(files["summary.json"]), as: UTF8.self) == run.output)
      #expect(String(decoding: try #require(files["summary.md"]), as: UTF8.self).contains("S-8"))
    }
  }

  @Test func `filters, and says what a repeated import is`() throws {
    try Scratch.with { folder in
      let plant = try PlantFolder(folder, shots: 30)
      let filter = [
        "--source", plant.datasource, "--from", "2026-03-01", "--to", "2026-03-02", "--mold", "car-seat", "--status",
        "scrap", "--output", "json", "--out", "out",
      ]
      let first = try run(filter, in: folder)
      #expect((try first.json["molds"] as? [String: Int]) == ["car-seat": 2])
      let again = try run(filter, in: folder)
      #expect(again.output == first.output && again.status == first.status)
      let other = try run(["--source", plant.datasource, "--out", "out"], in: folder)
      #expect(other.status == 2 && other.words.contains("which exists"))
    }
  }

  @Test func `joins sources: a laboratory adds to the shots of the plant`() throws {
    try Scratch.with { folder in
      let plant = try PlantFolder(folder, shots: 10)
      try plant.write(
        "schema: pur-mold-twin/datasource/1\nid: lab\nkind: folder\nconnection: {folder: lab}\n", "lab.yaml")
      try plant.write("id: S-1\nquality: {molded_density: 45 kg/m3}\n", "lab/a/shot.yaml")
      try plant.write("id: S-2\nquality: {status: good, molded_density: 50 kg/m3}\n", "lab/b/shot.yaml")
      try plant.write("id: S-99\nquality: {molded_density: 45 kg/m3}\n", "lab/c/shot.yaml")
      let run = try run(
        [
          "--source", plant.datasource, "--source", "lab.yaml", "--from", "2026-03-02", "--out", "out", "--output",
          "json",
        ],
        in: folder)
      let sources = try #require(try run.json["by_source"] as? [String: Int])
      // S-2 is of the day before: the plant leaves it out. S-99 is known to nobody else, and has no start.
      #expect(sources["plant+lab"] == 2 && sources["lab"] == 1, "\(sources)")
      let index = try String(contentsOf: folder.appending(path: "out/index.csv"), encoding: .utf8)
      #expect(index.contains("S-2,,outside") && index.contains("S-99,,rejected"))
      let day = try String(contentsOf: folder.appending(path: "out/shots/2026-03-02.jsonl"), encoding: .utf8)
      #expect(day.contains("\"molded_density_kg_per_m3\":45"))
    }
  }

  @Test func `shows the mapping and a few shots without writing`() throws {
    try Scratch.with { folder in
      let plant = try PlantFolder(folder, shots: 10)
      let before = try Scratch.contents(folder)
      let run = try run(["--source", plant.datasource, "--dry-run"], in: folder)
      #expect(run.status == 0, "\(run.words)")
      #expect(run.output.contains("conditions.polyol_temperature") && run.output.contains("S-0"))
      #expect(run.output.hasSuffix("nothing was written\n"))
      let json = try self.run(["--source", plant.datasource, "--dry-run", "--output", "json"], in: folder).json
      #expect(json["schema"] as? String == "pur-mold-twin/import-preview/1")
      #expect((json["shots"] as? [Any])?.isEmpty == false)
      #expect(try Scratch.contents(folder) == before)
    }
  }

  @Test(
    arguments: [
      (["--from", "yesterday"], "--from"), (["--to", "2026-03-01T00:00:00"], "--to"),
      (["--status", "god"], "did you mean `good`?"), (["--from", "2026-03-02", "--to", "2026-03-01"], "a time after"),
      (["--dry-run", "--out", "x"], "--dry-run"), (["--batch", "0"], "--batch"),
    ])
  func `refuses options that mean nothing`(_ options: [String], _ words: String) throws {
    try Scratch.with { folder in
      let plant = try PlantFolder(folder, shots: 1)
      let run = try run(["--source", plant.datasource] + options, in: folder)
      #expect(run.status == 2 && run.words.contains(words), "\(run.words)")
    }
  }

  @Test func `names a source that is away, and leaves nothing half-written`() throws {
    try Scratch.with { folder in
      let plant = try PlantFolder(folder, shots: 3)
      try FileManager.default.removeItem(at: folder.appending(path: "logs"))
      let run = try run(["--source", plant.datasource, "--out", "out"], in: folder)
      #expect(run.status == 2 && run.words.contains("no folder") && run.words.contains("mounted"), "\(run.words)")
      #expect(try Scratch.contents(folder) == ["plant.yaml"])
      let unknown = try self.run(["--source", "nobody"], in: folder)
      #expect(unknown.status == 2 && unknown.words.contains("unknown datasource"))
    }
  }
}
