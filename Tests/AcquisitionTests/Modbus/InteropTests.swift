import Acquisition
import Foundation
import Plant
import Testing

@Suite(.serialized) struct `Servers that others wrote` {
  private struct Held: Decodable {
    let offset: UInt16
    let form: String
    let order: String
    let value: Double
  }

  private static let forms: [String: ModbusAddress.Form] = [
    "int16": .int16, "uint16": .uint16, "int32": .int32, "uint32": .uint32, "int64": .int64, "uint64": .uint64,
    "float16": .float16, "float32": .float32, "float64": .float64,
  ]

  private func read(
    _ signals: [SignalDescription], port: UInt16, _ change: (inout DeviceDescription) -> Void = { _ in }
  ) async throws -> (samples: [SignalID: Sample], counts: ModbusSource.Counts, failures: [ModbusFailure]) {
    let plant = PlantDescription(id: "p", signals: signals)
    let source = ModbusSource(plant, device: WirePlant.device(port, change), now: WirePlant.now)
    let samples = await source.round()
    await source.close()
    #expect(samples.count == signals.count)
    let pairs = samples.map { (plant[$0.signal].id, $0) }
    return (Dictionary(pairs) { first, _ in first }, await source.counts, await source.failures)
  }

  @Test(.enabled(if: ForeignServer.hasPython, "\(ForeignServer.absence)"))
  func `pymodbus holds every type in every order as we read it`() async throws {
    let server = try ForeignServer.pymodbus()
    let line = try #require(server.words.split(separator: "\n").first { $0.hasPrefix("[") })
    let held = try JSONDecoder().decode([Held].self, from: Data(line.utf8))
    #expect(held.count == 36)
    for table in [ModbusAddress.Table.holdingRegister, .inputRegister] {
      var signals: [SignalDescription] = []
      for each in held {
        let form = try #require(Self.forms[each.form])
        let order = try #require(ModbusAddress.Order(rawValue: each.order))
        let address = ModbusAddress(device: "d", table: table, offset: each.offset, form: form, order: order)
        signals.append(try WirePlant.signal("\(each.form)-\(each.order)", address))
      }
      let samples = try await read(signals, port: server.port).samples
      for each in held {
        let id = try #require(SignalID(rawValue: "m.\(each.form)-\(each.order)"))
        #expect(samples[id]?.value == .number(each.value), "\(id)")
      }
    }
  }

  @Test(.enabled(if: ForeignServer.hasPython, "\(ForeignServer.absence)"))
  func `pymodbus holds texts and bits as we read them`() async throws {
    let server = try ForeignServer.pymodbus()
    var signals = [
      try WirePlant.signal(
        "text", ModbusAddress(device: "d", table: .holdingRegister, offset: 800, form: .text(bytes: 10)))
    ]
    for place in 0..<30 {
      for table in [ModbusAddress.Table.coil, .discreteInput] {
        let address = ModbusAddress(device: "d", table: table, offset: UInt16(place), form: .bit(0))
        signals.append(try WirePlant.signal("\(table.rawValue)\(place)", address))
      }
    }
    let samples = try await read(signals, port: server.port).samples
    #expect(samples[signals[0].id]?.value == .text("Rezept 7b"))
    for place in 0..<30 {
      for table in ["coil", "discrete"] {
        let id = try #require(SignalID(rawValue: "m.\(table)\(place)"))
        #expect(samples[id]?.value == .flag(place % 3 == 0), "\(id)")
      }
    }
  }

  @Test(.enabled(if: ForeignServer.hasLibmodbus, "\(ForeignServer.absence)"))
  func `libmodbus holds floats and whole numbers as we read them, one at a time and pipelined`() async throws {
    let server = try ForeignServer.libmodbus()
    let orders: [(String, ModbusAddress.Order)] = [("abcd", .abcd), ("cdab", .cdab), ("badc", .badc), ("dcba", .dcba)]
    var signals = try orders.enumerated().map { place, order in
      try WirePlant.signal(
        order.0,
        ModbusAddress(
          device: "d", table: .holdingRegister, offset: UInt16(2 * place), form: .float32, order: order.1))
    }
    for (name, offset, form) in [("i32", 8, ModbusAddress.Form.int32), ("i64", 10, .int64), ("u16", 14, .uint16)] {
      signals.append(
        try WirePlant.signal(
          name, ModbusAddress(device: "d", table: .holdingRegister, offset: UInt16(offset), form: form)))
    }
    signals += try WirePlant.counting(0..<300, table: .inputRegister)
    for outstanding in [1, 8] {
      let (samples, counts, failures) = try await read(signals, port: server.port) {
        $0.outstanding = outstanding
        $0.registerMaximum = 20
      }
      #expect(failures.isEmpty && counts.connections == 1 && counts.requests == 16)
      for (order, _) in orders {
        #expect(try samples[#require(SignalID(rawValue: "m.\(order)"))]?.value == .number(-123.4375))
      }
      #expect(try samples[#require(SignalID(rawValue: "m.i32"))]?.value == .number(-1_234_567_890))
      #expect(try samples[#require(SignalID(rawValue: "m.i64"))]?.value == .number(-1_234_567_890_123_456))
      #expect(try samples[#require(SignalID(rawValue: "m.u16"))]?.value == .number(54_321))
      for offset in 0..<300 {
        #expect(try samples[#require(SignalID(rawValue: "m.r\(offset)"))]?.value == .number(Double(3 * offset)))
      }
    }
  }

