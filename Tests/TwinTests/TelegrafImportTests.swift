import Foundation
import Plant
import Testing
import Twin

@Suite struct `A plant made from a configuration of Telegraf` {
  private static let folder = URL(filePath: #filePath).appending(path: "../../Fuzz/Telegraf").standardizedFileURL
  private let units = [
    ("*_temperature", "°C"), ("ram pressure", "bar"), ("flow", "l/min"), ("energy", "1"),
  ].map { TelegrafImport.UnitRule(pattern: $0, unit: $1) }

  private func made(_ name: String, units: [TelegrafImport.UnitRule]) throws -> TelegrafImport {
    let text = try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
    return try TelegrafImport(text, file: name, id: "hall", units: units)
  }

  private func address(_ plant: PlantDescription, _ name: String) throws -> ModbusAddress {
    let id = try #require(SignalID(rawValue: name))
    guard case .modbus(let address) = plant[try #require(plant.index(of: id), "\(name)")].address else {
      throw CocoaError(.featureUnsupported)
    }
    return address
  }

  @Test func `has the registers, orders, factors and quirks of the style register`() throws {
    let made = try made("register.conf", units: units)
    #expect(made.gaps.isEmpty && made.notes.isEmpty && made.signals == 7, "\(made.notes)")
    let plant = try PlantDescription.read(made.text, file: "hall.yaml")
    let device = try #require(plant.devices.first)
    #expect(device.id == "press-7" && device.host == "10.1.2.3" && device.port == 1_502)
    #expect(device.period == 5 && device.timeout == 0.75)
    #expect(device.quirks == [.pauseAfterConnecting, .signalPerRequest])
    let strokes = try address(plant, "press-7.strokes")
    #expect(strokes.offset == 8 && strokes.form == .uint32 && strokes.order == .cdab && strokes.unit == 3)
    #expect(try address(plant, "press-7.recipe").form == .text(bytes: 8))
    #expect(try address(plant, "press-7.ready").form == .bit(5))
    #expect(try address(plant, "press-7.closed").table == .discreteInput)
    #expect(try address(plant, "press-7.pump-on").table == .coil)
    let oil = try #require(plant.signals.first { $0.id.rawValue == "press-7.oil-temperature" })
    #expect(oil.quantity == .temperature && oil.value(ofSource: 405) == 40.5 + 273.15)
    let ram = try #require(plant.signals.first { $0.id.rawValue == "press-7.ram-pressure" })
    #expect(ram.quantity == .pressure && ram.value(ofSource: 160) == 16e6 && ram.name == "ram pressure")
  }

  @Test func `has those of the styles request and metric, and names what it leaves`() throws {
    let made = try made("request.conf", units: units)
    let plant = try PlantDescription.read(made.text, file: "hall.yaml")
    #expect(plant.devices.first?.host == "fe80::1" && plant.signals.count == 5)
    let flow = try address(plant, "chiller.flow")
    #expect(flow.order == .dcba && flow.unit == 9 && flow.table == .holdingRegister)
    #expect(try address(plant, "chiller.low").form == .bits(first: 0, count: 8))
    #expect(try address(plant, "chiller.state").table == .inputRegister)
    #expect(try address(plant, "chiller.on").table == .coil)
    let notes = made.notes.map { "\($0)" }
    #expect(notes.count == 3, "\(notes)")
    #expect(notes.contains { $0.hasPrefix("request.conf:5:") && $0.contains("busy_retries") })
    #expect(notes.contains { $0.hasPrefix("request.conf:15:") && $0.contains("signed bytes") })
    #expect(notes.contains { $0.contains("tags") })
  }

  @Test func `leaves a gap where nobody said what a number measures`() throws {
    let made = try made("register.conf", units: [])
    #expect(made.gaps == ["press-7.oil_temperature", "press-7.ram pressure"])
    let errors = #expect(throws: FileErrors.self) { try PlantDescription.read(made.text, file: "hall.yaml") }
    // A whole number has no factor, a fraction of one must measure something.
    #expect(errors?.errors.map { $0.path.split(separator: ".").last } == ["factor", "quantity"])
  }

  @Test(
    arguments: [
      ("[[inputs.cpu]]\nx = 1\n", "conf", "no section `[[inputs.modbus]]`"),
      ("[[inputs.modbus]]\nname = \"a\nb\"\n", "conf:2:8", "a text without end"),
      ("[[inputs.modbus]]\na = 1\na = 2\n", "conf:3:1", "the key `a` again"),
      ("[inputs.modbus]\n[inputs.modbus]\n", "conf:2:9", "the key `modbus` again"),
      ("a = [1, 2\n", "conf:2:1", "the end of the file"),
      ("a = yes\n", "conf:1:5", "`yes`"),
      ("a = {b = 1, b = 2}\n", "conf:1:13", "the key `b` again"),
      ("a.b = 1\na.b.c = 2\n", "conf:2:3", "the key `b` again"),
      ("a = 1 b = 2\n", "conf:1:7", "another letter"),
      ("a = \"\\q\"\n", "conf:1:7", "an unknown escape"),
      ("a = \(String(repeating: "[", count: 40))", "conf", "levels"),
    ])
  func `is refused with the place of what is wrong`(_ text: String, _ place: String, _ found: String) throws {
    let errors = #expect(throws: FileErrors.self) {
      try TelegrafImport(text, file: "conf", id: "hall", units: [])
    }
    let error = try #require(errors?.errors.first)
    #expect("\(error.origin)".hasPrefix(place) && error.found.contains(found), "\(error)")
  }

  @Test(
    arguments: [
      ("tcp://a b:502", "2.5", "controller", 0), ("tcp://a:502", "0.0", "scale", 0), ("tcp://a:502", "2.5", "", 1),
    ])
  func `leaves out with a word what no plant may have`(
    _ controller: String, _ scale: String, _ note: String, _ signals: Int
  ) throws {
    let text = """
      [[inputs.modbus]]
      controller = "\(controller)"
      holding_registers = [{name = "n", address = [1], data_type = "INT16", scale = \(scale)}]

      """
    let made = try TelegrafImport(text, file: "conf", id: "hall", units: units)
    #expect(made.signals == signals, "\(made.text)")
    #expect(note.isEmpty ? made.notes.isEmpty : made.notes.contains { "\($0)".contains(note) }, "\(made.notes)")
  }

  @Test func `reads every kind of text and number that TOML has`() throws {
    let text = """
      [[inputs.modbus]]
      name = "tab\\t, quote \\", \\u00e9 and \\U0001F600"   # and a comment
      "controller" = 'tcp://plc:5_02'
      holding_registers = [{name = "a", byte_order = "AB", data_type = "UINT16", scale = 1.0, address = [0]}]
      [[inputs . modbus]]
      name = \"\"\"
      first \\
         second\"\"\"
      controller = '''tcp://plc:0x1F6'''
      slave_id = 0x1_0
      holding_registers = [{name = "b", byte_order = "AB", data_type = "UINT16", scale = 1.0, address = [1]}]
      """
    // Neither port is a number of this kind, so both devices are left and named.
    let made = try TelegrafImport(text, file: "conf", id: "hall", units: [])
    #expect(made.devices == 0 && made.notes.map { "\($0.found)" } == ["`tcp://plc:5_02`", "`tcp://plc:0x1F6`"])
    let good = text.replacing("5_02", with: "502").replacing("0x1F6", with: "503")
    let second = try TelegrafImport(good, file: "conf", id: "hall", units: [])
    #expect(second.text.contains("name: \"tab\\t, quote \\\", é and 😀\""), "\(second.text)")
    #expect(second.text.contains("first second") && second.text.contains("unit: 16") && second.devices == 2)
  }

  @Test func `names that look like anchors are read back`() throws {
    let text = """
      [[inputs.modbus]]
        name = "&cooler"
        controller = "tcp://&0.1.2.3:1502"
        holding_registers = [{ name = "R &D", byte_order = "AB", data_type = "UINT16", scale = 1.0, address = [0] }]
      """
    let made = try TelegrafImport(text, file: "telegraf.conf", id: "hall", units: [.init(pattern: "*", unit: "bar")])
    let plant = try PlantDescription.read(made.text, file: "hall.yaml")
    #expect(plant.devices.first?.host == "&0.1.2.3")
    #expect(plant.signals.first?.name == "R &D")
  }

  @Test func `random letters end in a plant or in located errors`() throws {
    var random = SeededGenerator(state: 11)
    let seeds = try ["register.conf", "request.conf"].map {
      Array(try String(contentsOf: Self.folder.appending(path: $0), encoding: .utf8).utf8)
    }
    let letters = Array("[]{}=\",'.#\n\\ 0129aex-_".utf8)
    for turn in 0..<20_000 {
      var bytes = seeds[turn % 2]
      for _ in 0...Int.random(in: 0..<8, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = letters[Int.random(in: 0..<letters.count, using: &random)]
        case 1: bytes.remove(at: place)
        default: bytes.removeSubrange(place..<min(bytes.count, place + 20))
        }
      }
      do {
        let made = try TelegrafImport(
          String(decoding: bytes, as: UTF8.self), file: "conf", id: "hall",
          units: [TelegrafImport.UnitRule(pattern: "*", unit: "bar")])
        if made.devices > 0 { _ = try PlantDescription.read(made.text, file: "made.yaml") }
      } catch {
        #expect(
          error.errors.allSatisfy { "\($0.origin)".hasPrefix("conf") && !$0.expected.isEmpty }, "\(error)")
      }
    }
  }
}
