import ArgumentParser
import Foundation
import Historian

/// Where a historian is, on the command line.
struct HistorianOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("A file of SQLite, or the address of a database of PostgreSQL.", valueName: "historian"))
  var historian: String

  /// The place, which outlives a process.
  var place: HistorianPlace { get throws { try Self.place(historian) } }

  /// Opens it.
  func open(isWriter: Bool) async throws -> SQLHistorian { try await Self.open(place, isWriter: isWriter) }

  /// Where passwords may be.
  static var environment: [String: String] { ProcessInfo.processInfo.environment }

  static func place(_ text: String) throws -> HistorianPlace {
    let place = try HistorianPlace(text)
    guard place != .memory else {
      throw CommandFailure(
        place: "historian", found: "memory, which ends with this program",
        expected: "a file of SQLite, or the address of a database of PostgreSQL")
    }
    return place
  }

  static func open(_ place: HistorianPlace, isWriter: Bool) async throws -> SQLHistorian {
    try await SQLHistorian.open(place, isWriter: isWriter, environment: environment)
  }
}

extension HistorianPlace {
  /// The path of a file of SQLite; `nil` for a server.
  var file: String? { if case .sqlite(let path) = self { path } else { nil } }
}
