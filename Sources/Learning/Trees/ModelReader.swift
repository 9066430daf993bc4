/// Bytes of a model file with a position, every read checked.
struct ModelReader {
  /// Deepest nesting that is followed; models need six levels.
  static let depthMaximum = 32
  /// Largest number of values in one document.
  static let valueMaximum = 200_000_000

  let bytes: [UInt8]
  /// Whether numbers of JSON with a point or an exponent keep double precision, one by one; models need single.
  let isPrecise: Bool
  private(set) var position = 0

  init(_ bytes: [UInt8], isPrecise: Bool = false) {
    self.bytes = bytes
    self.isPrecise = isPrecise
  }

  var remaining: Int { bytes.count - position }

  /// The next byte, which stays next; `nil` at the end.
  var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func skip() { position += 1 }

  mutating func take() throws(ModelFileError) -> UInt8 {
    guard let byte = next else { throw truncated() }
    position += 1
    return byte
  }

  /// The next `count` bytes.
  mutating func take(_ count: Int) throws(ModelFileError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= remaining else { throw truncated() }
    defer { position += count }
    return bytes[position..<position + count]
  }

  /// A whole number of `width` bytes, most significant first, with its sign.
  mutating func bigEndian(_ width: Int) throws(ModelFileError) -> Int64 {
    var bits: UInt64 = 0
    for byte in try take(width) { bits = bits << 8 | UInt64(byte) }
    let unused = UInt64(64 - 8 * width)
    return Int64(bitPattern: bits << unused) >> Int64(unused)
  }

  func truncated() -> ModelFileError {
    ModelFileError(
      kind: .malformed, place: "byte \(bytes.count)", found: "the end of the file", expected: "the rest of the model")
  }

  func unexpected(_ expected: String, at place: Int? = nil) -> ModelFileError {
    let place = place ?? position
    let found = place < bytes.count ? "byte \(bytes[place])" : "the end of the file"
    return ModelFileError(kind: .malformed, place: "byte \(place)", found: found, expected: expected)
  }
}

extension ModelValue {
  /// Reads a document in JSON (RFC 8259) whose numbers keep double precision.
  ///
  /// - Throws: ``ModelFileError`` of kind `malformed`, with the byte.
  static func readDocument(_ bytes: [UInt8]) throws(ModelFileError) -> ModelValue {
    var reader = ModelReader(bytes, isPrecise: true)
    let value = try reader.json(depth: 0)
    reader.skipSpace()
    guard reader.remaining == 0 else { throw reader.unexpected("the end of the file") }
    return value
  }

  /// Reads a model file of either encoding: JSON (RFC 8259) or UBJSON (draft 12).
  ///
  /// - Throws: ``ModelFileError`` of kind `malformed`, with the byte.
  static func read(_ bytes: [UInt8]) throws(ModelFileError) -> ModelValue {
    var reader = ModelReader(bytes)
    // Both begin with a brace; what follows is the first key, in quotes or led by its length.
    let isText = bytes.dropFirst().first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }.map { $0 == 0x22 || $0 == 0x7D }
    guard bytes.first == 0x7B else { throw reader.unexpected("an object, as a model in JSON or UBJSON begins") }
    let value = isText ?? false ? try reader.json(depth: 0) : try reader.ubjson(depth: 0)
    reader.skipSpace()
    guard reader.remaining == 0 else { throw reader.unexpected("the end of the file") }
    return value
  }
}
