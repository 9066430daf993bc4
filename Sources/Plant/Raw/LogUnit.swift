public import Quantities

/// A unit as logs write it: SI value = number × `scale` + `offset`.
///
/// All units of files are known, `1` for parts of one, and `us` for durations.
public struct LogUnit: Hashable, Sendable {
  /// As written.
  public let symbol: String
  public let scale: Double
  public let offset: Double

  /// `nil` when the dimension has no such unit.
  public init?(_ symbol: String, of dimension: any Dimension.Type) {
    self.symbol = symbol
    if dimension == TimeSpanDimension.self, let scale = ["us": 1e-6, "µs": 1e-6, "μs": 1e-6][symbol] {
      self.scale = scale
      offset = 0
      return
    }
    let spelled = symbol == "1" ? "" : symbol
    // Reading 0 and 1 of the unit gives its line; for °C both are exact, for all others the offset is 0.
    guard let zero = try? dimension.siValue(of: "0 \(spelled)"), let one = try? dimension.siValue(of: "1 \(spelled)")
    else { return nil }
    scale = zero == 0 ? one : (one - zero).rounded()
    offset = zero
  }

  /// The SI value of a number in this unit.
  public func si(_ number: Double) -> Double { number * scale + offset }

  /// Whether two symbols mean the same unit: `°C` and `degC`.
  public static func isSame(_ lhs: String, _ rhs: String, of dimension: any Dimension.Type) -> Bool {
    guard let left = LogUnit(lhs, of: dimension), let right = LogUnit(rhs, of: dimension) else { return lhs == rhs }
    return left.scale == right.scale && left.offset == right.offset
  }

  /// The units a mapping may name, for messages.
  public static func symbols(of dimension: any Dimension.Type) -> [String] {
    let symbols = dimension.unitSymbols.map { $0.isEmpty ? "1" : $0 }
    return dimension == TimeSpanDimension.self ? symbols + ["us"] : symbols
  }
}

extension Dimension {
  fileprivate static var unitSymbols: [String] { units.map(\.symbol) }
}

/// Reads decimal numbers as logs write them.
public enum PlainNumber {
  /// The number a text is from its first letter to its last: `-12.5`, `3e-4`; with `hasDecimalComma`: `-12,5`.
  ///
  /// Hexadecimal, infinite and undefined numbers and separators of thousands are none. `nil` also beyond `Double`.
  public static func read(_ text: some StringProtocol, hasDecimalComma: Bool = false) -> Double? {
    let (number, rest) = split(text, hasDecimalComma: hasDecimalComma)
    return rest.isEmpty ? number : nil
  }

  /// The number at the start of a text and what follows it, blanks between them removed.
  public static func split(
    _ text: some StringProtocol, hasDecimalComma: Bool = false
  ) -> (number: Double?, rest: Substring) {
    let whole = Substring(text)
    let bytes = whole.utf8
    let point = UInt8(ascii: hasDecimalComma ? "," : ".")
    var index = bytes.startIndex
    func isDigit(_ position: Substring.Index) -> Bool {
      position < bytes.endIndex && (48...57).contains(bytes[position])
    }
    func skipSign() {
      if index < bytes.endIndex, bytes[index] == 43 || bytes[index] == 45 { index = bytes.index(after: index) }
    }
    func skipDigits() -> Bool {
      let first = index
      while isDigit(index) { index = bytes.index(after: index) }
      return index > first
    }
    skipSign()
    let hasWhole = skipDigits()
    var hasDecimals = false
    if index < bytes.endIndex, bytes[index] == point, hasWhole || isDigit(bytes.index(after: index)) {
      index = bytes.index(after: index)
      hasDecimals = skipDigits()
    }
    guard hasWhole || hasDecimals else { return (nil, whole) }
    let mantissaEnd = index
    if index < bytes.endIndex, bytes[index] | 0x20 == UInt8(ascii: "e") {
      index = bytes.index(after: index)
      skipSign()
      if !skipDigits() { index = mantissaEnd }
    }
    let rest = whole[index...].drop { $0 == " " || $0 == "\u{A0}" || $0 == "\t" }
    let digits = String(whole[..<index])
    let number = Double(hasDecimalComma ? digits.replacing(",", with: ".") : digits)
    return (number.flatMap { $0.isFinite ? $0 : nil }, rest)
  }
}
