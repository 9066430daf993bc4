import Databases
import Plant

extension SQLCell {
  /// The value of a point of a series. Decimal numbers come as text, so that none of their digits is lost; a point is a
  /// plain number, whose spelling a database does not leave open.
  var point: RawValue {
    guard case .text(let text) = self else { return raw }
    return PlainNumber.read(Self.trimmed(text)).map { .number($0) } ?? raw
  }

  /// The value as a source delivers it: numbers as numbers, times as texts of ISO 8601, the rest as written.
  var raw: RawValue {
    switch self {
    case .null: return .null
    case .integer(let value):
      // Beyond 2⁵³ a `Double` would change the digits.
      return value.magnitude <= 1 << 53 ? .number(Double(value)) : .text(String(value))
    case .double(let value): return .number(value)
    case .text(let value): return .text(Self.trimmed(value))
    case .bytes(let value):
      guard let text = String(validating: value, as: UTF8.self) else { return .text(Self.digits(value)) }
      return .text(Self.trimmed(text))
    case .instant(let value):
      return .text(Instant(microseconds: value)?.description ?? CivilTime(microseconds: value).text + "Z")
    case .clock(let value):
      return .text(
        Instant(microseconds: value).map { String($0.description.dropLast()) } ?? CivilTime(microseconds: value).text)
    }
  }

  /// The identifier of a shot as it is compared everywhere; empty when there is none.
  var identifier: String {
    if case .integer(let value) = self { return String(value) }
    return raw.text ?? ""
  }

  private static func trimmed(_ text: String) -> String {
    let bytes = text.utf8
    guard let first = bytes.first, let last = bytes.last, isBlank(first) || isBlank(last) else { return text }
    guard let start = bytes.firstIndex(where: { !isBlank($0) }), let end = bytes.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(text[start...end])
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

  /// Bytes that are no text, in hexadecimal.
  private static func digits(_ bytes: [UInt8]) -> String {
    "0x"
      + bytes.prefix(64).map { byte in
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
      }.joined() + (bytes.count > 64 ? "…" : "")
  }
}

extension CivilTime {
  /// The same as a time of a wall clock; `nil` outside of the years 1 … 9999.
  var local: LocalTime? {
    LocalTime(
      year: year, month: month, day: day, hour: hour, minute: minute, second: second, microsecond: microsecond)
  }
}
