import Foaming

extension SimulationReport {
  /// Every number of the system with its source.
  var parametersSection: ReportContent.Section {
    let system = run.system
    var blocks: [ReportContent.Block] = []
    if !system.summary.isEmpty { blocks.append(.paragraph(system.summary)) }
    let sheet = system.sheet.stated.map { entry in
      row(entry.key.summary, entry.sourced, entry.key.displayForm)
    }
    if !sheet.isEmpty { blocks.append(table("Data sheet", sheet)) }
    let model = system.model.stated.map { entry in
      row(entry.key.summary, entry.sourced, entry.key.displayForm)
    }
    if !model.isEmpty { blocks.append(table("Model parameters", model)) }
    if !system.documents.isEmpty { blocks.append(.list(system.documents.map { "Document: " + $0 })) }
    if !system.notes.isEmpty { blocks.append(.list(system.notes)) }
    return ReportContent.Section("system", "System \(system.name)", blocks)
  }

  private func row(_ summary: String, _ sourced: Sourced, _ form: Display.Form) -> [ReportContent.Cell] {
    let number = sourced.value.isFinite ? form.number(sourced.value) : "–"
    return [
      ReportContent.Cell(summary), ReportContent.Cell(number), ReportContent.Cell(form.unit),
      ReportContent.Cell(sourced.provenance.kind.rawValue), ReportContent.Cell(sourced.provenance.note),
    ]
  }

  private func table(_ title: String, _ rows: [[ReportContent.Cell]]) -> ReportContent.Block {
    .table(
      ReportContent.Table(
        title,
        columns: [.init("Parameter"), .init("Value", .trailing), .init("Unit"), .init("Source"), .init("Note")],
        rows: rows))
  }
}
