import Foaming
import Foundation
import Testing
import Twin

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// True when the text is well-formed XML.
func isWellFormed(_ xml: String) -> Bool {
  XMLParser(data: Data(xml.utf8)).parse()
}

@Suite struct ReportHTMLTests {
  let content = SimulationReport.content(SampleShot.simulation(), reproduction: SampleShot.reproduction)

  @Test func `a long profile still makes a file far below a megabyte`() {
    let simulation = SampleShot.simulation(rows: 6000)
    let content = SimulationReport.content(simulation, reproduction: SampleShot.reproduction)
    let html = HTMLReport.render(content)
    #expect(html.utf8.count < 500_000)
  }

  @Test func `the file asks for nothing from the network and runs no script`() {
    let html = HTMLReport.render(content).replacing("http://www.w3.org/2000/svg", with: "")
    for forbidden in ["http://", "https://", "<script", "<link", "src=", "@import", "url("] {
      #expect(!html.contains(forbidden), "\(forbidden)")
    }
  }

  @Test func `every section and chart of the content is in the file`() {
    let html = HTMLReport.render(content)
    for section in content.sections { #expect(html.contains("<section id=\"\(section.id)\">")) }
    #expect(html.components(separatedBy: "<svg").count - 1 == content.drawings.count)
    #expect(content.drawings.count == 7)
    #expect(html.contains("MARGINAL"))
    #expect(html.contains("0123456789ab"))
  }

  @Test func `hostile names stay text`() {
    var simulation = SampleShot.simulation()
    let hostile = "<script>alert('x')</script> & \"|`*"
    simulation.scenario.name = hostile
    simulation.system.name = hostile
    simulation.scenario.mold.name = hostile
    simulation.warnings = [hostile]
    simulation.milestones[0].label = hostile
    simulation.demold.criteria[0].label = hostile
    simulation.defects[0].remedy = hostile
    let content = SimulationReport.content(simulation, reproduction: SampleShot.reproduction)
    #expect(!HTMLReport.render(content).contains("<script"))
    let markdown = MarkdownReport.render(content)
    #expect(!markdown.text.contains("<script"))
    for drawing in markdown.drawings { #expect(isWellFormed(drawing.contents), "\(drawing.name)") }
  }

  @Test(arguments: [true, false], [true, false])
  func `charts are well-formed XML with a title, a description and a role`(window: Bool, measured: Bool) {
    let simulation = SampleShot.simulation(window: window, measured: measured)
    let content = SimulationReport.content(simulation, reproduction: SampleShot.reproduction)
    for drawing in content.drawings {
      #expect(isWellFormed(drawing.contents), "\(drawing.name)")
      #expect(drawing.contents.contains("role=\"img\""))
      #expect(drawing.contents.contains("<title") && drawing.contents.contains("<desc"))
    }
  }

  @Test func `numbers that are not finite and an empty profile are survived`() {
    var simulation = SampleShot.simulation()
    simulation.profile[.coreTemperature][100] = .nan
    simulation.profile[.wallTemperature] = simulation.profile[.wallTemperature].map { _ in .nan }
    simulation.keyFigures[0].value = .infinity
    simulation.milestones[1].time = .nan
    simulation.mixture.temperature = .nan
    simulation.audit.balances[0].residual = .nan
    let html = HTMLReport.render(SimulationReport.content(simulation, reproduction: SampleShot.reproduction))
    #expect(!html.contains("nan") && !html.contains("inf "))
    #expect(html.contains("does not balance"))
    simulation.profile = Profile()
    let content = SimulationReport.content(simulation, reproduction: Reproduction(version: "0"))
    #expect(!content.sections.contains { $0.id == "courses" })
  }

  @Test func `without a window the report says which criterion never holds`() throws {
    let simulation = SampleShot.simulation(verdict: .fail, window: false)
    let content = SimulationReport.content(simulation, reproduction: SampleShot.reproduction)
    let demold = try #require(content.sections.first { $0.id == "demold" })
    #expect(demold.blocks.contains(.list(["hardness ≥ 20 Shore"])))
  }
}
