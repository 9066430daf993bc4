/// Writes Thrift's compact protocol.
struct ThriftWriter {
  private(set) var bytes: [UInt8] = []
  private var last: Int16 = 0

  /// A structure written by `body`, with its end.
  static func structure(_ body: (inout ThriftWriter) -> Void) -> [UInt8] {
    var writer = ThriftWriter()
    body(&writer)
    return writer.bytes + [0]
  }

  private mutating func field(_ id: Int16, _ kind: UInt8) {
    let step = id - last
    if (1...15).contains(step) {
      bytes.append(UInt8(step) << 4 | kind)
    } else {
      bytes.append(kind)
      zigzag(Int64(id))
    }
    last = id
  }

  private mutating func zigzag(_ value: Int64) {
    bytes.append(varint: UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  mutating func i32(_ id: Int16, _ value: Int64) {
    field(id, 5)
    zigzag(value)
  }

  mutating func i64(_ id: Int16, _ value: Int64) {
    field(id, 6)
    zigzag(value)
  }

  mutating func bool(_ id: Int16, _ value: Bool) { field(id, value ? 1 : 2) }

  mutating func binary(_ id: Int16, _ value: some Collection<UInt8>) {
    field(id, 8)
    bytes.append(varint: UInt64(value.count))
    bytes += value
  }

  mutating func structure(_ id: Int16, _ body: (inout ThriftWriter) -> Void) {
    field(id, 12)
    bytes += Self.structure(body)
  }

  mutating func structures(_ id: Int16, _ structures: [[UInt8]]) {
    listHead(id, kind: 12, count: structures.count)
    for structure in structures { bytes += structure }
  }

  mutating func integers(_ id: Int16, _ values: [Int64]) {
    listHead(id, kind: 5, count: values.count)
    for value in values { zigzag(value) }
  }

  mutating func texts(_ id: Int16, _ values: [String]) {
    listHead(id, kind: 8, count: values.count)
    for value in values {
      bytes.append(varint: UInt64(value.utf8.count))
      bytes += value.utf8
    }
  }

  private mutating func listHead(_ id: Int16, kind: UInt8, count: Int) {
    field(id, 9)
    if count < 15 {
      bytes.append(UInt8(count) << 4 | kind)
    } else {
      bytes.append(0xF0 | kind)
      bytes.append(varint: UInt64(count))
    }
  }
}
