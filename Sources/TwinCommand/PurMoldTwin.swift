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
      RunSim.self, StudyCommand.self, Sensitivities.self, ImportLogs.self, BuildFeatures.self, CheckDrift.self,
      SynthesizeShots.self,
      TrainML.self, Predict.self, Models.self, Diagnose.self,
      Acquire.self, ModbusCommand.self, SimulatePlant.self,
      WatchCommand.self, AlarmsCommand.self, QuarantineCommand.self, LedgerCommand.self, HistorianCommand.self,
      PlantsCommand.self, Systems.self, ScenarioFiles.self, Model.self, Serve.self, Keys.self, ConfigCommand.self,
      Doctor.self,
      VersionCommand.self, ExitCodes.self,
    ])

  @MainActor
  static func main() async {
    Interruption.install()
    let arguments = Array(CommandLine.arguments.dropFirst())
    Foundation.exit(await perform(arguments))
  }

  /// Parses and runs one command line; every error ends here and nowhere else.
  @MainActor
  private static func perform(_ arguments: [String]) async -> Int32 {
    do {
      var command = try parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return ExitStatus.ok.rawValue
    } catch let status as ExitStatus {
      return status.rawValue
    } catch let exit as DriftExit {
      return exit.rawValue
    } catch {
      return report(error, of: arguments)
    }
  }

  private static func report(_ error: any Error, of arguments: [String]) -> Int32 {
    let asJSON = OutputFormat.isJSON(arguments)
    let isGate = arguments.first == DriftExit.command
    if var report = FailureReport(error) {
      if isGate { report.exit = DriftExit(report.status, place: report.items.first?.place ?? "") }
      report.write(asJSON: asJSON)
      return report.code
    }
    let message = fullMessage(for: error)
    if exitCode(for: error).isSuccess {
      guard let failure = StandardStream.tryWrite(message + "\n") else { return ExitStatus.ok.rawValue }
      failure.write(asJSON: asJSON)
      return failure.code
    }
    var report = FailureReport(status: .usage, words: message)
    if isGate { report.exit = .usage }
    report.write(asJSON: asJSON)
    return report.code
  }
}
