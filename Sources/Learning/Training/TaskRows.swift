public import Columnar
internal import Plant

/// The rows of a table that a task can be learned from: features of the schema, and the target beside them.
///
/// Features are taken by the names of ``FeatureSchema`` alone. A target or a judgment has no such name and therefore no
/// way in, whatever a table or a configuration says.
public struct TaskRows: Hashable, Sendable {
  public let task: ModelTask
  /// The column of the target.
  public let target: String
  /// SI symbol of the target; empty for a pure number, a flag or a class.
  public let unit: String
  /// Names of the features in the order of the columns of ``values``.
  public let features: [String]
  /// Shape (n, m), row by row; NaN is missing.
  public let values: [Float]
  /// The target: a number, 0 or 1 of a flag, or the index of a class.
  public let labels: [Double]
  /// Labels of the classes, of a flag those of 0 and 1; empty for a number.
  public let classes: [String]
  /// Start of each shot [s since 1970]; NaN where unknown.
  public let times: [Double]
  /// Mold, machine, system and day of each row by the name of the column; an empty text where unknown.
  public let groups: [String: [String]]
  /// Rows that are made up.
  public let syntheticCount: Int
  /// Rows of the table without this target, and rows of classes too rare to learn.
  public let leftOut: Int

  /// Columns by which rows may be grouped.
  public static let groupings = ["mold", "machine", "system", "day"]
  /// The class of defects that are too rare to be one of their own.
  public static let otherClass = "other"
  /// The class of a judged part without a defect.
  public static let noDefect = "none"

  /// Number of rows n.
  public var count: Int { labels.count }
  /// Whether the target is a flag, so that the model's number is a probability.
  public var isFlag: Bool { task.kind == .regression && classes.count == 2 }
  /// The classes as indices; only where there are classes.
  public var classIndices: [Int] { labels.map { Int($0) } }

  /// Takes the rows of a table.
  ///
  /// - Parameters:
  ///   - table: of the schema, by name, type and hash.
  ///   - target: one of the task's; the first where `nil`.
  ///   - excluded: features that are left out.
  ///   - rare: classes with fewer rows are joined to ``otherClass``, or left out where those too are fewer.
  /// - Throws: ``TrainingRefusal``: a table of another schema, an unknown name, a target that nothing is known of.
  public init(
    _ table: ColumnTable, task: ModelTask, target: String? = nil, excluding excluded: [String] = [], rare: Int = 20,
    schema: FeatureSchema = .current
  ) throws(TrainingRefusal) {
    do throws(FeatureSchemaMismatch) { try schema.check(table) } catch {
      throw TrainingRefusal(
        place: "features", found: error.found, expected: "\(error.expected), as `build-features` writes it",
        remedy: "build the features again with this program")
    }
    let column = target ?? task.targets[0]
    guard task.targets.contains(column), let definition = schema.targets.first(where: { $0.name == column }) else {
      throw TrainingRefusal(
        place: task.rawValue, found: "the target `\(column)`",
        expected: "one of \(task.targets.joined(separator: ", "))")
    }
    let names = schema.features.map(\.name)
    for name in excluded where !names.contains(name) {
      throw TrainingRefusal(place: "exclude", found: "`\(name)`", expected: "the name of a feature")
    }
    features = names.filter { !excluded.contains($0) }
    let cells = TargetCells(table, column, task: task, rare: rare)
    guard cells.rows.count > 1 else {
      throw TrainingRefusal(
        place: column, found: "\(cells.rows.count) rows where it is known", expected: "rows to learn from",
        remedy: "name another target, or import logs that hold the judgment")
    }
    if task.kind == .classification || cells.classes.count == 2 {
      guard Set(cells.labels).count > 1 else {
        throw TrainingRefusal(
          place: column, found: "one class with \(rare) rows or more", expected: "two classes at least")
      }
    }
    let matrix = features.map { table.numbers($0) ?? [] }
    var values: [Float] = []
    values.reserveCapacity(cells.rows.count * features.count)
    for row in cells.rows {
      for numbers in matrix {
        let value = numbers[row].map { Float($0) } ?? .nan
        values.append(value.isFinite ? value : .nan)
      }
    }
    let rows = cells.rows
    var times = Array(repeating: Double.nan, count: rows.count)
    var days = Array(repeating: "", count: rows.count)
    if case .timestamp(let starts) = table["start"] {
      for (place, row) in rows.enumerated() {
        guard let instant = starts[row].flatMap(Instant.init(microseconds:)) else { continue }
        times[place] = Double(instant.microseconds) / 1e6
        days[place] = instant.day
      }
    }
    var groups = ["day": days]
    for name in ["mold", "machine", "system"] {
      let texts = table.texts(name) ?? []
      groups[name] = rows.map { texts[$0] ?? "" }
    }
    let origins = table.texts("origin") ?? []
    self.task = task
    self.target = column
    unit = definition.unit
    self.values = values
    labels = cells.labels
    classes = cells.classes
    self.times = times
    self.groups = groups
    syntheticCount = rows.count { origins[$0] == FeatureRow.Origin.synthetic.rawValue }
    leftOut = table.rowCount - rows.count
  }

  /// Whose shots these are.
  public var origin: ModelCard.DataOrigin.Kind {
    syntheticCount == 0 ? .plant : syntheticCount == count ? .synthetic : .mixed
  }

  /// The key by which rows belong together, made of several columns.
  public func key(_ columns: [String]) -> [String] {
    (0..<count).map { row in columns.map { groups[$0]?[row] ?? "" }.joined(separator: " / ") }
  }
}

/// The rows whose target is known, with their labels.
private struct TargetCells {
  var rows: [Int] = []
  var labels: [Double] = []
  var classes: [String] = []

  init(_ table: ColumnTable, _ column: String, task: ModelTask, rare: Int) {
    switch table[column] {
    case .bool(let cells):
      classes = ["false", "true"]
      for row in 0..<table.rowCount {
        guard let flag = cells[row] else { continue }
        rows.append(row)
        labels.append(flag ? 1 : 0)
      }
    case .double(let cells):
      for row in 0..<table.rowCount {
        guard let number = cells[row], number.isFinite else { continue }
        rows.append(row)
        labels.append(number)
      }
    case .string(let cells): fill(cells, count: table.rowCount, rare: rare)
    default: break
    }
  }

  private mutating func fill(_ cells: Cells<String>, count: Int, rare: Int) {
    func name(_ row: Int) -> String? { cells[row].map { $0.isEmpty ? TaskRows.noDefect : $0 } }
    var counts: [String: Int] = [:]
    for row in 0..<count { if let label = name(row) { counts[label, default: 0] += 1 } }
    let kept = Set(counts.filter { $0.value >= rare }.keys)
    let others = counts.reduce(0) { $0 + (kept.contains($1.key) ? 0 : $1.value) }
    // The order of a verdict is from good to bad, that of defects from none on by name.
    let order = ["good", "marginal", "scrap", TaskRows.noDefect]
    classes = kept.sorted { a, b in
      let (i, j) = (order.firstIndex(of: a) ?? order.count, order.firstIndex(of: b) ?? order.count)
      return (i, a) < (j, b)
    }
    if others >= rare, !kept.contains(TaskRows.otherClass) { classes.append(TaskRows.otherClass) }
    for row in 0..<count {
      guard let label = name(row) else { continue }
      let index = classes.firstIndex(of: label) ?? classes.firstIndex(of: TaskRows.otherClass)
      guard let index else { continue }
      rows.append(row)
      labels.append(Double(index))
    }
  }
}
