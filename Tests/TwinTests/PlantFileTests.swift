import Plant
import Testing
import Twin

@Suite struct `A plant file` {
  private func shipped() throws -> PlantDescription {
    let file = try #require(ShippedFiles.all.first { $0.file == "Plants/demo-plant.yaml" })
    return try PlantDescription.read(file.text, file: file.file)
  }

  @Test func `says where signals are, what they measure and what can be true`() throws {
    let plant = try shipped()
    #expect(plant.devices.map(\.id) == ["foam-plc", "hydraulic-plc"] && plant.machines.count == 2)
    #expect(plant.identities.count == 3 && plant.alarms.count == 8)
    let index = try #require(SignalID(rawValue: "hydraulics.ts1").flatMap { plant.index(of: $0) })
    let oil = plant[index]
    // The file counts from 1, the wire from 0; the device's order of words holds for all its signals.
    #expect(
      oil.address
        == .modbus(
          ModbusAddress(
            device: "hydraulic-plc", unit: 2, table: .holdingRegister, offset: 116, form: .int16, order: .cdab,
            failureMark: -32_768)))
    #expect(oil.value(ofSource: 4500) == 318.15)
    #expect(oil.limits.range == 273.15...383.15 && oil.limits.rate == 3 && oil.limits.flatTime == 600)
    #expect(oil.deadband == 0.05)
    let hot = try #require(plant.alarms.first { $0.id == "hydraulics.oil-hot" })
    #expect(hot.signal == index && hot.condition == .above(333.15, hysteresis: 3) && hot.onDelay == 30)
    #expect(hot.suppression?.condition == .equals(0))
    let recipe = try #require(SignalID(rawValue: "foam-line.recipe").flatMap { plant.index(of: $0) })
    #expect(plant[recipe].type == .text)
  }

  private static let head = """
    schema: pur-mold-twin/plant/1
    id: p
    devices:
      - {id: d, protocol: modbus-tcp, host: plc, addresses: one-based}
    machines:
      - id: m
        device: d
        signals:

    """

  private func found(_ signal: String, _ more: String = "") -> String {
    do throws(FileErrors) {
      _ = try PlantDescription.read(Self.head + "      - \(signal)\n" + more, file: "p.yaml")
      return ""
    } catch {
      return error.description
    }
  }

  @Test(
    arguments: [
      ("{id: a, register: {table: holding, adress: 1, form: int16}}", "did you mean `address`?"),
      ("{id: a, register: {table: holding, address: 0, form: int16}}", "expected a whole number 1 … 65536"),
      ("{id: a, register: {table: holding, address: 65536, form: int32}}", "beyond the last register"),
      ("{id: a, register: {table: holding, address: 1, form: float32}}", "what its numbers measure"),
      (
        "{id: a, quantity: presure, unit: bar, register: {table: input, address: 1, form: int16}}",
        "did you mean `pressure`?"
      ),
      ("{id: a, quantity: pressure, register: {table: input, address: 1, form: int16}}", "the unit it is shown in"),
      ("{id: a, quantity: pressure, unit: °C, register: {table: input, address: 1, form: int16}}", "one of the units"),
      ("{id: a, quantity: pressure, unit: bar, register: {table: coil, address: 1}}", "no quantity"),
      ("{id: a, register: {table: coil, address: 1, form: int16}}", "the table holds bits"),
      ("{id: a, register: {table: input, address: 1, form: bits, first: 10, count: 10}}", "beyond the fifteenth"),
      (
        "{id: a, quantity: pressure, unit: bar, range: {from: 5 bar, to: 1 bar}}",
        "below its start"
      ),
      (
        "{id: a, quantity: temperature, unit: °C, rate: {change: 5 °C, within: 1 s}}",
        "temperature difference"
      ),
      (
        "{id: a, quantity: pressure, unit: bar, factor: 0, register: {table: input, address: 1, form: int16}}",
        "other than 0"
      ),
      ("{id: A b, register: {table: coil, address: 1}}", "lower-case words"),
    ])
  func `that is wrong is refused with the remedy`(_ signal: String, _ words: String) {
    #expect(found(signal).contains(words), "\(found(signal))")
  }

  @Test(
    arguments: [
      ("alarms: [{id: x, signal: b, above: 1}]", "a signal of the plant"),
      ("alarms: [{id: x, signal: a}]", "no condition"),
      ("alarms: [{id: x, signal: a, above: 1, below: 0}]", "above and below"),
      ("alarms: [{id: x, signal: a, above: 1, hysteresis: -1}]", "a number from 0"),
      ("alarms: [{id: x, signal: a, equals: 1, hysteresis: 1}]", "no hysteresis"),
      ("alarms: [{id: x, signal: a, above: 1}, {id: x, signal: a, above: 2}]", "identifier of its own"),
      ("checks: [{id: x, kind: cooling-power, power: a, tolerance: 1 W}]", "a signal of the quantity power"),
    ])
  func `with wrong alarms or checks is refused`(_ text: String, _ words: String) {
    let errors = found("{id: a, register: {table: input, address: 1, form: int16}}", "    \(text)\n")
    #expect(errors.contains(words), "\(errors)")
  }

  @Test func `gives whole numbers and flags their bare values`() throws {
    let text =
      Self.head + """
              - {id: a, register: {table: input, address: 1, form: int16}}
              - {id: b, register: {table: coil, address: 1}}
            alarms:
              - {id: x, signal: a, equals: 3}
              - {id: y, signal: b, equals: true}
        """
    let plant = try PlantDescription.read(text, file: "p.yaml")
    #expect(plant.alarms.map(\.condition) == [.equals(3), .equals(1)])
    #expect(plant.signals.map(\.type) == [.whole, .flag])
  }
}
