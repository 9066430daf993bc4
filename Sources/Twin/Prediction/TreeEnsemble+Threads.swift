package import Learning

extension TreeEnsemble {
  /// Rows below which a further thread costs more than it saves.
  private static let rowsPerThread = 512

  /// The margins of many rows, by several threads; the same bits for any number of them.
  ///
  /// - Parameters:
  ///   - rows: shape (n, m), row by row; NaN is missing.
  ///   - threads: at most so many pieces are worked on at once, each on a thread of the pool.
  /// - Returns: shape (n, k).
  package func margins(ofRows rows: [Float], threads: Int) async -> [Float] {
    let (m, k) = (featureCount, groupCount)
    let count = rows.count / m
    let pieces = max(1, min(threads, count / Self.rowsPerThread))
    let bounds = (0...pieces).map { count * $0 / pieces }
    let parts = await withTaskGroup(of: (Int, [Float]).self) { group in
      for piece in 0..<pieces {
        group.addTask {
          let range = bounds[piece]..<bounds[piece + 1]
          let part = [Float](unsafeUninitializedCapacity: range.count * k) { buffer, filled in
            buffer.initialize(repeating: 0)
            var target = buffer.mutableSpan
            margins(ofRows: rows.span.extracting(range.lowerBound * m..<range.upperBound * m), into: &target)
            filled = range.count * k
          }
          return (piece, part)
        }
      }
      var parts = Array(repeating: [Float](), count: pieces)
      for await (piece, part) in group { parts[piece] = part }
      return parts
    }
    return pieces == 1 ? parts[0] : Array(parts.joined())
  }
}
