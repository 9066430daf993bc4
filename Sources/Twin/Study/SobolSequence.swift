import Learning

/// The Sobol' sequence in Gray-code order, with 32 bits per coordinate, up to 53 dimensions.
///
/// Reference: I. M. Sobol', USSR Comp. Math. Math. Phys. 7 (1967) 86; order of I. A. Antonov and V. M. Saleev (1979).
package struct SobolSequence: Sendable {
  /// Most coordinates of a point.
  package static let dimensionMaximum = SobolDirections.table.count + 1

  private let directions: [[UInt32]]

  /// The sequence in `dimensions` coordinates, 1 … ``dimensionMaximum``.
  package init(dimensions: Int) {
    precondition((1...Self.dimensionMaximum).contains(dimensions), "the Sobol' sequence has 1 … 53 dimensions")
    directions = (0..<dimensions).map(Self.directions)
  }

  /// A coordinate of a point as a fraction of 2³²; the sequence repeats after 2³² points.
  package func bits(_ index: Int, dimension: Int) -> UInt32 {
    var gray = UInt32(truncatingIfNeeded: index ^ (index >> 1))
    var bits: UInt32 = 0
    while gray != 0 {
      bits ^= directions[dimension][gray.trailingZeroBitCount]
      gray &= gray - 1
    }
    return bits
  }

  private static func directions(_ dimension: Int) -> [UInt32] {
    guard dimension > 0 else { return (0..<32).map { 1 << (31 - UInt32($0)) } }
    let (degree, coefficients, initial) = SobolDirections.table[dimension - 1]
    var numbers = initial
    for k in degree..<32 {
      var number = numbers[k - degree] ^ (numbers[k - degree] << UInt32(degree))
      for j in 1..<max(degree, 1) where (coefficients >> (degree - 1 - j)) & 1 == 1 {
        number ^= numbers[k - j] << UInt32(j)
      }
      numbers.append(number)
    }
    return numbers.enumerated().map { $0.element << UInt32(31 - $0.offset) }
  }
}

/// The first points of the Sobol' sequence, scrambled by a seed so that every point is uniformly distributed while the
/// even cover remains.
///
/// The scrambling is nested and uniform, as A. B. Owen proposed (1995): each bit is flipped or not by a random bit of
/// the seed, the dimension and all bits above it.
package struct SobolDesign: Design {
  package let count: Int
  package let dimensions: Int
  private let sequence: SobolSequence
  private let keys: [UInt64]

  /// - Parameters:
  ///   - count: at most 2³².
  ///   - dimensions: 1 … ``SobolSequence/dimensionMaximum``.
  package init(count: Int, dimensions: Int, seed: UInt64) {
    self.count = count
    self.dimensions = dimensions
    sequence = SobolSequence(dimensions: dimensions)
    keys = (0..<dimensions).map { SplitMix64.value(seed: seed, at: UInt64($0)) }
  }

  package func point(_ index: Int) -> [Double] {
    (0..<dimensions).map { dimension in
      let bits = Self.scrambled(sequence.bits(index, dimension: dimension), key: keys[dimension])
      return (Double(bits) + 0.5) * 0x1p-32
    }
  }

  private static func scrambled(_ bits: UInt32, key: UInt64) -> UInt32 {
    var scrambled: UInt32 = 0
    // The bits above, behind a leading one: a number for each node of the tree of all prefixes.
    var node: UInt64 = 1
    for level in 0..<UInt32(32) {
      let bit = (bits >> (31 - level)) & 1
      let flip = UInt32(SplitMix64.value(seed: key, at: node) >> 63)
      scrambled = scrambled << 1 | (bit ^ flip)
      node = node << 1 | UInt64(bit)
    }
    return scrambled
  }
}
