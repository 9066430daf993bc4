import CZlib

/// Unpacks bodies that came packed.
package enum Unpacker {
  /// Why a body could not be unpacked.
  package enum Failure: Error, Hashable {
    case malformed
    /// It unpacks to more than it may.
    case tooLarge
  }

  /// The bytes that were packed.
  ///
  /// - Parameter limit: most bytes that they may be; unpacking stops there, whatever the input claims.
  package static func unpack(_ packed: [UInt8], _ coding: ContentCoding, limit: Int) throws(Failure) -> [UInt8] {
    var stream = z_stream()
    let window: Int32 = coding == .gzip ? 31 : 15
    guard inflateInit2_(&stream, window, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw .malformed
    }
    defer { inflateEnd(&stream) }
    var output: [UInt8] = []
    let code = stream.run(packed) {
      inflate(&$0, Z_NO_FLUSH)
    } take: {
      output += $0
      return output.count <= limit
    }
    if output.count > limit { throw .tooLarge }
    guard code == Z_STREAM_END, stream.avail_in == 0 else { throw .malformed }
    return output
  }
}
