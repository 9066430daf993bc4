import ArgumentParser
import Foundation

@main
struct PurMoldTwin: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pur-mold-twin",
    abstract: "Predicts a polyurethane molding shot: times, temperatures, pressures, density, demold window, defects.",
    discussion: """
      Results go to standard output, words to standard error. Exit codes: pur-mold-twin help exit-codes
      """,
    version: Version.text,
    subcommands: [
      RunSim.self, StudyCommand.self, Sensitivities.self, ImportLogs.self, BuildFeatures.self, SynthesizeShots.self,
      Acquire.self, ModbusCommand.self, SimulatePlant.self,
      Systems.self, ScenarioFiles.self, Model.self, Doctor.self,
      VersionCommand.self, ExitCodes.self,
    ])

  @MainActor
  static func main() async {
    Interruption.install()
    let arguments = Array(CommandLine.arguments.dropFirst())
    Foundation.exit(await perform(arguments).rawValue)
  }

  /// Parses and runs one command line; every error ends here and nowhere else.
  @MainActor
  private static func perform(_ arguments: [String]) async -> ExitStatus {
    do {
      var command = try parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return .ok
    } catch let status as ExitStatus {
      return status
    } catch {
      return report(error, asJSON: OutputFormat.isJSON(arguments))
    }
  }

  private static func report(_ error: any Error, asJSON: Bool) -> ExitStatus {
    if let report = FailureReport(error) {
      report.write(asJSON: asJSON)
      return report.status
    }
    let message = fullMessage(for: error)
    if exitCode(for: error).isSuccess {
      guard let failure = StandardStream.tryWrite(message + "\n") else { return .ok }
      failure.write(asJSON: asJSON)
      return failure.status
    }
    FailureReport(status: .usage, words: message).write(asJSON: asJSON)
    return .usage
  }
}
