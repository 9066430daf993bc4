internal import RealModule

/// How two distributions of a feature are compared. The raw value is the word in files and options.
public enum DriftTest: String, Hashable, Sendable, CaseIterable {
  /// Largest distance of the two cumulated shares, D, 0 … 1 (Kolmogorov and Smirnov).
  case kolmogorovSmirnov = "ks"
  /// Area between the two cumulated shares over the standard deviation of the reference: how far the values moved on
  /// average, in standard deviations.
  case wasserstein
  /// Square root of the Jensen–Shannon divergence in bits, 0 … 1.
  case jensenShannon = "jensen_shannon"
  /// Population stability index: Σ (p − q) ln (p / q) over groups.
  case stability = "psi"
  /// Cramér's V of the table of groups, 0 … 1, with the probability of χ².
  case chiSquared = "chi_squared"

  /// Tests that make sense for categories.
  public static let ofCategories: [DriftTest] = [.chiSquared, .jensenShannon, .stability]

  /// Up to this number of rows, in reference or current data, tests of single ranks and counts are taken; above, where
  /// they find trifles, those that measure how far a distribution moved.
  public static let smallRows = 1000

  /// The test for a feature of so many values in reference and current data.
  public static func chosen(isCategorical: Bool, reference: Int, current: Int) -> DriftTest {
    let isSmall = min(reference, current) <= smallRows
    return isCategorical ? (isSmall ? .chiSquared : .jensenShannon) : isSmall ? .kolmogorovSmirnov : .wasserstein
  }

  /// Mean of Kolmogorov's law: √(π / 2) ln 2.
  private static let kolmogorovMean = 0.868_731_160_636_159_9
  /// Standard deviation over mean of ∫ |B| of a Brownian bridge B: √(7 / 60) and √(2 π) / 8 of D. A. Darling (1983).
  private static let areaSpread = 0.434

  /// How often such an effect, or a larger one, comes about where nothing drifts.
  ///
  /// - Parameters:
  ///   - effect: of the test, as its case describes it.
  ///   - effective: n m / (n + m) of the two numbers of values n and m.
  ///   - total: n + m.
  ///   - groups: number of groups compared.
  ///   - area: ∫ √(F (1 − F)) dx of the reference over its standard deviation.
  ///   - dispersion: how much further independent looks at the reference are apart than independent rows would be, at
  ///     least 1; scales the square of the effect.
  public func probability(
    of effect: Double, effective: Double, total: Double, groups: Int, area: Double, dispersion: Double
  ) -> Double {
    let degrees = Double(max(groups - 1, 1))
    let scaled = normalized(effect, effective: effective, total: total)
    switch self {
    case .kolmogorovSmirnov: return TailProbability.kolmogorov(scaled / dispersion.squareRoot())
    case .wasserstein:
      let mean = (2 / Double.pi).squareRoot() * area * dispersion.squareRoot()
      guard mean > 0 else { return scaled > 0 ? 0 : 1 }
      let shape = 1 / (Self.areaSpread * Self.areaSpread)
      return TailProbability.gamma(scaled / mean * shape, shape: shape)
    case .jensenShannon, .stability, .chiSquared:
      return TailProbability.chiSquared(scaled / dispersion, degrees: degrees)
    }
  }

  /// The effect without its dependence on the number of rows: √n D, √n W, or what follows χ².
  private func normalized(_ effect: Double, effective: Double, total: Double) -> Double {
    switch self {
    case .kolmogorovSmirnov, .wasserstein: effective.squareRoot() * effect
    case .jensenShannon: 8 * Double.log(2) * effective * effect * effect
    case .stability: effective * effect
    case .chiSquared: total * effect * effect
    }
  }

  /// How much further windows of the reference are from the rest of it than independent rows would be: 1 or more.
  ///
  /// - Parameters:
  ///   - spread: mean and standard deviation of the effect over windows.
  ///   - window: rows of a window with a value, of `reference` in all.
  public func dispersion(
    _ spread: WindowSpread, window: Double, reference: Double, groups: Int, area: Double
  ) -> Double {
    let rest = reference - window
    guard window > 0, rest > 0 else { return 1 }
    let effective = window * rest / reference
    let found: Double
    switch self {
    case .kolmogorovSmirnov:
      let ratio = effective.squareRoot() * spread.mean / Self.kolmogorovMean
      found = ratio * ratio
    case .wasserstein:
      let expected = (2 / Double.pi).squareRoot() * area
      let ratio = expected > 0 ? effective.squareRoot() * spread.mean / expected : 1
      found = ratio * ratio
    case .jensenShannon, .chiSquared:
      let square = spread.mean * spread.mean + spread.deviation * spread.deviation
      found = normalized(square.squareRoot(), effective: effective, total: reference) / Double(max(groups - 1, 1))
    case .stability:
      found = normalized(spread.mean, effective: effective, total: reference) / Double(max(groups - 1, 1))
    }
    return max(1, found)
  }
}

/// Mean and standard deviation of an effect over windows of the reference.
public struct WindowSpread: Hashable, Sendable {
  public var mean: Double
  public var deviation: Double

  /// An effect that was the same in every window.
  public init(mean: Double, deviation: Double) {
    self.mean = mean
    self.deviation = deviation
  }

  /// Of the effects of some windows; at least one.
  init(_ effects: [Double]) {
    let count = Double(max(effects.count, 1))
    let mean = effects.reduce(0, +) / count
    let squares = effects.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = effects.count > 1 ? (squares / (count - 1)).squareRoot() : 0
    // A file keeps so many digits, and nothing may depend on whether it was written.
    self.init(mean: mean.rounded(digits: 5), deviation: deviation.rounded(digits: 5))
  }

  /// What windows of the reference reach without drift: mean + 3 standard deviations.
  public var limit: Double { mean + 3 * deviation }
}
