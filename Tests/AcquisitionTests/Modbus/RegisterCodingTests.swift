import Acquisition
import Plant
import Testing

@Suite struct `Registers of a signal` {
  static func signal(
    _ form: ModbusAddress.Form, _ order: ModbusAddress.Order = .abcd, type: SignalType = .number,
    failure: Double? = nil, scaling: SignalScaling = SignalScaling()
  ) throws -> (SignalDescription, ModbusAddress) {
    let address = ModbusAddress(
      device: "d", table: .holdingRegister, offset: 0, form: form, order: order, failureMark: failure)
    let signal = SignalDescription(
      id: try #require(SignalID(rawValue: "m.s")), machine: "m", type: type,
      quantity: type == .number ? .fraction : nil, scaling: scaling, address: .modbus(address))
    return (signal, address)
  }

  /// The four orders of 123456.7890625 as a 32-bit and of -2 as a 64-bit number, written out by hand.
  @Test(
    arguments: [
      (ModbusAddress.Order.abcd, [0x47F1, 0x2065] as [UInt16], [0xFFFF, 0xFFFF, 0xFFFF, 0xFFFE] as [UInt16]),
      (.cdab, [0x2065, 0x47F1], [0xFFFE, 0xFFFF, 0xFFFF, 0xFFFF]),
      (.badc, [0xF147, 0x6520], [0xFFFF, 0xFFFF, 0xFFFF, 0xFEFF]),
      (.dcba, [0x6520, 0xF147], [0xFEFF, 0xFFFF, 0xFFFF, 0xFFFF]),
    ])
  func `are read in every order`(_ order: ModbusAddress.Order, _ float: [UInt16], _ whole: [UInt16]) throws {
    let (number, at) = try Self.signal(.float32, order)
    #expect(number.reading(float, at: at) == .value(.number(123_456.7890625)))
    let (count, there) = try Self.signal(.int64, order, type: .whole)
    #expect(count.reading(whole, at: there) == .value(.whole(-2)))
  }

  private static let forms: [ModbusAddress.Form] = [
    .int16, .uint16, .int32, .uint32, .int64, .uint64, .float16, .float32, .float64,
  ]

  @Test(arguments: forms, ModbusAddress.Order.allCases)
  func `are read back as they were written`(_ form: ModbusAddress.Form, _ order: ModbusAddress.Order) throws {
    let (signal, address) = try Self.signal(form, order, scaling: SignalScaling(factor: 0.5, offset: 10))
    for raw in [0.0, 1, 2, 100, 1024, 32_000] {
      let value = SampleValue.number(raw * 0.5 + 10)
      let registers = try #require(signal.registers(for: value, at: address))
      #expect(registers.count == form.registerCount)
      #expect(signal.reading(registers, at: address) == .value(value))
    }
  }

  @Test func `that hold no number are a reason and never a zero`() throws {
    let (float, at) = try Self.signal(.float32)
    #expect(float.reading([0x7FC0, 0], at: at) == .failed(.notANumber))
    #expect(float.reading([0x7F80, 0], at: at) == .failed(.notANumber))
    #expect(float.reading([0], at: at) == .failed(.malformedAnswer))
    let (marked, there) = try Self.signal(.int16, failure: -32768)
    #expect(marked.reading([0x8000], at: there) == .failed(.sensorFailed))
    let (count, here) = try Self.signal(.uint64, type: .whole)
    #expect(count.reading([0x8000, 0, 0, 0], at: here) == .failed(.outOfScale))
  }

  @Test func `hold flags, fields of bits and texts`() throws {
    let (flag, at) = try Self.signal(.bit(3), type: .flag)
    #expect(flag.reading([0b1000], at: at) == .value(.flag(true)))
    #expect(flag.reading([0b0111], at: at) == .value(.flag(false)))
    let (field, there) = try Self.signal(.bits(first: 4, count: 3), type: .whole)
    #expect(field.reading([0b1101_0000], at: there) == .value(.whole(0b101)))
    let (all, everywhere) = try Self.signal(.bits(first: 0, count: 16), type: .whole)
    #expect(all.reading([0xFFFF], at: everywhere) == .value(.whole(65_535)))
    let (text, here) = try Self.signal(.text(bytes: 5), type: .text)
    #expect(text.reading([0x4142, 0x4344, 0x4546], at: here) == .value(.text("ABCDE")))
    #expect(text.reading([0x4142, 0x4320, 0x0046], at: here) == .value(.text("ABC")))
    #expect(text.reading([0x4241, 0x4443, 0x4645], at: here, swapsText: true) == .value(.text("ABCDE")))
    #expect(text.reading([0xFFFE, 0, 0], at: here) == .failed(.notANumber))
  }

