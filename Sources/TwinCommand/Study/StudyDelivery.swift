import Foundation
import Twin

/// Where the rows of a study go as they come: into the summary, to standard output, to a file.
struct StudyDelivery {
  private(set) var summary: StudySummary
  private let document: StudyDocument
  private let output: StudyOutput
  private let table: StudyTable
  private var file: RowFile?

  /// Opens the file, and takes in the rows of an interrupted run.
  init(_ study: Study, _ reproduction: Reproduction, output: StudyOutput, save: String?, resume: Bool) throws {
    summary = StudySummary(study)
    document = StudyDocument(study, reproduction: reproduction)
    table = StudyTable(study, as: .csv)
    self.output = output
    switch output {
    case .table: break
    case .csv: try StandardStream.print(table.header)
    case .json: try StandardStream.print(document.head)
    }
    guard let save else { return }
    let rows = try RowFile(path: save, study: study, definition: document.definition, resume: resume)
    file = rows
    try rows.forEachRow { row in try take([row], isSaved: true) }
  }

  /// Takes the next rows in order.
  mutating func take(_ rows: [StudyRow]) throws { try take(rows, isSaved: false) }

  private mutating func take(_ rows: [StudyRow], isSaved: Bool) throws {
    for row in rows { summary.add(row) }
    if !isSaved { try file?.append(rows) }
    switch output {
    case .table: break
    case .csv: try StandardStream.print(rows.map(table.line).joined())
    case .json: try StandardStream.print(rows.map(document.row).joined())
    }
  }

  /// Ends the result on standard output, also when rows are missing.
  mutating func finish() throws {
    try file?.close()
    switch output {
    case .csv: break
    case .table: try StandardStream.print(StudyTableText.text(summary, colored: StandardStream.output.isColored))
    case .json: try StandardStream.print(document.tail(summary))
    }
  }
}
