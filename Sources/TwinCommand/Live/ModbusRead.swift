import Acquisition
public import ArgumentParser
public import Plant
import Twin

/// `modbus read`.
struct ModbusRead: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read", abstract: "Read registers or bits and show them as values.",
    discussion: """
      Registers are shown as written and as numbers of the form and order asked for. Addresses count from 0 unless
      --one-based is given.

        pur-mold-twin modbus read 10.0.0.7 --table input --address 10 --count 4 --form float32 --order cdab
      """)

  @OptionGroup var device: ModbusDeviceOptions

  @Option(help: "Unit identifier, 0 to 255.")
  var unit: UInt8 = 1

  @Option(help: "Which table: coil, discrete, holding or input.")
  var table = ModbusAddress.Table.holdingRegister

  @Option(help: "First register or bit.")
  var address: Int

  @Option(help: "How many values.")
  var count = 1

  @Option(help: "Form of a value: int16, uint16, int32, uint32, int64, uint64, float16, float32 or float64.")
  var form = NumberForm.uint16

  @Option(help: "Order of its bytes, most significant first: abcd, cdab, badc or dcba.")
  var order = ModbusAddress.Order.abcd

  @Flag(help: "Addresses count from 1, as many manuals do.")
  var oneBased = false

  @OptionGroup var output: OutputOptions

  /// The forms that a number may have.
  enum NumberForm: String, ExpressibleByArgument, CaseIterable {
    case int16, uint16, int32, uint32, int64, uint64, float16, float32, float64

    var form: ModbusAddress.Form {
      switch self {
      case .int16: .int16
      case .uint16: .uint16
      case .int32: .int32
      case .uint32: .uint32
      case .int64: .int64
      case .uint64: .uint64
      case .float16: .float16
      case .float32: .float32
      case .float64: .float64
      }
    }

    var isWhole: Bool { ![.float16, .float32, .float64].contains(self) }
  }

  /// One value as read.
  private struct Row {
    let address: Int
    let raw: String
    let reading: RegisterReading
  }

  func run() async throws {
    let width = table.isBits ? 1 : form.form.registerCount
    let base = oneBased ? 1 : 0
    guard let offset = UInt16(exactly: address - base),
      let request = ModbusRequest(
        unit: unit, table: table, offset: offset, count: count.multipliedReportingOverflow(by: width).partialValue)
    else {
      let maximum = table.isBits ? ModbusLimits.bits : ModbusLimits.registers / width
      throw CommandFailure(
        place: "--address and --count", found: "\(address) and \(count)",
        expected: "an address \(base) … \(65_535 + base) and at most \(maximum) values within the table")
    }
    let client = ModbusClient(try device.device())
    let answer: ModbusAnswer
    do {
      answer = try await client.read(request)
      await client.close()
    } catch {
      await client.close()
      throw error
    }
    let rows = rows(answer, width: width)
    try StandardStream.print(output.output == .json ? json(rows) : text(rows))
  }

  private func rows(_ answer: ModbusAnswer, width: Int) -> [Row] {
    switch answer {
    case .bits(let bits):
      return bits.enumerated().map {
        Row(address: address + $0.offset, raw: $0.element ? "1" : "0", reading: .value(.flag($0.element)))
      }
    case .registers(let registers):
      let place = ModbusAddress(device: "", table: table, offset: 0, form: form.form, order: order)
      guard let id = SignalID(rawValue: "value") else { return [] }
      let signal = SignalDescription(
        id: id, machine: "", type: form.isWhole ? .whole : .number, address: .modbus(place))
      return stride(from: 0, to: registers.count, by: width).map { start in
        let words = Array(registers[start..<min(start + width, registers.count)])
        let raw = words.map { String($0, radix: 16, uppercase: true) }
          .map { String(repeating: "0", count: 4 - $0.count) + $0 }.joined(separator: " ")
        return Row(address: address + start, raw: raw, reading: signal.reading(words, at: place))
      }
    }
  }

  private func text(_ rows: [Row]) -> String {
    var table = TextTable("ADDRESS", "RAW", "VALUE")
    for row in rows { table.row(String(row.address), row.raw, row.reading.text) }
    return table.text
  }

  private func json(_ rows: [Row]) -> String {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", "pur-mold-twin/modbus-read/1")
      json.string("device", device.host)
      json.integer("unit", Int(unit))
      json.string("table", table.rawValue)
      json.array("values", rows) { json, row in
        json.object { json in
          json.integer("address", row.address)
          json.string("raw", row.raw)
          switch row.reading {
          case .value(let value): json.sample("value", value)
          case .failed(let reason):
            json.sample("value", nil)
            json.string("reason", reason.code)
          }
        }
      }
    }
    return json.text + "\n"
  }
}

extension RegisterReading {
  /// The value, or in brackets the reason why there is none.
  fileprivate var text: String {
    switch self {
    case .value(let value): value.plainText
    case .failed(let reason): "(\(reason.code))"
    }
  }
}

extension SampleValue {
  /// The value without a unit.
  var plainText: String {
    switch self {
    case .number(let number): number.shortestText
    case .whole(let whole): String(whole)
    case .flag(let flag): flag ? "on" : "off"
    case .text(let text): text
    }
  }
}

extension JSONWriter {
  /// Writes a value of a signal as what it is, or `null`.
  mutating func sample(_ key: String, _ value: SampleValue?) {
    switch value {
    case .number(let number): self.number(key, number)
    case .whole(let whole): integer(key, Int(whole))
    case .flag(let flag): boolean(key, flag)
    case .text(let text): string(key, text)
    case nil: number(key, nil)
    }
  }
}

extension ModbusAddress.Table: ExpressibleByArgument {}
extension ModbusAddress.Order: ExpressibleByArgument {}
