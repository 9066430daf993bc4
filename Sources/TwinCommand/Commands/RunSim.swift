import ArgumentParser
import Foaming
import Learning
import Registry
import Twin

/// `run-sim`: one scenario in, one result out.
struct RunSim: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run-sim", abstract: "Simulate one shot and judge it.",
    discussion: """
      A scenario, system, mold or quality is named by its identifier in the catalog or by the path of a file.
        pur-mold-twin run-sim --scenario car-seat
        pur-mold-twin run-sim --scenario my-shot.yaml --set "process.polyol_temperature=28 °C" --report Reports
      """)

  @OptionGroup var shot: ShotOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var words: WordsOptions

  @Option(help: ArgumentHelp("Also write the result as JSON.", valueName: "file"))
  var saveJson: String?

  @Option(
    help: ArgumentHelp(
      "Also write the profiles as CSV; in one dimension the layers too, beside it as name-layers.csv.",
      valueName: "file"))
  var exportCsv: String?

  @Option(
    help: ArgumentHelp(
      "Also write the report. Operator mode always does, by date, scenario and time below this folder, or Reports.",
      valueName: "folder"))
  var report: String?

  @Option(help: "The table for the engineer, or one screen for the operator.")
  var mode = Mode.engineer

  @OptionGroup var backends: BackendOptions

  @OptionGroup var learned: LearnedOptions

  @Flag(help: "Say which integrator was used, why, and what it cost.")
  var explainSolver = false

  /// Who reads the result.
  enum Mode: String, ExpressibleByArgument, CaseIterable {
    case engineer
    case `operator`
  }

  func run() throws {
    let words = words.words
    let request = try ShotRequest(shot, words: words)
    let peers = try backends.integrators(besides: request.integrator)
    var simulation = try request.simulate(words: words)
    if backends.compareBackends != nil {
      simulation.backends = request.comparison(of: simulation, with: peers, words: words)
    }
    if explainSolver { SolverWords(simulation).say() }
    for warning in simulation.warnings { words.warning(warning) }
    try deliver(simulation, learned.sheet(of: request, words), words)
    if simulation.verdict == .fail { throw ExitStatus.finding }
  }

  private func deliver(_ simulation: Simulation, _ predictions: PredictionSheet?, _ words: Words) throws {
    let reproduction = Reproduction.thisCommand
    let json = SimulationDocument.json(
      simulation, reproduction: reproduction, predictions: predictions, withProfile: true)
    if let saveJson { try save(json, to: saveJson, words) }
    if let exportCsv { try exportProfiles(simulation.profile, to: exportCsv, words) }
    if report != nil || mode == .operator {
      let place = ReportPlace(simulation, reproduction, predictions: predictions)
      let folder = try mode == .operator ? place.file(below: report ?? "Reports") : place.write(into: report ?? ".")
      words.info("report written", ["folder": folder])
    }
    let isColored = StandardStream.output.isColored
    switch (output.output, mode) {
    case (.json, _): try StandardStream.print(json)
    case (.table, .engineer):
      try StandardStream.print(
        KPITable.text(simulation, colored: isColored).ended + ComparisonTable.text(simulation)
          + (simulation.backends.map(BackendTable.text) ?? "")
          + (predictions.map { AnswerTable.text($0, colored: isColored) } ?? ""))
    case (.table, .operator):
      try StandardStream.print(
        OperatorScreen.text(simulation, colored: isColored).ended
          + (predictions.map { AnswerTable.text($0, colored: isColored) } ?? ""))
    }
  }

  private func exportProfiles(_ profile: Profile, to path: String, _ words: Words) throws {
    try save(ProfileTable.csv(profile), to: path, words)
    guard let layers = ProfileTable.layersCSV(profile) else { return }
    let stem = path.hasSuffix(".csv") ? String(path.dropLast(".csv".count)) : path
    try save(layers, to: stem + "-layers.csv", words)
  }

  private func save(_ text: String, to path: String, _ words: Words) throws {
    try AtomicFile.write(text, to: path)
    words.info("file written", ["file": path])
  }
}

extension String {
  /// The text with a line end at its end.
  fileprivate var ended: String { hasSuffix("\n") ? self : self + "\n" }
}
