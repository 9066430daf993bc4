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
    var output = ByteBuffer()
    let code = stream.run(Array(piece.readableBytesView)) {
      deflate(&$0, isLast ? Z_FINISH : Z_NO_FLUSH)
    } take: {
      output.writeBytes($0)
      return true
    }
    guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else { throw ZlibFailure(code: code) }
    return output
  }
}

/// A word of zlib that is no success.
package struct ZlibFailure: Error, Hashable {
  package let code: Int32
}
