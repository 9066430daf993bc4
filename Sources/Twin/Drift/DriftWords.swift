package import Learning
import Plant

/// The result of `check-drift` for a person at a terminal, and words that its reports share.
package enum DriftWords {
  /// Features listed at most.
  private static let listed = 15

  /// The result as text.
  package static func text(_ analysis: DriftAnalysis) -> String {
    var lines: [String] = []
    if analysis.isSynthetic { lines.append("SYNTHETIC: rows are made up, not measured") }
    lines.append("Drift: \(verdict(analysis))")
    lines.append("Reference \(analysis.reference.rows) rows, current \(analysis.rows) rows, \(tested(analysis))")
    if analysis.isEmpty {
      lines.append("No feature has values in both, so nothing can be said.")
      return lines.joined(separator: "\n") + "\n"
    }
    for cause in analysis.causes.prefix(3) {
      let subject = cause.subject.map { " (\($0))" } ?? ""
      lines.append("")
      lines.append("Cause \(cause.kind.rawValue)\(subject), \((100 * cause.share).text(decimals: 0)) % of the evidence")
      lines += cause.reasons.map { "  " + $0 }
    }
    if !analysis.findings.isEmpty { lines.append("") }
    for finding in analysis.findings.prefix(listed) {
      lines.append("\(finding.severity == .alert ? "ALERT  " : "WARNING") \(finding.words)")
    }
    if analysis.findings.count > listed { lines.append("… and \(analysis.findings.count - listed) more") }
    if let performance = analysis.performance { lines += ["", words(performance)] }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The verdict in capitals.
  static func verdict(_ analysis: DriftAnalysis) -> String {
    if analysis.isEmpty { return "NO USABLE DATA" }
    return switch analysis.severity {
    case .ok: "OK"
    case .warning: "WARNING"
    case .alert: "ALERT"
    }
  }

  static func tested(_ analysis: DriftAnalysis) -> String {
    let tested = analysis.features.count { $0.gap == nil }
    return "\(tested) of \(analysis.features.count) features tested"
  }

  /// Estimated and realized performance in one sentence.
  static func words(_ performance: DriftAnalysis.Performance) -> String {
    let name = performance.kind == .number ? "Mean absolute error" : "Share of errors"
    func number(_ value: Double?) -> String { value.map { $0.text(significant: 4) } ?? "not known" }
    return "\(name) of the model: estimated without labels \(number(performance.estimate)), on the reference "
      + "\(number(performance.referenceEstimate)); as it turned out \(number(performance.loss)), on the reference "
      + "\(number(performance.referenceLoss))."
  }

  /// A time in UTC.
  static func time(_ microseconds: Int64) -> String {
    Instant(microseconds: microseconds).map { "\($0)" } ?? "\(microseconds) µs"
  }
}
