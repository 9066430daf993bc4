import Plant
import Quantities

/// A plant file made from the sections `[[inputs.modbus]]` of a configuration of Telegraf.
///
/// Telegraf says where a number lies and by what it is multiplied, but not what it measures: the unit of each number
/// has to be given beside. Where it is not, the file has a gap that its reader names.
package struct TelegrafImport: Hashable, Sendable {
  /// The unit of signals whose name fits: `oil_temperature`, `*_temperature` or `ps*`.
  package struct UnitRule: Hashable, Sendable {
    package let pattern: String
    package let unit: String

    package init(pattern: String, unit: String) {
      self.pattern = pattern
      self.unit = unit
    }

    /// Whether a name of Telegraf fits.
    func fits(_ name: String) -> Bool {
      let parts = pattern.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
      guard parts.count > 1, let first = parts.first, let last = parts.last else { return pattern == name }
      guard parts.count == 2 else { return pattern == name }
      return name.hasPrefix(first) && name.hasSuffix(last) && name.count >= first.count + last.count
    }

    /// What the unit measures; `nil` for a unit of nothing that a plant knows.
    var quantity: SignalQuantity? {
      SignalQuantity.allCases.first { LogUnit(unit, of: $0.dimension) != nil }
    }
  }

  /// The text of the plant file.
  package let text: String
  /// What was not taken over, with its place.
  package let notes: [FileError]
  package let devices: Int
  package let signals: Int
  /// Names of signals that are numbers of unknown unit: gaps in the file.
  package let gaps: [String]

  /// Reads the text of a configuration.
  /// - Parameters:
  ///   - file: its name, for messages.
  ///   - id: identifier of the plant.
  ///   - units: units of numbers; the first that fits counts.
  /// - Throws: when it is no TOML or has no section of Modbus.
  package init(_ text: String, file: String, id: String, units: [UnitRule]) throws(FileErrors) {
    let findings = FileFindings()
    let root = try FileNode.toml(text, file: file)
    guard let sections = root["inputs"]?["modbus"] else {
      throw FileErrors(
        FileError(
          .file(file), found: "no section `[[inputs.modbus]]`", expected: "at least one",
          remedy: "name the file that has it"))
    }
    let reader = FieldReader(node: sections, path: "inputs.modbus", findings: findings)
    let interval = (root["agent"]?["interval"]).flatMap { node in
      FieldReader(node: node, path: "agent.interval", findings: findings).goDuration()
    }
    var names = UniqueNames()
    var made: [TelegrafDevice] = []
    for section in reader.items() ?? [] {
      if var device = section.telegrafDevice(interval: interval ?? 10) {
        guard !device.signals.isEmpty else {
          section.report(found: "a device without fields", expected: "at least one field to read")
          continue
        }
        device.id = names.take(device.name)
        made.append(device)
      }
    }
    let writer = TelegrafPlant(id: id, file: file, devices: made, units: units)
    self.text = writer.text
    notes = findings.errors
    devices = made.count
    signals = made.reduce(0) { $0 + $1.signals.count }
    gaps = writer.gaps
  }
}

/// A device as Telegraf describes it.
struct TelegrafDevice {
  let name: String
  var id = ""
  var host = ""
  var port = 502
  var unit = 1
  var period = 10.0
  var timeout = 1.0
  var registerMaximum: Int?
  var bitMaximum: Int?
  var quirks: [ModbusQuirk] = []
  var signals: [TelegrafSignal] = []
}

/// A field as Telegraf describes it.
struct TelegrafSignal {
  let name: String
  var unit: Int?
  var table: ModbusAddress.Table
  var offset: Int
  var form: ModbusAddress.Form
  var order: ModbusAddress.Order?
  var scale: Double?

  /// Whether its values are numbers that measure something.
  var isNumber: Bool {
    switch form {
    case .float16, .float32, .float64: true
    case .bit, .bits, .text: false
    default: scale.map { $0 != 1 } ?? false
    }
  }

  /// Whether its values could be numbers that measure something.
  var mayBeNumber: Bool {
    switch form {
    case .bit, .bits, .text: false
    default: true
    }
  }
}

/// Names of things turned into identifiers, each of its own.
struct UniqueNames {
  private var taken: Set<String> = []

  /// Lower-case words and numbers joined by hyphens, at most 28 letters, with a number behind where it is taken.
  mutating func take(_ name: String) -> String {
    let words = name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    var base = String(words.joined(separator: "-").prefix(28))
    while base.hasSuffix("-") { base.removeLast() }
    if base.isEmpty { base = "unnamed" }
    var candidate = base
    var number = 2
    while !taken.insert(candidate).inserted {
      candidate = "\(base)-\(number)"
      number += 1
    }
    return candidate
  }
}
