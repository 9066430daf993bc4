import CZlib
package import NIOCore

/// Packs a body piece by piece.
package final class Packer {
  private var stream = z_stream()
  private var isOpen = false

  /// - Throws: ``ZlibFailure`` when there is no memory for it.
  package init(_ coding: ContentCoding) throws(ZlibFailure) {
    // 15 bits of window; 16 more ask for a head of gzip.
    let window: Int32 = coding == .gzip ? 31 : 15
    let code = deflateInit2_(
      &stream, 5, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else { throw ZlibFailure(code: code) }
    isOpen = true
  }

  deinit { if isOpen { deflateEnd(&stream) } }

  /// What can be sent once `piece` is added; all of it when the piece is the last one.
  package func pack(_ piece: ByteBuffer, isLast: Bool) throws(ZlibFailure) -> ByteBuffer {
    var input = piece.readableBytesView.withContiguousStorageIfAvailable { Array($0) } ?? []
    var output = ByteBuffer()
    var room = [UInt8](repeating: 0, count: 1 << 14)
    var code = Z_OK
    input.withUnsafeMutableBufferPointer { source in
      stream.next_in = source.baseAddress
      stream.avail_in = UInt32(source.count)
      repeat {
        room.withUnsafeMutableBufferPointer { target in
          stream.next_out = target.baseAddress
          stream.avail_out = UInt32(target.count)
          code = deflate(&stream, isLast ? Z_FINISH : Z_NO_FLUSH)
        }
        output.writeBytes(room[..<(room.count - Int(stream.avail_out))])
      } while stream.avail_out == 0
      stream.next_in = nil
    }
    guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else { throw ZlibFailure(code: code) }
    return output
  }
}

/// A word of zlib that is no success.
package struct ZlibFailure: Error, Hashable {
  package let code: Int32
}
