/// Values as a Parquet file stores them, nulls left out or standing as placeholders.
enum PhysicalValues {
  case bool([Bool])
  case int32([Int32])
  case int64([Int64])
  case double([Double])
  case text([String])

  /// Decodes `count` values one behind the other (PLAIN = 0).
  init(plain reader: inout ByteReader, count: Int, _ physical: ParquetColumn.Physical) throws(ColumnarError) {
    switch physical {
    case .bool:
      let packed = try reader.take((count + 7) / 8, "\(count) truth values")
      let bytes = reader.bytes
      self = .bool((0..<count).map { bytes[packed.lowerBound + $0 / 8] >> UInt8($0 % 8) & 1 == 1 })
    case .int32: self = .int32(try reader.numbers(Int32.self, count: count) { $0 })
    case .int64: self = .int64(try reader.numbers(Int64.self, count: count) { $0 })
    case .float: self = .double(try reader.numbers(UInt32.self, count: count) { Double(Float(bitPattern: $0)) })
    case .double: self = .double(try reader.numbers(UInt64.self, count: count) { Double(bitPattern: $0) })
    case .bytes:
      guard count <= reader.remaining / 4 else {
        throw reader.malformed("\(reader.remaining) bytes of texts", "\(count) texts of 4 bytes at least")
      }
      var texts: [String] = []
      texts.reserveCapacity(count)
      for _ in 0..<count {
        let size = Int(try reader.number(UInt32.self, "the length of a text"))
        guard let text = String(validating: reader.bytes[try reader.take(size, "a text")], as: UTF8.self) else {
          throw reader.malformed("bytes that are no UTF-8", "UTF-8 text")
        }
        texts.append(text)
      }
      self = .text(texts)
    }
  }

  /// Decodes `count` numbers whose bytes are stored by their place in the number (BYTE_STREAM_SPLIT = 9).
  init(split reader: inout ByteReader, count: Int, _ physical: ParquetColumn.Physical) throws(ColumnarError) {
    let size = physical == .double || physical == .int64 ? 8 : 4
    guard physical != .bool, physical != .bytes, count <= reader.remaining / size else {
      throw reader.malformed("\(reader.remaining) bytes in streams", "\(count) numbers")
    }
    let range = try reader.take(count * size, "streams of bytes")
    var bytes = [UInt8](repeating: 0, count: range.count)
    for stream in 0..<size {
      for index in 0..<count { bytes[index * size + stream] = reader.bytes[range.lowerBound + stream * count + index] }
    }
    var joined = ByteReader(bytes, origin: reader.offset, isUnpacked: true)
    try self.init(plain: &joined, count: count, physical)
  }

  var count: Int {
    switch self {
    case .bool(let values): values.count
    case .int32(let values): values.count
    case .int64(let values): values.count
    case .double(let values): values.count
    case .text(let values): values.count
    }
  }

  /// The values at these places, all of which exist.
  func gathered(_ places: [Int32]) -> PhysicalValues {
    switch self {
    case .bool(let values): .bool(places.map { values[Int($0)] })
    case .int32(let values): .int32(places.map { values[Int($0)] })
    case .int64(let values): .int64(places.map { values[Int($0)] })
    case .double(let values): .double(places.map { values[Int($0)] })
    case .text(let values): .text(places.map { values[Int($0)] })
    }
  }

  /// The values with placeholders where `validity` is false; as many values as it has true flags.
  func spread(_ validity: [Bool]) -> PhysicalValues {
    switch self {
    case .bool(let values): .bool(Self.spread(values, validity, false))
    case .int32(let values): .int32(Self.spread(values, validity, 0))
    case .int64(let values): .int64(Self.spread(values, validity, 0))
    case .double(let values): .double(Self.spread(values, validity, 0))
    case .text(let values): .text(Self.spread(values, validity, ""))
    }
  }

  private static func spread<Value>(_ values: [Value], _ validity: [Bool], _ placeholder: Value) -> [Value] {
    var next = 0
    return validity.map { isValid in
      guard isValid else { return placeholder }
      defer { next += 1 }
      return values[next]
    }
  }

  /// Appends values of the same kind; false when they are of another.
  mutating func append(_ other: PhysicalValues) -> Bool {
    switch (self, other) {
    case (.bool(let left), .bool(let right)): self = .bool(left + right)
    case (.int32(let left), .int32(let right)): self = .int32(left + right)
    case (.int64(let left), .int64(let right)): self = .int64(left + right)
    case (.double(let left), .double(let right)): self = .double(left + right)
    case (.text(let left), .text(let right)): self = .text(left + right)
    default: return false
    }
    return true
  }

  /// The cells of a column with this meaning.
  func cells(_ column: ParquetColumn, _ validity: [Bool]?) throws(ColumnarError) -> ColumnCells {
    switch (self, column.meaning) {
    case (.bool(let values), _): return .bool(Cells(values: values, validity: validity))
    case (.int32(let values), .unsigned32):
      return .int64(Cells(values: values.map { Int64(UInt32(bitPattern: $0)) }, validity: validity))
    case (.int32(let values), _): return .int32(Cells(values: values, validity: validity))
    case (.int64(let values), .timestamp(let scale)):
      return .timestamp(Cells(values: try Self.microseconds(values, scale), validity: validity))
    case (.int64(let values), _): return .int64(Cells(values: values, validity: validity))
    case (.double(let values), _): return .double(Cells(values: values, validity: validity))
    case (.text(let values), _): return .string(Cells(values: values, validity: validity))
    }
  }

  private static func microseconds(_ values: [Int64], _ scale: Int64) throws(ColumnarError) -> [Int64] {
    if scale == 1 { return values }
    var result: [Int64] = []
    result.reserveCapacity(values.count)
    for value in values {
      let (scaled, overflows) = value.multipliedReportingOverflow(by: max(scale, 1))
      guard !overflows, scale > 0 || value % 1000 == 0 else {
        throw ColumnarError(
          .unsupported, found: "a time of \(value) \(scale > 0 ? "ms" : "ns")",
          expected: "one that is a whole number of microseconds in 64 bits")
      }
      result.append(scale > 0 ? scaled : value / 1000)
    }
    return result
  }
}
