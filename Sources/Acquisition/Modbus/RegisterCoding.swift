public import Plant

/// What the registers or the bit of a signal say.
public enum RegisterReading: Hashable, Sendable {
  case value(SampleValue)
  /// They hold no usable value.
  case failed(SampleReason)
}

extension SignalDescription {
  /// Reads the signal's value out of its registers, in SI.
  /// - Parameters:
  ///   - registers: as many as the address needs, in the order of their addresses.
  ///   - swapsText: the first letter of each pair is in the low byte.
  public func reading(_ registers: [UInt16], at address: ModbusAddress, swapsText: Bool = false) -> RegisterReading {
    guard registers.count == address.form.registerCount else { return .failed(.malformedAnswer) }
    switch address.form {
    case .bit(let place): return .value(.flag(address.word(registers[0]) >> UInt16(place) & 1 == 1))
    case .bits(let first, let count):
      return .value(.whole(Int64(UInt32(address.word(registers[0])) >> UInt32(first) & (1 << UInt32(count) - 1))))
    case .text(let bytes): return Self.text(registers, bytes: bytes, swapped: swapsText)
    case .float16: return number(Double(Float16(bitPattern: UInt16(address.bits(registers)))), address)
    case .float32: return number(Double(Float(bitPattern: UInt32(address.bits(registers)))), address)
    case .float64: return number(Double(bitPattern: address.bits(registers)), address)
    case .int16: return whole(Int64(Int16(truncatingIfNeeded: address.bits(registers))), address)
    case .uint16: return whole(Int64(address.bits(registers)), address)
    case .int32: return whole(Int64(Int32(truncatingIfNeeded: address.bits(registers))), address)
    case .uint32: return whole(Int64(address.bits(registers)), address)
    case .int64: return whole(Int64(bitPattern: address.bits(registers)), address)
    case .uint64:
      let bits = address.bits(registers)
      if type == .number { return number(Double(bits), address) }
      return Int64(exactly: bits).map { whole($0, address) } ?? .failed(.outOfScale)
    }
  }

  private func whole(_ whole: Int64, _ address: ModbusAddress) -> RegisterReading {
    if type == .number { return number(Double(whole), address) }
    if let mark = address.failureMark, Double(whole) == mark { return .failed(.sensorFailed) }
    return .value(.whole(whole))
  }

  private func number(_ raw: Double, _ address: ModbusAddress) -> RegisterReading {
    if let mark = address.failureMark, raw == mark { return .failed(.sensorFailed) }
    guard raw.isFinite, let value = value(ofSource: raw) else { return .failed(.notANumber) }
    return .value(.number(value))
  }

  private static func text(_ registers: [UInt16], bytes count: Int, swapped: Bool) -> RegisterReading {
    let bytes = registers.flatMap { register in
      let pair = [UInt8(register >> 8), UInt8(truncatingIfNeeded: register)]
      return swapped ? pair.reversed() : pair
    }.prefix(count).prefix { $0 != 0 }
    guard let text = String(validating: bytes, as: UTF8.self), text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
    else { return .failed(.notANumber) }
    let end = text.utf8.lastIndex { $0 != 0x20 }
    return .value(.text(end.map { String(text[...$0]) } ?? ""))
  }
}

extension SignalDescription {
  /// The registers that hold a value [SI] of this signal; `nil` where they cannot: out of their range, another kind.
  ///
  /// Numbers are rounded to what the registers can tell apart. A bit is returned as a register that holds only it.
  public func registers(
    for value: SampleValue, at address: ModbusAddress, swapsText: Bool = false
  ) -> [UInt16]? {
    switch (address.form, value) {
    case (.bit(let place), .flag(let flag)): return [address.word(flag ? 1 << UInt16(place) : 0)]
    case (.bits(let first, let count), .whole(let whole)):
      guard (0..<(1 << Int64(count))).contains(whole) else { return nil }
      return [address.word(UInt16(whole) << UInt16(first))]
    case (.text(let bytes), .text(let text)): return Self.registers(text, bytes: bytes, swapped: swapsText)
    case (_, .whole(let whole)) where type == .whole: return address.registers(whole: whole)
    case (_, .number(let number)) where type == .number:
      let raw = (shown(number) - scaling.offset) / scaling.factor
      switch address.form {
      case .float16: return address.registers(bits: UInt64(Float16(raw).bitPattern))
      case .float32: return address.registers(bits: UInt64(Float(raw).bitPattern))
      case .float64: return address.registers(bits: raw.bitPattern)
      case .uint64: return UInt64(exactly: raw.rounded()).flatMap { address.registers(bits: $0) }
      default: return Int64(exactly: raw.rounded()).flatMap { address.registers(whole: $0) }
      }
    default: return nil
    }
  }

  private static func registers(_ text: String, bytes count: Int, swapped: Bool) -> [UInt16]? {
    var bytes = Array(text.utf8)
    guard bytes.count <= count else { return nil }
    bytes += Array(repeating: 0, count: (count + 1) / 2 * 2 - bytes.count)
    return stride(from: 0, to: bytes.count, by: 2).map { place in
      let pair = swapped ? (bytes[place + 1], bytes[place]) : (bytes[place], bytes[place + 1])
      return UInt16(pair.0) << 8 | UInt16(pair.1)
    }
  }
}

extension ModbusAddress {
  /// Whether the bytes of each register are swapped.
  private var swapsBytes: Bool { order == .badc || order == .dcba }
  /// Whether the least significant register comes first.
  private var swapsRegisters: Bool { order == .cdab || order == .dcba }

  /// A register with its bytes in the order of the standard; the same function undoes itself.
  func word(_ register: UInt16) -> UInt16 { swapsBytes ? register.byteSwapped : register }

  /// The bits of a number that fills all of `registers`.
  func bits(_ registers: [UInt16]) -> UInt64 {
    let ordered = swapsRegisters ? registers.reversed() : registers
    return ordered.reduce(0) { $0 << 16 | UInt64(word($1)) }
  }

  /// The registers of a number's bits.
  func registers(bits: UInt64) -> [UInt16] {
    let count = form.registerCount
    let ordered = (0..<count).map { word(UInt16(truncatingIfNeeded: bits >> UInt64(16 * (count - 1 - $0)))) }
    return swapsRegisters ? ordered.reversed() : ordered
  }

  /// The registers of a whole number; `nil` where it does not fit.
  func registers(whole: Int64) -> [UInt16]? {
    let bits: UInt64? =
      switch form {
      case .int16: Int16(exactly: whole).map { UInt64(UInt16(bitPattern: $0)) }
      case .uint16: UInt16(exactly: whole).map(UInt64.init)
      case .int32: Int32(exactly: whole).map { UInt64(UInt32(bitPattern: $0)) }
      case .uint32: UInt32(exactly: whole).map(UInt64.init)
      case .int64: UInt64(bitPattern: whole)
      case .uint64: UInt64(exactly: whole)
      default: nil
      }
    return bits.map { registers(bits: $0) }
  }
}
