import Foundation

/// One text file of the checkout.
struct TreeFile: Sendable, CustomStringConvertible {
  /// Path below the root of the checkout, with `/` between folders.
  let path: String
  let text: String
  /// Swift code without comments and the inside of strings; empty for other files.
  let code: String

  init(path: String, text: String) {
    self.path = path
    self.text = text
    code = path.hasSuffix(".swift") ? SwiftText.code(of: text) : ""
  }

  var description: String { path }
  var name: String { String(path.split(separator: "/").last ?? "") }
  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
  var isSwift: Bool { path.hasSuffix(".swift") }
  /// The target of a file below `Sources`, else `nil`.
  var target: String? {
    let parts = path.split(separator: "/")
    return parts.first == "Sources" && parts.count > 2 ? String(parts[1]) : nil
  }
}

/// The files that are written by hand.
struct SourceTree: Sendable {
  static let shared = SourceTree(root: URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL)

  let root: URL
  let files: [TreeFile]

  init(root: URL) {
    self.root = root
    files = Self.paths(root: root).compactMap { path in
      guard let text = try? String(contentsOf: root.appending(path: path), encoding: .utf8) else { return nil }
      return TreeFile(path: path, text: text)
    }
  }

  func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appending(path: path).path(percentEncoded: false))
  }

  /// The first folder or file name below the root, and whether its content is ours to judge.
  private static let roots: Set<String> = [
    "Sources", "Tests", "Snippets", "Benchmarks", "Documentation", "Systems", "Scenarios", "Molds", "Qualities",
    "Datasources",
    "Scripts", ".ci", "Makefile", "Package.swift", "README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md",
  ]
  private static let endings = [".swift", ".md", ".yaml", ".sh", "Makefile", "run"]

  private static func paths(root: URL) -> [String] {
    let base = root.path(percentEncoded: false)
    var found: [String] = []
    for top in roots {
      let isFile = endings.contains { top.hasSuffix($0) }
      guard !isFile else {
        found.append(top)
        continue
      }
      let below = FileManager.default.enumerator(atPath: base + top)
      while let path = below?.nextObject() as? String {
        // Fixtures are other people's text: recorded answers and deliberately broken files.
        guard !path.contains("Fixtures/"), !path.contains("Corpus/"), !path.contains(".build/") else { continue }
        if endings.contains(where: path.hasSuffix) { found.append("\(top)/\(path)") }
      }
    }
    return found.sorted()
  }
}
