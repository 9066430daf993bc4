import Columnar
import Foundation
import Learning
import Twin

/// The reference of a check: a sketch that training left, or a table of which one is made.
struct DriftInput {
  let predictions: PredictionOptions
  let threads: Int?

  /// Reads a sketch or makes one of a table.
  ///
  /// - Parameter predictionFile: of a model on the rows of the table, if any.
  func reference(_ path: String, option: String, predictionFile: String?) async throws -> DriftReference {
    let file = try DriftFile(path, option: option)
    if !file.isParquet, let start = try? file.bytes(0, min(file.size, 4096)), DriftSketch.isSketch(start) {
      guard predictionFile == nil else {
        throw CommandFailure(
          place: "--reference-predictions", found: "predictions for a sketch", expected: "them with a table",
          remedy: "give them to `check-drift sketch`, which keeps what is needed")
      }
      // One byte more than allowed is enough to refuse.
      let bytes = try file.bytes(0, min(file.size, DriftSketch.sizeMaximum + 1))
      do throws(DriftSketchError) {
        return try DriftSketch.reference(bytes)
      } catch {
        throw CommandFailure(
          .dataUnusable, place: "\(path): byte \(error.place)", found: error.found, expected: error.expected,
          remedy: "make the sketch again by `check-drift sketch`")
      }
    }
    let table = try DriftTable(path, option: option)
    let head = try table.head()
    guard head.columns.count <= DriftReference.featureMaximum else {
      throw CommandFailure(
        .dataUnusable, place: path, found: "\(head.columns.count) columns",
        expected: "at most \(DriftReference.featureMaximum)", remedy: "leave out columns that no model uses")
    }
    let parts = try await table.map(head.columns.map(\.name), threads: threads) { ReferencePart($0, $1, head) }
    return DriftReference(head, parts, predictions: try predictionFile.map { try values($0, of: table) })
  }

  /// Compares a table with the reference.
  func analysis(
    _ path: String, against reference: DriftReference, rule: DriftRule, predictionFile: String?
  ) async throws -> DriftAnalysis {
    let table = try DriftTable(path, option: "--current")
    let known = DriftKnown(reference, try table.head(), rule)
    let parts = try await table.map(known.columns, threads: threads) { CurrentPart($0, $1, known) }
    return DriftAnalysis(known, parts, predictions: try predictionFile.map { try values($0, of: table) })
  }

  /// Predictions of a file for the rows of a table.
  private func values(_ path: String, of table: DriftTable) throws -> DriftPredictions {
    let all = try DriftTable(path, option: "--predictions")
    let predicted = try all.table(Set(all.schema.map(\.name)))
    let names = Set(["shot_id"] + (predictions.outcome.map { [$0] } ?? []))
    do {
      return try DriftPredictions(
        predicted, column: predictions.prediction, of: try table.table(names), rows: table.rowCount,
        outcome: predictions.outcome)
    } catch let error as PredictionTableError {
      throw CommandFailure(.dataUnusable, place: path, found: error.found, expected: error.expected)
    }
  }
}