  @Test(.enabled(if: ForeignServer.hasLibmodbus, "\(ForeignServer.absence)"))
  func `an address that is not there costs its signal and no other`() async throws {
    let server = try ForeignServer.libmodbus()
    var signals = try WirePlant.counting(490..<500, table: .inputRegister)
    signals += try WirePlant.counting(500..<502, table: .inputRegister)
    let (samples, _, failures) = try await read(signals, port: server.port)
    #expect(failures.count == 2 && failures.allSatisfy { $0.reason == .addressRefused })
    for offset in 490..<502 {
      let sample = try samples[#require(SignalID(rawValue: "m.r\(offset)"))]
      #expect(sample?.value == (offset < 500 ? .number(Double(3 * offset)) : nil))
      #expect(sample?.quality == (offset < 500 ? .good : .bad(.addressRefused)))
    }
  }

  @Test(
    .enabled(if: ForeignServer.hasPython && ForeignServer.hasLibmodbus, "\(ForeignServer.absence)"),
    arguments: ["split", "slow", "transaction", "unit", "late"])
  func `a server that is rude in a bearable way is read`(_ mode: String) async throws {
    let server = try ForeignServer.libmodbus()
    let rude = try ForeignServer.rude(mode, before: server)
    let signals = try WirePlant.counting(0..<250, table: .inputRegister)
    let plant = PlantDescription(id: "p", signals: signals)
    let device = WirePlant.device(rude.port) {
      if mode == "transaction" { $0.quirks = [.anyTransaction] }
      if mode == "unit" { $0.quirks = [.anyUnit] }
      if mode == "late" { $0.timeout = 2 }
    }
    let source = ModbusSource(plant, device: device, now: WirePlant.now)
    var samples = await source.round()
    // An answer that comes too late fails its question; the one after it must not be taken for it.
    if mode == "late" {
      #expect(samples.contains { $0.quality == .bad(.timedOut) })
      for sample in samples where sample.value != nil {
        #expect(sample.value == .number(Double(3 * sample.signal.rawValue)))
      }
      try await Task.sleep(for: .seconds(2))
      samples = await source.round()
    }
    for sample in samples { #expect(sample.value == .number(Double(3 * sample.signal.rawValue))) }
    await source.close()
  }

  @Test(
    .enabled(if: ForeignServer.hasPython && ForeignServer.hasLibmodbus, "\(ForeignServer.absence)"),
    arguments: [
      ("garbage", [SampleReason.malformedAnswer]), ("endless", [.malformedAnswer]), ("cut", [.connectionLost]),
      ("close", [.connectionLost]), ("silent", [.timedOut]), ("transaction", [.timedOut]),
      ("unit", [.malformedAnswer]), ("function", [.malformedAnswer]), ("short", [.malformedAnswer]),
    ])
  func `a server that breaks the protocol yields reasons and no numbers`(
    _ mode: String, _ reasons: [SampleReason]
  ) async throws {
    let server = try ForeignServer.libmodbus()
    let rude = try ForeignServer.rude(mode, before: server)
    let (samples, _, failures) = try await read(
      try WirePlant.counting(0..<125, table: .inputRegister), port: rude.port
    ) { if reasons == [.timedOut] { $0.timeout = 0.3 } }
    #expect(failures.count == 1)
    for sample in samples.values {
      #expect(sample.value == nil)
      #expect(sample.quality.reason.map(reasons.contains) == true, "\(sample.quality)")
    }
  }

  @Test(.enabled(if: ForeignServer.hasPython && ForeignServer.hasLibmodbus, "\(ForeignServer.absence)"))
  func `answers joined into one piece, with a stray one before them, find their questions`() async throws {
    let server = try ForeignServer.libmodbus()
    let rude = try ForeignServer.rude("joined", before: server)
    let (samples, _, failures) = try await read(
      try WirePlant.counting(0..<250, table: .inputRegister), port: rude.port
    ) { $0.outstanding = 2 }
    #expect(failures.isEmpty)
    for (id, sample) in samples {
      #expect(sample.value == Double(id.rawValue.dropFirst(3)).map { .number(3 * $0) })
    }
  }
}
