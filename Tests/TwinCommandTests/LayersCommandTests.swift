import Foundation
import Testing

@Suite("One dimension on the command line")
struct LayersCommandTests {
  @Test("--dimension and --layers give a result in layers, in JSON, CSV and report")
  func outputs() throws {
    try Scratch.with { folder in
      let run = try Program().run(
        [
          "run-sim", "--scenario", "appliance-panel", "--dimension", "1D", "--layers", "6", "--output", "json",
          "--export-csv", "shot.csv", "--report", "report", "--explain-solver",
        ], in: folder)
      #expect(run.status == 0, "\(run.words)")
      #expect(run.words.contains("1D: 6 layers"))
      let profile = try #require(try run.json["profile"] as? [String: Any])
      #expect((profile["layers"] as? [String: Any])?["count"] as? Int == 6)
      let layers = try String(contentsOf: folder.appending(path: "shot-layers.csv"), encoding: .utf8)
      #expect(layers.split(whereSeparator: \.isNewline).count == 1 + 6 * 601)
      let files = try Scratch.contents(folder)
      for name in ["report/layers.csv", "report/layers.svg", "report/thickness.svg"] { #expect(files.contains(name)) }
      let page = try String(contentsOf: folder.appending(path: "report/report.html"), encoding: .utf8)
      #expect(page.utf8.count < 1_000_000 && page.contains("Through the thickness"))
    }
  }

  @Test(
    "What cannot be meant is a wrong command line",
    arguments: [
      (["--dimension", "2D"], "1D"), (["--dimension", "1D", "--layers", "0"], "1 … 200"),
      (["--dimension", "0D", "--layers", "5"], "--dimension 1D"), (["--layers", "5"], "--dimension 1D"),
      (["--dimension", "1D", "--layers", "many"], "many"),
    ])
  func usage(arguments: [String], mentions: String) throws {
    let run = try Scratch.with { try Program().run(["run-sim", "-s", "car-seat"] + arguments, in: $0) }
    #expect(run.status == 2)
    #expect(run.output.isEmpty && run.words.contains(mentions), "\(run.words)")
  }

  @Test("An option gives way to --set, and equations in layers are not traced")
  func precedence() throws {
    let run = try Program().run(
      "run-sim", "-s", "appliance-panel", "--dimension", "1D", "--set", "settings.layers=3", "--output", "json")
    let profile = try #require(try run.json["profile"] as? [String: Any])
    #expect((profile["layers"] as? [String: Any])?["count"] as? Int == 3)
    for command in [["model", "digest"], ["model", "emit", "--language", "c"]] {
      let refused = try Scratch.with { try Program().run(command + ["-s", "appliance-panel-1d"], in: $0) }
      #expect(refused.status == 3 || refused.status == 2)
      #expect(refused.words.contains("--dimension 0D"))
    }
  }

  @Test("The operator's screen and a study work in layers")
  func operatorAndStudy() throws {
    try Scratch.with { folder in
      let screen = try Program().run(
        ["run-sim", "-s", "appliance-panel-1d", "--layers", "5", "--mode", "operator"], in: folder)
      #expect(screen.status == 0 && screen.output.contains("WHEN TO DEMOLD"))
      #expect(try Scratch.contents(folder).contains { $0.hasSuffix("layers.csv") })
      let study = try Program().run(
        [
          "study", "-s", "appliance-panel-1d", "--vary", "settings.layers={2,4}", "--vary",
          "mold.wall.temperature={40,50 °C}", "--figures", "skin_density,core_density", "--output", "csv",
        ], in: folder)
      #expect(study.status == 0, "\(study.words)")
      let rows = study.output.split(whereSeparator: \.isNewline)
      #expect(rows.count == 5 && rows[0].contains("skin_density"))
    }
  }

  @Test("An interrupt ends a long run in layers with 130 and leaves no file behind")
  func interrupt() throws {
    try Scratch.with { folder in
      let process = try Program().process(
        [
          "run-sim", "-vv", "-s", "appliance-panel-1d", "--layers", "200", "--set", "settings.relative_tolerance=1e-11",
          "--save-json", "shot.json",
        ], in: folder)
      let words = Pipe()
      process.standardOutput = FileHandle.nullDevice
      process.standardError = words
      try process.run()
      var said = ""
      while !said.contains("scenario read"), process.isRunning {
        said += String(decoding: words.fileHandleForReading.availableData, as: UTF8.self)
      }
      process.interrupt()
      Program.awaitEnd(of: process)
      #expect(process.terminationReason == .exit && process.terminationStatus == 130)
      #expect(try Scratch.contents(folder).isEmpty)
    }
  }
}
