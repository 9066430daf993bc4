import Plant

extension FieldReader {
  /// Keys of a section that say nothing about what is read, or that this program decides by itself.
  private static let plain = ["name", "controller", "slave_id", "timeout", "interval", "configuration_type"]
  private static let styles = ["coils", "discrete_inputs", "holding_registers", "input_registers", "request", "metric"]
  /// Known to Telegraf and not taken over.
  private static let others = [
    "busy_retries", "busy_retries_wait", "baud_rate", "data_bits", "parity", "stop_bits", "transmission_mode",
    "debug_connection", "rs485", "optimization", "optimization_max_register_fill",
    "exclude_register_type_tag", "name_override", "name_prefix", "name_suffix", "tags", "alias", "precision",
    "collection_jitter", "collection_offset", "log_level", "namepass", "namedrop", "fieldinclude", "fieldexclude",
    "fieldpass", "fielddrop", "taginclude", "tagexclude", "tagpass", "tagdrop", "metricpass",
  ]

  /// One section `[[inputs.modbus]]`; what cannot be taken over is reported.
  func telegrafDevice(interval: Double) -> TelegrafDevice? {
    guard let fields = fields(Self.plain + Self.styles + ["workarounds"] + Self.others) else { return nil }
    fields.leave(Self.others, because: "this program has no such setting")
    var device = TelegrafDevice(name: fields["name"]?.text() ?? "modbus")
    guard let controller = fields.require("controller", "tcp://host:port"), let word = controller.text(),
      let (host, port) = Self.tcpAddress(word)
    else {
      fields["controller"]?.report(
        expected: "tcp://host:port", remedy: "devices on serial lines are reached through a gateway")
      return nil
    }
    guard Self.isHostName(host) else {
      fields["controller"]?.report(expected: Self.hostNameWords)
      return nil
    }
    (device.host, device.port) = (host, port)
    device.unit = fields["slave_id"]?.count(in: 0...255) ?? 1
    device.timeout = min(60, max(0.01, fields["timeout"]?.goDuration() ?? 1))
    device.period = min(3_600, max(0.01, fields["interval"]?.goDuration() ?? interval))
    fields["workarounds"]?.telegrafWorkarounds(&device)
    let tables: [(key: String, table: ModbusAddress.Table)] = [
      ("coils", .coil), ("discrete_inputs", .discreteInput), ("holding_registers", .holdingRegister),
      ("input_registers", .inputRegister),
    ]
    for (key, table) in tables {
      for item in fields[key]?.items() ?? [] {
        if let signal = item.telegrafRegister(table) { device.signals.append(signal) }
      }
    }
    for key in ["request", "metric"] {
      for item in fields[key]?.items() ?? [] {
        device.signals += item.telegrafRequest(isMetric: key == "metric")
      }
    }
    if device.signals.isEmpty { report(found: "a section without a field to read", expected: "at least one") }
    return device
  }

  private static func tcpAddress(_ word: String) -> (host: String, port: Int)? {
    guard word.hasPrefix("tcp://") else { return nil }
    let rest = word.dropFirst("tcp://".count)
    guard let colon = rest.lastIndex(of: ":"), let port = Int(rest[rest.index(after: colon)...]),
      (1...65_535).contains(port), colon > rest.startIndex
    else { return nil }
    let host = rest[..<colon].drop { $0 == "[" }
    return (String(host.hasSuffix("]") ? host.dropLast() : host), port)
  }

