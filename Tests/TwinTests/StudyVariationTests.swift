import Foaming
import Quantities
import Testing
import Twin

@Suite struct `A variation` {
  static func template(_ id: String = "car-seat") throws -> ScenarioTemplate {
    let catalog = try ShippedFiles.catalog()
    let entry = try catalog.entry(.scenario, id: id)
    return try ScenarioTemplate(catalog, text: entry.text, file: entry.file)
  }

  private static func read(_ text: String) throws -> Variation { try Variation(text, in: template()) }

  @Test(arguments: [
    ("process.polyol_temperature=20 °C..30 °C", 293.15, 303.15),
    ("process.polyol_temperature=20..30 °C", 293.15, 303.15),
    ("process.relative_humidity=30..70 %", 0.3, 0.7), ("process.relative_humidity=0.3..0.7", 0.3, 0.7),
    ("mold.vents.0.area = 2 mm2 .. 6 mm²", 2e-6, 6e-6),
    ("system.model.gelling.rate_constant=1e-6..3e-6 m3/(mol s)", 1e-6, 3e-6),
    ("quality.cycle_time=5..10 min", 300, 600),
  ])
  func `of a range keeps its ends in SI units`(text: String, low: Double, high: Double) throws {
    guard case .uniform(let range) = try Self.read(text).values else {
      Issue.record("a range is expected")
      return
    }
    #expect(abs(range.lowerBound / low - 1) < 1e-12 && abs(range.upperBound / high - 1) < 1e-12)
  }

  @Test func `of a range with levels takes both ends and even steps`() throws {
    let variation = try Self.read("process.polyol_temperature=20 °C..30 °C:11")
    let values = (0..<11).compactMap { variation.value(at: (Double($0) + 0.5) / 11).number }
    #expect(values.count == 11 && variation.valueCount == 11 && variation.unit == "K")
    for (level, value) in values.enumerated() { #expect(abs(value - 293.15 - Double(level)) < 1e-9) }
  }

  @Test func `of a normal distribution has its quantiles and stays within what the file allows`() throws {
    let variation = try Self.read("process.polyol_temperature=normal(25 °C, 2 K)")
    let upper = try #require(variation.value(at: 0.975).number)
    #expect(abs(upper - 298.15 - 2 * 1.959963984540054) < 1e-6)
    let wide = try Self.read("process.relative_humidity=normal(50 %,40 %)")
    for step in 0...100 {
      let value = try #require(wide.value(at: (Double(step) + 0.5) / 101).number)
      #expect((0...1).contains(value))
    }
    let share = try Self.read("recipe.shot=normal(1.05 kg,2 %)")
    #expect(share.values == .normal(mean: 1.05, deviation: 0.02 * 1.05, bounds: 1e-4...1000))
  }

  @Test func `of a log-normal distribution has its median in the middle`() throws {
    let variation = try Self.read("system.model.cells.number=lognormal(1e8 1/kg, 0.5)")
    let middle = try #require(variation.value(at: 0.5).number)
    #expect(abs(middle / 1e8 - 1) < 1e-9)
  }

  @Test func `of a list takes words, whole numbers and quantities`() throws {
    #expect(try Self.read("system={flexible-molded, semi-rigid}").values == .words(["flexible-molded", "semi-rigid"]))
    #expect(try Self.read("mold.vents.0.count=2..5").values == .counts([2, 3, 4, 5]))
    #expect(try Self.read("recipe.shot={1,1.1 kg}").values == .numbers([1, 1.1]))
    #expect(try Self.read("settings.integrator={rodas5p}").valueCount == 1)
  }

  @Test func `reaches every value as the same option of the command line would`() throws {
    let template = try Self.template()
    let catalog = try ShippedFiles.catalog()
    for text in ["process.polyol_temperature=20 °C..30 °C", "system.model.gelling.rate_constant=1e-6..3e-6 m3/(mol s)"]
    {
      let study = try Study(template, varying: [text], sampling: Sampling(.sobol, samples: 5))
      for index in 0..<5 {
        let si = try #require(study.inputs(at: index)[0].number)
        let option = "\(study.variations[0].path)=\(si) \(study.variations[0].unit)"
        let (scenario, system) = try template.read([try Override(option)])
        #expect(try catalog.scenario(id: "car-seat", overrides: [try Override(option)]) == scenario)
        #expect(try catalog.system(of: scenario, overrides: [try Override(option)]) == system)
        let isReached =
          scenario.process.polyolTemperature.si == si || system.model.value(.gellingRate) == si
        #expect(isReached)
      }
    }
  }

  @Test(arguments: [
    ("", 1, "path=values"), ("nothing", 1, "path=values"), ("a..b=1..2", 1, "path=values"),
    ("process.polyol_temprature=20..30 °C", 1, "did you mean `polyol_temperature`?"),
    ("process.polyol_temperature=20 °C", 28, "single value is given with --set|a range `a..b`"),
    ("process.polyol_temperature=20..30", 28, "write the unit behind the number"),
    ("process.polyol_temperature=20 °C..30 bar", 35, "°C"), ("process.polyol_temperature=20 °C..30 °C:x", 41, "levels"),
    ("process.polyol_temperature=20 °C..30 °C:1", 41, "levels 2"),
    ("process.polyol_temperature=30 °C..20 °C", 28, "smaller value first"),
    ("process.polyol_temperature=20 °C..300 °C", 35, "80 °C"),
    ("process.polyol_temperature=norml(20 °C,1 K)", 28, "did you mean `normal`?"),
    ("process.polyol_temperature=uniform(20 °C,30 °C)", 28, "written `a..b`"),
    ("process.polyol_temperature=normal(20 °C,1 °C)", 41, "a difference of 1 °C is 1 K"),
    ("process.polyol_temperature=normal(20 °C,-1 K)", 41, "positive"),
    ("process.polyol_temperature=normal(20 °C)", 28, "two values"),
    ("process.polyol_temperature=normal(20 °C,1 K", 43, "`)`"), ("process.polyol_temperature={20 °C,25", 36, "`}`"),
    ("process.polyol_temperature={20 °C,,25 °C}", 35, "a value"),
    ("process.polyol_temperature={20 °C,25 °C}:3", 41, "nothing behind"),
    ("system={flexible-mold}", 9, "did you mean `flexible-molded`?"), ("system=1..2", 8, "a list of words"),
    ("mold.vents.0.count=2..5:3", 25, "every whole number"), ("mold.vents.7.count=2..5", 1, "an index 0 … 1"),
    ("recipe.shot=lognormal(1 kg,2 kg)", 28, "natural logarithm"), ("name=1..2", 1, "can be varied"),
    ("mold=1..2", 6, "a list of words"), ("recipe=1..2", 1, "a map"),
  ])
  func `that is wrong is named with its column`(text: String, column: Int, expected: String) {
    #expect {
      _ = try Self.read(text)
    } throws: { error in
      guard let error = (error as? FileErrors)?.errors.first else { return false }
      let words = "\(error)"
      let isNamed = expected.split(separator: "|").contains { words.contains($0) }
      if error.origin.column != column || !isNamed { Issue.record("\(words)") }
      return true
    }
  }

