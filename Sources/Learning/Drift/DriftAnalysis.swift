public import Columnar

/// What the comparison of current data with the reference found.
public struct DriftAnalysis: Hashable, Sendable {
  /// How the features hang together now.
  public struct Joint: Hashable, Sendable {
    /// Mean square of what the principal components cannot tell, and what the reference allows.
    public let error, errorLimit: Double
    /// Area under the curve of the domain classifier, and what the reference allows; `nil` with too few rows.
    public let separation, separationLimit: Double?
    /// Features on which the classifier rests most, with their share.
    public let separating: [Weight]
    /// Pairs whose correlation changed most.
    public let correlations: [Pair]
  }

  /// How much of the classifier's decisions rests on a feature.
  public struct Weight: Hashable, Sendable {
    public let name: String
    public let share: Double
  }

  /// Two features whose correlation changed.
  public struct Pair: Hashable, Sendable {
    public let left, right: String
    public let before, now: Double
  }

  /// What the model is likely to miss by now.
  public struct Performance: Hashable, Sendable {
    public let kind: DriftPredictions.Kind
    /// Mean loss estimated now; on the reference; and what the reference allows.
    public let estimate: Double
    public let referenceEstimate, limit: Double?
    /// Mean loss as it turned out now, on the reference, and what the reference allows; `nil` where unknown.
    public let loss, referenceLoss, lossLimit: Double?
  }

  public let rule: DriftRule
  public let reference: DriftReference
  public let rows: Int
  public let period: ClosedRange<Int64>?
  public let isSynthetic: Bool
  /// In the order of the reference.
  public let features: [FeatureDrift]
  public let joint: Joint?
  public let performance: Performance?
  /// The gravest first.
  public let findings: [DriftFinding]
  /// What probably changed, the likeliest first; empty without drift.
  public let causes: [DriftCause]

  /// True when not a single feature could be tested: nothing is known then, and nothing is fine.
  public var isEmpty: Bool { !features.contains { $0.gap == nil } }
  /// The gravest finding.
  public var severity: DriftSeverity { findings.map(\.severity).max() ?? .ok }

  /// Compares a table with the reference.
  ///
  /// - Parameter predictions: of a model on the rows of the table.
  public init(
    _ table: ColumnTable, against reference: DriftReference, rule: DriftRule = DriftRule(),
    predictions: DriftPredictions? = nil
  ) {
    let head = DriftHead(table)
    let known = DriftKnown(reference, head, rule)
    let parts = known.columns.map { CurrentPart($0, table[$0] ?? .string(Cells([])), known) }
    self.init(known, parts, predictions: predictions)
  }

  /// Joins what was found in the columns of a table.
  public init(_ known: DriftKnown, _ parts: [CurrentPart], predictions: DriftPredictions? = nil) {
    let (reference, head, rule) = (known.reference, known.head, known.rule)
    var found = Dictionary(parts.map { ($0.name, $0) }) { first, _ in first }
    var features = reference.features.map { profile in
      found.removeValue(forKey: profile.name)?.drift ?? FeatureDrift(lost: profile, .lost, rows: head.rows.count)
    }
    let corrected = TailProbability.corrected(features.map(\.probability) + features.map(\.missingProbability))
    for index in features.indices {
      features[index].corrected = corrected[index]
      features[index].missingCorrected = corrected[features.count + index]
      features[index].judge(rule)
    }
    self.rule = rule
    self.reference = reference
    self.features = features
    rows = head.rows.count
    period = head.period
    isSynthetic = reference.isSynthetic || head.isSynthetic
    let isUsable = features.contains { $0.gap == nil }
    let numbers = Dictionary(parts.map { ($0.name, $0.numbers) }) { first, _ in first }
    let columns = reference.joint?.names.map { name in (numbers[name] ?? nil) }
    joint = reference.joint.flatMap { profile in columns.flatMap { Self.joint(profile, $0, rows: head.rows.count) } }
    performance = predictions.flatMap {
      Self.performance($0.ordered(head.rows), reference.performance, numbers, places: head.places)
    }
    let news = parts.filter { $0.drift == nil && $0.isNew }.map(\.name)
    let all =
      isUsable ? Self.findings(features, joint, performance, news: news, head, reference) : []
    findings = all.filter { $0.severity == .alert } + all.filter { $0.severity == .warning }
    causes = isUsable ? DriftCause.likely(features, findings, reference, current: known.groups.groups) : []
  }

