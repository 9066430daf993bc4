import ArgumentParser
import Foundation
import Learning
import Twin

/// `diagnose train`: models that judge cycles, with the card of how good they were seen to be.
struct DiagnoseTrain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Learn to judge cycles, and say how good that was seen to be.",
    discussion: """
      The models learn from all cycles; the card beside them is that of `diagnose evaluate` with the same division,
      whose manner of leaving cycles out also chooses the methods: chunk5, stretches of time, unless told otherwise.
        pur-mold-twin diagnose train --data hydraulic --out Models/hydraulic
      """)

  @OptionGroup var options: DiagnoseOptions

  @Option(help: ArgumentHelp("Folder for model, trees and card.", valueName: "folder"))
  var out: String

  @OptionGroup var output: OutputOptions
  @OptionGroup var words: WordsOptions

  func run() async throws {
    let words = words.words
    let grower = try options.grower()
    let folder = HydraulicFolder(options.data, words)
    let recording = try await folder.recording()
    let choice = try DivisionChoice(
      options.folds, standard: [.chunk5], folder: folder, labels: recording.labels, seed: options.seed)
    Interruption.waitForIt()
    let evaluation = HydraulicEvaluation(
      recording: recording, features: HydraulicFeatureMatrix(recording.cycles), choice: choice, options: options,
      grower: grower, isShown: StandardStream.error.isTerminal && !self.words.quiet)
    let card = try await evaluation.card()
    var classifiers: [HydraulicClassifier] = []
    for target in HydraulicTarget.allCases {
      classifiers.append(
        try HydraulicClassifier.explained(
          evaluation.problem(target), training: Array(recording.labels.indices), gap: gap(choice, target, recording),
          seed: UInt64(options.seed)))
    }
    let origin = HydraulicModel.Origin(
      version: Version.number, revision: Revision.current ?? "unknown", trees: grower?.name ?? "none",
      recording: recording.digest, cycles: recording.cycles.count, folds: choice.words, baseline: options.baseline,
      seed: options.seed)
    let model = HydraulicModel(
      classifiers, origin: origin, features: evaluation.features, labels: recording.labels)
    var files = card.files(Reproduction.thisCommand)
    for (name, bytes) in model.treeFiles.sorted(by: { $0.key < $1.key }) {
      files.append((name, String(decoding: bytes, as: UTF8.self)))
    }
    // The document comes last: a folder without it is no model.
    files.append((HydraulicModelDocument.file, HydraulicModelDocument.json(model)))
    try AtomicFile.write(files, into: out)
    words.info("model written", ["folder": out])
    switch output.output {
    case .table: try StandardStream.print(card.text(colored: StandardStream.output.isColored))
    case .json: try StandardStream.print(card.json)
    }
  }

  /// Length of the holes that the first division with folds of this target leaves [cycles]; regimes say nothing of the
  /// cooler, which then is chosen as for single cycles.
  private func gap(_ choice: DivisionChoice, _ target: HydraulicTarget, _ recording: HydraulicRecording) -> Double {
    guard let folds = choice.divisions.compactMap({ $0.folds[target] }).first else { return 1 }
    let gaps = folds.trainings.map { InnerFolds.gap(training: $0, count: recording.labels.count) }
    return gaps.reduce(0, +) / Double(max(gaps.count, 1))
  }
}