  @Test func `is read or refused whatever it looks like`() throws {
    let template = try Self.template()
    let seeds = [
      "process.polyol_temperature=20 °C..30 °C:11", "recipe.shot=normal(1.05 kg,1 %)", "mold.vents.0.count={2,3,4}",
      "system={flexible-molded,rigid-appliance}", "system.model.cells.number=lognormal(1e8 1/kg,0.5):5",
    ]
    let pieces = Array("=.:,(){}[]%°+-eE0123456789 \t\n\"'\\é🙂\u{0}") + ["a", "n"]
    var random = SeededGenerator(state: 20)
    var refused = 0
    for round in 0..<600 {
      var letters = Array(seeds[round % seeds.count])
      for _ in 0..<Int.random(in: 1...4, using: &random) where !letters.isEmpty {
        let place = Int.random(in: letters.indices, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: letters.remove(at: place)
        case 1: letters.insert(pieces.randomElement(using: &random) ?? "x", at: place)
        case 2: letters[place] = pieces.randomElement(using: &random) ?? "x"
        case 3: letters.removeSubrange(place...)
        default: letters.insert(contentsOf: letters[place...].prefix(8), at: place)
        }
      }
      do throws(FileErrors) {
        let variation = try Variation(String(letters), in: template)
        for coordinate in [1e-9, 0.5, 1 - 1e-9] { _ = variation.value(at: coordinate) }
      } catch {
        refused += 1
        for error in error.errors { #expect((error.origin.column ?? 0) >= 1, "\(error)") }
      }
    }
    #expect(refused > 200, "the damage must matter")
  }
}
