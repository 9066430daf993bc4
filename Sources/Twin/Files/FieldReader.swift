import Foaming
import Quantities

/// Collects what is wrong with a file while its reader goes on.
///
/// A class, because all the readers of one file write to the same list.
final class FileFindings {
  /// More errors than this help nobody, and a hostile file could make millions.
  private static let countMaximum = 100

  private(set) var errors: [FileError] = []
  /// What the values written on the command line may be.
  private(set) var domains: [FileOrigin: FieldDomain] = [:]

  var isFull: Bool { errors.count >= Self.countMaximum }

  func report(_ error: FileError) {
    if !isFull { errors.append(error) }
  }

  /// Notes what a value may be; of several notes for one value the quantity counts, the others are about its source.
  func note(_ domain: FieldDomain, for origin: FileOrigin) {
    guard case .override = origin else { return }
    if case .quantity = domain { domains[origin] = domain }
    if domains[origin] == nil { domains[origin] = domain }
  }
}

/// Reads one value of a file; a wrong value is reported with its place, and the answer is then `nil`.
struct FieldReader {
  let node: FileNode
  /// Path from the top of the file: `mold.vents.0.count`.
  let path: String
  let findings: FileFindings

  /// Reports what is wrong with this value.
  func report(found: String? = nil, expected: String, remedy: String = "") {
    findings.report(
      FileError(node.origin, path: path, found: found ?? node.summary, expected: expected, remedy: remedy))
  }

  /// A text that is not empty.
  func text() -> String? {
    if case .text(let text) = node.content, !text.isEmpty { return text }
    if case .map = node.content {
      report(expected: "a text", remedy: "put a text with a colon in quotes")
    } else {
      report(expected: "a text")
    }
    return nil
  }

  /// An identifier: lower-case words and numbers joined by hyphens, up to 64 letters.
  func identifier() -> String? {
    findings.note(.identifier, for: node.origin)
    if case .text(let text) = node.content, Self.isIdentifier(text) { return text }
    report(expected: "lower-case words joined by hyphens, at most 64 letters")
    return nil
  }

  static func isIdentifier(_ text: String) -> Bool {
    let words = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    return text.utf8.count <= 64
      && words.allSatisfy { word in
        !word.isEmpty
          && word.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          }
      }
  }

  /// `true` or `false`.
  func flag() -> Bool? {
    findings.note(.words(["true", "false"]), for: node.origin)
    if case .text(let text) = node.content {
      if text == "true" { return true }
      if text == "false" { return false }
    }
    report(expected: "true or false")
    return nil
  }

  /// One of the words given.
  func choice(_ words: [String]) -> String? {
    findings.note(.words(words), for: node.origin)
    if case .text(let text) = node.content, words.contains(text) { return text }
    report(expected: "one of \(words.joined(separator: ", "))", remedy: suggestion(among: words))
    return nil
  }

  /// A whole number within `range`.
  func count(in range: ClosedRange<Int>) -> Int? {
    findings.note(.count(range), for: node.origin)
    if case .text(let text) = node.content, let count = Int(text), range.contains(count) { return count }
    report(expected: "a whole number \(range.lowerBound) … \(range.upperBound)")
    return nil
  }

  /// A quantity within `range` [SI].
  func quantity<D: Dimension>(_ dimension: D.Type = D.self, in range: ClosedRange<Double>) -> Quantity<D>? {
    siValue(dimension, in: range).map { Quantity(si: $0) }
  }

  /// The SI value of a quantity within `range` [SI].
  func siValue(_ dimension: any Dimension.Type, in range: ClosedRange<Double>) -> Double? {
    findings.note(.quantity(dimension, range), for: node.origin)
    guard case .text(let text) = node.content else {
      report(expected: "a \(dimension.name), such as \(dimension.text(ofSI: range.lowerBound))")
      return nil
    }
    do {
      let value = try dimension.siValue(of: text)
      if range.contains(value) { return value }
      report(expected: "\(dimension.name) \(dimension.text(ofSI: range))")
    } catch {
      report(expected: error.expected, remedy: error.remedy)
    }
    return nil
  }

  /// A share of one, with or without percent sign.
  func share(in range: ClosedRange<Double> = 0...1) -> Double? { siValue(FractionDimension.self, in: range) }

  /// The items of a list.
  func items() -> [FieldReader]? {
    guard case .list(let items) = node.content else {
      report(expected: "a list")
      return nil
    }
    return items.enumerated().map {
      FieldReader(node: $0.element, path: path.appending($0.offset), findings: findings)
    }
  }

  /// A list of texts.
  func texts() -> [String]? { items()?.compactMap { $0.text() } }

  /// The keys of a map; unknown keys are reported with the nearest known one.
  func fields(_ keys: [String]) -> Fields? {
    guard case .map(let entries) = node.content else {
      report(expected: "a map with the keys \(keys.joined(separator: ", "))")
      return nil
    }
    for entry in entries where !keys.contains(entry.key) && !findings.isFull {
      let near = Spelling.nearest(to: entry.key, among: keys).map { "did you mean `\($0)`?" }
      findings.report(
        FileError(
          entry.keyOrigin, path: path.appending(String(entry.key.prefix(60))), found: "unknown key",
          expected: "one of \(keys.joined(separator: ", "))", remedy: near ?? ""))
    }
    return Fields(reader: self)
  }

  /// The text of a "did you mean" for this value.
  func suggestion(among words: [String]) -> String {
    guard case .text(let text) = node.content, let near = Spelling.nearest(to: text, among: words) else { return "" }
    return "did you mean `\(near)`?"
  }

  /// The keys of a map.
  struct Fields {
    let reader: FieldReader

    /// The reader of a key's value; `nil` where the key is absent or null.
    subscript(key: String) -> FieldReader? {
      guard let value = reader.node[key], !value.isNull else { return nil }
      return FieldReader(node: value, path: reader.path.appending(key), findings: reader.findings)
    }

    /// The reader of a key that must be there.
    func require(_ key: String, _ expected: String) -> FieldReader? {
      if let field = self[key] { return field }
      let origin = reader.node[key]?.origin ?? reader.node.origin
      reader.findings.report(
        FileError(origin, path: reader.path.appending(key), found: "nothing", expected: expected))
      return nil
    }
  }
}
