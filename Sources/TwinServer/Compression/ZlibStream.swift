import CZlib

extension z_stream {
  /// Feeds `input` through the stream until it is used up, the stream ends or fails, or no more is wanted.
  ///
  /// - Parameters:
  ///   - step: lets zlib work on what `next_in` and `next_out` point to, and returns its word.
  ///   - take: gets what came out, piece by piece; says whether more is wanted.
  /// - Returns: the last word of zlib.
  mutating func run(
    _ input: [UInt8], step: (inout z_stream) -> Int32, take: (ArraySlice<UInt8>) -> Bool
  ) -> Int32 {
    var input = input
    var room = [UInt8](repeating: 0, count: 1 << 14)
    var code = Z_OK
    input.withUnsafeMutableBufferPointer { source in
      next_in = source.baseAddress
      avail_in = UInt32(source.count)
      var isMoreWanted = true
      repeat {
        room.withUnsafeMutableBufferPointer { target in
          next_out = target.baseAddress
          avail_out = UInt32(target.count)
          code = step(&self)
        }
        isMoreWanted = take(room[..<(room.count - Int(avail_out))])
      } while code == Z_OK && isMoreWanted && (avail_in > 0 || avail_out == 0)
      next_in = nil
    }
    return code
  }
}
