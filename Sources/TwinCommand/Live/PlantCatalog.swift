import Plant
import Quantities
import Twin

/// Finds the plant a command works with.
enum PlantCatalog {
  /// Reads a plant named by the path of its file or by its identifier in the catalog.
  static func read(_ word: String) throws -> PlantDescription {
    if TextFile.isPath(word) {
      return try PlantDescription.read(TextFile.read(word, option: "--plant"), file: word)
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
    return try PlantDescription.read(entry.text, file: entry.file)
  }
}
