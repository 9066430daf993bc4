import Foundation
import Testing

@Suite("sensitivities says what a shot depends on")
struct SensitivitiesTests {
  @Test("The document lists the chosen figures by the chosen inputs, the largest influence first, and CSV the same")
  func document() throws {
    try Scratch.with { folder in
      let run = try Program().run(
        [
          "sensitivities", "--scenario", "rigid-free-rise", "--figures", "gel_time,free_rise_density", "--parameters",
          "system.model.gelling,process.polyol_temperature", "--output", "json", "--export-csv", "all.csv",
        ], in: folder)
      #expect(run.status == 0)
      let json = try run.json
      #expect(json["schema"] as? String == "pur-mold-twin/sensitivities/1")
      let figures = try #require(json["figures"] as? [String: [String: Any]])
      #expect(figures.keys.sorted() == ["free_rise_density", "gel_time"])
      let entries = try #require(figures["gel_time"]?["sensitivities"] as? [[String: Any]])
      let inputs = entries.compactMap { $0["input"] as? String }
      #expect(inputs.contains("system.model.gelling.rate_constant"))
      #expect(inputs.contains("process.polyol_temperature"))
      let sizes = entries.compactMap { $0["normalized"] as? Double }.map(abs)
      #expect(sizes == sizes.sorted(by: >))
      let csv = try String(contentsOf: folder.appending(path: "all.csv"), encoding: .utf8)
      #expect(csv.split(whereSeparator: \.isNewline).count == 1 + 2 * entries.count)
    }
  }

  @Test("The table names figures, inputs and both derivatives")
  func table() throws {
    let run = try Program().run(
      "sensitivities", "--scenario", "rigid-free-rise", "--parameters", "recipe", "--top", "3")
    #expect(run.status == 0)
    #expect(run.output.contains("Gel (string) time"))
    #expect(run.output.contains("p/K dK/dp"))
  }

  @Test(
    "An unknown figure or input is a usage error that names what is near",
    arguments: [("--figures", "gel_tme", "gel_time"), ("--parameters", "recipe.shoot", "recipe.shot")])
  func unknown(option: String, word: String, near: String) throws {
    let run = try Program().run("sensitivities", "--scenario", "rigid-free-rise", option, word)
    #expect(run.status == 2)
    #expect(run.words.contains(near))
  }
}
