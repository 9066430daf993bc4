import Plant
import Quantities

extension FieldReader {
  /// A signal of a machine.
  func signal(
    of machine: MachineDescription, device: String?, _ defaults: DeviceDefaults?
  ) -> SignalDescription? {
    let keys = [
      "id", "name", "quantity", "unit", "register", "type", "factor", "offset", "range", "rate", "flat", "gap",
      "lateness", "skew", "deadband", "deadband_silence",
    ]
    guard let fields = fields(keys) else { return nil }
    let id = fields.require("id", "an identifier")?.identifier()
    let quantities = SignalQuantity.allCases.map(\.rawValue)
    let quantity = fields["quantity"]?.choice(quantities).flatMap(SignalQuantity.init(rawValue:))
    var unit: LogUnit?
    if let quantity {
      let word = fields.require("unit", "the unit it is shown in and its source is scaled to")?
        .unit(of: quantity.dimension)
      unit = word.flatMap { LogUnit($0, of: quantity.dimension) }
    } else {
      fields["unit"]?.report(expected: "a unit only beside `quantity`")
    }
    let form = fields["register"]?.register(device: device, defaults)
    guard let id, let whole = SignalID(rawValue: "\(machine.id).\(id)") else {
      if let id {
        report(found: "`\(machine.id).\(id)`", expected: "a name of machine and signal of at most 64 letters")
      }
      return nil
    }
    if fields["register"] != nil, form == nil { return nil }
    guard let type = type(fields, form?.form, quantity) else { return nil }
    var signal = SignalDescription(
      id: whole, name: fields["name"]?.text(), machine: machine.id, type: type, quantity: quantity, unit: unit,
      address: form.map(SignalAddress.modbus) ?? .none)
    signal.scaling = scaling(fields, type)
    signal.limits = limits(fields, signal)
    if let deadband = fields["deadband"]?.change(of: signal) { signal.deadband = deadband }
    if let field = fields["deadband_silence"] {
      if fields["deadband"] == nil { field.report(expected: "a silence only beside `deadband`") }
      if let silence = field.siValue(TimeSpanDimension.self, in: 0.01...604_800) { signal.deadbandSilence = silence }
    }
    return signal
  }

  /// What kind of value a signal has, by its register and its quantity.
  private func type(
    _ fields: Fields, _ form: ModbusAddress.Form?, _ quantity: SignalQuantity?
  ) -> SignalType? {
    if let field = fields["type"] {
      guard form == nil, quantity == nil else {
        field.report(expected: "no type: the register or the quantity says it")
        return nil
      }
      let words = [SignalType.whole, .flag, .text].map(\.rawValue)
      return field.choice(words).flatMap(SignalType.init(rawValue:))
    }
    let type: SignalType
    switch form {
    case .bit: type = .flag
    case .text: type = .text
    case .bits: type = .whole
    case .float16, .float32, .float64: type = .number
    case .int16, .uint16, .int32, .uint32, .int64, .uint64, nil: type = quantity == nil ? .whole : .number
    }
    if type == .number, quantity == nil {
      _ = fields.require(
        "quantity",
        "what its numbers measure: one of \(SignalQuantity.allCases.map(\.rawValue).joined(separator: ", "))")
      return nil
    }
    if type != .number, let field = fields["quantity"] {
      field.report(expected: "no quantity: its register holds a \(type.rawValue)")
      return nil
    }
    return type
  }

  private func scaling(_ fields: Fields, _ type: SignalType) -> SignalScaling {
    for key in ["factor", "offset"] where type != .number {
      fields[key]?.report(expected: "no \(key): the signal is a \(type.rawValue)")
    }
    var scaling = SignalScaling()
    if type == .number, let factor = fields["factor"]?.plainNumber(), factor != 0 { scaling.factor = factor }
    if type == .number, case .text("0")? = fields["factor"]?.node.content {
      fields["factor"]?.report(expected: "a number other than 0")
    }
    if type == .number, let offset = fields["offset"]?.plainNumber() { scaling.offset = offset }
    return scaling
  }

  private func limits(_ fields: Fields, _ signal: SignalDescription) -> SignalLimits {
    var limits = SignalLimits()
    for key in ["range", "rate", "flat", "deadband"] where signal.type == .text || signal.type == .flag {
      fields[key]?.report(expected: "no \(key): the signal is a \(signal.type.rawValue)")
    }
    guard signal.type != .text else { return limits }
    limits.range = fields["range"]?.valueRange(of: signal)
    if let rate = fields["rate"]?.fields(["change", "within"]) {
      let change = rate.require("change", "the greatest true change")?.change(of: signal)
      let span = rate.require("within", "the time it takes")?.siValue(TimeSpanDimension.self, in: 1e-3...86_400)
      if let change, let span {
        if change > 0 { limits.rate = change / span } else { rate["change"]?.report(expected: "a change above 0") }
      }
    }
    if let flat = fields["flat"]?.fields(["after", "band"]) {
      limits.flatTime = flat.require("after", "the longest time without a change")?
        .siValue(TimeSpanDimension.self, in: 0.1...604_800)
      limits.flatBand = flat["band"]?.change(of: signal) ?? 0
    }
    limits.gap = fields["gap"]?.siValue(TimeSpanDimension.self, in: 0.01...604_800)
    limits.lateness = fields["lateness"]?.siValue(TimeSpanDimension.self, in: 0...604_800) ?? 0
    limits.skew = fields["skew"]?.siValue(TimeSpanDimension.self, in: 1e-3...604_800)
    return limits
  }

