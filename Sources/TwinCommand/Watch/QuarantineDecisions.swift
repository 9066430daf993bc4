import ArgumentParser
import Plant
import Twin
import TwinServer
import Watch

/// What every command that decides about an entry needs.
struct QuarantineDecisionOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("The entry, as `quarantine list` names it.", valueName: "entry"))
  var entry: String

  @OptionGroup var place: WatchPlaceOptions
  @OptionGroup var who: ActorOptions

  @Option(help: ArgumentHelp("Why, for the record.", valueName: "words"))
  var note: String?

  @OptionGroup var output: OutputOptions

  /// Decides, and says what came of it.
  func decide(_ decision: ReviewDecision) async throws {
    let reply = try await place.ask(.review(id: entry, decision: decision, note: note), by: who.actor)
    guard let entry = reply.entry else { return }
    guard output.output == .json else {
      return try StandardStream.print(
        "\(entry.id): \(entry.state.rawValue) by \(entry.actor ?? ""), \(entry.stored) of \(entry.count) stored\n")
    }
    var json = JSONWriter()
    json.object { json in
      json.string("schema", "pur-mold-twin/quarantine-entry/1")
      json.entry(entry, withSamples: true)
    }
    try StandardStream.print(json.text + "\n")
  }
}

/// `quarantine release`.
struct QuarantineRelease: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "release", abstract: "The samples were true: store them as they came.")

  @OptionGroup var decision: QuarantineDecisionOptions

  func run() async throws { try await decision.decide(.release) }
}

/// `quarantine reject`.
struct QuarantineReject: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reject", abstract: "The samples were wrong: they stay out for ever.")

  @OptionGroup var decision: QuarantineDecisionOptions

  func run() async throws { try await decision.decide(.reject) }
}

/// `quarantine fix`.
struct QuarantineRepair: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fix", abstract: "Store what is right instead, marked as put in by hand.",
    discussion: """
      --value stands for every sample of the entry. --factor and --offset change what came, in SI.

        pur-mold-twin quarantine fix hydraulics.ts1@1795431234000000-range --value '45 °C' …
      """)

  @OptionGroup var decision: QuarantineDecisionOptions

  @Option(help: ArgumentHelp("The right value with its unit, such as 45 °C.", valueName: "quantity"))
  var value: String?

  @Option(help: "What to multiply by.")
  var factor = 1.0

  @Option(help: "What to add behind the factor [SI].")
  var offset = 0.0

  func validate() throws {
    guard (value != nil) != (factor != 1 || offset != 0) else {
      throw ValidationError("Say either --value, or --factor and --offset.")
    }
  }

  func run() async throws {
    try await decision.decide(.fix(QuarantineFix(value: try number(), factor: factor, offset: offset)))
  }

  /// The value [SI], read in the quantity of the signal.
  private func number() throws -> Double? {
    guard let value else { return nil }
    let plant = try decision.place.description()
    do throws(ReviewRefusal) {
      return try QuarantineFix.value(of: value, for: decision.entry, in: plant)
    } catch {
      throw CommandFailure(
        place: error.isMissing ? "entry" : "--value", found: error.found, expected: error.expected,
        remedy: error.remedy)
    }
  }
}
