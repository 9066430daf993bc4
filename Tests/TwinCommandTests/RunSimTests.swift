import Foundation
import Testing

@Suite("run-sim delivers what was asked for, where it was asked for")
struct RunSimTests {
  @Test("Standard output is one JSON value, also with every other output asked for")
  func purity() throws {
    try Scratch.with { folder in
      let run = try Program().run(
        [
          "run-sim", "--scenario", "car-seat", "--output", "json", "--save-json", "shot.json", "--export-csv",
          "shot.csv",
          "--report", "report", "--explain-solver", "-vv",
        ], in: folder)
      #expect(run.status == 0 || run.status == 1)
      let schema = try #require(try run.json["schema"] as? String)
      #expect(schema.hasPrefix("pur-mold-twin/simulation/"))
      #expect(run.words.contains("rodas5p"))
      let saved = try String(contentsOf: folder.appending(path: "shot.json"), encoding: .utf8)
      #expect(saved == run.output)
      let csv = try String(contentsOf: folder.appending(path: "shot.csv"), encoding: .utf8)
      #expect(csv.hasPrefix("time_s,"))
      #expect(try Scratch.contents(folder).contains { $0.hasPrefix("report/") && $0.hasSuffix(".html") })
    }
  }

  @Test("The page of a report is one file below a megabyte that loads nothing from the network")
  func page() throws {
    try Scratch.with { folder in
      _ = try Program().run(["run-sim", "--scenario", "r11-cup", "--report", "."], in: folder)
      let name = try #require(try Scratch.contents(folder).first { $0.hasSuffix(".html") })
      let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      #expect(text.utf8.count < 1_000_000)
      #expect(!text.contains(/(src|href)="https?:/))
    }
  }

  @Test("An operator's report is filed by scenario and time")
  func operatorFolders() throws {
    try Scratch.with { folder in
      let run = try Program().run(["run-sim", "--scenario", "car-seat", "--mode", "operator"], in: folder)
      #expect(run.status == 0 || run.status == 1)
      #expect(!run.output.isEmpty)
      let files = try Scratch.contents(folder)
      #expect(files.contains { $0.contains(/^Reports\/\d{4}-\d\d-\d\d\/car-seat\/\d\d-\d\d-\d\d\/.*\.html$/) })
    }
  }

  @Test("The backend cvode is used where it is built in; elsewhere the program says how to get it")
  func cvode() throws {
    let run = try Program().run("run-sim", "--scenario", "car-seat", "--backend", "cvode", "--explain-solver")
    let doctor = try Program().run("doctor").output
    #if Sundials
      #expect(run.status == 0 || run.status == 1)
      #expect(run.words.contains("solver: cvode") && run.words.contains("SUNDIALS"))
      #expect(doctor.contains("rodas5p, seulex7, dopri5, cvode"))
    #else
      #expect(run.status == 2)
      for words in [run.words, doctor] {
        #expect(words.contains("libsundials-dev") && words.contains("--traits Sundials"))
      }
    #endif
  }

  @Test("Integrators are compared in table, JSON and report; what is missing is told with its remedy")
  func comparison() throws {
    try Scratch.with { folder in
      let run = try Program().run(
        [
          "run-sim", "--scenario", "car-seat", "--compare-backends", "dopri5", "--save-json", "a.json", "--report", "r",
        ],
        in: folder)
      #expect(run.status == 0 || run.status == 1)
      #expect(run.output.contains("dopri5 against rodas5p"))
      let json = try String(contentsOf: folder.appending(path: "a.json"), encoding: .utf8)
      #expect(json.contains("\"backend_comparison\"") && json.contains("\"in_tolerances\""))
      let report = try String(contentsOf: folder.appending(path: "r/report.html"), encoding: .utf8)
      #expect(report.contains("Integrators compared"))
    }
    let unknown = try Program().run("run-sim", "--scenario", "car-seat", "--compare-backends", "nosuch")
    #expect(unknown.status == 2)
    #expect(unknown.words.contains("--compare-backends"))
  }

  @Test("A Python that is not there is told as such, with the command that makes one; the doctor says it too")
  func jax() throws {
    let environment = ["PUR_MOLD_TWIN_JAX_PYTHON": "/nowhere/python"]
    let run = try Program().run("run-sim", "--scenario", "car-seat", "--backend", "jax", environment: environment)
    #expect(run.status == 4)
    let doctor = try Program().run("doctor", environment: environment)
    #expect(doctor.status == 1)
    for words in [run.words, doctor.output] {
      for word in ["/nowhere/python", "make jax-venv", "PUR_MOLD_TWIN_JAX_PYTHON"] { #expect(words.contains(word)) }
    }
  }

  @Test("A system with gaps exits 3 and names what is missing")
  func gaps() throws {
    let run = try Program().run("run-sim", "--scenario", "car-seat", "--system", "dekolast-8if")
    #expect(run.status == 3)
    #expect(run.output.isEmpty)
    #expect(run.words.contains("dekolast-8if"))
  }

  @Test("An override reaches the result and is named in the command that reproduces it")
  func overrides() throws {
    let run = try Program().run(
      "run-sim", "--scenario", "car-seat", "--output", "json", "--set", "process.polyol_temperature=31 °C")
    #expect(run.output.contains("'process.polyol_temperature=31 °C'"))
  }

  @Test("A shot that its masses forbid is a finding that says so")
  func infeasible() throws {
    let run = try Program().run("run-sim", "--scenario", "car-seat", "--output", "json", "--set", "recipe.shot=0.5 kg")
    #expect(run.status == 1)
    #expect(try run.json["schema"] as? String == "pur-mold-twin/simulation/1")
    #expect(run.words.contains("mass balance"))
  }

  @Test("A cup test is fitted where the sheet states one, and refused where it does not")
  func cupTest() throws {
    let fitted = try Program().run("systems", "cup-test", "elastoflex-w-5165-149", "--assume", "flexible-molded")
    #expect(fitted.status == 0, "\(fitted.output)\(fitted.words)")
    #expect(fitted.output.contains("cream time"))
    #expect(try Program().run("systems", "cup-test", "flexible-molded").status == 3)
  }
}
