/// One feature in the current data, held against the reference.
public struct FeatureDrift: Hashable, Sendable {
  /// Why a feature was not tested. The raw value is the word in files.
  public enum Gap: String, Hashable, Sendable {
    /// There is no such column.
    case lost
    /// The column holds another type.
    case changedType = "changed_type"
    /// Too few values on one side.
    case tooFew = "too_few"
  }

  public let reference: FeatureProfile
  public let test: DriftTest
  public let gap: Gap?
  /// Rows with a value, and without.
  public let present, missing: Int
  /// Of numbers; 0 where there are none.
  public let mean, deviation: Double
  /// How many values fell to each place of the reference's bins.
  public let counts: [Int]
  /// Means of blocks in the order of time; of texts empty.
  public let blockMeans: [Double?]
  /// Means within the reference's groups; of texts empty.
  public let groupMeans: [Double?]
  /// Texts that the reference did not have.
  public let newWords: [String]
  /// Of the test; 0 where it was not made.
  public let effect: Double
  /// Population stability index, shown for every feature.
  public let stability: Double
  /// The effect that the reference allows.
  public let limit: Double
  /// How often such an effect comes about without drift, before and after correction for the number of features.
  public let probability: Double
  public internal(set) var corrected: Double
  /// The same of what is missing: probability and allowed difference.
  let missingProbability: Double
  public internal(set) var missingCorrected: Double
  public let missingLimit: Double
  public internal(set) var severity = DriftSeverity.ok
  public internal(set) var missingSeverity = DriftSeverity.ok

  public var name: String { reference.name }
  public var role: DriftRole { reference.role }

  /// How far the mean moved, in standard deviations of the reference; `nil` of texts and constants.
  public var shift: Double? {
    guard gap == nil, case .knots = reference.bins, reference.deviation > 0 else { return nil }
    return (mean - reference.mean) / reference.deviation
  }

  /// Share of rows without a value: of the reference and of the current data.
  public var missingShares: (reference: Double, current: Double) {
    (
      Double(reference.missing) / Double(max(reference.missing + reference.present, 1)),
      Double(missing) / Double(max(missing + present, 1))
    )
  }

  /// A feature that the current data lack.
  init(lost reference: FeatureProfile, _ gap: Gap, rows: Int) {
    self.init(reference, .kolmogorovSmirnov, gap: gap, sample: nil, missing: rows, rule: DriftRule())
  }

  /// Compares a column with the reference.
  init(_ reference: FeatureProfile, _ column: DriftColumn, rows: DriftRows, groups: DriftGroups, rule: DriftRule) {
    guard column.isCategorical == reference.isCategorical else {
      self.init(lost: reference, .changedType, rows: rows.count)
      return
    }
    let sample = ColumnSample(column, at: reference.bins, rows: rows, origin: reference.mean)
    let present = sample.total.total
    let isTooFew = min(present, reference.present) < rule.rowMinimum
    let chosen = reference.isCategorical ? rule.categoricalTest : rule.numericTest
    let test =
      chosen
      ?? DriftTest.chosen(
        isCategorical: reference.isCategorical, reference: reference.present, current: present)
    self.init(
      reference, test, gap: isTooFew ? .tooFew : nil, sample: sample, missing: rows.count - present, rule: rule,
      groupMeans: groups.means(column), newWords: Self.newWords(column, reference.bins))
  }

  private init(
    _ reference: FeatureProfile, _ test: DriftTest, gap: Gap?, sample: ColumnSample?, missing: Int, rule: DriftRule,
    groupMeans: [Double?] = [], newWords: [String] = []
  ) {
    let total = sample?.total ?? BinCounts(count: reference.bins.count)
    let present = total.total
    self.reference = reference
    self.test = test
    self.gap = gap
    self.present = present
    self.missing = missing
    counts = total.counts
    (mean, deviation) = sample?.moments(count: present) ?? (0, 0)
    blockMeans = reference.isCategorical ? [] : sample?.means ?? []
    self.groupMeans = groupMeans
    self.newWords = newWords
    let window = reference.window(for: present)
    if gap == nil {
      let known = BinCounts(reference.counts)
      let groups = reference.bins.groups(known)
      let effects = DriftEffects(known, total, at: reference.bins, groups: groups, deviation: reference.deviation)
      let (n, m) = (Double(reference.present), Double(present))
      let groupCount = (groups.last ?? 0) + 1
      let spread = window?.effects[test]
      let dispersion =
        spread.map {
          test.dispersion($0, window: window?.rows ?? 0, reference: n, groups: groupCount, area: reference.area)
        } ?? 1
      effect = effects[test]
      stability = effects[.stability]
      limit = max(rule.leastEffect, spread?.limit ?? 0)
      probability = test.probability(
        of: effect, effective: n * m / (n + m), total: n + m, groups: groupCount, area: reference.area,
        dispersion: dispersion)
    } else {
      (effect, stability, limit, probability) = (0, 0, rule.leastEffect, 1)
    }
    corrected = probability
    missingLimit = max(rule.leastMissing, window?.missing.limit ?? 0)
    missingProbability = Self.missingProbability(reference, present: present, missing: missing, window)
    missingCorrected = missingProbability
  }

  /// Of the difference of two shares, by χ² without correction for continuity, scaled by what windows differ by.
  private static func missingProbability(
    _ reference: FeatureProfile, present: Int, missing: Int, _ window: FeatureProfile.Window?
  ) -> Double {
    let (n, m) = (Double(reference.present + reference.missing), Double(present + missing))
    guard n > 0, m > 0 else { return 1 }
    let (p, q) = (Double(reference.missing) / n, Double(missing) / m)
    let pooled = Double(reference.missing + missing) / (n + m)
    guard pooled > 0, pooled < 1 else { return 1 }
    var dispersion = 1.0
    if let window, p > 0, p < 1 {
      let length = min(window.rows / max(1 - p, 1e-9), n / 2)
      let square = window.missing.mean * window.missing.mean + window.missing.deviation * window.missing.deviation
      dispersion = max(1, square / (p * (1 - p)) * length * (n - length) / n)
    }
    let square = (p - q) * (p - q) / (pooled * (1 - pooled)) * n * m / (n + m)
    return TailProbability.chiSquared(square / dispersion, degrees: 1)
  }

  private static func newWords(_ column: DriftColumn, _ bins: DriftBins) -> [String] {
    guard case .texts(_, let words) = column.values, case .categories(let known) = bins,
      known.count < DriftBins.categoryMaximum
    else { return [] }
    return Array(words.filter { !known.contains($0) }.sorted().prefix(10))
  }

  /// Settles what the corrected probabilities mean.
  mutating func judge(_ rule: DriftRule) {
    if gap == nil, corrected <= rule.level, effect > limit {
      severity = effect > rule.alertFactor * limit ? .alert : .warning
    }
    let (before, now) = missingShares
    let difference = abs(now - before)
    if missingCorrected <= rule.level, difference > missingLimit {
      missingSeverity = difference > rule.alertFactor * missingLimit && difference > 0.2 ? .alert : .warning
    }
  }
}

extension FeatureProfile {
  var isCategorical: Bool {
    if case .categories = bins { true } else { false }
  }
}
