import ArgumentParser

/// `diagnose`: what is wrong with a hydraulic rig, from its load cycles.
struct Diagnose: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diagnose", abstract: "Diagnose a hydraulic rig from its load cycles: train, evaluate, judge a cycle.",
    subcommands: [DiagnoseTrain.self, DiagnoseEvaluate.self, DiagnoseCycle.self])
}
