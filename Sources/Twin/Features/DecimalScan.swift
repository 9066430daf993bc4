/// Reads decimal numbers as JSON spells them.
enum DecimalScan {
  /// Powers of ten that `Double` holds exactly.
  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
  ]
  /// Powers of ten that 64 bits hold.
  private static let wholePowers: [UInt64] = [
    1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
    100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
    10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
  ]
  /// Those powers with their highest bits set, and of each the whole part of (2¹²⁸ − 1) / power, less 2⁶⁴.
  private static let divisors: [(divisor: UInt64, reciprocal: UInt64)] = wholePowers.map { power in
    let divisor = power << UInt64(power.leadingZeroBitCount)
    return (divisor, divisor.dividingFullWidth((~divisor, ~0)).quotient)
  }
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
    passDigits(bytes, &next, &mantissa)
    var digits = next - first
    guard digits > 0 else { return nil }
    var decimals = 0
    if next < count, bytes[next] == UInt8(ascii: ".") {
      next += 1
      let point = next
      passDigits(bytes, &next, &mantissa)
      decimals = next - point
      guard decimals > 0 else { return nil }
      digits += decimals
    }
    guard digits <= digitsMaximum, next == count || bytes[next] | 32 != UInt8(ascii: "e") else { return nil }
    place = next
    let value = quotient(mantissa, decimals)
    return isNegative ? -value : value
  }

  /// Appends the digits from `next` on to `mantissa`, modulo 2⁶⁴, and puts `next` behind them.
  @inline(__always)
  private static func passDigits(_ bytes: Span<UInt8>, _ next: inout Int, _ mantissa: inout UInt64) {
    let count = bytes.count
    while next + 8 <= count {
      let word = unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: next, as: UInt64.self)
      // Bytes of digits become 0 … 9, the first one lowest; 118 more sets the highest bit of every other byte.
      let digits = UInt64(littleEndian: word) ^ 0x3030_3030_3030_3030
      let others = (digits | (digits &+ 0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080
      guard others != 0 else {
        mantissa = mantissa &* 100_000_000 &+ eightDigits(digits)
        next += 8
        continue
      }
      let length = others.trailingZeroBitCount / 8
      guard length > 0 else { return }
      mantissa = mantissa &* wholePowers[length] &+ eightDigits(digits << UInt64(8 * (8 - length)))
      next += length
      return
    }
    while next < count {
      let digit = bytes[next] &- 48
      guard digit < 10 else { return }
      mantissa = mantissa &* 10 &+ UInt64(digit)
      next += 1
    }
  }

  /// The number of eight digits, the first one in the lowest byte: by pairs, by fours, by eight.
  @inline(__always)
  private static func eightDigits(_ digits: UInt64) -> UInt64 {
    let pairs = digits &* 10 &+ digits >> 8
    let mask: UInt64 = 0x0000_00FF_0000_00FF
    let first = (pairs & mask) &* (100 + 1_000_000 << 32)
    let second = (pairs >> 16 & mask) &* (1 + 10_000 << 32)
    return (first &+ second) >> 32
  }

  /// mantissa / 10^decimals, rounded once.
  @inline(__always)
  private static func quotient(_ mantissa: UInt64, _ decimals: Int) -> Double {
    // Both are exact, so that one division rounds once (W. D. Clinger, 1990).
    if mantissa < 1 << 53 { return Double(mantissa) / powers[decimals] }
    return longQuotient(mantissa, decimals)
  }

  /// mantissa / 10^decimals, rounded once, where the mantissa is no exact `Double`.
  private static func longQuotient(_ mantissa: UInt64, _ decimals: Int) -> Double {
    // With their highest bits set the quotient of whole numbers has 63 bits or 64; the rest only tells on which side of
    // a tie it lies, and one bit below all that count keeps that.
    let shift = (mantissa.leadingZeroBitCount, wholePowers[decimals].leadingZeroBitCount)
    let numerator = mantissa << UInt64(shift.0)
    let (divisor, reciprocal) = divisors[decimals]
    let (whole, rest) = divide((numerator >> 1, numerator << 63), by: divisor, reciprocal)
    // Multiplying by a power of two is exact here.
    let scale = Double(bitPattern: UInt64(1023 + shift.1 - shift.0 - 63) << 52)
    return Double(rest == 0 ? whole : whole | 1) * scale
  }

  /// Quotient and rest of 128 bits, of which the high ones are less than the divisor, whose highest bit is set
  /// (N. Möller, T. Granlund: Improved division by invariant integers, IEEE Trans. Comput. 60, 2011, algorithm 4).
  @inline(__always)
  private static func divide(
    _ dividend: (high: UInt64, low: UInt64), by divisor: UInt64, _ reciprocal: UInt64
  ) -> (quotient: UInt64, rest: UInt64) {
    let product = reciprocal.multipliedFullWidth(by: dividend.high)
    let (low, carry) = product.low.addingReportingOverflow(dividend.low)
    var quotient = product.high &+ dividend.high &+ (carry ? 1 : 0) &+ 1
    var rest = dividend.low &- quotient &* divisor
    if rest > low {
      quotient &-= 1
      rest &+= divisor
    }
    if rest >= divisor {
      quotient &+= 1
      rest &-= divisor
    }
    return (quotient, rest)
  }
}
