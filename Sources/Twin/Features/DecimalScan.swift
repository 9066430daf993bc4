/// Reads decimal numbers as JSON spells them.
enum DecimalScan {
  /// Powers of ten that `Double` holds exactly.
  private static let powers: [Double] = (0...22).map { power in (0..<power).reduce(1) { value, _ in value * 10 } }
  /// Powers of ten that 64 bits hold.
  private static let wholePowers: [UInt64] = (0...19).map { power in (0..<power).reduce(1) { value, _ in value * 10 } }
  /// Digits that 64 bits hold whatever they are.
  private static let digitsMaximum = 19

  /// The number that begins at `place`, correctly rounded, and `place` then behind it.
  ///
  /// `nil`, with `place` unchanged, for what is no number, has an exponent or more than 19 digits: rare enough for a
  /// slower way.
  static func short(_ bytes: Span<UInt8>, _ place: inout Int) -> Double? {
    let count = bytes.count
    var next = place
    let isNegative = next < count && bytes[next] == UInt8(ascii: "-")
    if isNegative { next += 1 }
    var mantissa: UInt64 = 0
    let first = next
    while next < count {
      let digit = bytes[next] &- 48
      guard digit < 10 else { break }
      mantissa = mantissa &* 10 &+ UInt64(digit)
      next += 1
    }
    var digits = next - first
    guard digits > 0 else { return nil }
    var decimals = 0
    if next < count, bytes[next] == UInt8(ascii: ".") {
      next += 1
      let point = next
      while next < count {
        let digit = bytes[next] &- 48
        guard digit < 10 else { break }
        mantissa = mantissa &* 10 &+ UInt64(digit)
        next += 1
      }
      decimals = next - point
      guard decimals > 0 else { return nil }
      digits += decimals
    }
    guard digits <= digitsMaximum, next == count || bytes[next] | 32 != UInt8(ascii: "e") else { return nil }
    place = next
    let value = quotient(mantissa, decimals)
    return isNegative ? -value : value
  }

  /// mantissa / 10^decimals, rounded once.
  private static func quotient(_ mantissa: UInt64, _ decimals: Int) -> Double {
    // Both are exact, so that one division rounds once (W. D. Clinger, 1990).
    if mantissa < 1 << 53 { return Double(mantissa) / powers[decimals] }
    // With their highest bits set the quotient of whole numbers has 63 bits or 64; the rest only tells on which side of
    // a tie it lies, and one bit below all that count keeps that.
    let shift = (mantissa.leadingZeroBitCount, wholePowers[decimals].leadingZeroBitCount)
    let (numerator, divisor) = (mantissa << UInt64(shift.0), wholePowers[decimals] << UInt64(shift.1))
    let (whole, rest) = divisor.dividingFullWidth((numerator >> 1, numerator << 63))
    return Double(sign: .plus, exponent: shift.1 - shift.0 - 63, significand: Double(rest == 0 ? whole : whole | 1))
  }
}
