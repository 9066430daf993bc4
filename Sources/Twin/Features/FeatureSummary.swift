internal import Columnar
package import Learning

/// What came of building features: how many rows, what is missing and why.
package struct FeatureSummary: Sendable {
  /// Failed simulations whose words are kept.
  private static let wordsKept = 10

  package let schema: FeatureSchema
  package private(set) var shots = 0
  package private(set) var synthetic = 0
  /// Shots with their twin.
  package private(set) var simulated = 0
  /// Shots that are missing a feature, by feature in the order of the schema and by reason.
  package private(set) var missing: [[FeatureGap: Int]]
  /// Values of each target, in the order of the schema.
  package private(set) var labeled: [Int]
  /// The first failed simulations: identifier of the shot and words.
  package private(set) var failures: [(shot: String, words: String)] = []

  /// Of nothing.
  package init(_ schema: FeatureSchema) {
    self.schema = schema
    missing = schema.features.map { _ in [:] }
    labeled = schema.targets.map { _ in 0 }
  }

  /// Counts a row.
  /// - Parameter words: what the simulation said when it failed.
  package mutating func add(_ row: FeatureRow, words: String? = nil) {
    shots += 1
    if row.origin == .synthetic { synthetic += 1 }
    var hasTwin = false
    for (index, value) in row.features.enumerated() {
      if let gap = value.gap {
        missing[index][gap, default: 0] += 1
      } else if schema.features[index].origin == .simulated {
        hasTwin = true
      }
    }
    if hasTwin { simulated += 1 }
    for (index, value) in row.targets.enumerated() where value != nil { labeled[index] += 1 }
    if let words, failures.count < Self.wordsKept { failures.append((row.shot, words)) }
  }

  /// Counts rows.
  /// - Parameter failures: shots whose simulation failed, and its words.
  package mutating func add(_ batch: FeatureBatch, failures: [(shot: String, words: String)] = []) {
    shots += batch.table.rowCount
    synthetic += batch.synthetic
    simulated += batch.simulated
    for (index, gaps) in batch.missing.enumerated() { missing[index].merge(gaps, uniquingKeysWith: +) }
    for (index, count) in batch.labeled.enumerated() { labeled[index] += count }
    self.failures += failures.prefix(Self.wordsKept - self.failures.count)
  }

  /// Adds what came of later rows.
  package mutating func add(_ other: FeatureSummary) {
    shots += other.shots
    synthetic += other.synthetic
    simulated += other.simulated
    for (index, gaps) in other.missing.enumerated() { missing[index].merge(gaps, uniquingKeysWith: +) }
    for (index, count) in other.labeled.enumerated() { labeled[index] += count }
    failures += other.failures.prefix(Self.wordsKept - failures.count)
  }

  /// Missing values by reason, in the order of the reasons.
  package var gaps: [(gap: FeatureGap, count: Int)] {
    FeatureGap.allCases.compactMap { gap in
      let count = missing.reduce(0) { $0 + ($1[gap] ?? 0) }
      return count > 0 ? (gap, count) : nil
    }
  }
}
