package import Plant
import Quantities

extension PlantDescription {
  /// Reads a file of `Plants/`; all that is wrong with it is said at once.
  package static func read(_ text: String, file: String) throws(FileErrors) -> PlantDescription {
    let findings = FileFindings()
    let reader = FieldReader(node: try FileNode.yaml(text, file: file), path: "", findings: findings)
    let plant = reader.plant()
    if let errors = FileErrors(findings.errors) { throw errors }
    guard let plant else { throw FileErrors(FileError(.file(file), found: "nothing", expected: "a plant")) }
    return plant
  }
}

/// What a machine's signals take from their surroundings.
struct DeviceDefaults {
  var unit: UInt8 = 1
  var order = ModbusAddress.Order.abcd
  /// Addresses in the file count from 1.
  var isOneBased = false
}

extension FieldReader {
  /// The most signals of a plant.
  static let signalMaximum = 100_000

  fileprivate func plant() -> PlantDescription? {
    guard let fields = fields(["schema", "id", "name", "devices", "tables", "replay", "machines"]) else { return nil }
    fields.require("schema", "`\(FileKind.plant.schema)`")?.checkSchema(.plant)
    let id = fields.require("id", "an identifier")?.identifier()
    var plant = PlantDescription(id: id ?? "", name: fields["name"]?.text())
    var defaults: [String: DeviceDefaults] = [:]
    for reader in fields["devices"]?.items() ?? [] {
      guard let (device, own) = reader.device() else { continue }
      if defaults.updateValue(own, forKey: device.id) != nil {
        reader.report(found: "the device `\(device.id)` again", expected: "an identifier of its own")
      }
      plant.devices.append(device)
    }
    let machines = fields.require("machines", "a list of machines")?.items() ?? []
    var bodies: [(reader: FieldReader, machine: MachineDescription)] = []
    for reader in machines {
      guard let machine = reader.machine(into: &plant, defaults) else { continue }
      if plant.machines.contains(where: { $0.id == machine.id }) {
        reader.report(found: "the machine `\(machine.id)` again", expected: "an identifier of its own")
      }
      plant.machines.append(machine)
      bodies.append((reader, machine))
    }
    let names = SignalNames(plant)
    for (reader, machine) in bodies {
      let fields = Fields(reader: reader)
      for item in fields["checks"]?.items() ?? [] {
        guard let identity = item.identity(of: machine, names) else { continue }
        if plant.identities.contains(where: { $0.id == identity.id }) {
          item.report(found: "the check `\(identity.id)` again", expected: "an identifier of its own")
        }
        plant.identities.append(identity)
      }
      for item in fields["alarms"]?.items() ?? [] {
        guard let alarm = item.alarm(of: machine, names) else { continue }
        if plant.alarms.contains(where: { $0.id == alarm.id }) {
          item.report(found: "the alarm `\(alarm.id)` again", expected: "an identifier of its own")
        }
        plant.alarms.append(alarm)
      }
    }
    for reader in fields["tables"]?.items() ?? [] {
      guard let table = reader.sampleTable(plant) else { continue }
      if plant.tables.contains(where: { $0.id == table.id }) || defaults[table.id] != nil {
        reader.report(found: "the table or device `\(table.id)` again", expected: "an identifier of its own")
      }
      plant.tables.append(table)
    }
    plant.replay = fields["replay"]?.replay()
    return id == nil ? nil : plant
  }

  // MARK: Devices

  private func device() -> (DeviceDescription, DeviceDefaults)? {
    let keys = [
      "id", "protocol", "host", "port", "addresses", "unit", "order", "period", "timeout", "outstanding", "reconnect",
      "keep_alive", "registers_per_request", "bits_per_request", "bridge", "quirks",
    ]
    guard let fields = fields(keys) else { return nil }
    let id = fields.require("id", "an identifier")?.identifier()
    _ = fields.require("protocol", "modbus-tcp")?.choice(["modbus-tcp"])
    let host = fields.require("host", "a name or an address")?.hostName()
    let based = fields.require("addresses", "zero-based or one-based: how this file counts registers")?
      .choice(["zero-based", "one-based"])
    guard let id, let host else { return nil }
    var device = DeviceDescription(id: id, host: host)
    if let port = fields["port"]?.count(in: 1...65_535) { device.port = UInt16(port) }
    if let period = fields["period"]?.siValue(TimeSpanDimension.self, in: 0.01...3600) { device.period = period }
    if let timeout = fields["timeout"]?.siValue(TimeSpanDimension.self, in: 0.01...60) { device.timeout = timeout }
    if let outstanding = fields["outstanding"]?.count(in: 1...16) { device.outstanding = outstanding }
    if let reconnect = fields["reconnect"]?.backOff() { device.backOff = reconnect }
    if let field = fields["keep_alive"] {
      device.keepAlive =
        field.node.content == .text("off") ? nil : field.siValue(TimeSpanDimension.self, in: 1...7200)
    }
    if let maximum = fields["registers_per_request"]?.count(in: 1...ModbusLimits.registers) {
      device.registerMaximum = maximum
    }
    if let maximum = fields["bits_per_request"]?.count(in: 1...ModbusLimits.bits) { device.bitMaximum = maximum }
    if let bridge = fields["bridge"]?.count(in: 0...ModbusLimits.registers) { device.bridge = bridge }
    for item in fields["quirks"]?.items() ?? [] {
      if let quirk = item.choice(ModbusQuirk.allCases.map(\.rawValue)).flatMap(ModbusQuirk.init(rawValue:)) {
        device.quirks.insert(quirk)
      }
    }
    if device.quirks.contains(.anyTransaction), device.outstanding > 1 {
      fields["outstanding"]?.report(expected: "1 beside the quirk `any-transaction`, which takes answers in order")
    }
    var defaults = DeviceDefaults(isOneBased: based == "one-based")
    if let unit = fields["unit"]?.count(in: 0...255) { defaults.unit = UInt8(unit) }
    if let order = fields["order"]?.registerOrder() { defaults.order = order }
    return (device, defaults)
  }

