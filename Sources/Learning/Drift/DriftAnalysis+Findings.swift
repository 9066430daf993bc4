extension DriftAnalysis {
  /// Everything that counts; of features those first that went furthest beyond what is allowed.
  static func findings(
    _ features: [FeatureDrift], _ joint: Joint?, _ performance: Performance?, news: [String], _ head: DriftHead,
    _ reference: DriftReference
  ) -> [DriftFinding] {
    var findings: [DriftFinding] = []
    if let before = reference.featureSchema, let now = head.featureSchema, before != now {
      findings.append(
        DriftFinding(.schema, .alert, "The rows are of feature schema `\(now)`, the reference is of `\(before)`."))
    }
    let ranked = features.sorted { ($1.effect / $1.limit, $0.name) < ($0.effect / $0.limit, $1.name) }
    for feature in ranked { findings += self.findings(feature) }
    for name in news {
      let words = "The column `\(name)` has values, of which the reference has none."
      findings.append(DriftFinding(.newColumn, .warning, feature: name, words))
    }
    return findings + Self.findings(joint) + Self.findings(performance)
  }

  private static func findings(_ feature: FeatureDrift) -> [DriftFinding] {
    let name = feature.name
    switch feature.gap {
    case .lost:
      return [DriftFinding(.lostColumn, .alert, feature: name, "The column `\(name)` is missing.")]
    case .changedType:
      return [DriftFinding(.changedType, .alert, feature: name, "The column `\(name)` changed its type.")]
    case .tooFew, nil: break
    }
    var findings: [DriftFinding] = []
    if feature.severity > .ok {
      var words = "`\(name)` moved"
      if let shift = feature.shift { words += " by \(signed(shift)) standard deviations" }
      words += ": \(feature.test.rawValue) \(short(feature.effect)), allowed \(short(feature.limit))."
      if !feature.newWords.isEmpty { words += " New: \(feature.newWords.joined(separator: ", "))." }
      findings.append(DriftFinding(.distribution, feature.severity, feature: name, words))
    }
    if feature.missingSeverity > .ok {
      let shares = feature.missingShares
      findings.append(
        DriftFinding(
          .missing, feature.missingSeverity, feature: name,
          "`\(name)` is missing in \(percent(shares.current)) of the rows, formerly in \(percent(shares.reference))."))
    }
    return findings
  }

  private static func findings(_ joint: Joint?) -> [DriftFinding] {
    guard let joint else { return [] }
    var findings: [DriftFinding] = []
    if joint.error > joint.errorLimit {
      findings.append(
        DriftFinding(
          .structure, joint.error > 2 * joint.errorLimit ? .alert : .warning,
          "Features hang together otherwise than in the reference: the principal components miss "
            + "\(short(joint.error)) of the variance, allowed \(short(joint.errorLimit))."))
    }
    if let area = joint.separation, let limit = joint.separationLimit, area > limit {
      findings.append(
        DriftFinding(
          .separation, .warning,
          "Rows can be told from those of the reference: area under the curve \(short(area)), allowed "
            + "\(short(limit)); mostly by \(joint.separating.prefix(3).map { "`\($0.name)`" }.joined(separator: ", "))."
        ))
    }
    return findings
  }

  private static func findings(_ performance: Performance?) -> [DriftFinding] {
    guard let performance else { return [] }
    var findings: [DriftFinding] = []
    let name = performance.kind == .number ? "mean absolute error" : "share of errors"
    if let limit = performance.limit, performance.estimate > limit {
      findings.append(
        DriftFinding(
          .estimatedPerformance, performance.estimate > 2 * limit ? .alert : .warning,
          "The estimated \(name) of the model is \(short(performance.estimate)), allowed \(short(limit))."))
    }
    if let loss = performance.loss, let limit = performance.lossLimit, loss > limit {
      findings.append(
        DriftFinding(
          .performance, loss > 2 * limit ? .alert : .warning,
          "The \(name) of the model was \(short(loss)), allowed \(short(limit))."))
    }
    return findings
  }

  private static func short(_ value: Double) -> String { "\(value.rounded(digits: 3))" }
  private static func signed(_ value: Double) -> String { (value > 0 ? "+" : "") + short(value) }
  private static func percent(_ share: Double) -> String { "\((1000 * share).rounded() / 10) %" }
}
