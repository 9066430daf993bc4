public import Quantities

extension SignalDescription {
  /// A value [SI] in the signal's unit: `"146.6 bar"`; at most six significant digits.
  public func text(_ value: Double) -> String { Self.text(shown(value), unit: unit?.symbol) }

  /// A difference of two values [SI] in the signal's unit; of temperatures it is the difference in kelvins.
  public func text(change: Double) -> String {
    guard let unit else { return Self.text(change, unit: nil) }
    return Self.text(change / unit.scale, unit: quantity == .temperature ? "K" : unit.symbol)
  }

  private static func text(_ number: Double, unit: String?) -> String {
    let text = rounded(number)
    guard let unit, !unit.isEmpty, unit != "1" else { return text }
    return "\(text) \(unit)"
  }

  /// Six significant digits; whole numbers without a point.
  private static func rounded(_ number: Double) -> String {
    guard number.isFinite, number != 0 else { return number == 0 ? "0" : "\(number)" }
    var power = 1.0
    var magnitude = number.magnitude
    while magnitude < 1e5, power < 1e12 {
      magnitude *= 10
      power *= 10
    }
    let value = (number * power).rounded() / power
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension SignalQuantity {
  /// The dimension of differences of its values: those of temperatures have no zero point.
  public var changeDimension: any Dimension.Type {
    self == .temperature ? TemperatureDifferenceDimension.self : dimension
  }
}
