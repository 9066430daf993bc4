package import Columnar
package import Learning

/// Why a table holds no predictions for another.
package struct PredictionTableError: Error, Hashable, Sendable {
  package let found: String
  package let expected: String
}

extension DriftPredictions {
  /// Names of the column of predictions, and what each predicts, in the order in which they are looked for.
  private static let usual: [(name: String, kind: Kind)] = [
    ("probability", .event), ("confidence", .confidence), ("prediction", .number),
  ]

  /// Takes predictions from a table and brings them into the order of the rows they are about: by `shot_id` where both
  /// tables have it, else row by row.
  ///
  /// - Parameters:
  ///   - column: of the predictions. A name that contains `probability` holds probabilities of an event, one that
  ///     contains `confidence` those that the class said is right, any other numbers. `nil` looks for the usual names.
  ///   - table: the rows, of which `shot_id` and the outcome are needed.
  ///   - outcome: column that tells what came of them.
  package init(
    _ predicted: ColumnTable, column: String?, of table: ColumnTable, rows: Int, outcome: String?
  ) throws(PredictionTableError) {
    let name = column ?? Self.usual.first { usual in predicted.schema.contains { $0.name == usual.name } }?.name
    guard let name, let values = predicted.numbers(name) else {
      throw PredictionTableError(
        found: "no column of numbers `\(column ?? "probability, confidence or prediction")`",
        expected: "one; --prediction names it")
    }
    let kind = Self.usual.first { name.contains($0.name) && $0.kind != .number }?.kind ?? .number
    if kind != .number, values.contains(where: { $0.map { !(0...1).contains($0) } ?? false }) {
      throw PredictionTableError(found: "a value of `\(name)` outside 0 … 1", expected: "probabilities")
    }
    let places = try Self.places(predicted, table, rows: rows)
    var outcomes: [Double] = []
    if let outcome {
      guard let known = table.numbers(outcome) else {
        throw PredictionTableError(
          found: "no column of numbers or truth values `\(outcome)`", expected: "what came of the rows")
      }
      outcomes = known.map { $0 ?? .nan }
    }
    self.init(kind, places.map { $0.flatMap { values[$0] } ?? .nan }, outcomes: outcomes)
  }

  /// The row of the prediction for each row.
  private static func places(
    _ predicted: ColumnTable, _ table: ColumnTable, rows: Int
  ) throws(PredictionTableError) -> [Int?] {
    if let left = predicted.texts("shot_id"), let right = table.texts("shot_id") {
      var places: [String: Int] = [:]
      for (place, shot) in left.enumerated() { if let shot { places[shot] = place } }
      return right.map { $0.flatMap { places[$0] } }
    }
    guard predicted.rowCount == rows else {
      throw PredictionTableError(
        found: "\(predicted.rowCount) rows without `shot_id`", expected: "\(rows), or `shot_id` in both tables")
    }
    return Array(0..<rows)
  }
}
