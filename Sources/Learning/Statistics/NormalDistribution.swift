internal import RealModule

/// The standard normal distribution.
package enum NormalDistribution {
  /// Share of values below `x`.
  package static func share(below x: Double) -> Double { 0.5 * Double.erfc(-x / 2.0.squareRoot()) }

  /// The value below which a share lies, 0 < share < 1; relative error below 1e-14.
  ///
  /// P. J. Acklam's rational approximation (2003, relative error 1.15e-9), refined by one step of Halley's method.
  package static func quantile(_ share: Double) -> Double {
    let start = approximation(share)
    // In the far tails the density underflows before the approximation errs by more than it states.
    guard abs(start) < 37 else { return start }
    let error = Self.share(below: start) - share
    let step = error * (2 * Double.pi).squareRoot() * Double.exp(start * start / 2)
    return start - step / (1 + start * step / 2)
  }

  private static func approximation(_ share: Double) -> Double {
    if share < 0.02425 { return tail((-2 * Double.log(share)).squareRoot()) }
    if share > 1 - 0.02425 { return -tail((-2 * Double.log(1 - share)).squareRoot()) }
    let q = share - 0.5
    return q * polynomial(middleTop, q * q) / (polynomial(middleBottom, q * q) * (q * q) + 1)
  }

  private static func tail(_ q: Double) -> Double { polynomial(tailTop, q) / (polynomial(tailBottom, q) * q + 1) }

  /// Coefficients in descending order.
  private static func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
    coefficients.reduce(0) { $0 * x + $1 }
  }

  private static let middleTop = [
    -3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02, 1.383577518672690e+02,
    -3.066479806614716e+01, 2.506628277459239e+00,
  ]
  private static let middleBottom = [
    -5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02, 6.680131188771972e+01,
    -1.328068155288572e+01,
  ]
  private static let tailTop = [
    -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00, -2.549732539343734e+00,
    4.374664141464968e+00, 2.938163982698783e+00,
  ]
  private static let tailBottom = [
    7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00,
  ]
}
