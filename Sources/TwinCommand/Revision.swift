import Foundation

/// The git commit of the sources the program was made from, found when asked for.
///
/// An installed program reads the file `revision` beside its catalog; a program run from a checkout reads `.git`.
/// Neither the build nor the tree depends on it.
enum Revision {
  /// Twelve hexadecimal digits, or `nil` when neither place tells.
  static let current: String? = installed ?? checkout.flatMap(head)

  private static var installed: String? {
    guard let share = ProgramPlace.installedShare else { return nil }
    return line(of: share.appending(path: "revision")).flatMap(shortened)
  }

  private static var checkout: URL? { ProgramPlace.checkout?.appending(path: ".git") }

  private static func head(of entry: URL) -> String? {
    let folder = gitFolder(entry)
    guard let head = line(of: folder.appending(path: "HEAD")) else { return nil }
    guard head.hasPrefix("ref: ") else { return shortened(head) }
    let reference = String(head.dropFirst(5))
    // A linked worktree keeps its own HEAD; the branches stay with the repository.
    let shared = line(of: folder.appending(path: "commondir")).map { folder.appending(path: $0) } ?? folder
    let hash = [folder, shared].lazy.compactMap { line(of: $0.appending(path: reference)) }.first
    return (hash ?? packed(reference, in: shared)).flatMap(shortened)
  }

  private static func gitFolder(_ entry: URL) -> URL {
    guard let text = line(of: entry), text.hasPrefix("gitdir: ") else { return entry }
    return URL(filePath: String(text.dropFirst(8)), relativeTo: entry.deletingLastPathComponent())
  }

  private static func packed(_ reference: String, in folder: URL) -> String? {
    guard let text = try? String(contentsOf: folder.appending(path: "packed-refs"), encoding: .utf8) else { return nil }
    return text.split(separator: "\n").first { $0.hasSuffix(" \(reference)") }.map { String($0.prefix(40)) }
  }

  private static func line(of file: URL) -> String? {
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return nil }
    return text.split(separator: "\n").first.map(String.init)
  }

  private static func shortened(_ hash: String) -> String? {
    hash.count >= 12 && hash.allSatisfy(\.isHexDigit) ? String(hash.prefix(12)) : nil
  }
}
