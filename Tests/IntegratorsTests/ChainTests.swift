import Integrators
import Testing

/// Numbers that look random and are the same in every run.
private struct Dice: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@Suite struct `Linear algebra of chains` {
  static let shapes: [ChainShape] = [
    ChainShape(links: 1, width: 1, exchange: 0),
    ChainShape(links: 1, width: 5, exchange: 2, separate: 1, shared: 2, quadratures: 3),
    ChainShape(links: 2, width: 3, exchange: 2),
    ChainShape(links: 3, width: 2, exchange: 0, separate: 2, quadratures: 1),
    ChainShape(links: 7, width: 4, exchange: 2, separate: 0, shared: 1, quadratures: 6),
    ChainShape(links: 20, width: 5, exchange: 2, separate: 2, shared: 2, quadratures: 6),
    ChainShape(links: 13, width: 6, exchange: 1, separate: 1, shared: 3, quadratures: 2),
    ChainShape(links: 5, width: 8, exchange: 7, separate: 3),
    ChainShape(links: 200, width: 4, exchange: 2, separate: 2, shared: 2, quadratures: 6),
  ]

  private static func random(_ shape: ChainShape, seed: UInt64) -> ChainLinearization {
    var dice = Dice(state: seed)
    var matrix = ChainLinearization(shape)
    func draw(_ values: inout [Double]) { for i in values.indices { values[i] = .random(in: -1...1, using: &dice) } }
    draw(&matrix.blocks)
    draw(&matrix.lower)
    draw(&matrix.upper)
    draw(&matrix.borderColumns)
    draw(&matrix.borderRows)
    for i in matrix.borderRows.indices { matrix.borderRows[i] /= Double(shape.chained) }
    draw(&matrix.quadratureRows)
    draw(&matrix.corner)
    // A shared scalar depends on those before it only.
    for row in shape.separate..<shape.border {
      for column in row..<shape.border { matrix.corner[row * shape.border + column] = 0 }
    }
    return matrix
  }

  /// Solutions by blocks and by one dense matrix, quadratures included, for one right side.
  private static func solutions(
    _ matrix: ChainLinearization, scale: Double, sizes: [Double] = []
  ) throws -> (chain: [Double], dense: [Double]) {
    let shape = matrix.shape
    let count = shape.dimension + shape.quadratures
    var dense = Linearization(dimension: shape.dimension, quadratures: shape.quadratures)
    matrix.expand(into: &dense)
    var dice = Dice(state: 99)
    let right = (0..<count).map { _ in Double.random(in: -1...1, using: &dice) }
    var lu = LUFactorization<Double>(dimension: shape.dimension)
    let isRegular = lu.factorize(identityMinus: scale, times: dense.jacobian)
    try #require(isRegular)
    var expected = Array(repeating: 0.0, count: count)
    lu.solve(right, into: &expected, at: 0)
    for row in shape.dimension..<count {
      expected[row] = right[row]
      for column in 0..<shape.dimension {
        expected[row] += scale * dense.jacobian[row * shape.dimension + column] * expected[column]
      }
    }
    var chain = ChainFactorization<Double>(shape, sizes: sizes)
    let isChainRegular = chain.factorize(identityMinus: scale, times: matrix)
    try #require(isChainRegular)
    var found = Array(repeating: 0.0, count: count + 3)
    chain.solve(right, into: &found, at: 3, quadraturesOf: matrix)
    return (Array(found[3...]), expected)
  }

  private static func deviation(_ pair: (chain: [Double], dense: [Double])) -> Double {
    let size = pair.dense.map(abs).max() ?? 1
    let largest = zip(pair.chain, pair.dense).map { abs($0 - $1) }.max() ?? .infinity
    return largest / size
  }

  @Test(arguments: shapes)
  func `blocks give what one dense matrix gives`(shape: ChainShape) throws {
    for seed in 1...5 {
      let pair = try Self.solutions(Self.random(shape, seed: UInt64(seed)), scale: 0.1)
      #expect(Self.deviation(pair) < 1e-13, "seed \(seed)")
    }
  }

  /// With zeros on the diagonal of I − J nothing can be eliminated in the order given.
  @Test(arguments: shapes.filter { $0.width > 1 })
  func `pivots are chosen within links`(shape: ChainShape) throws {
    for seed in 1...5 {
      var matrix = Self.random(shape, seed: UInt64(seed))
      for i in 0..<shape.chained { matrix.blocks[i * shape.width + i % shape.width] = 1 }
      let pair = try Self.solutions(matrix, scale: 1)
      // Random matrices without a dominant diagonal are ill conditioned, more so the longer the chain.
      #expect(Self.deviation(pair) < 1e-8, "seed \(seed)")
    }
  }

