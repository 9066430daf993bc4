import Foaming
import Testing
import Twin

@Suite struct ReportTextTests {
  @Test(arguments: [
    (Simulation.Verdict.pass, OperatorScreen.State.good), (.marginal, .check), (.fail, .stop),
  ])
  func `the operator's screen fits and begins with what to do`(
    verdict: Simulation.Verdict, state: OperatorScreen.State
  ) {
    let text = OperatorScreen.text(SampleShot.simulation(verdict: verdict, window: verdict != .fail))
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    #expect(lines.count <= OperatorScreen.size.lines)
    for line in lines { #expect(TextTable.width(String(line)) <= OperatorScreen.size.columns) }
    #expect(lines[1].contains(state.rawValue))
    #expect(text.contains("WHEN TO DEMOLD") && text.contains("WHAT TO CHANGE"))
  }

  @Test func `long words, many reasons and many warnings do not break the screen`() {
    var simulation = SampleShot.simulation(verdict: .fail)
    let long = Array(repeating: "word", count: 60).joined(separator: " ") + String(repeating: "x", count: 200)
    simulation.scenario.name = long + "\n\u{1B}[2J"
    simulation.verdictReasons = Array(repeating: long, count: 9)
    simulation.warnings = Array(repeating: long, count: 9)
    simulation.defects = simulation.defects.map { defect in
      var defect = defect
      defect.severity = .fail
      defect.remedy = "\(defect.kind) " + long
      return defect
    }
    let text = OperatorScreen.text(simulation)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    #expect(lines.count <= OperatorScreen.size.lines)
    for line in lines { #expect(TextTable.width(String(line)) <= OperatorScreen.size.columns) }
    #expect(!text.contains("\u{1B}"))
    #expect(text.contains("9 warnings"))
  }

  @Test func `the time to demold is shown in minutes and in seconds`() {
    let text = OperatorScreen.text(SampleShot.simulation(verdict: .pass))
    #expect(text.contains("3:43 min (223 s)"))
  }

  @Test func `a broken balance stops the operator whatever the verdict`() {
    var simulation = SampleShot.simulation(verdict: .pass)
    simulation.audit.balances[0].residual = .nan
    #expect(OperatorScreen.state(simulation) == .stop)
  }

  @Test func `a missed target has a remedy even where no defect names one`() {
    var simulation = SampleShot.simulation(verdict: .fail, window: false)
    simulation.defects = []
    #expect(OperatorScreen.remedies(simulation).contains { $0.hasPrefix("Too soft at demold") })
  }

  @Test func `columns are aligned by width, not by bytes`() {
    let table = TextTable(
      columns: [.init("Name"), .init("Value", .trailing), .init("Unit")],
      rows: [["CO₂ °·", "1.5", "bar"], ["e\u{301}", "-12", ""], ["plain", "", "x"]])
    #expect(
      table.text() == """
        Name    Value  Unit
        ------  -----  ----
        CO₂ °·    1.5  bar
        e\u{301}         -12
        plain          x

        """)
  }

  @Test func `statuses are words, and colored only on request`() {
    let simulation = SampleShot.simulation()
    #expect(!KPITable.text(simulation).contains("\u{1B}"))
    #expect(KPITable.text(simulation).contains("marginal"))
    #expect(KPITable.text(simulation, colored: true).contains("\u{1B}[33mmarginal\u{1B}[0m"))
  }

  @Test func `the report folder holds every format under date, scenario and time`() {
    let folder = ReportFolder(
      SampleShot.simulation(), date: "2026-11-22", time: "14-03-59", reproduction: SampleShot.reproduction)
    #expect(folder.path == "2026-11-22/seat-cushion/14-03-59")
    let names = folder.files.map { String($0.path.dropFirst(folder.path.count + 1)) }
    for name in ["report.html", "report.md", "profile.csv", "result.json", "operator.txt", "temperatures.svg"] {
      #expect(names.contains(name))
    }
    #expect(Set(names).count == names.count)
    #expect(folder.index.hasPrefix(#"{"date":"2026-11-22","time":"14-03-59","scenario":"seat-cushion""#))
  }

  @Test(arguments: [("..", "unnamed"), ("a/../b", "a-..-b"), ("", "unnamed"), ("Größe 1", "Gr--e-1")])
  func `names of folders stay inside their folder`(text: String, name: String) {
    #expect(ReportFolder.name(text) == name)
  }

  @Test func `Markdown refers to every drawing it comes with`() {
    let content = SimulationReport.content(SampleShot.simulation(), reproduction: SampleShot.reproduction)
    let report = MarkdownReport.render(content)
    for drawing in report.drawings { #expect(report.text.contains("](\(drawing.name))")) }
    for section in content.sections { #expect(report.text.contains("## " + MarkdownReport.escaped(section.title))) }
  }
}
