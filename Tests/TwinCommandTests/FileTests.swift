import Foundation
import Testing

@Suite("Files are read with care and written whole")
struct FileTests {
  @Test("A misspelt key is reported with file, line, path and the nearest key, and exits 3")
  func misspeltKey() throws {
    try Scratch.with { folder in
      let original = Program.checkout.appending(path: "Scenarios/car-seat.yaml")
      let text = try String(contentsOf: original, encoding: .utf8)
        .replacing("polyol_temperature", with: "polyol_temprature")
      try Data(text.utf8).write(to: folder.appending(path: "shot.yaml"))
      let run = try Program().run(["run-sim", "--scenario", "shot.yaml"], in: folder)
      #expect(run.status == 3)
      #expect(run.output.isEmpty)
      #expect(run.words.contains(/shot\.yaml:\d+:\d+: process\.polyol_temprature/))
      #expect(run.words.contains("did you mean `polyol_temperature`?"))
      let validation = try Program().run(["scenario", "validate", "shot.yaml", "--output", "json"], in: folder)
      #expect(validation.status == 3)
      let files = try #require(try validation.json["files"] as? [[String: Any]])
      #expect(files.first?["valid"] as? Bool == false)
    }
  }

  @Test("Every scenario and system of the catalog is valid", arguments: ["scenario", "systems"])
  func catalogIsValid(command: String) throws {
    let run = try Program().run(command, "validate")
    #expect(run.status == 0, "\(run.output)")
    #expect(run.output.contains("ok "))
  }

  @Test("A new scenario is valid, and an existing file is never overwritten")
  func newScenario() throws {
    try Scratch.with { folder in
      let create = ["scenario", "new", "my-shot", "--from", "car-seat", "--save", "my-shot.yaml"]
      let first = try Program().run(create, in: folder)
      #expect(first.status == 0, "\(first.words)")
      #expect(try Scratch.contents(folder) == ["my-shot.yaml"])
      #expect(try Program().run(["scenario", "validate", "my-shot.yaml"], in: folder).status == 0)
      let before = try Data(contentsOf: folder.appending(path: "my-shot.yaml"))
      #expect(try Program().run(create, in: folder).status == 2)
      #expect(try Data(contentsOf: folder.appending(path: "my-shot.yaml")) == before)
    }
  }

  @Test("A file that cannot be written completely is not written at all")
  func noHalfFile() throws {
    try Scratch.with { folder in
      // The shell forbids files of any size, so that the first write fails as on a full disk.
      let command = "ulimit -f 0; exec '\(try Program.built.path)' scenario new my-shot --save my-shot.yaml"
      let run = try Program(URL(filePath: "/bin/sh")).run(["-c", command + " >&- 2>&-"], in: folder)
      #expect(run.status == 2)
      #expect(try Scratch.contents(folder).isEmpty)
    }
  }

  @Test("A place that cannot be written to is named, with what to do")
  func unwritable() throws {
    let run = try Program().run("scenario", "new", "my-shot", "--save", "no/such/folder/my-shot.yaml")
    #expect(run.status == 2)
    #expect(run.words.contains("no/such/folder/my-shot.yaml"))
    #expect(run.words.contains("create the folder first"))
  }
}
