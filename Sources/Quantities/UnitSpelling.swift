/// A unit symbol reduced to its factors, so that `W/(m²·K)`, `W/(m2 K)` and `W/m2/K` are the same unit.
struct UnitSpelling: Hashable {
  private let numerator: [String]
  private let denominator: [String]

  /// Reads a symbol; `nil` where brackets or slashes make no unit.
  ///
  /// A product after one slash needs brackets: `W/m2 K` stays `W·K/m²`, which is no unit of a heat transfer.
  init?(_ symbol: some StringProtocol) {
    var above: [String] = []
    var below: [String] = []
    var word = ""
    var isBelow = false
    var isBracketed = false
    func close() {
      if !word.isEmpty, word != "1" {
        let factor = Self.synonyms[word] ?? word
        if isBelow { below.append(factor) } else { above.append(factor) }
      }
      word = ""
    }
    for character in symbol {
      switch character {
      case "²": word.append("2")
      case "³": word.append("3")
      case "µ", "μ": word.append("u")
      case "^": continue
      case "·", "*", "⋅", ".", " ", "\u{A0}":
        close()
        if !isBracketed { isBelow = false }
      case "/":
        guard !isBracketed else { return nil }
        close()
        isBelow = true
      case "(":
        guard isBelow, !isBracketed, word.isEmpty else { return nil }
        isBracketed = true
      case ")":
        guard isBracketed else { return nil }
        close()
        isBracketed = false
        isBelow = false
      default: word.append(character)
      }
    }
    guard !isBracketed else { return nil }
    close()
    numerator = above.sorted()
    denominator = below.sorted()
  }

  private static let synonyms = ["degC": "°C", "l": "L", "sec": "s", "µm": "um"]
}
