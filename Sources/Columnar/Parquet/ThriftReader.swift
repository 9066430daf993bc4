/// A value of Thrift's compact protocol, as Parquet's page heads and footers hold them.
enum ThriftValue {
  case bool(Bool)
  case integer(Int64)
  case double
  case bytes(Range<Int>)
  case list([ThriftValue])
  case structure(ThriftStructure)
}

/// Fields by their number, with the place in the file.
struct ThriftStructure {
  var fields: [Int16: ThriftValue] = [:]
  let offset: Int

  private func wrong(_ name: String) -> ColumnarError {
    ColumnarError(.malformed, offset: offset, found: "no \(name)", expected: "one, of its type")
  }

  func integer(_ id: Int16, _ name: String) throws(ColumnarError) -> Int64 {
    guard let value = optionalInteger(id) else { throw wrong(name) }
    return value
  }

  func optionalInteger(_ id: Int16) -> Int64? {
    if case .integer(let value) = fields[id] { value } else { nil }
  }

  /// A number that counts something, so 0 … `maximum`.
  func count(_ id: Int16, _ name: String, maximum: Int = .max) throws(ColumnarError) -> Int {
    let value = try integer(id, name)
    guard value >= 0, value <= Int64(maximum) else {
      throw ColumnarError(
        value < 0 ? .malformed : .limit, offset: offset, found: "\(name) \(value)", expected: "0 … \(maximum)")
    }
    return Int(value)
  }

  func structure(_ id: Int16, _ name: String) throws(ColumnarError) -> ThriftStructure {
    guard let value = optionalStructure(id) else { throw wrong(name) }
    return value
  }

  func optionalStructure(_ id: Int16) -> ThriftStructure? {
    if case .structure(let value) = fields[id] { value } else { nil }
  }

  func bool(_ id: Int16) -> Bool? {
    if case .bool(let value) = fields[id] { value } else { nil }
  }

  func structures(_ id: Int16, _ name: String) throws(ColumnarError) -> [ThriftStructure] {
    guard case .list(let values) = fields[id] else { throw wrong(name) }
    var result: [ThriftStructure] = []
    for value in values {
      guard case .structure(let structure) = value else { throw wrong(name) }
      result.append(structure)
    }
    return result
  }

  func text(_ id: Int16, _ name: String, in bytes: [UInt8]) throws(ColumnarError) -> String {
    guard case .bytes(let range) = fields[id], let text = String(validating: bytes[range], as: UTF8.self) else {
      throw wrong("\(name) in UTF-8")
    }
    return text
  }

  func bytes(_ id: Int16, in bytes: [UInt8]) -> ArraySlice<UInt8>? {
    if case .bytes(let range) = fields[id] { bytes[range] } else { nil }
  }
}

/// Reads Thrift's compact protocol.
///
/// Every value takes at least one byte of input, so that what is allocated is bounded by the input.
///
/// - Reference: Apache Thrift, *Thrift Compact protocol encoding*.
enum ThriftReader {
  private static let depthMaximum = 16

  static func structure(_ reader: inout ByteReader, depth: Int = 0) throws(ColumnarError) -> ThriftStructure {
    guard depth < depthMaximum else {
      throw reader.malformed("structures \(depth) deep", "less than \(depthMaximum)")
    }
    var structure = ThriftStructure(offset: reader.offset)
    var last: Int16 = 0
    while true {
      let head = try reader.byte("a field")
      if head == 0 { return structure }
      if head >> 4 > 0 {
        last = last &+ Int16(head >> 4)
      } else {
        last = Int16(truncatingIfNeeded: try reader.zigzag())
      }
      let value: ThriftValue
      switch head & 15 {
      case 1: value = .bool(true)
      case 2: value = .bool(false)
      case let kind: value = try self.value(&reader, kind, depth)
      }
      guard structure.fields.updateValue(value, forKey: last) == nil else {
        throw reader.malformed("field \(last) twice", "each once")
      }
    }
  }

  private static func value(
    _ reader: inout ByteReader, _ kind: UInt8, _ depth: Int
  ) throws(ColumnarError) -> ThriftValue {
    switch kind {
    case 1, 2: return .bool(try reader.byte() == 1)
    case 3: return .integer(Int64(Int8(bitPattern: try reader.byte())))
    case 4, 5, 6: return .integer(try reader.zigzag())
    case 7:
      _ = try reader.take(8, "a double")
      return .double
    case 8: return .bytes(try reader.take(Int(clamping: try reader.varint()), "a text"))
    case 9, 10:
      let head = try reader.byte()
      let count = head >> 4 == 15 ? Int(clamping: try reader.varint()) : Int(head >> 4)
      try reader.require(count, "a list of as many values")
      var values: [ThriftValue] = []
      for _ in 0..<count {
        if head & 15 == 12 {
          values.append(.structure(try structure(&reader, depth: depth + 1)))
        } else {
          guard depth < depthMaximum else { throw reader.malformed("lists \(depth) deep", "less") }
          values.append(try value(&reader, head & 15, depth + 1))
        }
      }
      return .list(values)
    case 12: return .structure(try structure(&reader, depth: depth + 1))
    default: throw reader.malformed("a value of kind \(kind)", "a kind that Parquet uses")
    }
  }
}