  private func telegrafWorkarounds(_ device: inout TelegrafDevice) {
    let left = ["close_connection_after_gather", "read_coils_starting_at_zero", "string_register_location"]
    let keys = [
      "pause_after_connect", "pause_between_requests", "one_request_per_field", "max_bit_registers_per_request",
      "max_word_registers_per_request",
    ]
    guard let fields = fields(keys + left) else { return }
    for key in left {
      guard let field = fields[key], !["false", ""].contains(field.plainWord) else { continue }
      field.report(found: "the workaround `\(key)`", expected: "a device that does without: it is not taken over")
    }
    if let pause = fields["pause_after_connect"]?.goDuration(), pause > 0 {
      device.quirks.append(.pauseAfterConnecting)
      if pause > 0.1 { fields["pause_after_connect"]?.report(expected: "at most 100 ms, which is what is taken over") }
    }
    if let pause = fields["pause_between_requests"]?.goDuration(), pause > 0 {
      device.quirks.append(.pauseBetweenRequests)
      if pause > 0.02 {
        fields["pause_between_requests"]?.report(expected: "at most 20 ms, which is what is taken over")
      }
    }
    if fields["one_request_per_field"]?.flag() == true { device.quirks.append(.signalPerRequest) }
    device.bitMaximum = fields["max_bit_registers_per_request"]?.count(in: 1...ModbusLimits.bits)
    device.registerMaximum = fields["max_word_registers_per_request"]?.count(in: 1...ModbusLimits.registers)
  }

  // MARK: Fields

  private static let forms: [String: ModbusAddress.Form] = [
    "INT16": .int16, "UINT16": .uint16, "INT32": .int32, "UINT32": .uint32, "INT64": .int64, "UINT64": .uint64,
    "FLOAT16-IEEE": .float16, "FLOAT32-IEEE": .float32, "FLOAT64-IEEE": .float64, "UINT8L": .bits(first: 0, count: 8),
    "UINT8H": .bits(first: 8, count: 8),
  ]
  private static let fixed: [String: [Int: ModbusAddress.Form]] = [
    "FIXED": [1: .int16, 2: .int32, 4: .int64], "UFIXED": [1: .uint16, 2: .uint32, 4: .uint64],
    "FLOAT32": [1: .uint16, 2: .uint32, 4: .uint64],
  ]
  private static let orders: [String: ModbusAddress.Order] = [
    "AB": .abcd, "BA": .badc, "ABCD": .abcd, "CDAB": .cdab, "BADC": .badc, "DCBA": .dcba, "ABCDEFGH": .abcd,
    "GHEFCDAB": .cdab, "BADCFEHG": .badc, "HGFEDCBA": .dcba,
  ]

  private static func order(_ field: FieldReader) -> ModbusAddress.Order? {
    field.choice(orders.keys.sorted()).flatMap { orders[$0] }
  }

  /// A factor.
  private func telegrafScale() -> Double? {
    guard let scale = plainNumber() else { return nil }
    if scale != 0 { return scale }
    report(expected: "a number other than 0")
    return nil
  }

  /// A field of the style `register`.
  private func telegrafRegister(_ table: ModbusAddress.Table) -> TelegrafSignal? {
    let left = ["measurement", "output", "tags"]
    guard let fields = fields(["name", "address", "byte_order", "data_type", "scale", "bit"] + left) else { return nil }
    fields.leave(left, because: "a signal is known by machine and name")
    let name = fields.require("name", "the name of the field")?.text()
    let addresses = (fields.require("address", "a list of addresses")?.items() ?? []).compactMap {
      $0.count(in: 0...65_535)
    }
    guard let name, let first = addresses.first else { return nil }
    var signal = TelegrafSignal(name: name, table: table, offset: first, form: .bit(0))
    guard !table.isBits else { return signal }
    guard addresses == Array(first..<(first + addresses.count)) else {
      fields["address"]?.report(
        found: "addresses in another order", expected: "one after the other; the order of bytes is byte_order")
      return nil
    }
    guard let type = fields.require("data_type", "the type of the value"), let word = type.text() else { return nil }
    switch word {
    case "STRING": signal.form = .text(bytes: min(250, 2 * addresses.count))
    case "BIT":
      guard let bit = fields.require("bit", "its number from 0 … 15")?.count(in: 0...15) else { return nil }
      signal.form = .bit(bit)
    default:
      guard let form = Self.forms[word] ?? Self.fixed[word]?[addresses.count],
        form.registerCount == addresses.count
      else {
        type.report(
          found: "`\(word)` in \(addresses.count) registers", expected: "a type that fills them and is known here")
        return nil
      }
      signal.form = form
      if let scale = fields["scale"] {
        guard let factor = scale.telegrafScale() else { return nil }
        signal.scale = factor
      }
      signal.order = fields["byte_order"].flatMap { Self.order($0) }
    }
    return signal
  }

