/// A decimal number as written, split from the text that follows it.
///
/// The digits are kept as text, so that `5.17 %` becomes the same `Double` as `0.0517`: the unit's power of ten is
/// added to the exponent before the one rounding that a conversion to binary needs.
struct DecimalNumber {
  /// Sign, digits and decimal point.
  let mantissa: Substring
  /// Power of ten that was written, 0 without one.
  let exponent: Int
  /// What follows the number, without leading blanks.
  let rest: Substring

  /// Reads the longest decimal number at the start of `text`; `nil` when there is none.
  init?(_ text: Substring) {
    let digits = text.utf8
    var index = digits.startIndex
    func isDigit(_ position: String.Index) -> Bool {
      position < digits.endIndex && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digits[position])
    }
    func isSign(_ position: String.Index) -> Bool {
      position < digits.endIndex && (digits[position] == UInt8(ascii: "+") || digits[position] == UInt8(ascii: "-"))
    }
    if isSign(index) { index = digits.index(after: index) }
    guard isDigit(index) else { return nil }
    while isDigit(index) { index = digits.index(after: index) }
    if index < digits.endIndex, digits[index] == UInt8(ascii: ".") {
      let decimals = digits.index(after: index)
      if isDigit(decimals) {
        index = decimals
        while isDigit(index) { index = digits.index(after: index) }
      }
    }
    mantissa = text[..<index]
    var written = 0
    if index < digits.endIndex, digits[index] == UInt8(ascii: "e") || digits[index] == UInt8(ascii: "E") {
      let sign = digits.index(after: index)
      let first = isSign(sign) ? digits.index(after: sign) : sign
      if isDigit(first) {
        var last = first
        while isDigit(last) { last = digits.index(after: last) }
        // An exponent beyond Int is beyond Double too; the bound keeps the sum with a unit's power from overflowing.
        written = max(-9999, min(9999, Int(text[sign..<last]) ?? (digits[sign] == UInt8(ascii: "-") ? -9999 : 9999)))
        index = last
      }
    }
    exponent = written
    rest = text[index...].drop { $0.isBlank }
  }

  /// The value times ten to the power `shift`, rounded once; infinite when it overflows.
  func value(shiftedBy shift: Int) -> Double? { Double("\(mantissa)e\(exponent + shift)") }
}

extension Character {
  /// A space, a tab or a no-break space.
  var isBlank: Bool { self == " " || self == "\t" || self == "\u{A0}" || self == "\u{202F}" }
}
