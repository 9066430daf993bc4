public import Plant

/// Which questions read the signals of a device: few, because each costs a journey; none longer than the device takes.
public struct ReadPlan: Hashable, Sendable {
  /// One question and the signals its answer holds.
  public struct Block: Hashable, Sendable {
    public let request: ModbusRequest
    public let signals: [SignalIndex]
  }

  /// In the order of unit, table and address.
  public private(set) var blocks: [Block]
  private let addresses: [SignalIndex: ModbusAddress]

  private struct Span {
    var signals: [SignalIndex]
    var unit: UInt8
    var table: ModbusAddress.Table
    var start: Int
    var end: Int
  }

  /// Plans the questions for the signals of `plant` that `device` has.
  public init(_ plant: PlantDescription, device: DeviceDescription) {
    var addresses: [SignalIndex: ModbusAddress] = [:]
    for (index, signal) in zip(plant.indices, plant.signals) {
      if case .modbus(let address) = signal.address, address.device == device.id { addresses[index] = address }
    }
    self.addresses = addresses
    let tables = ModbusAddress.Table.allCases
    func key(_ entry: (key: SignalIndex, value: ModbusAddress)) -> (Int, Int, Int, Int, UInt32) {
      let address = entry.value
      let table = tables.firstIndex(of: address.table) ?? 0
      return (Int(address.unit), table, Int(address.offset), address.form.registerCount, entry.key.rawValue)
    }
    let spans = addresses.sorted { key($0) < key($1) }
      .map { index, address in
        Span(
          signals: [index], unit: address.unit, table: address.table, start: Int(address.offset),
          end: Int(address.offset) + address.form.registerCount)
      }
    var merged: [Span] = []
    for span in spans {
      guard var last = merged.last, Self.canJoin(last, span, device) else {
        merged.append(span)
        continue
      }
      last.signals += span.signals
      last.end = max(last.end, span.end)
      merged[merged.count - 1] = last
    }
    blocks = merged.compactMap(Self.block)
  }

  private static func canJoin(_ last: Span, _ next: Span, _ device: DeviceDescription) -> Bool {
    guard last.unit == next.unit, last.table == next.table, !device.quirks.contains(.signalPerRequest) else {
      return false
    }
    let isBits = next.table.isBits
    let bridge = device.quirks.contains(.exactBlocks) ? 0 : isBits ? device.bridge * 16 : device.bridge
    let maximum = isBits ? device.bitMaximum : device.registerMaximum
    return next.start - last.end <= bridge && max(last.end, next.end) - last.start <= maximum
  }

  private static func block(_ span: Span) -> Block? {
    ModbusRequest(unit: span.unit, table: span.table, offset: UInt16(span.start), count: span.end - span.start)
      .map { Block(request: $0, signals: span.signals) }
  }

  /// The registers of a signal within the answer to its block; a bit comes as 0 or 1. `nil` where the answer has none.
  func registers(of signal: SignalIndex, in block: Block, _ answer: ModbusAnswer) -> [UInt16]? {
    guard let address = addresses[signal] else { return nil }
    let start = Int(address.offset) - Int(block.request.offset)
    switch answer {
    case .bits(let bits): return bits.indices.contains(start) ? [bits[start] ? 1 : 0] : nil
    case .registers(let registers):
      let range = start..<(start + address.form.registerCount)
      return registers.indices.contains(range.lowerBound) && range.upperBound <= registers.count
        ? Array(registers[range]) : nil
    }
  }

  /// Reads the signals of a block one by one from now on, because the device refuses what lies between them.
  /// - Returns: false where there is nothing to divide.
  mutating func divide(_ block: Block) -> Bool {
    guard block.signals.count > 1, let place = blocks.firstIndex(of: block) else { return false }
    let parts = block.signals.compactMap { signal -> Block? in
      guard let address = addresses[signal] else { return nil }
      return ModbusRequest(
        unit: address.unit, table: address.table, offset: address.offset, count: address.form.registerCount
      ).map { Block(request: $0, signals: [signal]) }
    }
    blocks.replaceSubrange(place...place, with: parts)
    return true
  }
}
