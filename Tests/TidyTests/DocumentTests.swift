import Foundation
import Testing

@Suite("The documents agree with the tree")
struct DocumentTests {
  private static let tree = SourceTree.shared
  private static let documents = tree.files.filter { $0.path.hasSuffix(".md") }

  @Test("Every link in a document leads to a file")
  func linksResolve() {
    for document in Self.documents {
      for target in Self.links(in: document.text) where !Self.resolves(target, from: document.path) {
        Issue.record("\(document.path): link to \(target) leads nowhere")
      }
    }
  }

  @Test("Every file and folder that a document names in its prose exists, unless it is an example")
  func namedFilesExist() throws {
    let expression = try Regex(
      "`((Sources|Tests|Documentation|Scenarios|Systems|Molds|Qualities|Datasources|Plants|Snippets)/[\\w./-]+)`")
    for document in Self.documents where !document.path.hasPrefix("Documentation/Decisions/") {
      for match in document.text.matches(of: expression) {
        let path = String(match.output[1].substring ?? "")
        if !Self.tree.exists(path) { Issue.record("\(document.path) names \(path), which does not exist") }
      }
    }
  }

  @Test("A link is found and judged")
  func linksAreFound() {
    #expect(Self.links(in: "see [a](b.md#c) and [x](https://example.org) and ![p](q.png)") == ["b.md", "q.png"])
    #expect(!Self.resolves("NoSuchFile.md", from: "README.md"))
    #expect(Self.resolves("../Package.swift", from: "Documentation/ExitCodes.md"))
  }

  @Test("The change log has an entry for the version of the program")
  func changeLogIsCurrent() throws {
    let source = try #require(Self.tree.files.first { $0.path == "Sources/TwinCommand/Version.swift" })
    let version = try #require(source.text.firstMatch(of: /static let number = "(\d+\.\d+\.\d+)"/)?.output.1)
    let log = try #require(Self.tree.files.first { $0.path == "CHANGELOG.md" })
    #expect(log.text.contains("## [\(version)]"))
  }

  @Test("The architecture fits in 200 lines")
  func architectureIsShort() throws {
    let file = try #require(Self.tree.files.first { $0.path == "ARCHITECTURE.md" })
    #expect(file.lines.count <= 201)
  }

  /// Relative link targets without their fragment.
  private static func links(in text: String) -> [String] {
    text.matches(of: /\]\(([^)\s]+)\)/).map { String($0.output.1.prefix { $0 != "#" }) }
      .filter { !$0.isEmpty && !$0.contains("://") && !$0.hasPrefix("mailto:") }
  }

  private static func resolves(_ target: String, from document: String) -> Bool {
    let folder = URL(filePath: document, relativeTo: tree.root).deletingLastPathComponent()
    let path = URL(filePath: target, relativeTo: folder).standardizedFileURL.path(percentEncoded: false)
    return FileManager.default.fileExists(atPath: path)
  }
}
