import ArgumentParser

/// `exit-codes`; also the topic of `help exit-codes`.
struct ExitCodes: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exit-codes", abstract: "What each exit code means.", discussion: ExitStatus.table)

  func run() throws {
    try StandardStream.print(ExitStatus.table + "\n")
  }
}
