import Acquisition
import Foundation
import Plant
import Twin

/// A datasource a command works with: its description, and the source once it is opened.
struct OpenedLogSource {
  let description: DatasourceDescription
  /// Text of the description, which decides whether an import can be continued.
  let text: String
  let clock: LocalClock?
  let source: any ProcessLogSource
}

/// Finds the datasources the user names and opens them.
enum LogSourceCatalog {
  /// Opens a source named by the path of its description or by its identifier in the catalog.
  static func open(_ word: String) throws -> OpenedLogSource {
    let (file, text) = try find(word)
    let description = try DatasourceDescription.read(text, file: file)
    let clock = try description.timeZone.map { name throws(CommandFailure) in
      guard let clock = LocalClock(zone: name) else {
        throw CommandFailure(
          .dataUnusable, place: "\(file): time_zone", found: "the unknown zone `\(name)`",
          expected: "UTC, an offset such as +01:00, or a name such as Europe/Berlin")
      }
      return clock
    }
    let folder = URL(filePath: file).deletingLastPathComponent()
    return OpenedLogSource(
      description: description, text: text, clock: clock, source: try source(description, beside: folder, clock))
  }

  private static func find(_ word: String) throws -> (file: String, text: String) {
    if TextFile.isPath(word) { return (word, try TextFile.read(word, option: "--source")) }
    let catalog = try Catalog(systems: nil)
    let entries = catalog.files.entries(.datasource)
    guard let entry = entries.first(where: { $0.id == word }) else {
      let ids = entries.map(\.id).joined(separator: ", ")
      throw CommandFailure(
        place: "--source", found: "the unknown datasource `\(word)`",
        expected: ids.isEmpty ? "the file of a datasource" : "one of \(ids), or the file of a datasource")
    }
    return (entry.file, entry.text)
  }

  /// The source of a description; relative paths count from `folder`.
  private static func source(
    _ description: DatasourceDescription, beside folder: URL, _ clock: LocalClock?
  ) throws -> any ProcessLogSource {
    switch description.connection {
    case .folder(let path, _, _):
      let place = path.hasPrefix("/") ? path : folder.appending(path: path).standardizedFileURL.path
      return try FolderSource(description, path: place, clock: clock) { LogDocument.fields($0, file: $1) }
    case .sqlite, .server:
      throw CommandFailure(
        place: description.id, found: "a source of kind \(description.connection.kind)",
        expected: "a kind this program was built with: folder")
    }
  }
}
