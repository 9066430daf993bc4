import Foundation
import Learning
import Testing
import Twin

@Suite struct `The samplers of a study` {
  /// Discrepancy between a design's mean of a smooth function and its integral, which is 1.
  private static func error(_ design: any Design) -> Double {
    let sum = (0..<design.count).reduce(0.0) { sum, index in
      sum + design.point(index).enumerated().reduce(1.0) { $0 * (1 + ($1.element - 0.5) / Double($1.offset + 1)) }
    }
    return abs(sum / Double(design.count) - 1)
  }

  @Test func `the Sobol' sequence begins as published`() {
    let sequence = SobolSequence(dimensions: 5)
    let first: [[Double]] = [
      [0, 0, 0, 0, 0], [0.5, 0.5, 0.5, 0.5, 0.5], [0.75, 0.25, 0.25, 0.25, 0.75], [0.25, 0.75, 0.75, 0.75, 0.25],
      [0.375, 0.375, 0.625, 0.875, 0.375], [0.875, 0.875, 0.125, 0.375, 0.875], [0.625, 0.125, 0.875, 0.625, 0.625],
      [0.125, 0.625, 0.375, 0.125, 0.125],
    ]
    for (index, point) in first.enumerated() {
      #expect((0..<5).map { Double(sequence.bits(index, dimension: $0)) * 0x1p-32 } == point)
    }
  }

  /// Values of SciPy 1.17 (`scipy.stats.qmc.Sobol`, not scrambled), which has the same table.
  @Test(arguments: [
    (100, [0.2578125, 0.6953125, 0.3359375, 0.1328125, 0.0703125]),
    (1000, [0.09667969, 0.06933594, 0.72558594, 0.47949219, 0.75292969]),
  ])
  func `the Sobol' sequence agrees with another implementation up to dimension 53`(index: Int, expected: [Double]) {
    let sequence = SobolSequence(dimensions: SobolSequence.dimensionMaximum)
    for (dimension, value) in zip([1, 9, 19, 39, 52], expected) {
      // The reference is printed with eight decimals.
      #expect(abs(Double(sequence.bits(index, dimension: dimension)) * 0x1p-32 - value) < 5e-9)
    }
  }

  @Test func `every dimension of a scrambled Sobol' sample has one point in each slice`() {
    let design = SobolDesign(count: 256, dimensions: 53, seed: 9)
    let points = (0..<256).map(design.point)
    for dimension in 0..<53 { #expect(Set(points.map { Int($0[dimension] * 256) }).count == 256) }
    // A (0, 2, 2)-net in base 2: every dyadic box of the first two dimensions holds exactly one of each 256 points.
    for wide in 0...8 {
      let boxes = points.map { Int($0[0] * Double(1 << wide)) << 8 | Int($0[1] * Double(1 << (8 - wide))) }
      #expect(Set(boxes).count == 256)
    }
  }

  @Test func `the error of a Sobol' sample falls faster than that of a random one`() {
    let seeds: [UInt64] = [1, 2, 3, 4, 5, 6, 7, 8]
    func meanError(_ make: (UInt64) -> any Design) -> Double {
      seeds.reduce(0) { $0 + Self.error(make($1)) } / Double(seeds.count)
    }
    let coarse = meanError { SobolDesign(count: 256, dimensions: 6, seed: $0) }
    let fine = meanError { SobolDesign(count: 4096, dimensions: 6, seed: $0) }
    let random = meanError { RandomDesign(count: 4096, dimensions: 6, seed: $0) }
    // Sixteen times the points: a random sample gains 4, a scrambled net of a smooth function 16 and more.
    #expect(fine < coarse / 10)
    #expect(fine < random / 10)
  }

  @Test(arguments: [1, 7, 100]) func `a Latin hypercube has one point in each slice of each input`(count: Int) {
    let design = LatinHypercube(count: count, dimensions: 4, seed: 3)
    let points = (0..<count).map(design.point)
    for dimension in 0..<4 {
      #expect(Set(points.map { Int($0[dimension] * Double(count)) }) == Set(0..<count))
    }
    #expect(points.joined().allSatisfy { $0 > 0 && $0 < 1 })
  }

  @Test func `the same seed gives the same points and another seed gives others`() {
    func points(_ seed: UInt64) -> [[[Double]]] {
      let designs: [any Design] = [
        RandomDesign(count: 20, dimensions: 3, seed: seed), LatinHypercube(count: 20, dimensions: 3, seed: seed),
        SobolDesign(count: 20, dimensions: 3, seed: seed), SaltelliDesign(baseCount: 4, dimensions: 3, seed: seed),
        MorrisDesign(trajectories: 5, dimensions: 3, seed: seed),
      ]
      return designs.map { design in (0..<design.count).map(design.point) }
    }
    #expect(points(1) == points(1))
    for (one, other) in zip(points(1), points(2)) { #expect(one != other) }
    // The first numbers of seed 1234567, computed once more by an independent script from the published recurrence.
    var stream = SplitMix64(seed: 1_234_567)
    #expect(stream.next() == 6_457_827_717_110_365_317)
    #expect(stream.next() == 3_203_168_211_198_807_973)
    #expect(SplitMix64.value(seed: 1_234_567, at: 1) == 3_203_168_211_198_807_973)
  }

  @Test func `a grid holds every combination once`() {
    let design = GridDesign(levels: [3, 4, 2])
    let cells = Set(
      (0..<design.count).map { index in zip(design.point(index), [3.0, 4, 2]).map { Int($0 * $1) } })
    #expect(design.count == 24 && cells.count == 24)
  }

  @Test func `the designs of indices change one input at a time`() throws {
    let saltelli = SaltelliDesign(baseCount: 3, dimensions: 4, seed: 1)
    for base in 0..<3 {
      let group = (0..<6).map { saltelli.point(6 * base + $0) }
      for input in 0..<4 {
        for place in 0..<4 { #expect(group[2 + input][place] == group[place == input ? 1 : 0][place]) }
      }
    }
    let morris = MorrisDesign(trajectories: 5, dimensions: 4, seed: 1)
    for index in 0..<morris.count where index % 5 != 0 {
      let changes = zip(morris.point(index - 1), morris.point(index)).map { $1 - $0 }
      let changed = try #require(morris.changed(at: index))
      #expect(abs(changes[changed]) == MorrisDesign.step && changes.count { $0 != 0 } == 1)
    }
  }

  /// Values of SciPy 1.17 (`scipy.stats.norm.ppf`).
  @Test(arguments: [(0.5, 0.0), (0.975, 1.959963984540054), (1e-10, -6.361340902404056), (0.841344746068543, 1.0)])
  func `normal quantiles are exact`(share: Double, expected: Double) {
    #expect(abs(NormalDistribution.quantile(share) - expected) <= 1e-12 * max(1, abs(expected)))
  }
}
