import Foundation
import Testing

@Suite("sensitivities in layers")
struct LayeredSensitivitiesTests {
  /// Three layers between a warm side and a cooler one.
  static let panel = [
    "sensitivities", "--scenario", "appliance-panel-1d", "--layers", "3", "--set",
    "mold.second_side.film_coefficient=150 W/(m²·K)", "--set", "mold.second_side.wall.temperature=30 °C",
  ]
  static let figures = ["core_density", "gel_time", "skin_density", "temperature_spread_maximum"]

  /// Key figures in a document, and their derivatives by input.
  struct Document {
    var values: [String: Double] = [:]
    var derivatives: [String: [String: (derivative: Double, normalized: Double)]] = [:]

    init(_ run: Program.Run) throws {
      let figures = try #require(try run.json["figures"] as? [String: [String: Any]])
      for (figure, members) in figures {
        values[figure] = members["value"] as? Double
        for entry in try #require(members["sensitivities"] as? [[String: Any]]) {
          let input = try #require(entry["input"] as? String)
          let derivative = try #require(entry["derivative"] as? Double)
          derivatives[figure, default: [:]][input] = (derivative, try #require(entry["normalized"] as? Double))
        }
      }
    }
  }

  @Test("Figures of skin, core and spread follow both sides, as whole runs with moved inputs do")
  func bothSides() throws {
    let asked = Self.panel + ["--figures", Self.figures.joined(separator: ","), "--output", "json"]
    let run = try Scratch.with { try Program().run(asked + ["--parameters", "mold"], in: $0) }
    #expect(run.status == 0, "\(run.words)")
    let found = try Document(run)
    #expect(found.values.keys.sorted() == Self.figures)
    for figure in Self.figures {
      let rows = try #require(found.derivatives[figure])
      let first = try #require(rows["mold.film_coefficient"]).normalized
      let second = try #require(rows["mold.second_side.film_coefficient"]).normalized
      let area = try #require(rows["mold.contact_area"]).normalized
      // The equations know area and films as products only; derivatives have a tolerance of 1e-8 of figure over input.
      #expect(abs(area - (first + second)) <= 3e-8, "\(figure): \(area), \(first + second)")
    }
    let ends = try [99, 101].map { film in
      let moved = asked + ["--parameters", "mold.volume", "--set", "mold.film_coefficient=\(film) W/(m²·K)"]
      return try Document(Scratch.with { try Program().run(moved, in: $0) }).values
    }
    for figure in Self.figures {
      let difference = try (#require(ends[1][figure]) - #require(ends[0][figure])) / 2
      let derivative = try #require(found.derivatives[figure]?["mold.film_coefficient"]).derivative
      // What is left is the third derivative.
      #expect(abs(derivative - difference) <= 1e-3 * abs(difference), "\(figure): \(derivative), \(difference)")
    }
  }

  @Test("The values are those of run-sim, and table and CSV name what only layers have")
  func valuesTableAndCSV() throws {
    try Scratch.with { folder in
      let arguments = Self.panel + ["--figures", "skin_density,temperature_spread_maximum"]
      let run = try Program().run(
        arguments + ["--parameters", "mold.second_side", "--export-csv", "all.csv"], in: folder)
      #expect(run.status == 0, "\(run.words)")
      #expect(run.output.contains("Density of the skin") && run.output.contains("mold.second_side.wall.temperature"))
      let csv = try String(contentsOf: folder.appending(path: "all.csv"), encoding: .utf8)
      let lines = csv.split(whereSeparator: \.isNewline)
      #expect(lines.contains { $0.hasPrefix("temperature_spread_maximum,") && $0.contains("mold.second_side.") })
      let simulated = try Program().run(["run-sim", "--output", "json"] + Self.panel.dropFirst(), in: folder)
      let figures = try #require(try simulated.json["key_figures"] as? [String: [String: Any]])
      for line in lines.dropFirst() {
        let cells = line.split(separator: ",")
        let value = try #require(figures[String(cells[0])]?["value"] as? Double)
        let own = try #require(Double(cells[1]))
        #expect(abs(own - value) <= 1e-5 * value, "\(line)")
      }
    }
  }

  @Test("Threads change no digit; one half of equal sides tells what both halves do")
  func threadsAndHalves() throws {
    let base = ["sensitivities", "--scenario", "appliance-panel-1d", "--layers", "3", "--parameters", "recipe,process"]
    // The same sides, the second one stated: solved whole.
    let stated = [
      "--set", "mold.second_side.wall.temperature=45 °C", "--set", "mold.second_side.film_coefficient=100 W/(m²·K)",
    ]
    let tables = try [["--threads", "1"], ["--threads", "3"], stated].map { options in
      try Scratch.with { folder in
        let run = try Program().run(base + options + ["--export-csv", "all.csv"], in: folder)
        #expect(run.status == 0, "\(run.words)")
        return try String(contentsOf: folder.appending(path: "all.csv"), encoding: .utf8)
      }
    }
    #expect(tables[0] == tables[1])
    func derivatives(_ table: String) throws -> [String: Double] {
      var normalized: [String: Double] = [:]
      for line in table.split(whereSeparator: \.isNewline).dropFirst() {
        let cells = line.split(separator: ",", omittingEmptySubsequences: false)
        try #require(cells.count == 8, "\(line)")
        normalized["\(cells[0]) by \(cells[3])"] = Double(cells[7])
      }
      return normalized
    }
    let (half, whole) = try (derivatives(tables[0]), derivatives(tables[2]))
    #expect(half.count > 100 && half.keys == whole.keys)
    for (name, derivative) in half {
      let expected = try #require(whole[name])
      #expect(abs(derivative - expected) <= 1e-6 * abs(expected) + 1e-8, "\(name)")
    }
  }

  @Test("A second side that a shot does not have, and layers of a shot without any, are usage errors")
  func refused() throws {
    let cases = [
      (["--scenario", "appliance-panel-1d", "--parameters", "mold.second_side"], "mold.second_side"),
      (["--scenario", "appliance-panel", "--layers", "3"], "--dimension 1D"),
      (["--scenario", "appliance-panel", "--threads", "0"], "--threads"),
    ]
    for (arguments, mentions) in cases {
      let run = try Scratch.with { try Program().run(["sensitivities"] + arguments, in: $0) }
      #expect(run.status == 2 && run.output.isEmpty)
      #expect(run.words.contains(mentions), "\(run.words)")
    }
  }
}
