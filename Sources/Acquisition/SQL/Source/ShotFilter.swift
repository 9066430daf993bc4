import Databases
import Plant

/// The conditions of a query that do not depend on time, as SQL.
struct ShotFilter {
  /// A condition on a column: one of these words must stand there.
  private struct Condition {
    let column: SQLIdentifier
    let isQuality: Bool
    let words: [String]
  }

  private let columns: ShotColumns
  private var conditions: [Condition] = []
  private let ids: [String]?

  /// - Throws: `.unsupported` when the query asks for what the source does not record.
  init(_ query: ShotQuery, _ description: DatasourceDescription, _ columns: ShotColumns) throws(SourceError) {
    self.columns = columns
    ids = query.ids?.sorted()
    let wanted: [(LogTarget, Set<String>)] = [
      (.mold, query.molds), (.system, query.systems), (.status, Set(query.statuses.map(\.rawValue))),
    ]
    for (target, words) in wanted where !words.isEmpty {
      conditions.append(try Self.condition(target, words, description))
    }
  }

  /// Adds `WHERE` and the conditions; further ones may follow with `AND`.
  ///
  /// Identifiers are compared as texts only where their column is one: a table of a million shots has an index on them.
  func add(to text: inout SQLText, idIsInteger: Bool) {
    text.add(" WHERE 1 = 1")
    for condition in conditions {
      text.add(" AND ")
      if condition.isQuality, let quality = columns.quality {
        text.add("EXISTS (SELECT 1 FROM ")
        text.add(table: quality.table)
        text.add(" q WHERE ")
        text.add("q", quality.key)
        text.add(" = ")
        text.add("s", columns.id)
        text.add(" AND ")
        text.add(textOf: "q", condition.column)
        text.add(oneOf: condition.words.map { .text($0) })
        text.add(")")
      } else {
        text.add(textOf: "s", condition.column)
        text.add(oneOf: condition.words.map { .text($0) })
      }
    }
    if let ids {
      text.add(" AND ")
      text.add("s", columns.id)
      let cells = idIsInteger ? ids.compactMap(Int64.init).map(SQLCell.integer) : ids.map(SQLCell.text)
      text.add(oneOf: cells)
      // There the index may take small letters for capitals.
      if text.dialect == .mariadb, !idIsInteger {
        text.add(" AND ")
        text.add(textOf: "s", columns.id)
        text.add(oneOf: cells)
      }
    }
  }

  private static func condition(
    _ target: LogTarget, _ words: Set<String>, _ description: DatasourceDescription
  ) throws(SourceError) -> Condition {
    let ofShot = description.shots.column(target)
    let mapping = ofShot ?? description.quality?.columns.first { $0.target == target }
    guard let mapping, let column = SQLIdentifier(mapping.column) else {
      throw SourceError(
        .unsupported, place: "data source \(description.id)", found: "a filter on \(target.key)",
        expected: "a column that means \(target.key)", remedy: "map one, or leave the filter out")
    }
    return Condition(column: column, isQuality: ofShot == nil, words: mapping.sourceWords(for: words))
  }
}