  private static func joint(_ profile: JointProfile, _ columns: [[Double]?], rows: Int) -> Joint? {
    let count = columns.compactMap { $0?.count }.max() ?? 0
    guard count >= DomainClassifier.rowMinimum else { return nil }
    let filled = columns.map { $0 ?? Array(repeating: .nan, count: count) }
    let error = profile.error(of: filled)
    let allowed = JointProfile.window(profile.errors, for: count)?.spread
    let kept = min(count, profile.sample.first?.count ?? 0)
    let sample = filled.map { column in (0..<kept).map { column[$0 * count / max(kept, 1)] } }
    // A column that came or went would give every row away, and is a finding of its own.
    let shared = columns.indices.filter { columns[$0] != nil }
    let told = DomainClassifier.separation(shared.map { profile.sample[$0] }, shared.map { sample[$0] })
    let window = JointProfile.window(profile.separations, for: kept)?.spread
    let chance = (Double(2 * kept + 1) / Double(12 * max(kept * kept, 1))).squareRoot()
    let separating = told.map { told in
      zip(shared, told.weights).map { Weight(name: profile.names[$0], share: $1) }.filter { $0.share > 0.02 }
        .sorted { $0.share > $1.share }
    }
    return Joint(
      error: error, errorLimit: max(1.25 * (allowed?.mean ?? .infinity), allowed?.limit ?? .infinity),
      separation: told?.area, separationLimit: told.map { _ in max(0.6, 0.5 + 4 * chance, window?.limit ?? 0) },
      separating: Array((separating ?? []).prefix(8)),
      correlations: Self.correlations(profile, filled))
  }

  private static func correlations(
    _ profile: JointProfile, _ columns: [[Double]]
  ) -> [Pair] {
    let now = profile.correlations(of: columns)
    var pairs: [Pair] = []
    var place = 0
    for i in profile.names.indices {
      for j in 0..<i {
        pairs.append(
          Pair(
            left: profile.names[j], right: profile.names[i], before: profile.correlations[place], now: now[place]))
        place += 1
      }
    }
    return Array(pairs.sorted { abs($0.now - $0.before) > abs($1.now - $1.before) }.prefix(5))
  }

  private static func performance(
    _ predictions: DriftPredictions, _ profile: PerformanceProfile?, _ numbers: [String: [Double]?], places: [Int]
  ) -> Performance? {
    let columns = (profile?.names.dropLast() ?? []).map { name in
      (numbers[name] ?? nil) ?? Array(repeating: Double.nan, count: places.count)
    }
    let matching = profile.flatMap { $0.kind == predictions.kind ? $0 : nil }
    let estimate =
      matching?.estimate(predictions, columns, at: places)
      ?? (predictions.kind == .number ? nil : PerformanceProfile.mean(predictions.confidences.map { 1 - $0 }))
    let loss = PerformanceProfile.mean(predictions.losses)
    guard estimate != nil || loss != nil else { return nil }
    return Performance(
      kind: predictions.kind, estimate: estimate ?? .nan, referenceEstimate: matching?.estimate,
      limit: matching.map { $0.estimate + max(3 * $0.spread.deviation, 0.1 * $0.estimate) }, loss: loss,
      referenceLoss: matching?.loss,
      lossLimit: matching.flatMap { profile in
        profile.loss.map { $0 + max(3 * (profile.lossSpread?.deviation ?? 0), 0.1 * $0) }
      })
  }
}

/// What must be known before the columns of current data are looked at one by one.
public struct DriftKnown: Sendable {
  public let reference: DriftReference
  public let head: DriftHead
  public let rule: DriftRule
  /// Names of the columns to be looked at.
  public let columns: [String]
  let groups: DriftGroups
  private let profiles: [String: FeatureProfile]
  private let joined: Set<String>

  /// - Parameter head: of the current data.
  public init(_ reference: DriftReference, _ head: DriftHead, _ rule: DriftRule) {
    self.reference = reference
    self.head = head
    self.rule = rule
    columns = head.columns.map(\.name)
    groups = head.groups.of(reference.groups)
    profiles = Dictionary(reference.features.map { ($0.name, $0) }) { first, _ in first }
    joined = Set((reference.joint?.names ?? []) + (reference.performance?.names ?? []))
  }

  func profile(_ name: String) -> FeatureProfile? { profiles[name] }
  func isJoined(_ name: String) -> Bool { joined.contains(name) }
}

/// What is found in one column of current data; columns may be worked on at the same time.
public struct CurrentPart: Sendable {
  let name: String
  let drift: FeatureDrift?
  /// Values in some rows, for what is looked at together.
  let numbers: [Double]?
  /// True for a column that has values, and that the reference does not know.
  let isNew: Bool

  /// Looks at a column.
  public init(_ name: String, _ cells: ColumnCells, _ known: DriftKnown) {
    self.name = name
    let profile = known.profile(name)
    guard let found = DriftColumn(name, cells, rows: known.head.rows) else {
      (drift, numbers, isNew) = (nil, nil, false)
      return
    }
    let column = profile.map { found.fitting($0) } ?? found
    drift = profile.map {
      FeatureDrift($0, column, rows: known.head.rows, groups: known.groups, rule: known.rule)
    }
    numbers = known.isJoined(name) ? column.numbers(at: known.head.places) : nil
    isNew = drift == nil && cells.nullCount < cells.count
  }
}
