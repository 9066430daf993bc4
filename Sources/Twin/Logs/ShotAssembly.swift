package import Plant
import Quantities

/// Makes a ``ShotRecord`` of what one or several sources say about a shot: units converted, gaps and contradictions
/// reported, nothing filled in.
///
/// Pure: the same parts give the same record and findings.
package struct ShotAssembly: Sendable {
  /// A source as the transformation sees it.
  package struct Source: Sendable {
    package var description: DatasourceDescription
    /// The clock of times without zone; `nil` when none is known.
    package var clock: LocalClock?

    package init(_ description: DatasourceDescription, clock: LocalClock?) {
      self.description = description
      self.clock = clock
    }
  }

  /// What one source says about a shot.
  package struct Part: Sendable {
    /// Index of the source.
    package var source: Int
    package var shot: RawShot

    package init(source: Int, shot: RawShot) {
      self.source = source
      self.shot = shot
    }
  }

  /// A shot judged.
  package struct Assessment: Hashable, Sendable {
    /// As written; empty when there is none.
    package var id: String
    /// `nil` when the shot is rejected.
    package var record: ShotRecord?
    package var findings: [LogFinding]
  }

  /// Other sources may be this far ahead of the clock of the import [s].
  package static let futureTolerance = 300.0
  /// Fields kept as metadata at most, and bytes of each.
  static let metadataMaximum = (fields: 100, bytes: 2000)

  package let sources: [Source]
  /// The time of the import; a shot that starts later is rejected.
  package let now: Instant

  package init(_ sources: [Source], now: Instant) {
    self.sources = sources
    self.now = now
  }

  /// Joins the parts of one shot; the first part with a value for a field decides, the others are compared with it.
  package func assemble(_ parts: [Part]) -> Assessment {
    var work = ShotWork(self, parts)
    let id = work.word(.id)?.text
    work.findings.id = id ?? ""
    for part in parts {
      for fault in part.shot.faults {
        work.findings.add(
          part.source, fault.origin, "", .fault, .rejects, found: fault.found, expected: fault.expected)
      }
    }
    if id == nil { work.reject("id", .gap, found: "nothing", expected: "the identifier of the shot") }
    let start = work.start()
    var record = ShotRecord(
      id: id ?? "", machine: work.word(.machine)?.text, mold: work.word(.mold)?.text, system: work.word(.system)?.text,
      start: start ?? .earliest)
    for condition in ShotCondition.allCases {
      record.conditions[condition] = work.number(.condition(condition), condition.dimension, condition.range)
    }
    for figure in QualityFigure.allCases {
      record.quality.figures[figure] = work.number(.figure(figure), figure.dimension, figure.range)
    }
    record.quality.status = work.status()
    record.quality.defects = work.defects()
    record.quality.remark = work.word(.remark)?.text
    record.series = work.series(start: start)
    record.metadata = work.metadata()
    let findings = work.findings.all
    let isRejected = findings.contains { $0.severity == .rejects }
    return Assessment(id: record.id, record: isRejected ? nil : record, findings: findings)
  }
}

/// What was found wrong with one shot so far.
struct ShotFindings {
  let sources: [ShotAssembly.Source]
  var id = ""
  private(set) var list: [LogFinding] = []

  init(_ sources: [ShotAssembly.Source]) { self.sources = sources }

  mutating func add(
    _ source: Int, _ origin: RawOrigin, _ field: String, _ kind: LogFinding.Kind, _ severity: LogFinding.Severity,
    found: String, expected: String
  ) {
    list.append(
      LogFinding(
        shot: "", source: sources[source].description.id, place: "\(origin)", field: field, kind: kind,
        severity: severity, found: found, expected: expected))
  }

  /// All of them, with the shot's identifier.
  var all: [LogFinding] {
    list.map { finding in
      var finding = finding
      finding.shot = id
      return finding
    }
  }
}
