import Foundation
import Plant
import Quantities
import Twin

/// Finds the plant a command works with.
enum PlantCatalog {
  /// Reads a plant named by the path of its file or by its identifier in the catalog.
  static func read(_ word: String) throws -> PlantDescription { try open(word).plant }

  /// Reads a plant, and tells the folder from which paths in its file count.
  static func open(_ word: String) throws -> (plant: PlantDescription, folder: String) {
    if TextFile.isPath(word) {
      return (try PlantDescription.read(TextFile.read(word, option: "--plant"), file: word), folder(of: word))
    }
    let entries = try Catalog(systems: nil).files.entries(.plant)
    guard let entry = entries.first(where: { $0.id == word }) else {
      let ids = entries.map(\.id)
      let near = Spelling.nearest(to: word, among: ids).map { "did you mean `\($0)`?" }
      throw CommandFailure(
        place: "--plant", found: "the unknown plant `\(word)`",
        expected: ids.isEmpty ? "the file of a plant" : "one of \(ids.joined(separator: ", ")), or the file of a plant",
        remedy: near ?? "")
    }
    return (try PlantDescription.read(entry.text, file: entry.file), folder(of: entry.file))
  }

  private static func folder(of file: String) -> String { URL(filePath: file).deletingLastPathComponent().path }
}
