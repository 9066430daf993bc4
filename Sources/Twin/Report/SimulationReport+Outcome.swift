import Foaming

extension SimulationReport {
  var figuresSection: ReportContent.Section {
    let rows = KPITable.rows(run).map { row -> [ReportContent.Cell] in
      [
        ReportContent.Cell(row.label), ReportContent.Cell(row.number), ReportContent.Cell(row.unit),
        ReportContent.Cell(row.target), ReportContent.Cell(row.status?.word ?? "", row.status?.tone),
        ReportContent.Cell(row.note),
      ]
    }
    let table = ReportContent.Table(
      columns: [
        .init("Figure"), .init("Value", .trailing), .init("Unit"), .init("Target"), .init("Status"), .init("Note"),
      ], rows: rows)
    var blocks: [ReportContent.Block] = [.table(table)]
    if !run.milestones.isEmpty {
      let rows = run.milestones.map { milestone -> [ReportContent.Cell] in
        [
          ReportContent.Cell(milestone.label), ReportContent.Cell(Display.seconds.number(milestone.time)),
          ReportContent.Cell(Display.clock(milestone.time)),
        ]
      }
      blocks.append(
        .table(
          ReportContent.Table(
            "Milestones, from the start of mixing",
            columns: [.init("Moment"), .init("Time [s]", .trailing), .init("min:s", .trailing)], rows: rows)))
    }
    return ReportContent.Section("figures", "Key figures", blocks)
  }

  var demoldSection: ReportContent.Section {
    let demold = run.demold
    var blocks: [ReportContent.Block] = []
    if let window = demold.window, let time = demold.recommended {
      blocks.append(
        .paragraph(
          "All criteria hold together in \(Display.interval(window)); recommended: \(Display.seconds.text(si: time)) "
            + "(\(Display.clock(time)) min), a margin after the opening of the window."
            + (window.upperBound >= demold.horizon ? " The window is still open when the simulation ends." : "")))
    } else if demold.neverSatisfied.isEmpty {
      blocks.append(.paragraph("No demold window: each criterion holds at some time, but never all of them together."))
    } else {
      blocks.append(.paragraph("No demold window within \(Display.seconds.text(si: demold.horizon)). Never holds:"))
      blocks.append(.list(demold.neverSatisfied.map(\.label)))
    }
    if !demold.criteria.isEmpty, demold.horizon > 0 {
      blocks.append(
        .timeline(
          Timeline(
            id: "demold-window", title: "Demold window",
            summary: "For each demold criterion the times at which it holds, and the times at which all hold.",
            axis: Self.timeAxis, domain: 0...demold.horizon,
            rows: demold.criteria.map { Timeline.Row($0.label, $0.satisfied) },
            total: Timeline.Row("all criteria together", demold.intervals),
            mark: demold.recommended.map { Plot.Event("demold \(Display.clock($0))", at: $0, isStrong: true) })))
      let rows = demold.criteria.map { criterion -> [ReportContent.Cell] in
        let intervals = criterion.satisfied.map(Display.interval).joined(separator: "; ")
        return [
          ReportContent.Cell(criterion.label),
          intervals.isEmpty ? ReportContent.Cell("never", .bad) : ReportContent.Cell(intervals),
        ]
      }
      blocks.append(
        .table(ReportContent.Table(columns: [.init("Criterion"), .init("Holds")], rows: rows)))
    }
    return ReportContent.Section("demold", "When to demold", blocks)
  }

  var defectsSection: ReportContent.Section? {
    guard !run.defects.isEmpty else { return nil }
    let rows = run.defects.sorted { $0.severity > $1.severity }.map { defect -> [ReportContent.Cell] in
      [
        ReportContent.Cell(defect.label), ReportContent.Cell(defect.severity.word, defect.severity.tone),
        ReportContent.Cell(defect.finding), ReportContent.Cell(defect.reason), ReportContent.Cell(defect.remedy),
        ReportContent.Cell(defect.evidence.rawValue),
      ]
    }
    let table = ReportContent.Table(
      columns: [
        .init("Defect"), .init("Severity"), .init("Finding"), .init("Reason"), .init("Remedy"), .init("Evidence"),
      ], rows: rows)
    let classes = [Evidence.measured, .physics, .rule].map { "\($0.rawValue): \($0.explanation)" }
    return ReportContent.Section(
      "defects", "Defects", [.table(table), .paragraph("Evidence classes: " + classes.joined(separator: "; ") + ".")])
  }

  var assumptionsSection: ReportContent.Section? {
    guard !run.assumptions.isEmpty else { return nil }
    return ReportContent.Section("assumptions", "Assumptions", [.list(run.assumptions)])
  }

  var auditSection: ReportContent.Section? {
    guard !run.audit.balances.isEmpty else { return nil }
    let rows = run.audit.balances.map { balance -> [ReportContent.Cell] in
      [
        ReportContent.Cell(balance.name), ReportContent.Cell(balance.residual.text(significant: 3)),
        ReportContent.Cell(balance.limit.text(significant: 3)),
        ReportContent.Cell(Display.seconds.text(si: balance.time)),
        balance.holds ? ReportContent.Cell("holds", .good) : ReportContent.Cell("broken", .bad),
      ]
    }
    return ReportContent.Section(
      "audit", "Balances",
      [
        .paragraph(
          "Conserved quantities, recomputed from the result: "
            + "largest relative deviation over the run against its limit."),
        .table(
          ReportContent.Table(
            columns: [
              .init("Balance"), .init("Residual", .trailing), .init("Limit", .trailing), .init("Largest at", .trailing),
              .init("Status"),
            ], rows: rows)),
      ])
  }
}
