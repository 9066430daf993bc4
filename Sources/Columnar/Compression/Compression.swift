internal import Zstandard

/// How the pages of a Parquet file are packed.
public enum Compression: String, Hashable, Sendable, CaseIterable {
  case uncompressed
  case snappy
  /// Read only.
  case gzip
  /// Needs libzstd, see ``isAvailable``.
  case zstd

  /// `zstd` where this program has it, else `snappy`.
  public static var preferred: Compression { zstd.isAvailable ? .zstd : .snappy }

  /// Whether this program can unpack such pages.
  public var isAvailable: Bool { self != .zstd || Zstandard.isAvailable }

  /// The codec by its number in the format.
  /// - Throws: ``ColumnarError`` of kind `unsupported`, with the name of the codec.
  init(code: Int64, offset: Int) throws(ColumnarError) {
    switch code {
    case 0: self = .uncompressed
    case 1: self = .snappy
    case 2: self = .gzip
    case 6: self = .zstd
    default:
      let names: [Int64: String] = [3: "LZO", 4: "BROTLI", 5: "LZ4", 7: "LZ4_RAW"]
      throw ColumnarError(
        .unsupported, offset: offset, found: "the codec \(names[code] ?? "\(code)")",
        expected: "UNCOMPRESSED, SNAPPY, GZIP or ZSTD")
    }
    if !isAvailable { throw Self.missing(offset) }
  }

  var code: Int64 {
    switch self {
    case .uncompressed: 0
    case .snappy: 1
    case .gzip: 2
    case .zstd: 6
    }
  }

  /// - Throws: ``ColumnarError`` of kind `unsupported` for `gzip`, and for `zstd` without libzstd.
  func pack(_ bytes: [UInt8]) throws(ColumnarError) -> [UInt8] {
    switch self {
    case .uncompressed: return bytes
    case .snappy: return Snappy.compress(bytes)
    case .gzip: throw ColumnarError(.unsupported, found: "gzip for writing", expected: "snappy or zstd")
    case .zstd:
      guard let packed = Zstandard.compressed(bytes) else { throw Self.missing(nil) }
      return packed
    }
  }

  /// Unpacks the rest of a reader to exactly `size` bytes.
  func unpack(_ reader: ByteReader, size: Int) throws(ColumnarError) -> [UInt8] {
    let rest = reader.bytes[reader.position..<reader.end]
    if rest.isEmpty, size == 0 { return [] }
    switch self {
    case .uncompressed:
      guard rest.count == size else { throw reader.malformed("\(rest.count) bytes", "\(size), as the page says") }
      return Array(rest)
    case .snappy: return try Snappy.decompress(reader, size: size)
    case .gzip: return try Inflate.gzip(reader, size: size)
    case .zstd:
      guard isAvailable else { throw Self.missing(reader.offset) }
      guard let bytes = Zstandard.decompressed(rest, size: size) else {
        throw reader.malformed("no zstd frame of \(size) bytes", "one, as the page says")
      }
      return bytes
    }
  }

  private static func missing(_ offset: Int?) -> ColumnarError {
    ColumnarError(
      .unsupported, offset: offset, found: "the codec ZSTD, which this program was built without",
      expected: "a build with libzstd (Debian: libzstd-dev), or another codec")
  }
}
