import Learning

/// Where a study looks: points of the unit cube, each known by its index alone, so that a study can be interrupted,
/// continued and divided among threads without changing a shot.
package protocol Design: Sendable {
  /// Number of points.
  var count: Int { get }
  /// Number of coordinates of a point.
  var dimensions: Int { get }
  /// The point at an index below `count`; every coordinate is inside 0 … 1, ends excluded.
  func point(_ index: Int) -> [Double]
}

/// Independent, uniformly distributed points.
package struct RandomDesign: Design {
  package let count: Int
  package let dimensions: Int
  private let seed: UInt64

  package init(count: Int, dimensions: Int, seed: UInt64) {
    self.count = count
    self.dimensions = dimensions
    self.seed = seed
  }

  package func point(_ index: Int) -> [Double] {
    (0..<dimensions).map { SplitMix64.unit(SplitMix64.value(seed: seed, at: UInt64(index * dimensions + $0))) }
  }
}

/// Every combination of the levels of each coordinate; the last coordinate changes fastest. A level is the middle of
/// its cell.
package struct GridDesign: Design {
  package let count: Int
  private let levels: [Int]

  /// - Parameter levels: number of levels of each coordinate, positive; their product fits an `Int`.
  package init(levels: [Int]) {
    self.levels = levels
    count = levels.reduce(1, *)
  }

  package var dimensions: Int { levels.count }

  package func point(_ index: Int) -> [Double] {
    var rest = index
    var point = [Double](repeating: 0, count: levels.count)
    for dimension in levels.indices.reversed() {
      point[dimension] = (Double(rest % levels[dimension]) + 0.5) / Double(levels[dimension])
      rest /= levels[dimension]
    }
    return point
  }
}

/// Latin hypercube: each of `count` equal slices of every coordinate holds one point, at random within it.
///
/// Reference: M. D. McKay, R. J. Beckman, W. J. Conover, Technometrics 21 (1979) 239.
package struct LatinHypercube: Design {
  package let count: Int
  private let seed: UInt64
  /// The slice of each point, by dimension.
  private let slices: [[Int32]]

  /// - Parameter count: at most 2³¹ − 1.
  package init(count: Int, dimensions: Int, seed: UInt64) {
    self.count = count
    self.seed = seed
    slices = (0..<dimensions).map { dimension in
      var random = SplitMix64(seed: SplitMix64.value(seed: ~seed, at: UInt64(dimension)))
      var order = (0..<Int32(count)).map { $0 }
      for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, random.next(below: last + 1)) }
      return order
    }
  }

  package var dimensions: Int { slices.count }

  package func point(_ index: Int) -> [Double] {
    slices.indices.map { dimension in
      let bits = SplitMix64.value(seed: seed, at: UInt64(index * dimensions + dimension))
      // A slice's end belongs to the next slice; the offset keeps clear of it whatever the rounding.
      let offset = min(max(SplitMix64.unit(bits), 1e-6), 1 - 1e-6)
      return (Double(slices[dimension][index]) + offset) / Double(count)
    }
  }
}
