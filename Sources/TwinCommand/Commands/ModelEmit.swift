import ArgumentParser
import Foaming
import Integrators

/// `model emit`.
struct ModelEmit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "emit", abstract: "Print the right-hand side of a shot as a C99 or JAX function.",
    discussion: """
      A phase is the time between two events that change the equations; without --phase the shot's first one. Numbers
      that events change are parameters of the function.
        pur-mold-twin model emit --scenario appliance-panel --language c --phase locked --save locked.c
      """)

  /// What the function is written in.
  enum Language: String, ExpressibleByArgument, CaseIterable {
    case c, jax
  }

  /// A phase, as the command line spells it.
  enum PhaseName: String, ExpressibleByArgument, CaseIterable {
    case open, cavity, locked

    var phase: FoamPhase {
      switch self {
      case .open: .open
      case .cavity: .cavity
      case .locked: .locked
      }
    }
  }

  @OptionGroup var shot: ShotOptions
  @OptionGroup var words: WordsOptions

  @Option(help: "The language of the function.")
  var language: Language

  @Option(help: "The phase of the shot.")
  var phase: PhaseName?

  @Option(help: ArgumentHelp("Write to a file instead of standard output.", valueName: "file"))
  var save: String?

  func run() throws {
    let words = words.words
    let request = try ShotRequest(shot, words: words)
    try request.requireTraceable()
    let foam = try LumpedFoam(of: request.scenario, system: request.system, assuming: request.archetype)
    let listing = foam.listing(of: try phase(of: foam), shot: request.scenario.id)
    let text = language == .c ? listing.c : listing.jax
    guard let save else { return try StandardStream.print(text) }
    try AtomicFile.write(text, to: save)
    words.info("file written", ["file": save])
  }

  private func phase(of foam: LumpedFoam) throws(CommandFailure) -> FoamPhase {
    guard let phase = phase?.phase else { return foam.phase }
    guard foam.phases.contains(phase) else {
      throw CommandFailure(
        place: "--phase", found: "`\(phase.rawValue)`, which this shot never enters",
        expected: foam.phases.map(\.rawValue).joined(separator: " or "), remedy: "choose a phase of this shot")
    }
    return phase
  }
}
