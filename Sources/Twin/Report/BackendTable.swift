package import Foaming

/// The same shot by several integrators, as a table for the terminal and for every report.
package enum BackendTable {
  /// One table per peer.
  static func tables(_ comparison: BackendComparison) -> [ReportContent.Table] {
    comparison.peers.filter { $0.failure == nil }.map { peer in
      let rows = peer.differences.map { difference -> [ReportContent.Cell] in
        let form = difference.figure.map(Display.form) ?? Display.seconds
        let parts = difference.inTolerances(comparison.tolerance)
        return [
          ReportContent.Cell(difference.label), ReportContent.Cell(difference.reference.map(form.text(si:)) ?? "–"),
          ReportContent.Cell(difference.absolute.map { joined($0.text(significant: 2), difference.unit) } ?? "–"),
          ReportContent.Cell(
            parts.isFinite ? parts.text(significant: 2) : "only one has it",
            parts <= BackendComparison.limit ? nil : .bad),
        ]
      }
      return ReportContent.Table(
        "\(peer.name) against \(comparison.reference)",
        columns: [
          .init("Figure or moment"), .init(comparison.reference, .trailing), .init("Difference", .trailing),
          .init("In tolerances", .trailing),
        ], rows: rows)
    }
  }

  /// One sentence per peer.
  static func sentences(_ comparison: BackendComparison) -> [String] {
    comparison.peers.map { peer in
      if let failure = peer.failure { return "\(peer.name) gave no result: \(failure)" }
      let worst = comparison.worst(peer)
      let parts = worst?.inTolerances(comparison.tolerance) ?? 0
      let most = worst.map { "at most \(parts.text(significant: 2)) tolerances (\($0.label))" } ?? "nothing to compare"
      let verdict = peer.agreesOnVerdict == true ? "" : "; another verdict"
      let judgement = comparison.agrees(peer) ? "agrees with" : "differs from"
      return "\(peer.name) \(judgement) \(comparison.reference): \(most)\(verdict)"
    }
  }

  /// The tables and sentences as plain text.
  package static func text(_ comparison: BackendComparison) -> String {
    let tables = tables(comparison).map { table in
      "\n" + (table.title ?? "") + "\n" + TextTable(columns: table.columns, rows: table.rows).text()
    }
    return tables.joined() + "\n" + sentences(comparison).map { $0 + "\n" }.joined()
  }

  private static func joined(_ number: String, _ unit: String) -> String { unit.isEmpty ? number : number + " " + unit }
}

extension SimulationReport {
  var backendsSection: ReportContent.Section? {
    guard let comparison = run.backends else { return nil }
    let words =
      "The same shot by every integrator asked for, at relative tolerance \(comparison.tolerance.shortestText). One "
      + "tolerance is that part of the value, of three times the duration for moments. Up to "
      + "\(BackendComparison.limit.shortestText) is agreement."
    return ReportContent.Section(
      "backends", "Integrators compared",
      [.paragraph(words), .list(BackendTable.sentences(comparison))]
        + BackendTable.tables(comparison).map { .table($0) })
  }
}
