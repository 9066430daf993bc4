import Foaming
import Testing
import Twin

@Suite struct `Errors of a file` {
  private static let mold = """
    schema: pur-mold-twin/mold/1
    id: cup
    enclosure: open
    wall: adiabatic
    thickness: 100 mm
    """
  private static let system = """
    schema: pur-mold-twin/system/1
    id: x
    name: X
    family: rigid

    """

  private static func scenario(_ lines: String) -> String {
    """
    schema: pur-mold-twin/scenario/1
    id: a
    system: x
    recipe: {shot: 1 kg}
    mold: cup
    \(lines)
    """
  }

  private static func catalog() throws -> FileCatalog {
    var catalog = FileCatalog()
    try catalog.add(text: mold, file: "cup.yaml")
    try catalog.add(text: system, file: "x.yaml")
    return catalog
  }

  private static func message(_ body: () throws(FileErrors) -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  private static func scenarioMessage(_ lines: String, _ overrides: [String] = []) throws -> String {
    let catalog = try catalog()
    return message { () throws(FileErrors) in
      var list: [Override] = []
      for text in overrides { list.append(try Override(text)) }
      _ = try catalog.scenario(scenario(lines), file: "a.yaml", overrides: list)
    }
  }

  @Test(arguments: [
    (
      "process:\n  polyol_temperture: 25 °C",
      "a.yaml:7:3: process.polyol_temperture: unknown key; expected one of polyol_temperature, isocyanate_temperature, "
        + "ambient_temperature, ambient_pressure, relative_humidity, mixing_time, open_time; did you mean "
        + "`polyol_temperature`?"
    ),
    (
      "process: {polyol_temperature: 900 °C}",
      "a.yaml:6:31: process.polyol_temperature: `900 °C`; expected temperature -10 … 80 °C"
    ),
    (
      "process: {mixing_time: 5}",
      "a.yaml:6:24: process.mixing_time: `5`; expected a duration with one of the units s, min, h, ms; write the unit "
        + "behind the number"
    ),
    ("process: [1]", "a.yaml:6:10: process: a list; expected a map with the keys"),
    ("settings: {relative_tolerance: 1}", "a.yaml:6:32: settings.relative_tolerance: `1`; expected fraction"),
    ("quality: sea", "a.yaml:6:10: quality: the unknown quality `sea`; expected a quality file, none is known"),
    ("id: b", "a.yaml:2:1: id: `id` more than once; expected each key once"),
    ("\"system\": b\nsystem : c", "more than once"),
    ("summary: &a text", "a.yaml:6:10: an anchor (`&`); expected values written out"),
    ("summary: *a", "a.yaml:6:10: found undefined alias"),
    ("process: {<<: {mixing_time: 5 s}}", "a.yaml:6:11: process: a merge key `<<`"),
    ("? [a, b]\n: c", "a list or map as a key"),
    ("\tprocess: {}", "a.yaml:6:"),
    ("process: {", "a.yaml:"),
    ("---\nid: b", "expected one YAML document"),
    ("summary: \"\u{1}\"", "a.yaml:6:11: the control character 1"),
    ("summary: \u{0}", "the control character 0"),
    (
      "measurement: {source: s, density: {time_s: [1, 2], density_kg_per_m3: [30]}}",
      "measurement.density: 2 times and 1 values"
    ),
    (
      "measurement: {source: s, density: {time_s: [2, 1], density_kg_per_m3: [30, 31]}}",
      "measurement.density.time_s: a list; expected rising times"
    ),
    (
      "measurement: {source: s, density: {time_s: [1], density_kg_per_m3: [.nan]}}",
      "measurement.density.density_kg_per_m3.0: `.nan`; expected a number"
    ),
  ])
  func `name place, path, finding and expectation`(lines: String, expected: String) throws {
    let message = try Self.scenarioMessage(lines)
    #expect(message.contains(expected), "\(message)")
  }

  @Test func `are collected over the whole file`() throws {
    let message = try Self.scenarioMessage("process: {mixing_time: 5, open_time: x}\nsettings: {duratio: 5 s}")
    #expect(message.split(separator: "\n").count == 3, "\(message)")
  }

  @Test(arguments: [
    ("pur-mold-twin/mold/2", "version 2 of the mold file; expected version 1, the newest this program reads; update"),
    ("pur-mold-twin/system/1", "a system file; expected a mold file"),
    ("something", "`something`; expected `pur-mold-twin/mold/1`"),
  ])
  func `tell a newer or other schema apart`(schema: String, expected: String) {
    let text = Self.mold.replacing("pur-mold-twin/mold/1", with: schema)
    let message = Self.message { () throws(FileErrors) in _ = try FileCatalog().mold(text, file: "m.yaml") }
    #expect(message.contains(expected), "\(message)")
  }

  @Test(arguments: ["", "\n\n", "# nothing", "---\n"]) func `meet an empty file`(text: String) {
    let message = Self.message { () throws(FileErrors) in _ = try FileCatalog().mold(text, file: "m.yaml") }
    #expect(message.hasPrefix("m.yaml:1:1: ") || message.hasPrefix("m.yaml:"), "\(message)")
    #expect(message.contains("expected"))
  }

  @Test(arguments: [
    String(repeating: "[", count: 100_000), String(repeating: "- ", count: 100_000),
    String(repeating: "{a: ", count: 100_000), String(repeating: "? ", count: 100_000),
    (0..<60).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
    "a: " + String(repeating: "x", count: 1 << 20),
    "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n? *b\n: c",
    (0..<100_000).map { "k\($0): 1\n" }.joined(),
  ])
  func `come at once from hostile texts`(text: String) {
    let clock = ContinuousClock()
    let elapsed = clock.measure {
      let message = Self.message { () throws(FileErrors) in _ = try FileCatalog().mold(text, file: "m.yaml") }
      #expect(message.hasPrefix("m.yaml"), "\(message.prefix(200))")
    }
    #expect(elapsed < .seconds(10))
  }

  @Test func `locate bytes that are no text`() {
    let message = Self.message { () throws(FileErrors) in
      _ = try fileText(bytes: Array("a: b\nc: ".utf8) + [0xFF, 0x0A], file: "m.yaml")
    }
    #expect(message == "m.yaml:2: bytes that are no UTF-8; expected UTF-8 text; save the file in UTF-8")
  }

  @Test func `stay together by file, those of the command line last`() throws {
    var catalog = FileCatalog()
    try catalog.add(text: Self.system, file: "x.yaml")
    try catalog.add(text: Self.mold.replacing("100 mm", with: "7 bar"), file: "cup.yaml")
    let text = Self.scenario("settings: {duratio: 5 s}").replacing("1 kg", with: "1 s")
    let override = try Override("process.open_time=x")
    let message = Self.message { () throws(FileErrors) in
      _ = try catalog.scenario(text, file: "a.yaml", overrides: [override])
    }
    let places = message.split(separator: "\n").map { $0.prefix { $0 != ":" } }
    #expect(places == ["a.yaml", "a.yaml", "cup.yaml", "--set process.open_time=x"], "\(message)")
  }

  @Test func `include references that lead nowhere`() throws {
    let catalog = try Self.catalog()
    let text = Self.scenario("quality: q\nsettings: {duratio: 5 s}")
      .replacing("mold: cup", with: "mold: cpu").replacing("system: x", with: "system: y")
    let message = Self.message { () throws(FileErrors) in _ = try catalog.scenario(text, file: "a.yaml") }
    #expect(message.split(separator: "\n").count == 4, "\(message)")
  }

  @Test func `name an unknown identifier of the command line`() throws {
    let catalog = try Self.catalog()
    let message = Self.message { () throws(FileErrors) in _ = try catalog.scenario(id: "car") }
    #expect(message == "command line: the unknown scenario `car`; expected a scenario file, none is known")
  }

  @Test func `suggest the identifier meant`() throws {
    let catalog = try Self.catalog()
    let text = Self.scenario("").replacing("mold: cup", with: "mold: cpu")
    let message = Self.message { () throws(FileErrors) in _ = try catalog.scenario(text, file: "a.yaml") }
    #expect(message == "a.yaml:5:7: mold: the unknown mold `cpu`; expected one of cup; did you mean `cup`?")
  }

  @Test func `reach into the file of a mold named by its identifier`() throws {
    let message = try Self.scenarioMessage("", ["mold.thickness=7 bar"])
    #expect(message.hasPrefix("--set mold.thickness=7 bar: mold.thickness: `7 bar`; expected a length"), "\(message)")
  }

  @Test func `ask for the source of every number`() {
    let text = Self.system + "data_sheet: {mixing_ratio: 0.7}\n"
    let message = Self.message { () throws(FileErrors) in _ = try FileCatalog().system(text, file: "x.yaml") }
    #expect(message.hasPrefix("x.yaml:5:28: data_sheet.mixing_ratio: a number without provenance"), "\(message)")
  }

  @Test func `refuse an identifier taken by another file`() throws {
    var catalog = try Self.catalog()
    let message = Self.message { () throws(FileErrors) in try catalog.add(text: Self.mold, file: "other.yaml") }
    #expect(message == "other.yaml:2:5: id: `cup`, as in cup.yaml; expected an identifier of its own")
  }
}
