package import Foaming

/// The key figures as rows of text: for the terminal, and for every report.
package enum KPITable {
  /// One figure as shown.
  package struct Row: Hashable, Sendable {
    package var id: KeyFigureID
    package var label: String
    /// Value in the shop unit; an en dash where there is none.
    package var number: String
    /// Shop unit; empty for a pure number and where there is no value.
    package var unit: String
    package var target: String
    package var status: Assessment.Status?
    package var note: String
  }

  /// The figures in the order of the simulation; without layers, those that need layers are left out.
  package static func rows(_ simulation: Simulation) -> [Row] {
    let hasLayers = simulation.scenario.settings.dimension == .one
    return simulation.keyFigures.filter { hasLayers || !$0.id.needsLayers }.map { figure in
      let form = Display.form(figure.id)
      let value = figure.value.flatMap { $0.isFinite ? $0 : nil }
      let isBroken = figure.value != nil && value == nil
      return Row(
        id: figure.id, label: figure.id.label, number: value.map(form.number) ?? "–",
        unit: value == nil ? "" : form.unit, target: figure.assessment?.target ?? "",
        status: figure.assessment?.status, note: isBroken ? "not a finite number" : figure.note ?? "")
    }
  }

  /// The figures and the verdict as plain text; `colored` adds ANSI colors to the statuses.
  package static func text(_ simulation: Simulation, colored: Bool = false) -> String {
    var table = TextTable(
      columns: [
        .init("Figure"), .init("Value", .trailing), .init("Unit"), .init("Target"), .init("Status"), .init("Note"),
      ])
    for row in rows(simulation) {
      table.rows.append([
        .init(row.label), .init(row.number), .init(row.unit), .init(row.target),
        .init(row.status?.word ?? "", row.status?.tone), .init(row.note),
      ])
    }
    let verdict = TextTable.paint(simulation.verdict.word, colored ? simulation.verdict.tone : nil)
    let reasons = simulation.verdictReasons.map { "  - \($0)\n" }.joined()
    return table.text(colored: colored) + "\nVerdict: \(verdict)\n" + reasons
  }
}
