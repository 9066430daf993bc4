#if Zstd
  internal import CZstd
#endif

/// Zstandard frames through libzstd, where the package was built with the trait `Zstd`.
public enum Zstandard {
  /// Whether this program was built with libzstd.
  public static var isAvailable: Bool {
    #if Zstd
      true
    #else
      false
    #endif
  }

  /// One frame holding `bytes` at level 3; `nil` without libzstd.
  public static func compressed(_ bytes: [UInt8]) -> [UInt8]? {
    #if Zstd
      let capacity = ZSTD_compressBound(bytes.count)
      let frame = [UInt8](unsafeUninitializedCapacity: capacity) { target, count in
        let size = bytes.withUnsafeBytes {
          ZSTD_compress(target.baseAddress, capacity, $0.baseAddress, $0.count, 3)
        }
        count = ZSTD_isError(size) == 0 ? size : 0
      }
      return frame.isEmpty ? nil : frame
    #else
      return nil
    #endif
  }

  /// What the frames in `bytes` hold, which is exactly `size` bytes; `nil` when they hold anything else, are torn, or
  /// without libzstd.
  ///
  /// At most `size` bytes are allocated, whatever the frames claim.
  public static func decompressed(_ bytes: ArraySlice<UInt8>, size: Int) -> [UInt8]? {
    #if Zstd
      var isWhole = false
      let content = [UInt8](unsafeUninitializedCapacity: size) { target, count in
        let found = bytes.withUnsafeBytes { ZSTD_decompress(target.baseAddress, size, $0.baseAddress, $0.count) }
        isWhole = ZSTD_isError(found) == 0 && found == size
        count = isWhole ? size : 0
      }
      return isWhole ? content : nil
    #else
      return nil
    #endif
  }
}
