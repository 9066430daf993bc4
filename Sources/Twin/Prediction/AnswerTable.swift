import Learning

/// Predictions as tables for the terminal, for reports and as CSV.
package enum AnswerTable {
  /// Contributions that are shown to a person.
  private static let contributionsShown = 8

  /// One line per task.
  static func table(_ sheet: PredictionSheet, title: String? = nil) -> ReportContent.Table {
    ReportContent.Table(
      title,
      columns: [
        .init("Task"), .init("Prediction", .trailing), .init("Interval or possible classes"), .init("Model"),
        .init("Physics", .trailing), .init("Data", .trailing), .init("Status"),
      ],
      rows: sheet.answers.map { answer in
        let prediction = answer.prediction
        let share = prediction?.physicsShare
        let model = answer.identity.map { "\(answer.alias), version \($0.version)" } ?? "none"
        return [
          ReportContent.Cell(words(answer.task)), ReportContent.Cell(prediction.map { value($0, answer) } ?? "–"),
          ReportContent.Cell(prediction.map { spread($0, answer) } ?? ""), ReportContent.Cell(model),
          ReportContent.Cell(share.map(percent) ?? ""), ReportContent.Cell(share.map { percent(1 - $0) } ?? ""),
          ReportContent.Cell(answer.status.rawValue, answer.status == .ok ? .good : .caution),
        ]
      })
  }

  /// What a reader must know beside the table, in sentences.
  static func sentences(_ sheet: PredictionSheet) -> [String] {
    var sentences = ["\(sheet.present) of \(sheet.features) features have a value\(reasons(sheet))."]
    for answer in sheet.answers {
      if let detail = answer.detail { sentences.append("\(words(answer.task)): \(detail)") }
      if answer.identity?.origin != .plant, answer.identity != nil {
        sentences.append("\(words(answer.task)): the model learned from synthetic shots; it knows no plant.")
      }
      let outside = answer.prediction?.outside ?? []
      if !outside.isEmpty {
        let more = outside.count > 3 ? " and \(outside.count - 3) more" : ""
        sentences.append(
          "\(words(answer.task)): outside of what the model has seen: "
            + outside.prefix(3).joined(separator: ", ") + more
        )
      }
    }
    return sentences
  }

  private static func reasons(_ sheet: PredictionSheet) -> String {
    let reasons = sheet.gaps.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    return reasons.isEmpty ? "" : "; missing: " + reasons.joined(separator: ", ")
  }

  /// The largest contributions of each task; none where they were not asked for.
  static func contributions(_ sheet: PredictionSheet) -> [ReportContent.Table] {
    sheet.answers.compactMap { answer in
      guard let prediction = answer.prediction, let all = prediction.contributions else { return nil }
      let shown = all.prefix(contributionsShown).filter { $0.contribution != 0 }
      let rows = shown.map { one -> [ReportContent.Cell] in
        [
          ReportContent.Cell(one.feature), ReportContent.Cell(one.value?.text(significant: 5) ?? "missing"),
          ReportContent.Cell((one.contribution > 0 ? "+" : "") + one.contribution.text(significant: 3)),
        ]
      }
      return ReportContent.Table(
        "\(words(answer.task)): what moved the prediction from \((prediction.bias ?? 0).text(significant: 3)) (margin)",
        columns: [.init("Feature"), .init("Value, SI", .trailing), .init("Contribution", .trailing)], rows: rows)
    }
  }

  /// Tables and sentences as plain text.
  package static func text(_ sheet: PredictionSheet, colored: Bool = false) -> String {
    let tables = ([table(sheet, title: "Predictions")] + contributions(sheet)).map { table in
      "\n" + (table.title ?? "") + "\n" + TextTable(columns: table.columns, rows: table.rows).text(colored: colored)
    }
    return tables.joined() + "\n" + sentences(sheet).map { $0 + "\n" }.joined()
  }

  // MARK: CSV

  /// The head of a table of rows for these tasks.
  package static func csvHead(_ tasks: [String]) -> String {
    let names = [
      "status", "prediction", "probability", "low", "high", "class", "confidence", "version", "physics",
    ]
    return (["shot_id"] + tasks.flatMap { task in names.map { "\(task)_\($0)" } }).joined(separator: ",") + "\n"
  }

  /// A line of that table; what does not exist is an empty cell.
  package static func csv(_ sheet: PredictionSheet) -> String {
    func number(_ value: Double?) -> String { value.flatMap { $0.isFinite ? $0.shortestText : nil } ?? "" }
    let cells = sheet.answers.flatMap { answer -> [String] in
      let prediction = answer.prediction
      return [
        answer.status.rawValue, number(prediction.flatMap { $0.classes.isEmpty ? $0.value : nil }),
        number(prediction.flatMap { $0.classes.isEmpty ? nil : $0.value }), number(prediction?.interval?.lowerBound),
        number(prediction?.interval?.upperBound), quoted(prediction?.likeliest?.name ?? ""),
        number(prediction?.likeliest?.probability), answer.identity.map { "\($0.version)" } ?? "",
        number(prediction?.physicsShare),
      ]
    }
    return ([quoted(sheet.shot)] + cells).joined(separator: ",") + "\n"
  }

  private static func quoted(_ text: String) -> String {
    text.contains { [",", "\"", "\n", "\r"].contains($0) } ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }

  // MARK: Words

  private static func words(_ task: String) -> String {
    let words = task.replacing("_", with: " ")
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  private static func percent(_ share: Double) -> String { (100 * share).text(decimals: 0) + " %" }

  private static func number(_ value: Double, _ answer: TaskAnswer, _ prediction: Prediction) -> String {
    guard value.isFinite else { return value < 0 ? "−∞" : "∞" }
    if !prediction.classes.isEmpty { return (100 * value).text(decimals: 1) + " %" }
    let unit = answer.identity?.unit ?? ""
    return value.text(significant: 4) + (unit.isEmpty ? "" : " " + unit)
  }

  private static func value(_ prediction: Prediction, _ answer: TaskAnswer) -> String {
    if let value = prediction.value { return number(value, answer, prediction) }
    return prediction.likeliest.map { "\($0.name), \(percent($0.probability))" } ?? "–"
  }

  private static func spread(_ prediction: Prediction, _ answer: TaskAnswer) -> String {
    if let interval = prediction.interval {
      return "\(number(interval.lowerBound, answer, prediction)) … \(number(interval.upperBound, answer, prediction)) "
        + "(\(percent(prediction.level)))"
    }
    let possible = prediction.classes.filter { $0.isPossible == true }.map(\.name)
    return possible.isEmpty ? "" : possible.joined(separator: ", ") + " (\(percent(prediction.level)))"
  }
}

extension SimulationReport {
  /// The section of a report; none unless predictions were asked for.
  func predictionsSection(_ predictions: PredictionSheet?) -> ReportContent.Section? {
    guard let predictions else { return nil }
    let tables = [AnswerTable.table(predictions)] + AnswerTable.contributions(predictions)
    return ReportContent.Section(
      "predictions", "Predictions of learned models",
      tables.map { .table($0) } + [
        .list(AnswerTable.sentences(predictions)), .paragraph("Shares: " + PredictionSheet.shareWords + "."),
      ])
  }
}
