import Plant

/// Writes the plant file of what was read from Telegraf.
struct TelegrafPlant {
  private(set) var text: String
  /// Names of signals whose unit nobody has given.
  private(set) var gaps: [String] = []

  init(id: String, file: String, devices: [TelegrafDevice], units: [TelegrafImport.UnitRule]) {
    text = """
      # Made from the Modbus sections of \(file.split(separator: "/").last ?? "telegraf.conf").
      # Ranges, rates, checks and alarms are to be added: Documentation/Formats.md.
      schema: pur-mold-twin/plant/1
      id: \(id)
      devices:

      """
    for device in devices { add(device) }
    text += "machines:\n"
    for device in devices { add(machine: device, units) }
  }

  private mutating func add(_ device: TelegrafDevice) {
    line(2, "- id: \(device.id)")
    line(4, "protocol: modbus-tcp")
    line(4, "host: \(Self.quoted(device.host))")
    line(4, "port: \(device.port)")
    line(4, "addresses: zero-based")
    line(4, "unit: \(device.unit)")
    line(4, "period: \(device.period.shortestText) s")
    line(4, "timeout: \(device.timeout.shortestText) s")
    if let maximum = device.registerMaximum { line(4, "registers_per_request: \(maximum)") }
    if let maximum = device.bitMaximum { line(4, "bits_per_request: \(maximum)") }
    if !device.quirks.isEmpty {
      line(4, "quirks: [\(device.quirks.map(\.rawValue).joined(separator: ", "))]")
    }
  }

  private mutating func add(machine device: TelegrafDevice, _ units: [TelegrafImport.UnitRule]) {
    line(2, "- id: \(device.id)")
    line(4, "name: \(Self.quoted(device.name))")
    line(4, "device: \(device.id)")
    line(4, "signals:")
    var names = UniqueNames()
    for signal in device.signals {
      let rule = units.first { $0.fits(signal.name) }
      line(6, "- id: \(names.take(signal.name))")
      line(8, "name: \(Self.quoted(signal.name))")
      if let rule, let quantity = rule.quantity, signal.mayBeNumber {
        line(8, "quantity: \(quantity.rawValue)")
        line(8, "unit: \(Self.quoted(rule.unit))")
      } else if signal.isNumber {
        line(8, "quantity:   # missing: what it measures, and its unit")
        line(8, "unit:")
        gaps.append("\(device.id).\(signal.name)")
      }
      line(8, "register: {\(register(signal, of: device))}")
      if let scale = signal.scale, scale != 1, signal.mayBeNumber { line(8, "factor: \(scale.shortestText)") }
    }
  }

  private func register(_ signal: TelegrafSignal, of device: TelegrafDevice) -> String {
    var parts = ["table: \(signal.table.rawValue)", "address: \(signal.offset)"]
    if !signal.table.isBits {
      switch signal.form {
      case .bit(let bit): parts += ["form: bit", "bit: \(bit)"]
      case .bits(let first, let count): parts += ["form: bits", "first: \(first)", "count: \(count)"]
      case .text(let bytes): parts += ["form: text", "bytes: \(bytes)"]
      default: parts.append("form: \(signal.form)")
      }
    }
    if let order = signal.order, order != .abcd { parts.append("order: \(order.rawValue)") }
    if let unit = signal.unit, unit != device.unit { parts.append("unit: \(unit)") }
    return parts.joined(separator: ", ")
  }

  private mutating func line(_ indent: Int, _ words: String) {
    text += String(repeating: " ", count: indent) + words + "\n"
  }

  private static func quoted(_ text: String) -> String {
    let isPlain =
      text.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || "_./-".utf8.contains(byte)
      } && text.utf8.first.map { (65...90).contains($0) || (97...122).contains($0) } ?? false
    // The reader takes `&` before a letter for an anchor, even in quotes.
    return isPlain && !["true", "false", "null", "yes", "no", "on", "off"].contains(text.lowercased())
      ? text : JSONWriter.quoted(text).replacing("&", with: "\\u0026")
  }
}
