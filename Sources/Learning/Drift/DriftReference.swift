public import Columnar

/// A table with more columns than drift is looked for in.
public struct DriftLimitError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Features found.
  public let found: Int

  public var description: String { "\(found) columns; expected at most \(DriftReference.featureMaximum)" }
}

/// What is remembered of the data a model was trained on, so that later data can be held against it: a sketch of less
/// than 1 MB, whatever the size of the table. `Documentation/Calibration.md` says how it is used.
public struct DriftReference: Hashable, Sendable {
  /// Columns at most: with more, the sketch would outgrow its bound.
  public static let featureMaximum = 400

  /// The mark of the feature schema of the rows, where they have one.
  public let featureSchema: String?
  /// True when rows say that they are made up.
  public let isSynthetic: Bool
  public let rows: Int
  /// Starts of the first and of the last shot [µs since 1970]; `nil` where unknown.
  public let period: ClosedRange<Int64>?
  public let groups: [DriftGroups.Group]
  public let features: [FeatureProfile]
  /// Columns without any value, which cannot be compared but may come to life.
  public let empty: [String]
  public let joint: JointProfile?
  public let performance: PerformanceProfile?

  package init(
    featureSchema: String?, isSynthetic: Bool, rows: Int, period: ClosedRange<Int64>?, groups: [DriftGroups.Group],
    features: [FeatureProfile], empty: [String], joint: JointProfile?, performance: PerformanceProfile?
  ) {
    self.featureSchema = featureSchema
    self.isSynthetic = isSynthetic
    self.rows = rows
    self.period = period
    self.groups = groups
    self.features = features
    self.empty = empty
    self.joint = joint
    self.performance = performance
  }

  /// The sketch of a table.
  ///
  /// - Parameters:
  ///   - table: of `build-features`, or any other with columns of numbers and texts.
  ///   - predictions: of a model on these rows, for estimates of its performance.
  /// - Throws: ``DriftLimitError`` for a table with more than ``featureMaximum`` columns.
  public init(table: ColumnTable, predictions: DriftPredictions? = nil) throws(DriftLimitError) {
    let head = DriftHead(table)
    try head.checkLimits()
    let parts = head.columns.map { column in
      ReferencePart(column.name, table[column.name] ?? .string(Cells([])), head)
    }
    self.init(head, parts, predictions: predictions)
  }

  /// Joins what was made of the columns of a table, in their order.
  public init(_ head: DriftHead, _ parts: [ReferencePart], predictions: DriftPredictions? = nil) {
    let joined = parts.filter { part in part.profile.map(JointProfile.isSuitable) == true && part.numbers != nil }
      .prefix(JointProfile.featureMaximum)
    let joint = JointProfile(joined.compactMap(\.profile), joined.compactMap(\.numbers))
    let places = head.places
    self.init(
      featureSchema: head.featureSchema, isSynthetic: head.isSynthetic, rows: head.rows.count, period: head.period,
      groups: head.groups.groups, features: parts.compactMap(\.profile), empty: parts.compactMap(\.empty),
      joint: joint,
      performance: predictions.flatMap {
        PerformanceProfile(
          $0.ordered(head.rows), names: joined.compactMap { $0.profile?.name } + ["prediction"],
          joined.compactMap(\.numbers), at: places)
      })
  }
}

/// What must be known of a table before its columns are looked at one by one.
public struct DriftHead: Sendable {
  public let rows: DriftRows
  /// Columns in which drift is looked for.
  public let columns: [ColumnSchema]
  public let groups: DriftGroups
  public let featureSchema: String?
  public let isSynthetic: Bool
  public let period: ClosedRange<Int64>?

  /// Columns that ``init(_:columns:)`` needs of a table.
  public static let needed: Set<String> = ["feature_schema", "origin", "start", "machine", "mold", "system"]

  /// - Parameters:
  ///   - table: with the columns of ``needed``, as far as there are such; others do no harm.
  ///   - columns: all columns of the table; by default those of `table`.
  public init(_ table: ColumnTable, columns: [ColumnSchema]? = nil, rowCount: Int? = nil) {
    let count = rowCount ?? table.rowCount
    rows = table.columns.isEmpty ? DriftRows(count: count) : DriftRows(table)
    self.columns = (columns ?? table.schema).filter { DriftRole(column: $0.name) != nil && $0.type != .timestamp }
    let known = rows
    groups = DriftGroups(table.columns.compactMap { DriftColumn($0.name, $0.cells, rows: known) })
    func texts(_ name: String) -> Cells<String>? {
      if case .string(let cells) = table[name] { cells } else { nil }
    }
    featureSchema = table.rowCount > 0 ? texts("feature_schema").flatMap { $0[0] } : nil
    isSynthetic = texts("origin")?.values.contains("synthetic") ?? false
    if case .timestamp(let cells) = table["start"] {
      let times = (0..<cells.count).compactMap { cells[$0] }
      period = times.min().flatMap { first in times.max().map { first...$0 } }
    } else {
      period = nil
    }
  }

  func checkLimits() throws(DriftLimitError) {
    guard columns.count <= DriftReference.featureMaximum else { throw DriftLimitError(found: columns.count) }
  }

  /// Rows whose values are looked at together.
  var places: [Int] { rows.spread(JointProfile.rowMaximum) }

  /// Places at which the columns of the reference are counted, so that the sketch keeps its bound.
  var knots: Int { max(17, min(129, 12_000 / max(columns.count, 1))) }
}

/// What a sketch takes from one column; columns may be worked on at the same time.
public struct ReferencePart: Sendable {
  let profile: FeatureProfile?
  /// Values in some rows, for what is looked at together.
  let numbers: [Double]?
  /// The name of a column without any value.
  let empty: String?

  /// Looks at a column.
  public init(_ name: String, _ cells: ColumnCells, _ head: DriftHead) {
    guard let column = DriftColumn(name, cells, rows: head.rows) else {
      (profile, numbers, empty) = (nil, nil, nil)
      return
    }
    profile = FeatureProfile(column, rows: head.rows, groups: head.groups, knots: head.knots)
    empty = profile == nil ? name : nil
    numbers = profile == nil ? nil : column.numbers(at: head.places)
  }
}
