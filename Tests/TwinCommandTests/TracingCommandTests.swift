import Foundation
import Testing

@Suite("Tracing from the command line")
struct TracingCommandTests {
  @Test("A shot's equations are printed in both languages, with digest, layout and units", arguments: ["c", "jax"])
  func emit(language: String) throws {
    let run = try Program().run("model", "emit", "--scenario", "rigid-free-rise", "--language", language)
    #expect(run.status == 0)
    for part in ["sha256 ", "pur_m1_open", "rigid-free-rise", "enthalpy [J/kg], state"] {
      #expect(run.output.contains(part))
    }
  }

  @Test("A printed function may be saved")
  func save() throws {
    try Scratch.with { folder in
      let arguments = ["model", "emit", "--scenario", "rigid-free-rise", "--language", "c", "--phase", "locked"]
      let run = try Program().run(arguments + ["--save", "locked.c"], in: folder)
      #expect(run.status == 0)
      #expect(run.output.isEmpty)
      let text = try String(contentsOf: folder.appending(path: "locked.c"), encoding: .utf8)
      #expect(try Program().run(arguments, in: folder).output == text)
    }
  }

  @Test("A phase that the shot never enters is an error that names the others")
  func wrongPhase() throws {
    let run = try Program().run(
      "model", "emit", "--scenario", "rigid-free-rise", "--language", "c", "--phase", "cavity")
    #expect(run.status == 2)
    #expect(run.words.contains("open or locked"))
  }

  @Test("The digest of the equations is the one in the result, and the doctor knows all terms")
  func digests() throws {
    let digest = try Program().run("model", "digest", "--scenario", "rigid-free-rise", "--output", "json").json
    let equations = try #require(digest["equations"] as? String)
    #expect(equations.count == 64)
    let result = try Program().run("run-sim", "--scenario", "rigid-free-rise", "--output", "json").json
    #expect((result["build"] as? [String: Any])?["equations"] as? String == equations)
    let phases = try #require(digest["phases"] as? [[String: Any]])
    #expect(phases.compactMap { $0["phase"] as? String } == ["open", "locked"])
    #expect(try Program().run("doctor").output.contains("equations"))
  }
}