  func backOff() -> ClosedRange<Double>? {
    guard let fields = fields(["first", "longest"]) else { return nil }
    let first = fields["first"].map { $0.siValue(TimeSpanDimension.self, in: 0.01...3600) } ?? 0.5
    let longest = fields["longest"].map { $0.siValue(TimeSpanDimension.self, in: 0.01...3600) } ?? 30
    guard let first, let longest else { return nil }
    guard first <= longest else {
      report(found: "a first wait above the longest", expected: "first not above longest")
      return nil
    }
    return first...longest
  }

  private func hostName() -> String? {
    guard let text = text() else { return nil }
    if Self.isHostName(text) { return text }
    report(expected: Self.hostNameWords)
    return nil
  }

  static let hostNameWords = "a name or an address without blanks, at most 253 letters"

  static func isHostName(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) } && text.utf8.count <= 253
  }

  func registerOrder() -> ModbusAddress.Order? {
    choice(ModbusAddress.Order.allCases.map(\.rawValue)).flatMap(ModbusAddress.Order.init(rawValue:))
  }

  // MARK: Machines

  private func machine(
    into plant: inout PlantDescription, _ defaults: [String: DeviceDefaults]
  ) -> MachineDescription? {
    guard let fields = fields(["id", "name", "kind", "device", "signals", "checks", "alarms"]) else { return nil }
    let id = fields.require("id", "an identifier")?.identifier()
    let kind = fields["kind"].map { $0.choice(MachineDescription.Kind.allCases.map(\.rawValue)) } ?? "other"
    var device: String?
    if let field = fields["device"], let word = field.text() {
      if defaults[word] == nil {
        field.report(
          expected: defaults.isEmpty
            ? "no device, because `devices` has none" : "one of \(defaults.keys.sorted().joined(separator: ", "))",
          remedy: field.suggestion(among: defaults.keys.sorted()))
      } else {
        device = word
      }
    }
    guard let id, let kind = kind.flatMap(MachineDescription.Kind.init(rawValue:)) else { return nil }
    let machine = MachineDescription(id: id, name: fields["name"]?.text(), kind: kind)
    var taken: Set<SignalID> = []
    for item in fields.require("signals", "a list of signals")?.items() ?? [] {
      guard let signal = item.signal(of: machine, device: device, device.flatMap { defaults[$0] }) else { continue }
      if !taken.insert(signal.id).inserted {
        item.report(found: "the signal `\(signal.id)` again", expected: "an identifier of its own")
      } else if plant.signals.count >= Self.signalMaximum {
        item.report(found: "too many signals", expected: "at most \(Self.signalMaximum)")
      } else {
        plant.signals.append(signal)
      }
    }
    return machine
  }
}

/// Finds the signals that checks and alarms of a file refer to.
struct SignalNames {
  private let places: [String: SignalIndex]
  let signals: [SignalDescription]

  init(_ plant: PlantDescription) {
    signals = plant.signals
    places = Dictionary(zip(plant.signals.map(\.id.rawValue), plant.indices)) { first, _ in first }
  }

  /// The place of a signal of `machine`, or of another machine's by its whole name.
  func place(_ word: String, machine: MachineDescription) -> SignalIndex? {
    places["\(machine.id).\(word)"] ?? places[word]
  }

  /// The names that may be written for a signal of `machine`.
  func words(_ machine: MachineDescription) -> [String] {
    signals.map { signal in
      signal.machine == machine.id ? String(signal.id.rawValue.dropFirst(machine.id.count + 1)) : signal.id.rawValue
    }
  }
}
