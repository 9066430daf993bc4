import ArgumentParser
import Foundation
import Historian
import Plant
import Watch

/// Which plant is watched, where its historian is, and where things wait while that is away.
struct WatchPlaceOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The file of a plant, or its identifier in Plants.", valueName: "plant"))
  var plant: String

  @OptionGroup var history: WatchHistorianOptions

  func description() throws -> PlantDescription { try PlantCatalog.read(plant) }

  /// The plant, and the folder from which paths in its file count.
  func opened() throws -> (plant: PlantDescription, folder: String) { try PlantCatalog.open(plant) }
}

/// Where the historian is, and where things wait while it is away.
struct WatchHistorianOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("A file of SQLite, or the address of a database of PostgreSQL.", valueName: "historian"))
  var historian: String

  @Option(
    help: ArgumentHelp(
      "The folder for what waits while the historian is away, and for requests; by default beside a file of SQLite.",
      valueName: "folder"))
  var state: String?

  var place: HistorianPlace { get throws { try HistorianPlace(historian) } }

  /// The folder of the watch; `nil` for a historian in memory.
  var folder: String? {
    get throws {
      if let state { return state }
      switch try place {
      case .memory: return nil
      case .sqlite(let path): return path + ".watch"
      case .postgresql:
        throw CommandFailure(
          place: "--state", found: "nothing, with a historian on a server", expected: "a folder on this machine",
          remedy: "name the same folder in every command of this watch")
      }
    }
  }

  /// The historian, for reading.
  func reading() async throws -> any Historian { try await place.open(isWriter: false, environment: Self.environment) }

  static var environment: [String: String] { ProcessInfo.processInfo.environment }
}

/// Who does something.
struct ActorOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Who you are, for the record; by default the name of the user.", valueName: "name"))
  var by: String?

  var actor: String { by ?? ProcessInfo.processInfo.userName }
}

extension WatchPlaceOptions {
  /// Asks the watch that runs, or does in its place what is asked.
  func ask(_ request: WatchRequest, by actor: String) async throws -> WatchReply {
    let reply: WatchReply
    if let mailbox = try history.mailbox, Mailbox.isServed(mailbox) {
      guard let answer = await Mailbox.ask(request, by: actor, in: mailbox) else {
        throw CommandFailure(
          place: mailbox, found: "a watch that does not answer", expected: "an answer within 20 s",
          remedy: "look at what it says; then ask again")
      }
      reply = answer
    } else {
      let historian = try await history.place.open(isWriter: true, environment: WatchHistorianOptions.environment)
      let (watch, _) = try await PlantWatch.start(
        try description(), historian, folder: try history.folder
      ) { CurrentTime.instant }
      reply = await watch.answer(request, by: actor)
      _ = await watch.close()
      await historian.close()
    }
    guard let refusal = reply.refusal else { return reply }
    throw CommandFailure(
      place: refusal.place, found: refusal.found, expected: refusal.expected, remedy: refusal.remedy)
  }
}

extension WatchHistorianOptions {
  /// The folder through which the watch is reached.
  var mailbox: String? { get throws { try folder.map { $0 + "/requests" } } }
}
