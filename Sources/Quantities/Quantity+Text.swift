extension Dimension {
  /// Reads a number with a unit of this dimension, such as `"25 °C"`, and returns its SI value.
  ///
  /// The blank between number and unit is optional and units are case sensitive. Every symbol with ·, ², ³, µ or °
  /// has an ASCII spelling: `W/(m2 K)`, `um`, `degC`. Hexadecimal, infinite and undefined numbers are refused.
  /// - Parameter bareNumbersAreSI: accept a number without unit as an SI value.
  public static func siValue(of text: String, bareNumbersAreSI: Bool = false) throws(QuantityError) -> Double {
    func error(_ reason: QuantityError.Reason, suggestion: String? = nil) -> QuantityError {
      QuantityError(
        reason: reason, found: text, dimension: name, units: units.map(\.symbol), suggestion: suggestion)
    }
    guard let number = DecimalNumber(text.drop { $0.isBlank }) else { throw error(.noNumber) }
    var symbol = number.rest
    while symbol.last?.isBlank == true { symbol.removeLast() }
    let isBare = symbol.isEmpty
    let spelling = UnitSpelling(symbol)
    let match = units.first { spelling != nil && UnitSpelling($0.symbol) == spelling }
    guard let unit = isBare && bareNumbersAreSI ? units.first : match, spelling != nil else {
      if isBare { throw error(.unitMissing) }
      throw error(.unitUnknown, suggestion: Spelling.nearest(to: String(symbol), among: units.map(\.symbol)))
    }
    guard let si = unit.siValue(of: number), si.isFinite else { throw error(.overflow) }
    return si
  }

  /// Writes an SI value with the unit that reads best; ``siValue(of:bareNumbersAreSI:)`` gives back the same bits.
  public static func text(ofSI si: Double) -> String {
    let written = everydayText(ofSI: si)
    return written.unit.symbol.isEmpty ? written.number : "\(written.number) \(written.unit.symbol)"
  }

  /// Writes a range of SI values with one unit: `"-10 … 80 °C"`.
  public static func text(ofSI range: ClosedRange<Double>) -> String {
    let everyday = everydayText(ofSI: range.upperBound).unit
    let written = ([everyday] + everydayUnits).compactMap { unit -> (text: String, digits: Int)? in
      guard let lower = unit.shortestNumber(forSI: range.lowerBound),
        let upper = unit.shortestNumber(forSI: range.upperBound)
      else { return nil }
      let text = unit.symbol.isEmpty ? "\(lower) … \(upper)" : "\(lower) … \(upper) \(unit.symbol)"
      return (text, lower.count + upper.count)
    }
    // The everyday unit unless its numbers are awkward, as 100 … 600 K are in °C.
    if let first = written.first, first.digits <= 9 { return first.text }
    return written.min { $0.digits < $1.digits }?.text
      ?? "\(text(ofSI: range.lowerBound)) … \(text(ofSI: range.upperBound))"
  }

  private static func everydayText(ofSI si: Double) -> (number: String, unit: Unit<Self>) {
    let candidates = everydayUnits.compactMap { unit in unit.shortestNumber(forSI: si).map { (number: $0, unit: unit) }
    }
    let handy = candidates.filter { $0.unit.isHandy($0.unit.valueOf(si: si)) }
    if let shortest = handy.min(by: { $0.number.count < $1.number.count }) {
      // Everyday order counts more than a few digits; but 430 K is not 156.85 °C.
      return handy.first { candidate in
        let decimals = candidate.number.drop { $0 != "." }.dropFirst().count
        return candidate.number.count <= shortest.number.count + 3 && (candidate.unit.offset == 0 || decimals <= 1)
      } ?? shortest
    }
    // Very small and very large numbers, and those that are not finite, stay in SI.
    return candidates.first { $0.unit == units.first } ?? ("\(si)", units.first ?? Unit(""))
  }
}

extension Quantity {
  /// Reads a number with a unit: `try Pressure("3.2 bar")`.
  public init(_ text: String) throws(QuantityError) { self.init(si: try D.siValue(of: text)) }
}

extension Quantity: CustomStringConvertible {
  /// The quantity in the unit that reads best, exact: `"25 °C"`.
  public var description: String { D.text(ofSI: si) }
}

extension Unit {
  /// Power of ten of the scale, or `nil` for units such as the minute.
  private var powerOfTen: Int? {
    powersOfTen.firstIndex(of: scale).map { $0 - 9 }
  }

  func siValue(of number: DecimalNumber) -> Double? {
    if let powerOfTen { return number.value(shiftedBy: powerOfTen).map { $0 + offset } }
    return number.value(shiftedBy: 0).map { $0 * scale + offset }
  }

  func valueOf(si: Double) -> Double { (si - offset) / scale }

  /// True where the number is easy to read: 0, or 0.1 … 10,000.
  func isHandy(_ value: Double) -> Bool { value == 0 || (0.1..<10_000).contains(abs(value)) }

  /// The shortest decimal number that reads back as `si` in this unit; `nil` when rounding forbids one.
  func shortestNumber(forSI si: Double) -> String? {
    let value = valueOf(si: si)
    guard value.isFinite else { return nil }
    var power = 1.0
    var candidates: [String] = []
    for _ in 0...9 {
      let rounded = (value * power).rounded() / power
      if rounded.isFinite { candidates.append("\(rounded)") }
      power *= 10
    }
    candidates.append("\(value)")
    for candidate in candidates {
      guard let number = DecimalNumber(candidate[...]), siValue(of: number) == si else { continue }
      return candidate.abbreviated
    }
    return nil
  }
}

extension String {
  /// A printed number without idle zeros: `25` for `25.0`, `2e8` for `200000000.0`, `1e-6` for `1e-06`.
  fileprivate var abbreviated: String {
    let whole = hasSuffix(".0") ? dropLast(2) : self[...]
    let zeros = whole.reversed().prefix { $0 == "0" }.count
    if !whole.contains("e"), !whole.contains("."), zeros > 4, zeros < whole.count {
      return "\(whole.dropLast(zeros))e\(zeros)"
    }
    guard let exponent = whole.firstIndex(of: "e") else { return String(whole) }
    let sign = whole[exponent...].contains("-") ? "-" : ""
    let digits = whole[exponent...].drop { !$0.isNumber || $0 == "0" }
    return "\(whole[..<exponent])e\(sign)\(digits)"
  }
}

/// 1e-9 … 1e9, each rounded as a literal of the scale is.
private let powersOfTen = [
  1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
]
