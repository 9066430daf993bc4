import Foaming
import Learning
import Testing
import Twin

@Suite struct `A study of the shipped car seat` {
  private static let texts = [
    "process.polyol_temperature=20 °C..30 °C:3", "mold.wall.temperature=55..65 °C:2", "mold.vents.0.count={4,6}",
  ]

  private static func study(
    _ texts: [String] = texts, _ sampling: Sampling = Sampling(.grid, samples: 1),
    figures: [KeyFigureID] = [.gelTime, .pressureMaximum, .demoldRecommended], program: String = "test"
  ) throws -> Study {
    try Study(`A variation`.template(), varying: texts, sampling: sampling, figures: figures, program: program)
  }

  @Test func `has as many shots as the grid has nodes, and each is what a single simulation says`() throws {
    let study = try Self.study()
    #expect(study.count == 12)
    let rows = study.rows(0..<12, with: SequentialEngine())
    #expect(Set(rows.map(\.inputs)).count == 12)
    let catalog = try ShippedFiles.catalog()
    let inputs = try #require(rows.last?.inputs)
    let overrides = try zip(study.variations, inputs).map { variation, value in
      try Override("\(variation.path)=\(value.text) \(variation.unit)")
    }
    let scenario = try catalog.scenario(id: "car-seat", overrides: overrides)
    let simulation = try Simulation(of: scenario, system: catalog.system(of: scenario))
    guard case .shot(let shot)? = rows.last?.outcome else {
      Issue.record("the shot is to be simulated")
      return
    }
    // The same bits, although the study spares the profile.
    #expect(shot.figures == study.figures.map { simulation.value($0) })
    #expect(shot.verdict == simulation.verdict)
    #expect(shot.defectsFound == simulation.defects.filter { $0.severity == .fail }.map(\.kind))
  }

  @Test func `does not depend on how its shots are divided`() throws {
    let study = try Self.study()
    let whole = study.rows(0..<12, with: SequentialEngine())
    #expect([0..<1, 1..<5, 5..<12].flatMap { study.rows($0, with: SequentialEngine()) } == whole)
  }

  @Test(arguments: [StudyTable.Form.csv, .jsonLines]) func `reads its rows back to the same bits`(
    form: StudyTable.Form
  ) throws {
    let texts = [
      "process.relative_humidity=10..90 %", "recipe.shot={0.02,1.05 kg}", "system={flexible-molded,system-r1}",
    ]
    let study = try Self.study(texts, Sampling(.sobol, samples: 16), figures: KeyFigureID.allCases)
    let rows = study.rows(0..<16, with: SequentialEngine())
    #expect(rows.contains { if case .failed = $0.outcome { true } else { false } })
    #expect(rows.contains { if case .shot = $0.outcome { true } else { false } })
    let table = StudyTable(study, as: form)
    for row in rows {
      let line = table.line(row)
      #expect(line.split(whereSeparator: \.isNewline).count == 1)
      let bare = Substring(line.split(whereSeparator: \.isNewline)[0])
      #expect(table.row(bare, at: row.index) == row)
      #expect(table.row(bare, at: row.index + 1) == nil)
      #expect(table.row(bare.prefix(40), at: row.index) == nil)
    }
  }

  @Test func `has a digest of everything that decides its rows`() throws {
    let digests = [
      try Self.study(), try Self.study(program: "other"), try Self.study(figures: [.gelTime]),
      try Self.study(Self.texts, Sampling(.grid, samples: 1, seed: 2)), try Self.study(Array(Self.texts.dropLast())),
      try Self.study(["process.polyol_temperature=20 °C..30 °C:4"] + Self.texts.dropFirst()),
    ].map(\.digest)
    #expect(Set(digests).count == digests.count)
    #expect(try Self.study().digest == digests[0])
  }

  @Test func `counts verdicts, defects and values`() throws {
    let study = try Self.study(["recipe.shot={0.02,1.05,1.3 kg}"], figures: [.moldedDensity])
    var summary = StudySummary(study)
    for row in study.rows(0..<3, with: SequentialEngine()) { summary.add(row) }
    #expect(summary.isComplete && summary.rows == 3)
    #expect(summary.share(.pass).count + summary.failures == 3)
    let verdicts = [Simulation.Verdict.pass, .marginal, .fail].map { summary.share($0).hits }
    #expect(verdicts.reduce(0, +) == summary.simulated)
    #expect(summary.figures[0].statistics.count == summary.simulated)
  }

  @Test func `refuses options that do not go together`() throws {
    let ranges = ["process.polyol_temperature=20 °C..30 °C"]
    #expect(throws: FileErrors.self) { try Self.study(ranges, Sampling(.grid, samples: 1)) }
    #expect(throws: FileErrors.self) { try Self.study(ranges, Sampling(.sobol, samples: 0)) }
    #expect(throws: FileErrors.self) { try Self.study([], Sampling(.sobol, samples: 4)) }
    #expect(throws: FileErrors.self) { try Self.study(ranges + ranges, Sampling(.sobol, samples: 4)) }
    #expect(throws: FileErrors.self) { try Self.study(["recipe.polyol=1..2 kg"], Sampling(.sobol, samples: 4)) }
  }

  @Test(arguments: [Sampling.Indices.sobol, .morris])
  func `finds that the mold's temperature does not move the free-rise density`(indices: Sampling.Indices) throws {
    let study = try Self.study(
      ["process.polyol_temperature=20 °C..30 °C", "mold.wall.temperature=55..65 °C"],
      Sampling(.sobol, samples: 8, indices: indices), figures: [.freeRiseDensity, .gelTime])
    var summary = StudySummary(study)
    for row in study.rows(0..<study.count, with: SequentialEngine()) { summary.add(row) }
    let parts =
      try summary.sobolIndices(0)?.inputs.map(\.total.value)
      ?? #require(summary.morrisEffects(0)).inputs.map(\.magnitude.value)
    #expect(parts[0] > 0 && parts[1] == 0)
  }

  @Test func `is reported in one page that names its values, and in a document`() throws {
    let study = try Self.study(Self.texts + ["system={flexible-molded,semi-rigid}"])
    var summary = StudySummary(study)
    let document = StudyDocument(study, reproduction: Reproduction(version: "0", command: "pur-mold-twin study <x>"))
    var text = document.head
    for row in study.rows(0..<study.count, with: SequentialEngine()) {
      summary.add(row)
      text += document.row(row)
    }
    text += document.tail(summary)
    #expect(text.hasPrefix("{\n") && text.hasSuffix("\n}\n"))
    let files = StudyReport.files(summary, reproduction: Reproduction(version: "0", command: "pur-mold-twin study <x>"))
    let page = try #require(files.first { $0.name == "report.html" }?.text)
    for words in ["Polyol temperature", "Distributions", "Probability of defects", "study &lt;x&gt;", "semi-rigid"] {
      #expect(page.contains(words), "\(words)")
    }
    #expect(!page.contains("NaN") && !page.contains("inf\""))
    let markdown = try #require(files.first { $0.name == "report.md" }?.text)
    for drawing in files.map(\.name) where drawing.hasSuffix(".svg") { #expect(markdown.contains("(\(drawing))")) }
    #expect(StudyTableText.text(summary).contains("Shots: \(study.count) of \(study.count)"))
  }
}
