import Foundation
import Testing

@Suite("Results on standard output, words on standard error, meaning in the exit code")
struct ChannelTests {
  @Test(
    "A wrong command line exits 2 with words and without a result",
    arguments: [
      (["run-sim"], "--scenario"), (["bogus"], "bogus"), (["run-sim", "--scenari", "x"], "--scenari"),
      (["run-sim", "--scenario", "car-seat", "--mode", "boss"], "boss"),
      (["run-sim", "--scenario", "car-seat", "--output", "xml"], "xml"),
      (["run-sim", "--scenario", "no/such/file.yaml"], "no/such/file.yaml"),
      (["run-sim", "--scenario", "car-seat", "--set", "nonsense"], "nonsense"),
      (["systems", "show"], "system"), (["systems", "list", "--systems", "no/such/folder"], "no/such/folder"),
    ])
  func usage(arguments: [String], mentions: String) throws {
    let run = try Scratch.with { try Program().run(arguments, in: $0) }
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    #expect(run.words.contains(mentions))
  }

  @Test(
    "With --output json an error is one JSON object on standard error",
    arguments: [["run-sim", "--output", "json"], ["run-sim", "--output=json", "--scenario", "nix"]])
  func errorObject(arguments: [String]) throws {
    let run = try Scratch.with { try Program().run(arguments, in: $0) }
    let failure = try run.failure
    #expect(run.output.isEmpty)
    #expect(failure["schema"] as? String == "pur-mold-twin/error/1")
    #expect(failure["exit_code"] as? Int == 2)
    #expect(failure["kind"] as? String == "usage")
  }

  @Test("A misspelt name is answered with the nearest known one")
  func suggestion() throws {
    let scenario = try Program().run("run-sim", "--scenario", "carseat")
    #expect(scenario.status == 2)
    #expect(scenario.words.contains("did you mean `car-seat`?"))
    let system = try Program().run("run-sim", "--scenario", "car-seat", "--system", "flexible-mold")
    #expect(system.words.contains("did you mean `flexible-molded`?"))
    let backend = try Program().run("run-sim", "--scenario", "car-seat", "--backend", "rodas")
    #expect(backend.words.contains("did you mean `rodas5p`?"))
    let key = try Program().run("run-sim", "--scenario", "car-seat", "--set", "process.polyol_temprature=25 °C")
    #expect(key.words.contains("did you mean `polyol_temperature`?"))
  }

  @Test("The version is the same in words, as a flag and in JSON")
  func version() throws {
    let words = try Program().run("version")
    #expect(words.status == 0)
    #expect(try Program().run("--version").output == words.output)
    let json = try Program().run("version", "--output", "json").json
    let number = try #require(json["version"] as? String)
    #expect(words.output.hasPrefix("pur-mold-twin \(number)"))
  }

  @Test("help exit-codes lists every code", arguments: ["0", "1", "2", "3", "4", "130"])
  func exitCodes(code: String) throws {
    let run = try Program().run("help", "exit-codes")
    #expect(run.status == 0)
    let lines = run.output.split(separator: "\n").map { $0.drop { $0 == " " } }
    #expect(lines.contains { $0.hasPrefix("\(code)  ") })
  }

  @Test("A completion script exists for every common shell", arguments: ["bash", "zsh", "fish"])
  func completion(shell: String) throws {
    let run = try Program().run("--generate-completion-script", shell)
    #expect(run.status == 0)
    #expect(run.output.contains("run-sim"))
  }

  @Test("A full disk behind standard output is an error, not silence")
  func fullDisk() throws {
    let process = try Program().process(["version"], in: Program.checkout)
    let words = Pipe()
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: "/dev/full"))
    process.standardError = words
    try process.run()
    Program.awaitEnd(of: process)
    #expect(process.terminationStatus == 2)
    #expect(String(decoding: words.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self).contains("space"))
  }

  @Test("An interrupt ends the program with 130")
  func interrupt() throws {
    let process = try Program().process(["run-sim", "-vv", "--scenario", "-"], in: Program.checkout)
    let words = Pipe()
    process.standardInput = Pipe()
    process.standardOutput = FileHandle.nullDevice
    process.standardError = words
    try process.run()
    // The program says that it has read the catalog, then waits for the scenario on standard input.
    var said = ""
    while !said.contains("catalog read"), process.isRunning {
      said += String(decoding: words.fileHandleForReading.availableData, as: UTF8.self)
    }
    process.interrupt()
    Program.awaitEnd(of: process)
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 130)
  }
}
