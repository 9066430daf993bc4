import Foaming
import Foundation
import Plant
import Quantities
import Testing
import Twin

@Suite struct `Documentation of the formats` {
  private static let text: String = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return (try? String(contentsOf: root.appending(path: "Documentation/Formats.md"), encoding: .utf8)) ?? ""
  }()

  @Test func `lists every property of a system with its range`() {
    func check<Key: PropertyKey>(_ type: Key.Type) {
      for key in Key.allCases {
        let row = Self.text.split(separator: "\n").first { $0.hasPrefix("| `\(key.rawValue)` |") }
        #expect(row?.contains("| \(key.dimension.text(ofSI: key.range)) | \(key.summary) |") == true, "\(key)")
      }
    }
    check(SheetItem.self)
    check(ModelParameter.self)
  }

  @Test func `shows examples that can be read`() throws {
    var catalog = try ShippedFiles.catalog()
    let blocks = Self.text.components(separatedBy: "```").filter { $0.hasPrefix("yaml\n") }.map { $0.dropFirst(5) }
    #expect(blocks.count == 5)
    for block in blocks { try catalog.add(text: String(block), file: "Formats.md") }
    _ = try catalog.system(id: "my-foam")
    _ = try catalog.scenario(id: "my-shot")
    for entry in [FileKind.mold, .quality, .plant].flatMap(catalog.entries) where entry.file == "Formats.md" {
      if entry.kind == .mold { _ = try catalog.mold(entry.text, file: entry.file) }
      if entry.kind == .quality { _ = try catalog.quality(entry.text, file: entry.file) }
      if entry.kind == .plant { #expect(try PlantDescription.read(entry.text, file: entry.file).alarms.count == 1) }
    }
  }
}
