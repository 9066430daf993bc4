/// The solution within one step, y(start + θ (end − start)) = c₀ + c₁θ + … + c₅θ⁵, 0 ≤ θ ≤ 1.
///
/// A step of a multistep method of order q is a polynomial of degree q through the last q + 1 states; higher
/// coefficients are zero.
package struct StepPolynomial {
  /// The highest degree.
  package static let degree = 5

  package let components: Int
  package private(set) var start = 0.0
  package private(set) var end = 0.0
  /// Shape (degree + 1, components), lowest power first.
  package private(set) var coefficients: [Double]

  package init(components: Int) {
    self.components = components
    coefficients = Array(repeating: 0, count: components * (Self.degree + 1))
  }

  /// Takes the polynomial from its derivatives at the end.
  ///
  /// - Parameters:
  ///   - order: degree q of this step.
  ///   - initial: the state at the start, which the polynomial then meets to the bit.
  ///   - final: the state at the end.
  ///   - derivative: writes dᵏy/dtᵏ at the end, k = 1 … q, to the given array from an index on.
  package mutating func take(
    from start: Double, to end: Double, order: Int, initial: [Double], final: [Double],
    derivative: (_ k: Int, _ row: Int, _ target: inout [Double]) -> Void
  ) {
    (self.start, self.end) = (start, end)
    for c in 0..<components { coefficients[c] = final[c] }
    var scale = 1.0
    for k in 1...Self.degree {
      let row = k * components
      scale *= (end - start) / Double(k)
      guard k <= order else {
        for c in 0..<components { coefficients[row + c] = 0 }
        continue
      }
      derivative(k, row, &coefficients)
      for c in 0..<components { coefficients[row + c] *= scale }
    }
    shiftToStart(order)
    for c in 0..<components {
      coefficients[components + c] += coefficients[c] - initial[c]
      coefficients[c] = initial[c]
    }
  }

  /// Takes the polynomial as it is.
  ///
  /// - Parameter given: coefficients lowest power first, shape (at most degree + 1, components).
  package mutating func take(from start: Double, to end: Double, coefficients given: ArraySlice<Double>) {
    (self.start, self.end) = (start, end)
    for (i, value) in given.enumerated() { coefficients[i] = value }
    for i in given.count..<coefficients.count { coefficients[i] = 0 }
  }

  /// A state that does not change.
  mutating func hold(_ state: [Double], at time: Double) {
    (start, end) = (time, time)
    for i in coefficients.indices { coefficients[i] = i < components ? state[i] : 0 }
  }

  /// Turns powers of θ − 1 into powers of θ.
  private mutating func shiftToStart(_ order: Int) {
    for i in 0..<order {
      for k in stride(from: order - 1, through: i, by: -1) {
        for c in 0..<components { coefficients[k * components + c] -= coefficients[(k + 1) * components + c] }
      }
    }
  }

  /// Ends the step at `time`, within it.
  mutating func cut(at time: Double) {
    let part = (time - start) / (end - start)
    var scale = 1.0
    for k in 1...Self.degree {
      scale *= part
      for c in 0..<components { coefficients[k * components + c] *= scale }
    }
    end = time
  }

  /// Writes the state at `time`, by the very operations of ``DenseOutput``.
  func evaluate(at time: Double, into state: inout [Double]) {
    let θ = end > start ? (time - start) / (end - start) : 0
    for c in 0..<components {
      var sum = coefficients[Self.degree * components + c]
      for power in stride(from: Self.degree - 1, through: 0, by: -1) {
        sum = sum * θ + coefficients[power * components + c]
      }
      state[c] = sum
    }
  }
}
