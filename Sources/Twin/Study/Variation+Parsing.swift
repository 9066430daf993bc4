import Quantities

extension Variation {
  /// Reads `path=values`, the values as a range `a..b`, a distribution `normal(m,s)` or `lognormal(m,s)`, each with an
  /// optional number of levels `:n`, or a list `{v1,v2}`.
  ///
  /// - Throws: at the column of the first thing wrong.
  package init(_ text: String, in template: ScenarioTemplate) throws(FileErrors) {
    let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let path = sides[0].blankless
    let start = VariationReader(text: text, path: "")
    guard let probe = try? Override("\(path)=0"), sides.count == 2 else {
      throw start.failure(
        text[...], found: text.isEmpty ? "nothing" : nil, expected: "path=values",
        remedy: "for example `process.polyol_temperature=20 °C..30 °C`")
    }
    let domain: FieldDomain
    do throws(FileErrors) { domain = try template.domain(of: probe) } catch { throw start.moved(error, to: path) }
    let reader = VariationReader(text: text, path: probe.path.joined(separator: "."))
    let form = try VariationForm(sides[1].blankless, reader)
    self.text = text
    self.path = reader.path
    switch domain {
    case .quantity(let dimension, let range):
      self.dimension = dimension
      (values, levels) = try reader.quantities(form, dimension, range)
    case .count(let range):
      dimension = nil
      (values, levels) = (.counts(try reader.counts(form, range)), nil)
    case .words(let words):
      dimension = nil
      (values, levels) = (.words(try reader.words(form, among: words)), nil)
    case .identifier:
      dimension = nil
      (values, levels) = (.words(try reader.words(form, among: nil)), nil)
    }
  }
}

/// What a variation asks for, before anything is known about its values.
enum VariationForm {
  case range(Substring, Substring, levels: Substring?)
  case distribution(name: Substring, Substring, Substring, levels: Substring?)
  case list([Substring])

  init(_ text: Substring, _ reader: VariationReader) throws(FileErrors) {
    if text.first == "{" {
      guard let end = text.firstIndex(of: "}") else {
        throw reader.failure(text.suffix(1), expected: "`}` at the end of the list")
      }
      let rest = text[text.index(after: end)...]
      guard rest.isEmpty else { throw reader.failure(rest, expected: "nothing behind the list") }
      let items = text[..<end].dropFirst().split(separator: ",", omittingEmptySubsequences: false).map(\.blankless)
      for item in items where item.isEmpty { throw reader.failure(item, found: "an empty item", expected: "a value") }
      self = .list(items)
      return
    }
    let colon = text.lastIndex(of: ":")
    let body = colon.map { text[..<$0].blankless } ?? text
    let levels = colon.map { text[text.index(after: $0)...].blankless }
    if let open = body.firstIndex(of: "("), body[..<open].blankless.allSatisfy(\.isLetter), open > body.startIndex {
      guard body.last == ")" else {
        throw reader.failure(body.suffix(1), expected: "`)` at the end of the distribution")
      }
      let name = body[..<open].blankless
      let arguments = body[body.index(after: open)...].dropLast()
        .split(separator: ",", omittingEmptySubsequences: false).map(\.blankless)
      guard arguments.count == 2 else {
        throw reader.failure(body, expected: "two values in the brackets, separated by a comma")
      }
      self = .distribution(name: name, arguments[0], arguments[1], levels: levels)
      return
    }
    guard let dots = body.firstRange(of: "..") else {
      throw reader.failure(
        text, found: text.isEmpty ? "nothing" : nil,
        expected: "a range `a..b` or `a..b:n`, `normal(m,s)`, `lognormal(m,s)` or a list `{v1,v2}`",
        remedy: text.isEmpty ? "" : "a single value is given with --set")
    }
    self = .range(body[..<dots.lowerBound].blankless, body[dots.upperBound...].blankless, levels: levels)
  }
}

extension Substring {
  /// The text without blanks at its ends.
  var blankless: Substring {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }
}
