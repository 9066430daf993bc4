import Columnar
import Foundation
import Learning
import Testing

@Suite("The contract of columns is true to the code") struct ContractTests {
  private static let root = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL
  private static let text =
    (try? String(contentsOf: root.appending(path: "Documentation/MLContract.md"), encoding: .utf8)) ?? ""

  private static func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }

  private static func table(_ head: [String], _ rows: [[String]]) -> String {
    ([row(head), row(head.map { _ in "---" })] + rows.map(row)).joined(separator: "\n") + "\n"
  }

  private static func shown(_ text: String) -> String { text.isEmpty ? "–" : text }

  private static func code(_ text: String?) -> String { text.map { "`\($0)`" } ?? "–" }

  static func features(_ origin: FeatureDefinition.Origin) -> String {
    table(
      ["column", "type", "unit", "formula", "window", "missing", "formerly"],
      FeatureSchema.current.features.filter { $0.origin == origin }.map { feature in
        [
          "`\(feature.name)`", "double", shown(feature.unit), feature.formula, feature.window?.description ?? "–",
          reasons(feature.gaps), code(feature.formerName),
        ]
      })
  }

  /// Reasons that come together have one name.
  private static func reasons(_ gaps: [FeatureGap]) -> String {
    let log: [FeatureGap] = [.notRecorded, .empty, .unreadable, .impossible, .unitUnknown, .unitConflict]
    let twin: [FeatureGap] = [.notSimulated, .noScenario, .simulationFailed]
    var words: [String] = []
    if Set(log).isSubset(of: gaps) { words.append("log") }
    if Set(twin).isSubset(of: gaps) { words.append("twin") }
    let rest = gaps.filter { !log.contains($0) && !twin.contains($0) }
    return (words + rest.map { "`\($0.rawValue)`" }).joined(separator: ", ")
  }

  static let targets = table(
    ["column", "type", "unit", "meaning", "formerly"],
    FeatureSchema.current.targets.map { target in
      ["`\(target.name)`", target.type.rawValue, shown(target.unit), target.meaning, code(target.formerName)]
    })

  static let gaps = table(
    ["reason", "meaning"], FeatureGap.allCases.map { ["`\($0.rawValue)`", $0.meaning] })

  static let tables: [(name: String, text: String)] =
    FeatureDefinition.Origin.allCases.map { ($0.rawValue, features($0)) } + [("targets", targets), ("gaps", gaps)]

  @Test("Every table of Documentation/MLContract.md is what the schema says", arguments: tables)
  func table(_ table: (name: String, text: String)) {
    #expect(Self.text.contains("\n\n" + table.text + "\n"), "expected table \(table.name):\n\(table.text)")
  }

  @Test("The document names version and hash")
  func hash() {
    #expect(Self.text.contains("version \(FeatureSchema.current.version)"))
    #expect(Self.text.contains(FeatureSchema.current.hash), "expected hash \(FeatureSchema.current.hash)")
  }

  @Test("Every column of identity is explained")
  func identity() {
    for column in FeatureSchema.identity {
      #expect(Self.text.contains("| `\(column.name)` | \(column.type.rawValue) |"), "\(column.name)")
    }
  }
}
