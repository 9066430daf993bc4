#if PostgreSQL
  /// Reads the binary form of a type of PostgreSQL.
  package enum PostgresDecoder {
    case boolean, integer, float, double, decimal, text, taggedText, bytes, instant, clock, date, identifier

    /// The decoder of a built-in type, by its fixed number in the catalog `pg_type`.
    package init?(type: UInt32) {
      switch type {
      case 16: self = .boolean
      case 17: self = .bytes
      case 20, 21, 23, 26: self = .integer
      case 18, 19, 25, 114, 705, 1042, 1043: self = .text
      case 3802: self = .taggedText
      case 700: self = .float
      case 701: self = .double
      case 1700: self = .decimal
      case 1082: self = .date
      case 1114: self = .clock
      case 1184: self = .instant
      case 2950: self = .identifier
      default: return nil
      }
    }

    /// Microseconds from 1970-01-01 to 2000-01-01, where PostgreSQL counts from.
    private static let epoch: Int64 = 946_684_800_000_000

    /// The value, or `nil` when the bytes are not of this type.
    package func cell(_ bytes: UnsafeRawBufferPointer) -> SQLCell? {
      switch self {
      case .boolean: bytes.count == 1 ? .integer(bytes[0] == 0 ? 0 : 1) : nil
      case .integer: Self.integer(bytes).map { .integer($0) }
      case .float:
        bytes.count == 4 ? .double(Double(Float(bitPattern: UInt32(truncatingIfNeeded: Self.bits(bytes))))) : nil
      case .double: bytes.count == 8 ? .double(Double(bitPattern: Self.bits(bytes))) : nil
      case .decimal: Self.decimal(bytes).map { .text($0) }
      case .text: .text(String(decoding: bytes, as: UTF8.self))
      case .taggedText: .text(String(decoding: bytes.dropFirst(), as: UTF8.self))
      case .bytes: .bytes(Array(bytes))
      case .instant: Self.microseconds(bytes, 1).map { $0.map { .instant($0) } ?? .text("infinity") }
      case .clock: Self.microseconds(bytes, 1).map { $0.map { .clock($0) } ?? .text("infinity") }
      case .date: Self.microseconds(bytes, 86_400_000_000).map { $0.map { .clock($0) } ?? .text("infinity") }
      case .identifier: bytes.count == 16 ? .text(Self.uuid(bytes)) : nil
      }
    }

    private static func bits(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
      var bits: UInt64 = 0
      for byte in bytes { bits = bits << 8 | UInt64(byte) }
      return bits
    }

    private static func integer(_ bytes: UnsafeRawBufferPointer) -> Int64? {
      switch bytes.count {
      case 2: Int64(Int16(truncatingIfNeeded: bits(bytes)))
      case 4: Int64(Int32(truncatingIfNeeded: bits(bytes)))
      case 8: Int64(bitPattern: bits(bytes))
      default: nil
      }
    }

    /// Time since 1970; `.some(nil)` for plus and minus infinity and what a count of microseconds cannot hold.
    private static func microseconds(_ bytes: UnsafeRawBufferPointer, _ unit: Int64) -> Int64?? {
      guard let count = integer(bytes) else { return nil }
      let isEndless =
        bytes.count == 8
        ? count == .max || count == .min : count == Int64(Int32.max) || count == Int64(Int32.min)
      let (scaled, tooFar) = count.multipliedReportingOverflow(by: unit)
      let (moved, tooLate) = scaled.addingReportingOverflow(epoch)
      return .some(isEndless || tooFar || tooLate ? nil : moved)
    }

    /// A number of arbitrary precision: digits to the base 10,000, digit for digit.
    private static func decimal(_ bytes: UnsafeRawBufferPointer) -> String? {
      guard bytes.count >= 8, bytes.count % 2 == 0 else { return nil }
      func word(_ index: Int) -> Int { Int(bytes[2 * index]) << 8 | Int(bytes[2 * index + 1]) }
      let (count, weight, sign) = (word(0), Int(Int16(truncatingIfNeeded: word(1))), word(2))
      let scale = word(3)
      switch sign {
      case 0xC000: return "NaN"
      case 0xD000: return "Infinity"
      case 0xF000: return "-Infinity"
      default: break
      }
      guard bytes.count == 8 + 2 * count, scale <= 16_383, weight < 4_096 else { return nil }
      func group(_ power: Int) -> String {
        let index = weight - power
        let digits = String(index >= 0 && index < count ? word(4 + index) : 0)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      }
      var whole = weight >= 0 ? (0...weight).reversed().map(group).joined() : "0"
      whole = String(whole.drop { $0 == "0" })
      if whole.isEmpty { whole = "0" }
      let groups = (scale + 3) / 4
      let fraction = groups == 0 ? "" : (1...groups).map { group(-$0) }.joined().prefix(scale)
      return (sign == 0x4000 ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
    }

    private static func uuid(_ bytes: UnsafeRawBufferPointer) -> String {
      bytes.enumerated().map { index, byte in
        let digits = String(byte, radix: 16)
        return ([4, 6, 8, 10].contains(index) ? "-" : "") + (digits.count == 1 ? "0" : "") + digits
      }.joined()
    }
  }

  /// Parameters as the text PostgreSQL reads; it knows their types from the statement.
  enum PostgresParameter {
    /// The text of a parameter, or `nil` for null.
    static func text(_ cell: SQLCell) -> String? {
      switch cell {
      case .null: nil
      case .integer(let value): String(value)
      case .double(let value): value.description
      case .text(let value): value
      case .bytes(let value):
        "\\x"
          + value.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
          }.joined()
      case .instant(let value): CivilTime(microseconds: value).text + "+00"
      case .clock(let value): CivilTime(microseconds: value).text
      }
    }
  }
#endif
