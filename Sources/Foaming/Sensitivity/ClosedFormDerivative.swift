/// The derivative of a closed formula from its values at six points.
///
/// For what is computed from the inputs by a few dozen operations: constants of the equations, readings of a state. The
/// error of the formula, h⁶/140 of the seventh derivative, is below round-off there, which is about 1e-12 of the
/// value. Nothing that was integrated or searched for is ever differentiated this way.
enum ClosedFormDerivative {
  /// Offsets at which values are needed, in units of the step; the middle one is the point itself.
  static let offsets = [-3.0, -2, -1, 0, 1, 2, 3]
  /// Index of the point itself.
  static let center = 3
  /// Part of the scale of an input that one step is.
  static let part = 5e-4

  /// The derivative from values at ``offsets``; exactly zero where they do not differ.
  static func derivative(_ values: [Double], step: Double) -> Double {
    let (near, middle, far) = (values[4] - values[2], values[5] - values[1], values[6] - values[0])
    return (45 * near - 9 * middle + far) / (60 * step)
  }

  /// The derivative of a function at zero.
  static func derivative(step: Double, of function: (Double) -> Double) -> Double {
    derivative(offsets.map { $0 == 0 ? 0 : function($0 * step) }, step: step)
  }

  /// Element by element.
  static func derivatives(_ values: [[Double]], step: Double) -> [Double] {
    values[center].indices.map { i in derivative(values.map { $0[i] }, step: step) }
  }
}
