public import Columnar
internal import Plant

extension FeatureSchema {
  /// Rows as a table of this schema.
  public func table(_ rows: [FeatureRow]) throws(ColumnarError) -> ColumnTable {
    func texts(_ value: (FeatureRow) -> String?) -> ColumnCells { .string(Cells(rows.map(value), placeholder: "")) }
    let identity: [ColumnCells] = [
      texts { _ in mark }, texts { $0.origin.rawValue }, texts(\.shot),
      .timestamp(Cells(rows.map(\.start.microseconds))), texts(\.machine), texts(\.mold), texts(\.system),
    ]
    let numbers = features.indices.map { index in
      ColumnCells.double(Cells(rows.map { $0.features[index].value }, placeholder: 0))
    }
    let cells =
      identity + numbers + [texts { $0.missing(self) }]
      + targets.indices.map { index in
        TargetColumn.cells(targets[index].type, rows.map { $0.targets[index] })
      }
    return try ColumnTable(zip(columns, cells).map { Column($0.name, $1) }, metadata: metadata)
  }
}

/// The column of a target.
enum TargetColumn {
  /// The judgments of records.
  static func cells(_ target: TargetDefinition, _ records: [ShotRecord]) -> ColumnCells {
    cells(target.type, records.map { target.value($0.quality) })
  }

  /// Values of a target of this type.
  static func cells(_ type: ColumnType, _ values: [TargetDefinition.Value?]) -> ColumnCells {
    func cells<Cell: Hashable & Sendable>(
      _ placeholder: Cell, _ cell: (TargetDefinition.Value) -> Cell?
    ) -> Cells<Cell> { Cells(values.map { $0.flatMap(cell) }, placeholder: placeholder) }
    return switch type {
    case .bool: .bool(cells(false) { if case .flag(let flag) = $0 { flag } else { nil } })
    case .string: .string(cells("") { if case .text(let text) = $0 { text } else { nil } })
    default: .double(cells(0) { if case .number(let number) = $0 { number } else { nil } })
    }
  }
}
