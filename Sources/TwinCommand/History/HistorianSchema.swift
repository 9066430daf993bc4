import ArgumentParser
import Historian
import Twin

/// `historian migrate-schema`.
struct HistorianSchema: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate-schema", abstract: "Move the tables of a historian to another version, forward or back.",
    discussion: """
      Forward, to the version of this program, nothing is lost. A step back removes what that version added, so it is
      only done with --accept-loss; without, what would be lost is named, and the exit code is 2. Each step is done
      whole or not at all.

        pur-mold-twin historian migrate-schema plant.db
        pur-mold-twin historian migrate-schema plant.db --to 2 --accept-loss
      """)

  @OptionGroup var historian: HistorianOptions

  @Option(help: "Version to move to; the newest that this program knows unless given.")
  var to: Int?

  @Flag(help: "Go back although what newer versions added is lost.")
  var acceptLoss = false

  @OptionGroup var output: OutputOptions

  func run() async throws {
    let place = try historian.place
    let newest = SQLHistorian.schemaVersion
    let target = to ?? newest
    guard (0...newest).contains(target) else {
      throw CommandFailure(place: "--to", found: "version \(target)", expected: "a version 0 … \(newest)")
    }
    guard let before = try await SchemaMove.version(place) else {
      throw CommandFailure(
        place: place.words, found: "no tables of a historian", expected: "a historian",
        remedy: "make one by historian create")
    }
    if before > newest {
      throw CommandFailure(
        .dataUnusable, place: place.words, found: "tables of version \(before)",
        expected: "at most version \(newest)", remedy: "use the program that made them, or a newer one")
    }
    if target < before, !acceptLoss {
      let lost = SQLHistorian.schemaSteps[target..<before].joined(separator: "; ")
      throw CommandFailure(
        place: "--to", found: "version \(target), older than \(before): what is lost is \(lost)",
        expected: "--accept-loss beside it", remedy: "make a backup first by historian backup")
    }
    let steps = try await SQLHistorian.initialize(place, version: target, environment: HistorianOptions.environment)
    try SchemaMove(place: place.words, before: before, after: target, steps: steps).print(output)
  }
}
