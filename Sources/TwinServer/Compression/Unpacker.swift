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
    var input = packed
    var output: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 1 << 14)
    var code = Z_OK
    input.withUnsafeMutableBufferPointer { source in
      stream.next_in = source.baseAddress
      stream.avail_in = UInt32(source.count)
      repeat {
        room.withUnsafeMutableBufferPointer { target in
          stream.next_out = target.baseAddress
          stream.avail_out = UInt32(target.count)
          code = inflate(&stream, Z_NO_FLUSH)
        }
        output += room[..<(room.count - Int(stream.avail_out))]
      } while code == Z_OK && output.count <= limit && (stream.avail_in > 0 || stream.avail_out == 0)
      stream.next_in = nil
    }
    if output.count > limit { throw .tooLarge }
    guard code == Z_STREAM_END, stream.avail_in == 0 else { throw .malformed }
    return output
  }
}
