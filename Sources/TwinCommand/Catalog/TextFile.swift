import Foundation

/// Reads what the user names.
enum TextFile {
  /// Larger than any file a person writes; keeps a mistaken path from filling the memory.
  private static let byteMaximum = 8 << 20

  /// The text of the file at `path`; `-` is standard input.
  static func read(_ path: String, option: String) throws(CommandFailure) -> String {
    let bytes: Data
    do {
      bytes = path == "-" ? FileHandle.standardInput.readDataToEndOfFile() : try Data(contentsOf: URL(filePath: path))
    } catch {
      throw CommandFailure(
        place: option, found: "`\(path)`, which cannot be read (\(reason(path)))", expected: "a readable file",
        remedy: "check the path")
    }
    guard bytes.count <= byteMaximum else {
      throw CommandFailure(
        .dataUnusable, place: path, found: "\(bytes.count) bytes", expected: "at most \(byteMaximum) bytes")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CommandFailure(
        .dataUnusable, place: path, found: "bytes that are not UTF-8", expected: "text encoded as UTF-8",
        remedy: "save the file as UTF-8")
    }
    return text
  }

  /// Whether the user's word is a file rather than an identifier of the catalog.
  static func isPath(_ word: String) -> Bool {
    word == "-" || word.contains("/") || word.hasSuffix(".yaml") || word.hasSuffix(".yml")
      || FileManager.default.fileExists(atPath: word)
  }

  private static func reason(_ path: String) -> String {
    guard FileManager.default.fileExists(atPath: path) else { return "no such file" }
    if ProgramPlace.isFolder(URL(filePath: path)) { return "it is a folder" }
    return FileManager.default.isReadableFile(atPath: path) ? "input error" : "permission denied"
  }
}
