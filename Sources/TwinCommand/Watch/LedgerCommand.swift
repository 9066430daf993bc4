import ArgumentParser
import Foundation
import Historian
import Twin
import Watch

/// `ledger`: where every sample went.
struct LedgerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger", abstract: "Show where every sample went that a historian was given.",
    subcommands: [LedgerShow.self])
}

/// `ledger show`.
struct LedgerShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "received = stored + quarantined + deduplicated + dropped, for each source.",
    discussion: """
      Samples that wait in the spool are not on the books yet and are told apart. Exits 1 when an account does not
      balance.
      """)

  @OptionGroup var place: WatchHistorianOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let historian = try await place.reading()
    let ledger = try await historian.ledger()
    await historian.close()
    let waiting = try await waiting()
    if output.output == .json {
      var json = JSONWriter()
      json.object { json in
        json.string("schema", "pur-mold-twin/ledger/1")
        json.ledger(ledger, waiting: waiting)
      }
      try StandardStream.print(json.text + "\n")
    } else {
      try StandardStream.print(ledger.text + (waiting.map { "waiting: \($0)\n" } ?? ""))
    }
    if !ledger.isBalanced { throw ExitStatus.finding }
  }

  /// Samples that are on their way: by the watch that runs, or by its spool; `nil` where neither is there.
  private func waiting() async throws -> Int? {
    guard let folder = try? place.folder else { return nil }
    let mailbox = folder + "/requests"
    if Mailbox.isServed(mailbox) {
      return await Mailbox.ask(.waiting, by: ProcessInfo.processInfo.userName, in: mailbox)?.waiting
    }
    guard ProgramPlace.isFolder(URL(filePath: folder + "/spool")) else { return nil }
    return try SampleLedger.waiting(inSpool: folder + "/spool").total.waiting
  }
}
