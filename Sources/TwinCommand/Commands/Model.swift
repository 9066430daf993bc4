import ArgumentParser

/// `model`: the equations themselves.
struct Model: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "Print the equations of a shot as source code, and their digests.",
    subcommands: [ModelEmit.self, ModelDigest.self])
}
