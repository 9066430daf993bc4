import Testing

/// Each rule is shown text that breaks it and text that comes close but keeps it.
@Suite("A rule catches what it forbids and nothing else")
struct RuleTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    let rule: String
    let text: String
    var path = "Sources/Foaming/Sample.swift"
    let isCaught: Bool
    var testDescription: String { "\(isCaught ? "catches" : "passes") \(text.prefix(60))" }
  }

  static let long = String(repeating: "x", count: 121)
  static let pure = "a pure target touches no world"
  static let trap = "no source can trap by carelessness"
  static let docs = "every public type, function and static member is documented"
  static let later = "nothing is left for later in the code"

  static let samples: [Sample] = [
    Sample(
      rule: "a Swift file has at most 400 lines", text: String(repeating: "\n", count: 401), isCaught: true),
    Sample(
      rule: "a Swift file has at most 400 lines", text: String(repeating: "\n", count: 400), isCaught: false),
    Sample(rule: "a line of Swift has at most 120 columns", text: long, isCaught: true),
    Sample(rule: "a line of Swift has at most 120 columns", text: String(long.dropLast()), isCaught: false),
    Sample(rule: "a type is named for what it is", text: "final class FoamManager {}", isCaught: true),
    Sample(rule: "a type is named for what it is", text: "typealias ShotInfo = Int", isCaught: true),
    Sample(rule: "a type is named for what it is", text: "struct DataSheet {}", isCaught: false),
    Sample(rule: "a type is named for what it is", text: "// enum Utils {}", isCaught: false),
    Sample(
      rule: "a file is named for its concept", text: "", path: "Sources/Twin/StringUtils.swift", isCaught: true),
    Sample(rule: "a file is named for its concept", text: "", path: "Sources/Twin/Futile.swift", isCaught: true),
    Sample(rule: "a file is named for its concept", text: "", path: "Sources/Twin/Fill.swift", isCaught: false),
    Sample(rule: pure, text: "import Foundation", isCaught: true),
    Sample(rule: pure, text: "internal import Glibc", isCaught: true),
    Sample(rule: pure, text: "let now = Date()", isCaught: true),
    Sample(rule: pure, text: "Task { await run() }", isCaught: true),
    Sample(rule: pure, text: "print(\"x\")", isCaught: true),
    Sample(rule: pure, text: "let x = Double.random(in: 0...1)", isCaught: true),
    Sample(rule: pure, text: "let x = Double.random(in: 0...1, using: &source)", isCaught: false),
    Sample(
      rule: pure, text: "/// Calls `print(` and imports Foundation: not here.\nlet s = \"Date()\"", isCaught: false),
    Sample(rule: pure, text: "import Foundation", path: "Sources/Twin/Sample.swift", isCaught: false),
    Sample(rule: trap, text: "let x = try! f()", isCaught: true),
    Sample(rule: trap, text: "let x = y as! Int", isCaught: true),
    Sample(rule: trap, text: "fatalError(\"no\")", isCaught: true),
    Sample(rule: trap, text: "do { try f() } catch { }", isCaught: true),
    Sample(rule: trap, text: "let x = \"\\(g(\"try!\")) try!\"", isCaught: false),
    Sample(rule: trap, text: "let x = \"\\(try! g())\"", isCaught: true),
    Sample(rule: later, text: "// " + "TO" + "DO: later", isCaught: true),
    Sample(rule: later, text: "let todos = 1", isCaught: false),
    Sample(rule: docs, text: "public struct Shot {}", isCaught: true),
    Sample(rule: docs, text: "/// A shot.\n@frozen\npublic struct Shot {}", isCaught: false),
    Sample(rule: docs, text: "  public static func cup() -> Mold { m }", isCaught: true),
    Sample(rule: docs, text: "/// P.\npublic protocol P {\n  var rate: Double { get }\n}", isCaught: true),
    Sample(rule: docs, text: "/// P.\npublic protocol P {\n  /// R.\n  var rate: Double { get }\n}", isCaught: false),
    Sample(rule: docs, text: "/// P.\npublic protocol P {\n}\nvar rate = 1", isCaught: false),
    Sample(rule: docs, text: "public var time: Double", isCaught: false),
    Sample(rule: docs, text: "public static func < (l: Self, r: Self) -> Bool { true }", isCaught: false),
    Sample(rule: "spelling is American", text: "the Mou" + "ld is warm", isCaught: true),
    Sample(rule: "spelling is American", text: "optimi" + "sation", isCaught: true),
    Sample(rule: "spelling is American", text: "analysis of promises", isCaught: false),
    Sample(rule: "no path of one machine", text: "cd /wo" + "rk/main", isCaught: true),
    Sample(rule: "no path of one machine", text: "see Documentation/work/x and $HOME/work/y", isCaught: false),
  ]

  @Test("A sample is judged rightly", arguments: samples)
  func judges(_ sample: Sample) throws {
    let rule = try #require(Rule.all.first { $0.name == sample.rule })
    let file = TreeFile(path: sample.path, text: sample.text)
    let breaches = rule.applies(file) ? rule.breaches(file) : []
    #expect(breaches.isEmpty != sample.isCaught)
  }

  @Test("Every rule has a sample it catches and one it passes", arguments: Rule.all)
  func isExercised(_ rule: Rule) {
    let mine = Self.samples.filter { $0.rule == rule.name }
    #expect(mine.contains { $0.isCaught } && mine.contains { !$0.isCaught })
  }
}
