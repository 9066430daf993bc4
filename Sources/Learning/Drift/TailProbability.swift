internal import RealModule

/// Probabilities of what lies beyond a value, for the laws that tests of drift use.
///
/// Checked against SciPy 1.17 in `Tests/LearningTests/DriftStatisticsTests.swift`.
public enum TailProbability {
  /// Of Kolmogorov's law: that √n · D of a sample exceeds `x`, n large.
  ///
  /// Reference: A. N. Kolmogorov (1933); both series after W. Feller, Ann. Math. Stat. 19 (1948) 177.
  public static func kolmogorov(_ x: Double) -> Double {
    guard x > 0 else { return 1 }
    if x < 1 {
      // Jacobi's transformation converges where the alternating series does not.
      let step = Double.pi * Double.pi / (8 * x * x)
      var sum = 0.0
      for term in 0..<8 {
        let odd = Double(2 * term + 1)
        sum += Double.exp(-step * odd * odd)
      }
      return min(max(1 - (2 * Double.pi).squareRoot() / x * sum, 0), 1)
    }
    var sum = 0.0
    for term in 1...12 {
      let place = Double(term)
      sum += (term % 2 == 1 ? 2 : -2) * Double.exp(-2 * place * place * x * x)
    }
    return min(max(sum, 0), 1)
  }

  /// Of the law χ²: that it exceeds `x` with so many degrees of freedom, which need not be whole.
  public static func chiSquared(_ x: Double, degrees: Double) -> Double { gamma(x / 2, shape: degrees / 2) }

  /// Of the gamma law of scale 1: that it exceeds `x`; relative error about 1e-13.
  ///
  /// The series below shape + 1, the continued fraction above, as in Abramowitz and Stegun 6.5.29 and 6.5.31.
  public static func gamma(_ x: Double, shape: Double) -> Double {
    guard shape > 0, x > 0 else { return x.isNaN || shape.isNaN ? .nan : 1 }
    guard x < .infinity else { return 0 }
    let front = Double.exp(shape * Double.log(x) - x - Double.logGamma(shape))
    if x < shape + 1 {
      var term = 1 / shape
      var sum = term
      var place = shape
      while term > sum * 1e-17 {
        place += 1
        term *= x / place
        sum += term
      }
      return min(max(1 - front * sum, 0), 1)
    }
    // Lentz's method; no denominator vanishes for x > shape + 1.
    var b = x + 1 - shape
    var c = 1e300
    var d = 1 / b
    var fraction = d
    for term in 1...10_000 {
      let a = -Double(term) * (Double(term) - shape)
      b += 2
      d = 1 / (a * d + b)
      c = b + a / c
      fraction *= d * c
      if abs(d * c - 1) < 1e-15 { break }
    }
    return min(max(front * fraction, 0), 1)
  }

  /// Of the standard normal law: that it exceeds `x`.
  public static func normal(_ x: Double) -> Double { 0.5 * Double.erfc(x / 2.0.squareRoot()) }

  /// Probabilities corrected for many tests after Y. Benjamini and Y. Hochberg, J. R. Stat. Soc. B 57 (1995) 289.
  ///
  /// Those at most q belong to findings of which a share of q is expected to be false; where nothing drifts, some
  /// finding is false with probability q.
  public static func corrected(_ probabilities: [Double]) -> [Double] {
    let order = probabilities.indices.sorted { probabilities[$0] > probabilities[$1] }
    var corrected = probabilities
    var least = 1.0
    for (place, index) in order.enumerated() {
      least = min(least, probabilities[index] * Double(probabilities.count) / Double(probabilities.count - place))
      corrected[index] = least
    }
    return corrected
  }
}
