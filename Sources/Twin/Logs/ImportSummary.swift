import Plant

/// What an import found, counted; the same from the rows of a finished import as while it runs.
package struct ImportSummary: Hashable, Sendable {
  /// A kind of finding about a field.
  package struct Subject: Hashable, Sendable, Comparable {
    package var severity: LogFinding.Severity
    package var kind: LogFinding.Kind
    package var source: String
    package var field: String

    package static func < (lhs: Subject, rhs: Subject) -> Bool {
      let order = LogFinding.Severity.allCases
      let left = (order.firstIndex(of: lhs.severity) ?? 0, lhs.kind.rawValue, lhs.source, lhs.field)
      let right = (order.firstIndex(of: rhs.severity) ?? 0, rhs.kind.rawValue, rhs.source, rhs.field)
      return left < right
    }
  }

  /// Rejected shots listed in reports; the index and the findings hold all.
  package static let rejectedMaximum = 50

  package private(set) var imported = 0
  package private(set) var rejected = 0
  package private(set) var outside = 0
  package private(set) var points = 0
  /// First and last start of imported shots.
  package private(set) var first: String?
  package private(set) var last: String?
  package private(set) var days: [String: Int] = [:]
  package private(set) var molds: [String: Int] = [:]
  package private(set) var systems: [String: Int] = [:]
  package private(set) var machines: [String: Int] = [:]
  package private(set) var statuses: [String: Int] = [:]
  package private(set) var sources: [String: Int] = [:]
  package private(set) var subjects: [Subject: Int] = [:]
  /// The first findings that rejected a shot.
  package private(set) var rejections: [LogFinding] = []

  package init() {}

  /// Shots seen.
  package var shots: Int { imported + rejected + outside }

  /// Counts a shot.
  package mutating func add(_ row: ShotIndexRow) {
    sources[row.sources, default: 0] += 1
    switch row.outcome {
    case .rejected: rejected += 1
    case .outside: outside += 1
    case .imported:
      imported += 1
      points += row.points
      // Instants of one length compare as their texts do up to the second, which is what a report shows.
      first = first.map { min($0, row.start) } ?? row.start
      last = last.map { max($0, row.start) } ?? row.start
      days[String(row.start.prefix(10)), default: 0] += 1
      molds[row.mold, default: 0] += 1
      systems[row.system, default: 0] += 1
      machines[row.machine, default: 0] += 1
      statuses[row.status, default: 0] += 1
    }
  }

  /// Counts a finding.
  package mutating func add(_ finding: LogFinding) {
    let subject = Subject(
      severity: finding.severity, kind: finding.kind, source: finding.source, field: finding.field)
    subjects[subject, default: 0] += 1
    if finding.severity == .rejects, rejections.count < Self.rejectedMaximum { rejections.append(finding) }
  }
}