  // MARK: Values of a signal

  /// A number without a unit.
  func plainNumber() -> Double? {
    if case .text(let text) = node.content, let number = PlainNumber.read(text) { return number }
    report(expected: "a number with a decimal point and no unit")
    return nil
  }

  /// A value of a signal [SI]: with its unit for what is measured, bare for whole numbers and flags.
  func value(of signal: SignalDescription) -> Double? {
    if let quantity = signal.quantity { return siValue(quantity.dimension, in: -1e12...1e12) }
    switch node.content {
    case .text("true") where signal.type == .flag: return 1
    case .text("false") where signal.type == .flag: return 0
    default: return signal.type == .flag ? flag().map { $0 ? 1 : 0 } : plainNumber()
    }
  }

  /// A difference of values of a signal [SI], not negative.
  func change(of signal: SignalDescription) -> Double? {
    if let quantity = signal.quantity { return siValue(quantity.changeDimension, in: 0...1e12) }
    guard let number = plainNumber() else { return nil }
    if number >= 0 { return number }
    report(expected: "a number from 0")
    return nil
  }

  /// A range of values [SI]: `{from: 0 bar, to: 250 bar}`.
  func valueRange(of signal: SignalDescription) -> ClosedRange<Double>? {
    guard let fields = fields(["from", "to"]) else { return nil }
    let from = fields.require("from", "the least value")?.value(of: signal)
    let to = fields.require("to", "the greatest value")?.value(of: signal)
    guard let from, let to else { return nil }
    if from <= to { return from...to }
    report(found: "a range whose end is below its start", expected: "from not above to")
    return nil
  }

  // MARK: Registers

  private static let forms: [String: ModbusAddress.Form] = [
    "int16": .int16, "uint16": .uint16, "int32": .int32, "uint32": .uint32, "int64": .int64, "uint64": .uint64,
    "float16": .float16, "float32": .float32, "float64": .float64,
  ]
  private static let formWords = [
    "int16", "uint16", "int32", "uint32", "int64", "uint64", "float16", "float32", "float64", "bit", "bits", "text",
  ]

  private func register(device: String?, _ defaults: DeviceDefaults?) -> ModbusAddress? {
    let keys = ["table", "address", "form", "order", "unit", "bit", "first", "count", "bytes", "failure"]
    guard let fields = fields(keys) else { return nil }
    guard let device, let defaults else {
      report(found: "a register without a device", expected: "`device` of the machine, which says how to read it")
      return nil
    }
    let words = ModbusAddress.Table.allCases.map(\.rawValue)
    let table = fields.require("table", "one of \(words.joined(separator: ", "))")?
      .choice(words).flatMap(ModbusAddress.Table.init(rawValue:))
    let base = defaults.isOneBased ? 1 : 0
    let address = fields.require("address", "the number of the register or bit, counted from \(base)")?
      .count(in: base...(65_535 + base))
    guard let table, let address, let form = form(fields, table) else { return nil }
    let order = fields["order"].map { $0.registerOrder() } ?? defaults.order
    let unit = fields["unit"].map { $0.count(in: 0...255) } ?? Int(defaults.unit)
    let failure = fields["failure"]?.plainNumber()
    guard let order, let unit else { return nil }
    if address - base + form.registerCount > 65_536 {
      report(found: "a value that ends beyond the last register", expected: "\(form.registerCount) registers in all")
      return nil
    }
    return ModbusAddress(
      device: device, unit: UInt8(unit), table: table, offset: UInt16(address - base), form: form, order: order,
      failureMark: failure)
  }

  private func form(_ fields: Fields, _ table: ModbusAddress.Table) -> ModbusAddress.Form? {
    if table.isBits {
      for key in ["form", "order", "bit", "first", "count", "bytes", "failure"] {
        fields[key]?.report(expected: "no \(key): the table holds bits")
      }
      return .bit(0)
    }
    let needed = ["bit": ["bit"], "bits": ["first", "count"], "text": ["bytes"]]
    guard let word = fields.require("form", "one of \(Self.formWords.joined(separator: ", "))")?.choice(Self.formWords)
    else { return nil }
    for key in ["bit", "first", "count", "bytes"] where needed[word]?.contains(key) != true {
      fields[key]?.report(expected: "no \(key) beside the form \(word)")
    }
    switch word {
    case "bit": return fields.require("bit", "its number from 0 … 15")?.count(in: 0...15).map { .bit($0) }
    case "bits":
      let first = fields.require("first", "the number of the least significant bit")?.count(in: 0...15)
      let count = fields.require("count", "how many bits")?.count(in: 1...16)
      guard let first, let count else { return nil }
      guard first + count <= 16 else {
        report(found: "bits beyond the fifteenth", expected: "first + count at most 16")
        return nil
      }
      return .bits(first: first, count: count)
    case "text": return fields.require("bytes", "its length in bytes")?.count(in: 1...250).map { .text(bytes: $0) }
    default: return Self.forms[word]
    }
  }
}
