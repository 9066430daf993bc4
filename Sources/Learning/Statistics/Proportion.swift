/// How often something happened among independent shots.
package struct Proportion: Hashable, Sendable {
  package var hits: Int
  package var count: Int

  /// `hits` of `count`.
  package init(_ hits: Int, of count: Int) {
    self.hits = hits
    self.count = count
  }

  /// The share; `nil` of nothing.
  package var share: Double? { count > 0 ? Double(hits) / Double(count) : nil }

  /// The 95 % confidence interval of the share; `nil` of nothing.
  ///
  /// Reference: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209.
  package var interval: ClosedRange<Double>? {
    guard let share else { return nil }
    let z = NormalDistribution.quantile(0.975)
    let n = Double(count)
    let middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    // The ends are exact where nothing or everything hit; rounding must not say otherwise.
    return (hits == 0 ? 0 : max(0, middle - half))...(hits == count ? 1 : min(1, middle + half))
  }
}
