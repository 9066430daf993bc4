/// The step in progress: where it starts, where it ends, and how wrong it may be.
///
/// Vectors have the padded length ``stride`` unless said otherwise; elements beyond ``components`` stay zero.
struct Step {
  /// Number of states n.
  let dimension: Int
  /// Number of components n + q.
  let components: Int
  /// `components` rounded up to whole blocks.
  let stride: Int
  /// tₙ [s].
  var start: Double
  /// tₙ + h [s].
  private(set) var end: Double
  /// h = end − start, as rounded [s].
  private(set) var size = 0.0
  /// State at ``start``.
  var initial: [Double]
  /// State at ``end``, written by the method.
  var final: [Double]
  /// Estimated error of ``final``; only the first n elements count.
  var error: [Double]
  /// Time derivative at ``start``, without padding.
  var slope: [Double]
  /// Degree of the interpolant.
  let degree: Int
  /// Coefficients of the interpolant, lowest power first, degree + 1 rows of length ``stride``.
  var polynomial: [Double]
  var statistics = Statistics()

  init(dimension: Int, components: Int, start: Double, initial: [Double], degree: Int) {
    self.degree = degree
    self.dimension = dimension
    self.components = components
    stride = Block.padded(components)
    self.start = start
    end = start
    let zero = Array(repeating: 0.0, count: stride)
    self.initial = initial + zero[components...]
    final = self.initial
    error = zero
    slope = Array(repeating: 0, count: components)
    polynomial = Array(repeating: 0, count: stride * (degree + 1))
  }

  /// Chooses the end; the size becomes the exact difference of the two times.
  mutating func reach(_ time: Double) {
    end = time
    size = end - start
  }

  /// Makes the end the start of the next step.
  mutating func advance() {
    start = end
    swap(&initial, &final)
  }

  /// The point θ = (time − start) / size of the interpolant, written to the first elements of `state`.
  func interpolate(at time: Double, into state: inout [Double]) {
    let θ = (time - start) / (end - start)
    for c in 0..<components {
      var sum = polynomial[degree * stride + c]
      for power in Swift.stride(from: degree - 1, through: 0, by: -1) {
        sum = sum * θ + polynomial[power * stride + c]
      }
      state[c] = sum
    }
  }
}
