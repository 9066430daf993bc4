/// Least and greatest value of a chunk and the number of its nulls.
struct ColumnStatistics: Sendable {
  /// Texts longer than this are left out.
  private static let textMaximum = 64

  private let nullCount: Int
  /// As PLAIN has them; texts without their length. `nil` when all cells are null or the type's order does not tell.
  private var range: (least: [UInt8], greatest: [UInt8])?

  /// - Parameter distinct: the different texts of the cells, where they are known.
  init(_ cells: ColumnCells, distinct: [String]?) {
    nullCount = cells.nullCount
    switch cells {
    case .int32(let cells): range = Self.range(cells) { bytes($0) }
    case .int64(let cells), .timestamp(let cells): range = Self.range(cells) { bytes($0) }
    case .double(let cells): range = Self.doubles(cells)
    case .bool(let cells):
      let flags = (0..<cells.count).compactMap { cells[$0] }
      if !flags.isEmpty { range = ([flags.contains(false) ? 0 : 1], [flags.contains(true) ? 1 : 0]) }
    case .string(let cells):
      let texts = distinct ?? (0..<cells.count).compactMap { cells[$0] }
      func precedes(_ left: String, _ right: String) -> Bool { left.utf8.lexicographicallyPrecedes(right.utf8) }
      if let least = texts.min(by: precedes), let greatest = texts.max(by: precedes),
        max(least.utf8.count, greatest.utf8.count) <= Self.textMaximum
      {
        range = (Array(least.utf8), Array(greatest.utf8))
      }
    }
    func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
      var bytes: [UInt8] = []
      bytes.append(littleEndian: number)
      return bytes
    }
  }

  private static func range<Number: Comparable>(
    _ cells: Cells<Number>, _ bytes: (Number) -> [UInt8]
  ) -> (least: [UInt8], greatest: [UInt8])? {
    let values = (0..<cells.count).lazy.compactMap { cells[$0] }
    guard let least = values.min(), let greatest = values.max() else { return nil }
    return (bytes(least), bytes(greatest))
  }

  /// Undefined numbers are left out; zero is written with the sign that includes both zeros, as the format asks.
  private static func doubles(_ cells: Cells<Double>) -> (least: [UInt8], greatest: [UInt8])? {
    var (least, greatest) = (Double.infinity, -Double.infinity)
    var isEmpty = true
    for row in 0..<cells.count {
      guard let value = cells[row], !value.isNaN else { continue }
      isEmpty = false
      least = min(least, value)
      greatest = max(greatest, value)
    }
    guard !isEmpty else { return nil }
    func bytes(_ number: Double) -> [UInt8] {
      var bytes: [UInt8] = []
      bytes.append(littleEndian: number.bitPattern)
      return bytes
    }
    return (bytes(least == 0 ? -0.0 : least), bytes(greatest == 0 ? 0.0 : greatest))
  }

  func write(to writer: inout ThriftWriter) {
    writer.i64(3, Int64(nullCount))
    if let range {
      writer.binary(5, range.greatest)
      writer.binary(6, range.least)
    }
  }
}
