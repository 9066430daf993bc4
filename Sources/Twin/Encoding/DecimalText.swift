extension Double {
  /// The shortest decimal text that reads back to the same bits (at most 17 significant digits), with `.` as
  /// decimal point and no trailing `.0`; `"nan"`, `"inf"` and `"-inf"` where the value is not finite.
  package var shortestText: String {
    let text = description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Rounded to `count` decimals, 0 … 9: `"3.20"`; an en dash where the value is not finite.
  package func text(decimals count: Int) -> String {
    guard isFinite else { return "–" }
    let scale = Self.tenth(count)
    let scaled = (magnitude * scale).rounded()
    guard scaled < 9e15 else { return shortestText }
    var digits = String(Int(scaled))
    if digits.count <= count { digits = String(repeating: "0", count: count + 1 - digits.count) + digits }
    let sign = self < 0 && scaled > 0 ? "-" : ""
    guard count > 0 else { return sign + digits }
    return sign + digits.dropLast(count) + "." + digits.suffix(count)
  }

  /// Rounded to `count` significant digits, 1 … 9, without trailing zeros: `"0.0271"`, `"3.1×10⁻⁹"`.
  package func text(significant count: Int) -> String {
    guard isFinite else { return "–" }
    guard self != 0 else { return "0" }
    let exponent = decimalExponent
    if (-4..<6).contains(exponent) {
      return Self.trimmed(text(decimals: min(9, max(0, count - 1 - exponent))))
    }
    let mantissa = exponent < 0 ? self * Self.tenth(-exponent) : self / Self.tenth(exponent)
    return Self.trimmed(mantissa.text(decimals: count - 1)) + "×10" + Self.raised(exponent)
  }

  /// Floor of the decimal logarithm of the magnitude; the value is finite and not zero.
  private var decimalExponent: Int {
    var exponent = 0
    var rest = magnitude
    while rest >= 10 {
      rest /= 10
      exponent += 1
    }
    while rest < 1 {
      rest *= 10
      exponent -= 1
    }
    return exponent
  }

  private static func tenth(_ power: Int) -> Double {
    var out = 1.0
    for _ in 0..<power { out *= 10 }
    return out
  }

  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    let kept = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
    return String(kept.reversed())
  }

  private static func raised(_ exponent: Int) -> String {
    let digits: [Character: Character] = [
      "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹", "-": "⁻",
    ]
    return String(String(exponent).compactMap { digits[$0] })
  }
}
