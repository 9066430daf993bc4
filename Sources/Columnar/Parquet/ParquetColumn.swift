/// A column of a Parquet file as its schema has it, and what it becomes here.
struct ParquetColumn {
  /// How the file stores the values.
  enum Physical: Int64 {
    case bool = 0
    case int32 = 1
    case int64 = 2
    case float = 4
    case double = 5
    case bytes = 6
  }

  /// What the stored values mean.
  enum Meaning {
    case plain
    /// Unsigned numbers of 32 bits.
    case unsigned32
    case text
    /// Instants; microseconds = value × `scale`, or value ÷ 1000 where `scale` is 0.
    case timestamp(scale: Int64)
  }

  let name: String
  let physical: Physical
  let meaning: Meaning
  let isOptional: Bool

  var type: ColumnType {
    switch (physical, meaning) {
    case (_, .timestamp): .timestamp
    case (_, .unsigned32), (.int64, _): .int64
    case (.int32, _): .int32
    case (.bool, _): .bool
    case (.float, _), (.double, _): .double
    case (.bytes, _): .string
    }
  }

  /// - Throws: ``ColumnarError`` of kind `unsupported` for what is nested, repeated, or of a type not known here.
  init(_ element: ThriftStructure, in bytes: [UInt8]) throws(ColumnarError) {
    let name = try element.text(4, "name of a column", in: bytes)
    func refuse(_ found: String, _ expected: String) -> ColumnarError {
      ColumnarError(.unsupported, offset: element.offset, column: name, found: found, expected: expected)
    }
    guard (element.optionalInteger(5) ?? 0) == 0, element.optionalInteger(1) != nil else {
      throw refuse("a nested column", "a flat table: one value per cell")
    }
    let repetition = element.optionalInteger(3) ?? 0
    guard repetition == 0 || repetition == 1 else {
      throw refuse("a repeated column", "a flat table: one value per cell")
    }
    let code = try element.integer(1, "type of a column")
    guard let physical = Physical(rawValue: code) else {
      let names: [Int64: String] = [3: "INT96", 7: "FIXED_LEN_BYTE_ARRAY"]
      throw refuse("the type \(names[code] ?? "\(code)")", "BOOLEAN, INT32, INT64, FLOAT, DOUBLE or BYTE_ARRAY")
    }
    self.name = name
    self.physical = physical
    isOptional = repetition == 1
    switch Self.meaning(element, physical) {
    case .success(let meaning): self.meaning = meaning
    case .failure(let refusal): throw refuse(refusal.found, refusal.expected)
    }
  }

  private struct Refusal: Error {
    let found: String
    let expected: String
  }

  private static func meaning(_ element: ThriftStructure, _ physical: Physical) -> Result<Meaning, Refusal> {
    let converted = element.optionalInteger(6)
    if let logical = element.optionalStructure(10), let (id, value) = logical.fields.first {
      let details: ThriftStructure? = if case .structure(let inner) = value { inner } else { nil }
      return meaning(logical: id, details, physical)
    }
    guard let converted else {
      guard physical == .bytes else { return .success(.plain) }
      return .failure(Refusal(found: "bytes of no stated meaning", expected: "UTF-8 text"))
    }
    switch (converted, physical) {
    case (15...18, .int32), (15...18, .int64): return .success(.plain)
    case (0, .bytes), (4, .bytes), (19, .bytes): return .success(.text)
    case (9, .int64): return .success(.timestamp(scale: 1000))
    case (10, .int64): return .success(.timestamp(scale: 1))
    case (11, .int32), (12, .int32): return .success(.plain)
    case (13, .int32): return .success(.unsigned32)
    default:
      return .failure(
        Refusal(found: "the converted type \(converted)", expected: "numbers, text, or timestamps in UTC"))
    }
  }

  private static func meaning(
    logical id: Int16, _ details: ThriftStructure?, _ physical: Physical
  ) -> Result<Meaning, Refusal> {
    let names: [Int16: String] = [
      2: "MAP", 3: "LIST", 5: "DECIMAL", 6: "DATE", 7: "TIME", 11: "UNKNOWN", 13: "BSON", 14: "UUID", 15: "FLOAT16",
    ]
    switch (id, physical) {
    case (1, .bytes), (4, .bytes), (12, .bytes): return .success(.text)
    case (8, .int64):
      guard details?.bool(1) == true else {
        return .failure(Refusal(found: "times without a zone", expected: "timestamps in UTC"))
      }
      guard let unit = details?.optionalStructure(2)?.fields.first?.key, let scale = [1: 1000, 2: 1, 3: 0][unit] else {
        return .failure(Refusal(found: "timestamps of no known unit", expected: "milli-, micro- or nanoseconds"))
      }
      return .success(.timestamp(scale: Int64(scale)))
    case (10, .int32), (10, .int64):
      if details?.bool(2) == true { return .success(.plain) }
      guard physical == .int32 else {
        return .failure(Refusal(found: "unsigned numbers of 64 bits", expected: "signed, or of at most 32 bits"))
      }
      return .success((details?.optionalInteger(1) ?? 32) < 32 ? .plain : .unsigned32)
    default:
      return .failure(
        Refusal(found: "the logical type \(names[id] ?? "\(id)")", expected: "numbers, text, or timestamps in UTC"))
    }
  }
}
