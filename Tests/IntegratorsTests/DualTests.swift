import Foundation
import Integrators
import Testing

/// An operation of one variable, its value and its derivative in closed form.
private struct Operation: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let operation: @Sendable (Dual) -> Dual
  let value: @Sendable (Double) -> Double
  let derivative: @Sendable (Double) -> Double

  init(
    _ name: String, _ operation: @escaping @Sendable (Dual) -> Dual, _ value: @escaping @Sendable (Double) -> Double,
    _ derivative: @escaping @Sendable (Double) -> Double
  ) {
    testDescription = name
    self.operation = operation
    self.value = value
    self.derivative = derivative
  }

  static let all = [
    Operation("x + x", { $0 + $0 }, { 2 * $0 }, { _ in 2 }),
    Operation("2 + x", { 2.0 + $0 }, { 2 + $0 }, { _ in 1 }),
    Operation("x + 2", { $0 + 2.0 }, { $0 + 2 }, { _ in 1 }),
    Operation("x − x·x", { $0 - $0 * $0 }, { $0 - $0 * $0 }, { 1 - 2 * $0 }),
    Operation("2 − x", { 2.0 - $0 }, { 2 - $0 }, { _ in -1 }),
    Operation("x − 2", { $0 - 2.0 }, { $0 - 2 }, { _ in 1 }),
    Operation("−x", { -$0 }, { -$0 }, { _ in -1 }),
    Operation("x · x", { $0 * $0 }, { $0 * $0 }, { 2 * $0 }),
    Operation("3 · x", { 3.0 * $0 }, { 3 * $0 }, { _ in 3 }),
    Operation("x · 3", { $0 * 3.0 }, { $0 * 3 }, { _ in 3 }),
    Operation("x / (1 + x)", { $0 / (1.0 + $0) }, { $0 / (1 + $0) }, { 1 / ((1 + $0) * (1 + $0)) }),
    Operation("3 / x", { 3.0 / $0 }, { 3 / $0 }, { -3 / ($0 * $0) }),
    Operation("x / 3", { $0 / 3.0 }, { $0 / 3 }, { _ in 1.0 / 3 }),
    Operation("eˣ", { Dual.exp($0) }, { exp($0) }, { exp($0) }),
    Operation("ln x", { Dual.log($0) }, { log($0) }, { 1 / $0 }),
    Operation("√x", { Dual.sqrt($0) }, { $0.squareRoot() }, { 0.5 / $0.squareRoot() }),
    Operation("∛x", { Dual.cubeRoot($0) }, { cbrt($0) }, { 1 / (3 * cbrt($0) * cbrt($0)) }),
    Operation("tanh x", { Dual.tanh($0) }, { tanh($0) }, { 1 / (cosh($0) * cosh($0)) }),
  ]
}

@Suite struct `Dual numbers` {
  @Test(arguments: Operation.all)
  private func `every operation carries its closed-form derivative`(operation: Operation) {
    for x in [0.03, 0.7, 1.9, 12] {
      let result = operation.operation(Dual(variable: x, direction: 3))
      let (value, derivative) = (operation.value(x), operation.derivative(x))
      // A few roundings; tanh saturates, so its slope is compared absolutely.
      #expect(abs(result.value - value) <= 4e-15 * max(1, abs(value)))
      #expect(abs(result.partials[3] - derivative) <= 4e-15 * max(1, abs(derivative)))
      for direction in 0..<Dual.directions where direction != 3 { #expect(result.partials[direction] == 0) }
    }
  }

  @Test func `directions do not mix`() {
    let (x, y) = (Dual(variable: 3, direction: 0), Dual(variable: 5, direction: 7))
    let product = x * y / (x + y)
    #expect(abs(product.partials[0] - 25.0 / 64) < 1e-15)
    #expect(abs(product.partials[7] - 9.0 / 64) < 1e-15)
    #expect(product.partials[3] == 0)
  }

  @Test func `constants have no derivative`() {
    #expect(Dual(4).partials == .zero)
    #expect(Dual.cubeRoot(Dual(-8)).value == -2)
  }
}

/// Functions of numbers side by side.
@Suite struct LanesTests {
  private static func functions<S: Scalar>(_ x: S) -> [S] {
    let quotient: S = (x + 2.0) / (x * x)
    let mixed: S = 1.0 - x * 3.0
    let inverse: S = 7.0 / x
    let third: S = x / 3.0
    return [S.exp(x), S.log(x), S.sqrt(x), S.cubeRoot(x), S.tanh(x), quotient, mixed, inverse, third, -x]
  }

  private static let numbers: [Double] =
    [0, -0.0, 1, -1, .leastNonzeroMagnitude, 1e-301, 1e301, 709.9, -745.5, 1e9, -1e9, .infinity, -.infinity, .nan]
    + stride(from: -3.0, to: 7, by: 0.037)

  /// The number with index i and others that stand far from it.
  private static func neighbors(_ i: Int, _ count: Int) -> [Double] {
    (0..<count).map { numbers[(i + $0 * (6 * i + 3)) % numbers.count] }
  }

  private func expectSameBits<Vector>(_ lanes: (_ numbers: [Double]) -> Lanes<Vector>, _ numbers: [Double]) {
    let all = Self.functions(lanes(numbers))
    for (lane, number) in numbers.enumerated() {
      for (function, expected) in Self.functions(number).enumerated() {
        let found = all[function][lane]
        let isSame = found.bitPattern == expected.bitPattern || found.isNaN && expected.isNaN
        #expect(isSame, "function \(function) of \(number): \(found), not \(expected)")
      }
    }
  }

  @Test func `both lanes of a pair have the bits of doubles`() {
    for i in Self.numbers.indices { expectSameBits({ Pair($0[0], $0[1]) }, Self.neighbors(i, 2)) }
  }

  @Test func `all lanes of a quad have the bits of doubles`() {
    for i in Self.numbers.indices { expectSameBits({ Quad($0[0], $0[1], $0[2], $0[3]) }, Self.neighbors(i, 4)) }
  }
}