  @Test func `refuse what does not fit them`() throws {
    let (small, at) = try Self.signal(.int16)
    #expect(small.registers(for: .number(32_768), at: at) == nil)
    #expect(small.registers(for: .flag(true), at: at) == nil)
    #expect(small.registers(for: .number(.infinity), at: at) == nil)
  }
}

@Suite struct `A plan of reading` {
  private func plant(_ addresses: [ModbusAddress]) throws -> PlantDescription {
    var signals: [SignalDescription] = []
    for (place, address) in addresses.enumerated() {
      signals.append(
        SignalDescription(
          id: try #require(SignalID(rawValue: "m.s\(place)")), machine: "m", type: .whole, address: .modbus(address)))
    }
    return PlantDescription(id: "p", signals: signals)
  }

  private func holding(_ offset: UInt16, _ form: ModbusAddress.Form = .uint16, unit: UInt8 = 1) -> ModbusAddress {
    ModbusAddress(device: "d", unit: unit, table: .holdingRegister, offset: offset, form: form)
  }

  private func blocks(_ addresses: [ModbusAddress], _ change: (inout DeviceDescription) -> Void) throws -> [String] {
    var device = DeviceDescription(id: "d", host: "h")
    change(&device)
    return ReadPlan(try plant(addresses), device: device).blocks.map { "\($0.request)" }
  }

  @Test func `joins what is near and parts what is far`() throws {
    let addresses = [holding(0), holding(1, .float32), holding(11), holding(21), holding(3, unit: 2)]
    #expect(
      try blocks(addresses) { $0.bridge = 8 } == [
        "unit 1, holding 0 … 11", "unit 1, holding 21 … 21", "unit 2, holding 3 … 3",
      ])
    #expect(try blocks(addresses) { $0.quirks = [.exactBlocks] }.count == 4)
    #expect(try blocks(addresses) { $0.quirks = [.signalPerRequest] }.count == 5)
  }

  @Test func `never asks for more than the device takes`() throws {
    let addresses = (0..<1000).map { holding(UInt16($0)) }
    for maximum in [1, 7, 125] {
      let plan = ReadPlan(
        try plant(addresses),
        device: DeviceDescription(id: "d", host: "h", registerMaximum: maximum))
      #expect(plan.blocks.allSatisfy { $0.request.count <= maximum })
      #expect(plan.blocks.count == (1000 + maximum - 1) / maximum)
      #expect(plan.blocks.flatMap(\.signals).map(\.rawValue) == Array(0..<1000))
    }
  }

  @Test(arguments: 0..<50) func `reads every signal exactly once, wherever it lies`(_ seed: Int) throws {
    var state = UInt64(seed) &* 7919 &+ 1
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let forms: [ModbusAddress.Form] = [.uint16, .float32, .float64, .bit(2), .text(bytes: 30)]
    let addresses = (0..<200).map { _ in
      ModbusAddress(
        device: next(5) == 0 ? "other" : "d", unit: UInt8(next(3)),
        table: ModbusAddress.Table.allCases[2 + next(2)], offset: UInt16(next(600)), form: forms[next(5)])
    }
    let plant = try plant(addresses)
    let plan = ReadPlan(plant, device: DeviceDescription(id: "d", host: "h", registerMaximum: 40, bridge: next(20)))
    let mine = plant.indices.filter { addresses[Int($0.rawValue)].device == "d" }
    #expect(plan.blocks.flatMap(\.signals).sorted() == mine)
    for block in plan.blocks {
      for signal in block.signals {
        let address = addresses[Int(signal.rawValue)]
        #expect(address.unit == block.request.unit && address.table == block.request.table)
        #expect(address.offset >= block.request.offset)
        #expect(
          Int(address.offset) + address.form.registerCount <= Int(block.request.offset) + Int(block.request.count))
      }
    }
  }
}