  /// The fields of one section of the styles `request` and `metric`.
  private func telegrafRequest(isMetric: Bool) -> [TelegrafSignal] {
    let left = ["measurement", "tags", "optimization", "optimization_max_register_fill"]
    guard let fields = fields(["slave_id", "byte_order", "register", "fields"] + left) else { return [] }
    fields.leave(left, because: "blocks are planned by this program, and a signal is known by machine and name")
    let unit = fields["slave_id"]?.count(in: 0...255)
    let order = fields["byte_order"].flatMap { Self.order($0) }
    let words = ModbusAddress.Table.allCases.map(\.rawValue)
    let common = fields["register"]?.choice(words).flatMap(ModbusAddress.Table.init(rawValue:))
    if !isMetric, fields["register"] == nil {
      _ = fields.require("register", "one of \(words.joined(separator: ", "))")
      return []
    }
    return (fields.require("fields", "a list of fields")?.items() ?? []).compactMap { item in
      guard var signal = item.telegrafField(common, isMetric: isMetric) else { return nil }
      signal.unit = unit
      if signal.order == nil, !signal.table.isBits { signal.order = order }
      return signal
    }
  }

  private func telegrafField(_ common: ModbusAddress.Table?, isMetric: Bool) -> TelegrafSignal? {
    let left = ["measurement", "output"]
    let keys = ["register", "address", "name", "type", "length", "bit", "scale", "omit"]
    guard let fields = fields(keys + left) else { return nil }
    if fields["omit"]?.flag() == true { return nil }
    fields.leave(left, because: "a signal is known by machine and name, and its kind by its type")
    let words = ModbusAddress.Table.allCases.map(\.rawValue)
    let own = fields["register"]?.choice(words).flatMap(ModbusAddress.Table.init(rawValue:))
    let table = isMetric ? own ?? common ?? .holdingRegister : common ?? .holdingRegister
    let name = fields.require("name", "the name of the field")?.text()
    let address = fields.require("address", "its address, counted from 0")?.count(in: 0...65_535)
    guard let name, let address else { return nil }
    var signal = TelegrafSignal(name: name, table: table, offset: address, form: .bit(0))
    guard !table.isBits else { return signal }
    guard let type = fields.require("type", "the type of the value"), let word = type.text() else { return nil }
    switch word {
    case "STRING":
      guard let length = fields.require("length", "how many registers")?.count(in: 1...125) else { return nil }
      signal.form = .text(bytes: length * 2)
    case "BIT":
      guard let bit = fields.require("bit", "its number from 0 … 15")?.count(in: 0...15) else { return nil }
      signal.form = .bit(bit)
    default:
      guard let form = Self.forms[word.hasPrefix("FLOAT") ? word + "-IEEE" : word] else {
        type.report(expected: "a type that is known here", remedy: "signed bytes are not read")
        return nil
      }
      signal.form = form
      if let scale = fields["scale"] {
        guard let factor = scale.telegrafScale() else { return nil }
        signal.scale = factor
      }
    }
    return signal
  }

  // MARK: Values

  /// The value as it stands; empty when it is no text.
  private var plainWord: String { if case .text(let text) = node.content { text } else { "" } }

  /// A duration as Go writes it, `1m30s` or `500ms` [s].
  func goDuration() -> Double? {
    let units: [String: Double] = ["ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3_600]
    var rest = plainWord[...]
    var total = 0.0
    while !rest.isEmpty {
      let number = rest.prefix { $0.isNumber || $0 == "." }
      rest = rest.dropFirst(number.count)
      let unit = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(unit.count)
      guard let value = Double(number), let scale = units[String(unit)] else {
        report(expected: "a duration such as 500ms or 1m30s")
        return nil
      }
      total += value * scale
    }
    if plainWord.isEmpty { report(expected: "a duration such as 500ms or 1m30s") }
    return plainWord.isEmpty ? nil : total
  }
}

extension FieldReader.Fields {
  /// Names keys that are there and are not taken over.
  func leave(_ keys: [String], because reason: String) {
    for key in keys {
      self[key]?.report(found: "`\(key)`", expected: "nothing: it is not taken over, because \(reason)")
    }
  }
}
