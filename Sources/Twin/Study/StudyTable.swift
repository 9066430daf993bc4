import Foaming

/// The rows of a study as lines of a file that can be continued: comma-separated values, or one JSON object per line.
package struct StudyTable: Sendable {
  /// The form of the lines.
  package enum Form: Hashable, Sendable {
    case csv
    case jsonLines
  }

  private let study: Study
  private let form: Form

  /// The table of a study.
  package init(_ study: Study, as form: Form) {
    self.study = study
    self.form = form
  }

  /// What stands before the first row.
  package var header: String {
    guard form == .csv else { return "" }
    var csv = CSVWriter()
    csv.row(
      ["shot"] + study.variations.map { Self.title($0.path, $0.unit) }
        + study.figures.map { Self.title($0.rawValue, $0.unit) }
        + ["verdict", "targets_missed", "defects_found", "defects_watch", "defects_not_judged", "error"])
    return csv.text
  }

  private static func title(_ name: String, _ unit: String) -> String { unit.isEmpty ? name : "\(name) [\(unit)]" }

  /// A row as a line, line end included.
  package func line(_ row: StudyRow) -> String {
    form == .csv ? csvLine(row) : StudyDocument.object(row, study) + "\n"
  }

  /// Reads a line back, to continue a study.
  ///
  /// - Parameter line: without its line end.
  /// - Returns: `nil` when the line is not the row of this study at `index`.
  package func row(_ line: Substring, at index: Int) -> StudyRow? {
    let row = form == .csv ? csvRow(line) : StudyDocument.row(line, study)
    guard let row, row.index == index, row.inputs == study.inputs(at: index) else { return nil }
    return row
  }

  // MARK: Comma-separated values

  private func csvLine(_ row: StudyRow) -> String {
    var cells = [String(row.index)] + row.inputs.map(\.text)
    switch row.outcome {
    case .shot(let shot):
      cells += shot.figures.map { $0?.shortestText ?? "" } + [shot.verdict.rawValue]
      cells.append(shot.targetsMissed.map(\.rawValue).joined(separator: " "))
      for kinds in [shot.defectsFound, shot.defectsWatched, shot.defectsNotJudged] {
        cells.append(kinds.map(\.rawValue).joined(separator: " "))
      }
      cells.append("")
    case .failed(let words):
      cells += study.figures.map { _ in "" } + ["", "", "", "", "", words]
    }
    var csv = CSVWriter()
    csv.row(cells)
    return csv.text
  }

  private func csvRow(_ line: Substring) -> StudyRow? {
    let cells = Self.cells(line)
    let inputs = study.variations.count
    let figures = study.figures.count
    guard cells.count == 1 + inputs + figures + 6, let index = Int(cells[0]) else { return nil }
    let values = zip(study.variations, cells[1...]).map { $0.value(read: $1) }
    guard !values.contains(nil) else { return nil }
    let tail = Array(cells[(1 + inputs + figures)...])
    var row = StudyRow(index: index, inputs: values.compactMap { $0 }, outcome: .failed(tail[5]))
    guard tail[5].isEmpty else { return row }
    func words<Word: RawRepresentable<String>>(_ cell: String) -> [Word]? {
      let parts = cell.split(separator: " ")
      let words = parts.compactMap { Word(rawValue: String($0)) }
      return words.count == parts.count ? words : nil
    }
    let numbers = cells[(1 + inputs)..<(1 + inputs + figures)].map { ($0.isEmpty, Double($0)) }
    guard numbers.allSatisfy({ $0.0 || $0.1 != nil }), let verdict = Simulation.Verdict(rawValue: tail[0]),
      let missed: [KeyFigureID] = words(tail[1]), let found: [Defect.Kind] = words(tail[2]),
      let watched: [Defect.Kind] = words(tail[3]), let notJudged: [Defect.Kind] = words(tail[4])
    else { return nil }
    row.outcome = .shot(
      StudyRow.Shot(
        verdict: verdict, figures: numbers.map(\.1), targetsMissed: missed, defectsFound: found,
        defectsWatched: watched, defectsNotJudged: notJudged))
    return row
  }

  /// The cells of one record of RFC 4180.
  private static func cells(_ line: Substring) -> [String] {
    var cells: [String] = []
    var cell = ""
    var isQuoted = false
    var rest = line[...]
    while let letter = rest.popFirst() {
      switch letter {
      case "\"" where isQuoted && rest.first == "\"":
        cell.append("\"")
        rest.removeFirst()
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        cells.append(cell)
        cell = ""
      default: cell.append(letter)
      }
    }
    return cells + [cell]
  }
}

extension Variation {
  /// The value written as ``VariedValue/text``; `nil` when it is none of this kind.
  func value(read text: String) -> VariedValue? {
    switch values {
    case .uniform, .normal, .lognormal, .numbers: Double(text).map { .number($0) }
    case .counts: Int(text).map { .count($0) }
    case .words: .word(text)
    }
  }
}
