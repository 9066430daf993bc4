import ArgumentParser
import Learning
import Twin

/// `diagnose evaluate`: how often the diagnosis is right, on cycles it has not seen.
struct DiagnoseEvaluate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Say how often the diagnosis is right on cycles that had no part in it.",
    discussion: """
      Every fold is judged by models that learned from the others; which method each uses is chosen by folds within
      those others. Documentation/HydraulicDiagnosis.md explains the card.
        pur-mold-twin diagnose evaluate --data hydraulic
        pur-mold-twin diagnose evaluate --data hydraulic --folds chunk5,regime3 --report Reports/hydraulic
        pur-mold-twin diagnose evaluate --data hydraulic --folds my-folds.json --output json
      """)

  @OptionGroup var options: DiagnoseOptions

  @Option(help: ArgumentHelp("Also write the report into this folder.", valueName: "folder"))
  var report: String?

  @OptionGroup var output: OutputOptions
  @OptionGroup var words: WordsOptions

  func run() async throws {
    let words = words.words
    let grower = try options.grower()
    let folder = HydraulicFolder(options.data, words)
    let recording = try await folder.recording()
    let choice = try DivisionChoice(
      options.folds, standard: HydraulicDivision.allCases, folder: folder, labels: recording.labels,
      seed: options.seed)
    Interruption.waitForIt()
    let clock = ContinuousClock()
    let begin = clock.now
    let evaluation = HydraulicEvaluation(
      recording: recording, features: HydraulicFeatureMatrix(recording.cycles), choice: choice, options: options,
      grower: grower, isShown: StandardStream.error.isTerminal && !self.words.quiet)
    let card = try await evaluation.card()
    words.info(
      "recording evaluated",
      ["cycles": "\(card.cycles)", "duration_s": ((clock.now - begin) / .seconds(1)).text(decimals: 1)])
    if let report {
      try AtomicFile.write(card.files(Reproduction.thisCommand), into: report)
      words.info("report written", ["folder": report])
    }
    switch output.output {
    case .table: try StandardStream.print(card.text(colored: StandardStream.output.isColored))
    case .json: try StandardStream.print(card.json)
    }
  }
}
