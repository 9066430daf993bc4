/// A column counted at the places of ``DriftBins``, block by block.
struct ColumnSample: Sendable {
  /// One per block.
  let blocks: [BinCounts]
  /// Rows without a value, one number per block.
  let missing: [Int]
  /// Sum of the numbers of each block, and of all their squares about `origin`; zero of texts.
  let sums: [Double]
  private let squares: Double
  private let origin: Double

  /// Counts a column.
  ///
  /// - Parameter origin: a number near the others, so that sums of squares lose nothing.
  init(_ column: DriftColumn, at bins: DriftBins, rows: DriftRows, origin: Double = 0) {
    var blocks: [BinCounts] = []
    var missing: [Int] = []
    var sums: [Double] = []
    var squares = 0.0
    switch (column.values, bins) {
    case (.numbers(let values), .knots(let knots, _)):
      for block in rows.blocks {
        let span = values.span.extracting(block)
        var counts = BinCounts(count: bins.count)
        counts.add(span, knots: knots.span)
        var sum = 0.0
        for index in span.indices {
          let value = unsafe span[unchecked: index]
          guard value.isFinite else { continue }
          let distance = value - origin
          sum += distance
          squares += distance * distance
        }
        missing.append(block.count - counts.total)
        blocks.append(counts)
        sums.append(sum)
      }
    case (.texts(let values, let words), .categories(let categories)):
      let places = words.map { word in categories.firstIndex(of: word) ?? categories.count }
      for block in rows.blocks {
        var counts = BinCounts(count: bins.count)
        for row in block where values[row] >= 0 { counts.counts[places[Int(values[row])]] += 1 }
        missing.append(block.count - counts.total)
        blocks.append(counts)
        sums.append(0)
      }
    default: break
    }
    self.blocks = blocks
    self.missing = missing
    self.sums = sums
    self.squares = squares
    self.origin = origin
  }

  /// All blocks together.
  var total: BinCounts { blocks.dropFirst().reduce(blocks.first ?? BinCounts([])) { $0 + $1 } }

  /// Mean and standard deviation of `count` numbers; zero of nothing.
  func moments(count: Int) -> (mean: Double, deviation: Double) {
    guard count > 0 else { return (0, 0) }
    let mean = sums.reduce(0, +) / Double(count)
    let variance = count > 1 ? max(squares - mean * mean * Double(count), 0) / Double(count - 1) : 0
    return (origin + mean, variance.squareRoot())
  }

  /// Mean of the numbers of each block, `nil` of an empty one.
  var means: [Double?] {
    zip(blocks, sums).map { counts, sum in
      let count = counts.total
      return count > 0 ? origin + sum / Double(count) : nil
    }
  }
}
