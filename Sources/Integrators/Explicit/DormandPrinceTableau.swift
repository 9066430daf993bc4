/// Coefficients of the pair of Dormand and Prince.
///
/// - Reference: J. R. Dormand, P. J. Prince, *J. Comput. Appl. Math.* 6 (1980) 19–26 (formula and error);
///   E. Hairer, S. P. Nørsett, G. Wanner, *Solving Ordinary Differential Equations I* (2nd ed., 1993), II.6
///   (interpolant, due to L. F. Shampine).
enum DormandPrinceTableau {
  /// Nodes of stages 2 … 7.
  static let nodes: [Double] = [1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1.0, 1.0]

  /// Rows of the Runge–Kutta matrix for stages 2 … 7, one after the other; the last is the solution.
  static let matrix: [Double] = [
    1.0 / 5,
    3.0 / 40, 9.0 / 40,
    44.0 / 45, -56.0 / 15, 32.0 / 9,
    19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729,
    9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656,
    35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84,
  ]

  /// Differences between the weights of order 5 and those of order 4.
  static let error: [Double] = [
    71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40,
  ]

  /// Weights of the last term of the interpolant.
  static let interpolation: [Double] = [
    -12_715_105_075.0 / 11_282_082_432, 0, 87_487_479_700.0 / 32_700_410_799, -10_690_763_975.0 / 1_880_347_072,
    701_980_252_875.0 / 199_316_789_632, -1_453_857_185.0 / 822_651_844, 69_997_945.0 / 29_380_423,
  ]
}
