import ArgumentParser
import Foaming
import Foundation
import Quantities
import Synchronization
import Twin

/// `sensitivities`: how the key figures of one shot follow the numbers it is computed from.
struct Sensitivities: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sensitivities", abstract: "Derivatives of a shot's key figures with respect to its inputs.",
    discussion: """
      Exact derivatives by dual numbers, times of events included; rodas5p whatever the scenario names. A parameter is
      named by its path as --set takes it, or by the beginning of one.
        pur-mold-twin sensitivities --scenario car-seat --figures gel_time,pressure_maximum
        pur-mold-twin sensitivities --scenario car-seat --parameters system.model.gelling --output json
      """)

  @OptionGroup var shot: ShotOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var words: WordsOptions

  @Option(help: ArgumentHelp("Key figures, separated by commas; all is all of them.", valueName: "keys"))
  var figures: String?

  @Option(help: ArgumentHelp("Inputs, separated by commas. Without it all of them.", valueName: "paths"))
  var parameters: String?

  @Option(help: ArgumentHelp("Number of inputs per figure in the table.", valueName: "count"))
  var top = 12

  @Option(help: ArgumentHelp("Also write every derivative as CSV.", valueName: "file"))
  var exportCsv: String?

  @Option(help: "Inputs worked on at once; by default, and at most, as many as the machine has cores.")
  var threads: Int?

  /// What a table shows unless told otherwise.
  private static let usual: [KeyFigureID] = [
    .gelTime, .riseTime, .fillTime, .freeRiseDensity, .coreTemperatureMaximum, .pressureMaximum, .demoldRecommended,
  ]
  /// rtol unless the scenario asks for a tighter one.
  private static let relativeTolerance = 1e-8

  func validate() throws {
    guard top >= 1 else { throw ValidationError("--top takes a number of at least 1") }
    try Threads.check(threads)
  }

  func run() throws {
    let words = words.words
    let figures = try chosenFigures()
    let request = try ShotRequest(shot, words: words)
    let wanted = try chosenInputs(request)
    let clock = ContinuousClock()
    let start = clock.now
    let differentiable = try DifferentiableShot(
      request.scenario, system: request.system, assuming: request.archetype,
      inputs: { path in wanted?.contains { path == $0 || path.hasPrefix($0 + ".") } ?? true },
      relativeTolerance: Self.relativeTolerance)
    let sensitivities = ShotSensitivities(differentiable, rows: try rows(of: differentiable))
    words.info(
      "sensitivities computed",
      [
        "scenario": request.scenario.id, "inputs": "\(sensitivities.rows.count)",
        "duration_ms": "\(((clock.now - start) / .milliseconds(1)).rounded())",
      ])
    let tolerance = min(Self.relativeTolerance, request.scenario.settings.relativeTolerance)
    let all = SensitivityReport(
      sensitivities, of: request.scenario, figures: figures ?? KeyFigureID.allCases, relativeTolerance: tolerance)
    if let exportCsv {
      try AtomicFile.write(all.csv, to: exportCsv)
      words.info("file written", ["file": exportCsv])
    }
    switch output.output {
    case .json: try StandardStream.print(all.json(Reproduction.thisCommand))
    case .table:
      let shown = SensitivityReport(
        sensitivities, of: request.scenario, figures: figures ?? Self.usual, relativeTolerance: tolerance)
      try StandardStream.print(shown.text(top: top))
    }
  }

  /// The derivatives by all inputs, as many at once as the machine has cores.
  private func rows(of shot: DifferentiableShot) throws(SimulationError) -> [ShotSensitivities.Row] {
    let inputs = shot.inputs
    let line = ProgressLine(total: inputs.count, from: 0, isShown: words.showsProgress, unit: "inputs")
    let progress = Mutex((done: 0, line: line))
    defer { progress.withLock { $0.line.clear() } }
    let map = ParallelMap(threads: Threads.count(threads))
    return try map.map(0..<inputs.count) { index throws(SimulationError) in
      let row = try shot.row(inputs[index])
      progress.withLock {
        $0.done += 1
        $0.line.show(done: $0.done)
      }
      return row
    }
  }

  private func chosenFigures() throws(CommandFailure) -> [KeyFigureID]? {
    guard let figures else { return nil }
    if figures == "all" { return KeyFigureID.allCases }
    return try KeyFigureID.chosen(by: figures)
  }

  private func chosenInputs(_ request: ShotRequest) throws -> [String]? {
    guard let parameters else { return nil }
    let paths = try ShotSensitivities.paths(request.scenario, system: request.system, assuming: request.archetype)
    return try parameters.split(separator: ",", omittingEmptySubsequences: false).map { part in
      let word = part.trimmingCharacters(in: .whitespaces)
      guard paths.contains(where: { $0 == word || $0.hasPrefix(word + ".") }) else {
        let near = Spelling.nearest(to: word, among: paths).map { "did you mean `\($0)`?" }
        throw CommandFailure(
          place: "--parameters", found: "`\(word)`, which is no input of this shot",
          expected: "a path as --set takes it, or the beginning of one",
          remedy: near ?? "the whole list is in the JSON of `sensitivities --output json`")
      }
      return word
    }
  }
}
