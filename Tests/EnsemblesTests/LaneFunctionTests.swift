import Ensembles
import Foundation
import Integrators
import Testing

@Suite struct `The functions of the lanes` {
  /// Distance in units of the last place of `expected`.
  private func distance(_ found: Double, _ expected: Double) -> Double {
    if found == expected || found.isNaN && expected.isNaN { return 0 }
    guard found.isFinite, expected.isFinite else { return .infinity }
    return abs(found - expected) / expected.ulp
  }

  private static let special: [Double] = [
    0, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude,
    .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1, -1, 0x1p-1074, 0x1p-1030, 1e-300, 1e300, 709.78, 709.79,
    -708.4,
    -745.13, -745.14, 22, -22,
  ]

  /// Numbers spread evenly over `range`.
  private static func spread(_ range: ClosedRange<Double>, _ count: Int = 20_011) -> [Double] {
    (0..<count).map { range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / Double(count - 1) }
  }

  private static let wide: [Double] = spread(-1070...1020).map { exp2($0) }

  private func worst(_ x: [Double], _ found: [Double], _ reference: (Double) -> Double) -> Double {
    zip(x, found).map { distance($1, reference($0)) }.max() ?? .infinity
  }

  @Test func `exp is within one unit of the C library`() {
    let x = Self.special + Self.spread(-760...720) + Self.spread(-1...1) + Self.wide.map { -$0 }
    #expect(worst(x, LaneFunction.apply(.exp, to: x), Foundation.exp) <= 1.5)
  }

  @Test func `exp has the same bits alone and beside numbers that need guards`() {
    let x = Self.spread(-699...699)
    // Blocks of eight: every one gets a number beyond the range of normal results.
    let guarded = x.enumerated().map { $0.offset % 8 == 3 ? -745 : $0.element }
    let (plain, beside) = (LaneFunction.apply(.exp, to: x), LaneFunction.apply(.exp, to: guarded))
    #expect(x.indices.allSatisfy { $0 % 8 == 3 || plain[$0].bitPattern == beside[$0].bitPattern })
    #expect(zip(x, plain).allSatisfy { Double.exponential($0).bitPattern == $1.bitPattern })
  }

  @Test func `log is within one unit of the C library`() {
    let x = Self.special + Self.wide + Self.spread(0.5...2)
    #expect(worst(x, LaneFunction.apply(.log, to: x), Foundation.log) <= 1.5)
  }

  @Test func `the hyperbolic tangent is within three units of the C library`() {
    let x = Self.special + Self.wide + Self.spread(-25...25) + Self.spread(-0.5...0.5)
    #expect(worst(x, LaneFunction.apply(.tanh, to: x), Foundation.tanh) <= 3)
  }

  @Test func `square root and negation have the bits of the standard`() {
    let x = Self.special + Self.wide + Self.spread(0...10)
    let roots = LaneFunction.apply(.squareRoot, to: x)
    #expect(zip(x, roots).allSatisfy { $0.squareRoot() == $1 || $0.squareRoot().isNaN && $1.isNaN })
    #expect(LaneFunction.apply(.negate, to: x).map(\.bitPattern) == x.map { (-$0).bitPattern })
  }

  @Test func `the cube root is within two units of the C library, with its sign`() {
    let x = Self.special + Self.wide + Self.wide.map { -$0 } + Self.spread(-3...3)
    let found = LaneFunction.apply(.cubeRoot, to: x)
    #expect(worst(x, found, Foundation.cbrt) <= 4)
    #expect(zip(x, found).allSatisfy { $0.sign == $1.sign || $0.isNaN })
  }
}