  @Test(arguments: shapes)
  func `lanes give what each scale gives alone`(shape: ChainShape) throws {
    let matrix = Self.random(shape, seed: 7)
    let scales = [0.05, 0.06, 0.07, 0.08, 0.05, 0.3, 0.15, 0.1]
    var all = ChainFactorization<Octet>(shape)
    let isRegular = all.factorize(identityMinus: Octet(lanes: SIMD8(scales)), times: matrix)
    try #require(isRegular)
    var inUse = ChainFactorization<Quad>(shape)
    inUse.take(all)
    var dice = Dice(state: 5)
    let right = (0..<shape.dimension + shape.quadratures).map { _ in
      Quad(lanes: SIMD4((0..<4).map { _ in Double.random(in: -1...1, using: &dice) }))
    }
    var current = Array(scales.prefix(4))
    // As it begins, and after the change of each lane.
    for lane in [nil, 3, 2, 1] {
      if let lane {
        inUse.change(lane: lane, to: all)
        current[lane] = scales[lane + 4]
      }
      let factor = Quad(lanes: SIMD4(current))
      var found = Array(repeating: Quad(0), count: right.count)
      inUse.solve(right, times: factor, into: &found, at: 0, quadraturesOf: matrix)
      for lane in 0..<4 {
        var alone = ChainFactorization<Double>(shape)
        let isRegular = alone.factorize(identityMinus: current[lane], times: matrix)
        try #require(isRegular)
        var expected = Array(repeating: 0.0, count: right.count)
        alone.solve(right.map { $0[lane] * current[lane] }, into: &expected, at: 0, quadraturesOf: matrix)
        let size = expected.map(abs).max() ?? 1
        for (a, b) in zip(found, expected) { #expect(abs(a[lane] - b) < 1e-13 * size) }
      }
    }
  }

  @Test func `units of the states do not choose the pivots`() throws {
    let shape = ChainShape(links: 6, width: 4, exchange: 2, shared: 1)
    let sizes = (0..<shape.dimension).map { [1e-3, 1, 1e5, 1e-6][$0 % 4] }
    var matrix = Self.random(shape, seed: 3)
    for row in 0..<shape.chained {
      for column in 0..<shape.width {
        matrix.blocks[row * shape.width + column] *= sizes[row % 4] / sizes[column]
      }
      matrix.borderColumns[row] *= sizes[row % 4]
      matrix.borderRows[row] /= sizes[row % 4]
      matrix.lower[row] *= sizes[2] / sizes[row % 4]
      matrix.upper[row] *= sizes[2] / sizes[row % 4]
    }
    let pair = try Self.solutions(matrix, scale: 0.3, sizes: sizes)
    for (i, (found, expected)) in zip(pair.chain, pair.dense).enumerated() {
      #expect(abs(found - expected) < 1e-9 * max(abs(expected), sizes[i]))
    }
  }

  @Test func `singular matrices are refused`() {
    let shape = ChainShape(links: 4, width: 3, exchange: 1, separate: 1, shared: 1, quadratures: 1)
    var chain = ChainFactorization<Double>(shape)
    func accepts(_ matrix: ChainLinearization, scale: Double) -> Bool {
      chain.factorize(identityMinus: scale, times: matrix)
    }
    #expect(accepts(Self.random(shape, seed: 1), scale: 0.1))

    var row = ChainLinearization(shape)
    row.blocks[2 * 9 + 2 * 3 + 2] = 1
    #expect(!accepts(row, scale: 1), "a row of zeros in a link")
    var corner = ChainLinearization(shape)
    corner.corner[0] = 1
    #expect(!accepts(corner, scale: 1), "a row of zeros in the border")
    var number = Self.random(shape, seed: 1)
    number.blocks[4] = .nan
    #expect(!accepts(number, scale: 0.1), "not a number")
    #expect(accepts(Self.random(shape, seed: 1), scale: 0.1), "usable again")
  }

  @Test func `time reaches the rates through shared scalars`() {
    let shape = ChainShape(links: 1, width: 1, exchange: 0, separate: 1, shared: 2, quadratures: 1)
    var matrix = ChainLinearization(shape)
    matrix.timeDerivative = [1, 2, 3]
    matrix.sharedTimeDerivative = [10, 100]
    let total = 5.0 * 10 + 100
    // The second scalar is five times the first and more; every rate is the second scalar times its place.
    matrix.corner = [0, 0, 2, 0, 0, 0, 0, 5, 0]
    matrix.borderColumns[2] = 1
    matrix.quadratureRows[3] = 3
    matrix.includeSharedTime()
    let expected: [Double] = [1 + total, 2 + 2 * total, 3 + 3 * total]
    #expect(matrix.timeDerivative == expected)
  }
}
