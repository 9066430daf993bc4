import Plant

/// The row of a shot in the index of an import: enough to count and to find it.
package struct ShotIndexRow: Hashable, Sendable {
  /// What became of the shot.
  package enum Outcome: String, Hashable, Sendable, CaseIterable {
    case imported
    case rejected
    /// Another source decides about it, and the filter leaves it out there.
    case outside
  }

  package var id: String
  /// As text; empty when it cannot be known.
  package var start: String
  package var outcome: Outcome
  package var machine: String
  package var mold: String
  package var system: String
  package var status: String
  package var points: Int
  /// The sources that know the shot, joined by `+`.
  package var sources: String
  /// The file that holds the shot; empty when it is rejected.
  package var file: String

  /// The columns of the index.
  package static let columns = [
    "id", "start", "outcome", "machine", "mold", "system", "status", "points", "sources", "file",
  ]

  /// The cells of the row.
  package var cells: [String] {
    [id, start, outcome.rawValue, machine, mold, system, status, String(points), sources, file]
  }

  package init(_ assessment: ShotAssembly.Assessment, sources: String, file: String) {
    let record = assessment.record
    id = assessment.id
    start = record?.start.description ?? ""
    outcome = record == nil ? .rejected : .imported
    machine = record?.machine ?? ""
    mold = record?.mold ?? ""
    system = record?.system ?? ""
    status = record?.quality.status?.rawValue ?? ""
    points = record?.series.reduce(0) { $0 + $1.times.count } ?? 0
    self.sources = sources
    self.file = file
  }

  /// The row of a shot that another source leaves out.
  package init(outside id: String, sources: String) {
    self.init(ShotAssembly.Assessment(id: id, record: nil, findings: []), sources: sources, file: "")
    outcome = .outside
  }

  /// Reads the cells of a row; `nil` when they are none.
  package init?(cells: [String]) {
    guard cells.count == Self.columns.count, let outcome = Outcome(rawValue: cells[2]), let points = Int(cells[7])
    else {
      return nil
    }
    (id, start, self.outcome, machine, mold) = (cells[0], cells[1], outcome, cells[3], cells[4])
    (system, status, self.points, sources, file) = (cells[5], cells[6], points, cells[8], cells[9])
  }
}
