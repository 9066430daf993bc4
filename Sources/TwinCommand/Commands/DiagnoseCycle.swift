import ArgumentParser
import Learning
import Twin
import TwinServer

/// `diagnose cycle`: what one load cycle says of the rig.
struct DiagnoseCycle: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cycle", abstract: "Judge one load cycle: component, condition, probability, evidence.",
    discussion: """
      Cycles count from 0, as lines of the files from 1. A judgment that lies outside of what was learned from, or that
      a sensor contradicts, is told as not to be acted on.
        pur-mold-twin diagnose cycle --model Models/hydraulic --data hydraulic --cycle 1500
      Exit code 1 says that something is wrong with the rig, or that it could not be told.
      """)

  @Option(help: ArgumentHelp("What diagnose train left.", valueName: "folder"))
  var model: String

  @Option(help: ArgumentHelp("The recording: a file of each signal.", valueName: "folder"))
  var data: String

  @Option(help: ArgumentHelp("The cycle, from 0.", valueName: "n"))
  var cycle: Int

  @Option(
    help: ArgumentHelp(
      "Cycles of the same machine and season that are known to be sound, for a model trained with --baseline.",
      valueName: "first-last"))
  var baseline: String?

  @OptionGroup var output: OutputOptions
  @OptionGroup var words: WordsOptions

  func run() async throws {
    let words = words.words
    let (model, digest) = try readModel()
    let (cycles, labels) = try await HydraulicFolder(data, words).cycles()
    guard cycles.indices.contains(cycle) else {
      throw CommandFailure(
        place: "--cycle", found: "\(cycle)", expected: "a cycle of the recording, 0 … \(cycles.count - 1)")
    }
    let diagnosis = CycleDiagnosis(
      cycle: cycles[cycle], diagnoses: model.diagnose(cycles, at: cycle, baseline: try sound(cycles.count)),
      labels: labels?[cycle], origin: model.origin, modelDigest: digest)
    switch output.output {
    case .table: try StandardStream.print(diagnosis.text(colored: StandardStream.output.isColored))
    case .json: try StandardStream.print(diagnosis.json)
    }
    if diagnosis.isFinding { throw ExitStatus.finding }
  }

  private func sound(_ count: Int) throws(CommandFailure) -> [Int] {
    guard let baseline else { return [] }
    let ends = baseline.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last, last < count else {
      throw CommandFailure(
        place: "--baseline", found: "`\(baseline)`", expected: "first-last within 0 … \(count - 1), as 323-332")
    }
    return Array(first...last)
  }

  private func readModel() throws(CommandFailure) -> (HydraulicModel, digest: String) {
    do throws(HydraulicShelf.Failure) {
      let copy = try HydraulicShelf.read(model)
      return (copy.model, copy.digest)
    } catch {
      guard error.isDamaged else {
        throw CommandFailure(
          place: "--model", found: error.found, expected: error.expected, remedy: "check the path")
      }
      throw CommandFailure(
        .dataUnusable, place: error.place, found: error.found, expected: error.expected,
        remedy: "train the model again")
    }
  }
}
