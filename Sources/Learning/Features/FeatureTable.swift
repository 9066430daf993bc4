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
    let cells = identity + numbers + [texts { $0.missing(self) }] + targets.indices.map { self.target($0, rows) }
    return try ColumnTable(zip(columns, cells).map { Column($0.name, $1) }, metadata: metadata)
  }

  private func target(_ index: Int, _ rows: [FeatureRow]) -> ColumnCells {
    func cells<Cell: Hashable & Sendable>(
      _ placeholder: Cell, _ cell: (TargetDefinition.Value) -> Cell?
    ) -> Cells<Cell> { Cells(rows.map { $0.targets[index].flatMap(cell) }, placeholder: placeholder) }
    return switch targets[index].type {
    case .bool: .bool(cells(false) { if case .flag(let flag) = $0 { flag } else { nil } })
    case .string: .string(cells("") { if case .text(let text) = $0 { text } else { nil } })
    default: .double(cells(0) { if case .number(let number) = $0 { number } else { nil } })
    }
  }
}
