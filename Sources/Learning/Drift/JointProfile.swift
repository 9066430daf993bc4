/// What is remembered of how the features of the reference hang together.
public struct JointProfile: Hashable, Sendable {
  /// What windows of so many rows reach.
  public struct Window: Hashable, Sendable {
    public var rows: Int
    public var spread: WindowSpread

    /// A spread of windows of so many rows.
    public init(rows: Int, spread: WindowSpread) {
      self.rows = rows
      self.spread = spread
    }
  }

  /// Features looked at together at most; rows for their correlation, and rows kept in a file.
  package static let (featureMaximum, rowMaximum, sampleMaximum) = (128, 4096, 512)
  /// Numbers of the rows kept at most.
  private static let cellMaximum = 28_000
  /// Standardized values are cut here, so that one wild value does not speak for all.
  private static let cut = 8.0

  public let names: [String]
  public let means, deviations: [Double]
  /// Below the diagonal, row by row: p (p − 1) / 2 numbers.
  public let correlations: [Double]
  /// Unit vectors, shape (c, p), and the share of the variance of each.
  public let components: [[Double]]
  public let shares: [Double]
  /// Mean square of what the components cannot tell, over windows held out of the fit.
  public let errors: [Window]
  /// How well windows can be told from the rest, as area under the curve.
  public let separations: [Window]
  /// Some rows in the order of time, shape (p, n); NaN is missing.
  public let sample: [[Double]]

  package init(
    names: [String], means: [Double], deviations: [Double], correlations: [Double], components: [[Double]],
    shares: [Double], errors: [Window], separations: [Window], sample: [[Double]]
  ) {
    self.names = names
    self.means = means
    self.deviations = deviations
    self.correlations = correlations
    self.components = components
    self.shares = shares
    self.errors = errors
    self.separations = separations
    self.sample = sample
  }

  /// Which columns are looked at together: numbers that vary and are there in most rows, no targets.
  static func isSuitable(_ profile: FeatureProfile) -> Bool {
    guard case .knots = profile.bins, profile.role != .target, profile.role != .group else { return false }
    return profile.deviation > 1e-9 * abs(profile.mean) && profile.present >= profile.missing
  }

  /// The profile of some rows.
  ///
  /// - Parameters:
  ///   - profiles: of the columns, which are suitable.
  ///   - columns: their values in some rows in the order of time, shape (p, n); NaN is missing.
  init?(_ profiles: [FeatureProfile], _ columns: [[Double]]) {
    guard profiles.count > 1, let rows = columns.first?.count, rows >= 2 * DomainClassifier.rowMinimum else {
      return nil
    }
    names = profiles.map(\.name)
    means = profiles.map { $0.mean.rounded(digits: 9) }
    deviations = profiles.map { $0.deviation.rounded(digits: 9) }
    let standard = Self.standardized(columns, means, deviations)
    let all = Self.covariance(standard, Array(0..<rows))
    let principal = PrincipalComponents(all)
    components = principal.components
    shares = principal.shares.map { $0.rounded(digits: 4) }
    let scales = all.indices.map { max(all[$0][$0], .leastNormalMagnitude).squareRoot() }
    correlations = all.indices.flatMap { i in
      (0..<i).map { (all[i][$0] / (scales[i] * scales[$0])).rounded(digits: 4) }
    }
    errors = Self.errors(standard)
    let kept = min(rows, Self.sampleMaximum, Self.cellMaximum / columns.count)
    let sample = columns.map { column in (0..<kept).map { column[$0 * rows / kept].rounded(digits: 6) } }
    self.sample = sample
    separations = Self.separations(sample)
  }

  /// Shape (n, p) row by row; what is missing is put at the mean.
  private static func standardized(
    _ columns: [[Double]], _ means: [Double], _ deviations: [Double]
  ) -> [[Double]] {
    (0..<(columns.first?.count ?? 0)).map { row in
      columns.indices.map { column in
        let value = (columns[column][row] - means[column]) / deviations[column]
        return value.isNaN ? 0 : min(max(value, -cut), cut)
      }
    }
  }

  private static func covariance(_ rows: [[Double]], _ chosen: [Int]) -> [[Double]] {
    let width = rows.first?.count ?? 0
    var sums = Array(repeating: Array(repeating: 0.0, count: width), count: width)
    for row in chosen {
      let values = rows[row]
      for i in 0..<width where values[i] != 0 {
        for j in 0...i { sums[i][j] += values[i] * values[j] }
      }
    }
    let scale = 1 / Double(max(chosen.count - 1, 1))
    for i in 0..<width {
      for j in 0...i {
        sums[i][j] *= scale
        sums[j][i] = sums[i][j]
      }
    }
    return sums
  }

  private static func errors(_ rows: [[Double]]) -> [Window] {
    let folds = 4
    var errors: [Double] = []
    for fold in 0..<folds {
      let held = rows.count * fold / folds..<rows.count * (fold + 1) / folds
      let fitted = PrincipalComponents(covariance(rows, rows.indices.filter { !held.contains($0) }))
      for row in held {
        let values = rows[row]
        errors.append(fitted.error(of: values.span))
      }
    }
    let blocks = min(16, rows.count / 10)
    return [1, 2, 4].filter { 2 * $0 <= blocks }.map { scale in
      let means = (0...blocks - scale).map { start in
        let window = errors[rows.count * start / blocks..<rows.count * (start + scale) / blocks]
        return window.reduce(0, +) / Double(window.count)
      }
      return Window(rows: rows.count * scale / blocks, spread: WindowSpread(means))
    }
  }

  private static func separations(_ sample: [[Double]]) -> [Window] {
    let rows = sample.first?.count ?? 0
    return [8, 4, 2].compactMap { parts in
      let areas = (0..<parts).compactMap { part -> Double? in
        let window = rows * part / parts..<rows * (part + 1) / parts
        let rest = sample.map { Array($0[..<window.lowerBound] + $0[window.upperBound...]) }
        return DomainClassifier.separation(rest, sample.map { Array($0[window]) })?.area
      }
      return areas.isEmpty ? nil : Window(rows: rows / parts, spread: WindowSpread(areas))
    }
  }

  /// Mean square of what the components cannot tell of some rows, shape (p, n).
  func error(of columns: [[Double]]) -> Double {
    let principal = PrincipalComponents(components: components, shares: shares)
    let rows = Self.standardized(columns, means, deviations)
    var sum = 0.0
    for row in rows { sum += principal.error(of: row.span) }
    return sum / Double(max(rows.count, 1))
  }

  /// Coefficients of correlation of some rows, in the order of ``correlations``.
  func correlations(of columns: [[Double]]) -> [Double] {
    let rows = Self.standardized(columns, means, deviations)
    let count = Double(max(rows.count, 1))
    let centers = columns.indices.map { column in rows.reduce(0) { $0 + $1[column] } / count }
    let centered = rows.map { row in zip(row, centers).map { $0 - $1 } }
    let all = Self.covariance(centered, Array(rows.indices))
    return all.indices.flatMap { i in
      (0..<i).map { all[i][$0] / max(all[i][i] * all[$0][$0], .leastNormalMagnitude).squareRoot() }
    }
  }

  /// The windows nearest in length to so many rows: the longest not longer, else the shortest.
  static func window(_ windows: [Window], for rows: Int) -> Window? {
    windows.filter { Double($0.rows) <= 1.25 * Double(rows) }.max { $0.rows < $1.rows }
      ?? windows.min { $0.rows < $1.rows }
  }
}
