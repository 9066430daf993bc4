public import Columnar
public import Plant

/// Many shots as rows for learning, and what came of them: what ``FeatureRow`` and ``FeatureSchema/table(_:)`` give,
/// written straight into columns.
public struct FeatureBatch: Sendable {
  /// The rows, in the order of the shots.
  public let table: ColumnTable
  /// Rows that are missing a feature, by feature in the order of the schema and by reason.
  public let missing: [[FeatureGap: Int]]
  /// Values of each target, in the order of the schema.
  public let labeled: [Int]
  /// Rows of shots that were made up, and of those that have a twin.
  public let synthetic, simulated: Int

  /// Features and targets of shots.
  ///
  /// - Parameter simulations: the twin of each shot.
  public init(
    _ records: [ShotRecord], simulations: [SimulationEvidence], schema: FeatureSchema = .current
  ) throws(ColumnarError) {
    precondition(records.count == simulations.count, "every shot has a twin or a reason for none")
    let cells = FeatureCells(records, simulations, schema)
    var patterns = GapPatterns(schema)
    let gaps = records.indices.map { patterns.text(cells.gaps, row: $0) }
    func texts(_ values: [String]) -> ColumnCells { .string(Cells(values)) }
    func words(_ value: (ShotRecord) -> String?) -> ColumnCells { .string(Cells(records.map(value), placeholder: "")) }
    let origins = records.map(\.origin)
    var columns: [ColumnCells] = [
      texts(Array(repeating: schema.mark, count: records.count)), texts(origins.map(\.rawValue)),
      texts(records.map(\.id)), .timestamp(Cells(records.map(\.start.microseconds))), words(\.machine), words(\.mold),
      words(\.system),
    ]
    columns += schema.features.indices.map { .double(cells.column($0)) }
    columns.append(.string(Cells(gaps, placeholder: "")))
    columns += schema.targets.map { TargetColumn.cells($0, records) }
    labeled = columns.suffix(schema.targets.count).map { $0.count - $0.nullCount }
    synthetic = origins.count { $0 == .synthetic }
    simulated = simulations.count { if case .simulated = $0 { true } else { false } }
    missing = patterns.missing
    table = try ColumnTable(zip(schema.columns, columns).map { Column($0.name, $1) }, metadata: schema.metadata)
  }
}

/// The numbers of some shots, column after column, and why some are missing, row after row.
private struct FeatureCells {
  private let rows: Int
  private var numbers: [Double]
  private var validity: [Bool]
  /// The reasons of each row, in the order of the schema.
  private(set) var gaps: [FeatureGap?]

  init(_ records: [ShotRecord], _ simulations: [SimulationEvidence], _ schema: FeatureSchema) {
    let definitions = schema.features.map(\.value)
    rows = records.count
    numbers = Array(repeating: 0, count: rows * definitions.count)
    validity = Array(repeating: true, count: numbers.count)
    gaps = Array(repeating: nil, count: numbers.count)
    for row in 0..<rows {
      let evidence = ShotEvidence(records[row], simulation: simulations[row])
      for feature in definitions.indices {
        let place = feature * rows + row
        switch definitions[feature](evidence) {
        case .value(let number): numbers[place] = number
        case .missing(let gap):
          validity[place] = false
          gaps[row * definitions.count + feature] = gap
        }
      }
    }
  }

  func column(_ feature: Int) -> Cells<Double> {
    let places = feature * rows..<(feature + 1) * rows
    return Cells(values: Array(numbers[places]), validity: Array(validity[places]))
  }
}

/// Which features are missing for which reasons: most shots of a plant are missing the same.
private struct GapPatterns {
  private struct Pattern {
    let gaps: ArraySlice<FeatureGap?>
    let text: String?
    var rows = 0
  }

  private let schema: FeatureSchema
  private var patterns: [Pattern] = []
  /// The pattern of the last row.
  private var last = 0

  init(_ schema: FeatureSchema) { self.schema = schema }

  /// Names and reasons of what a row is missing, as ``FeatureRow/missing(_:)`` has them.
  mutating func text(_ gaps: [FeatureGap?], row: Int) -> String? {
    let width = schema.features.count
    let wanted = gaps[row * width..<(row + 1) * width]
    if !(last < patterns.count && patterns[last].gaps == wanted) {
      last = patterns.firstIndex { $0.gaps == wanted } ?? patterns.count
    }
    if last == patterns.count {
      patterns.append(Pattern(gaps: wanted, text: schema.missing(wanted)))
    }
    patterns[last].rows += 1
    return patterns[last].text
  }

  /// Rows by feature and by reason.
  var missing: [[FeatureGap: Int]] {
    var missing: [[FeatureGap: Int]] = schema.features.map { _ in [:] }
    for pattern in patterns {
      for (feature, gap) in pattern.gaps.enumerated() {
        if let gap { missing[feature][gap, default: 0] += pattern.rows }
      }
    }
    return missing
  }
}
