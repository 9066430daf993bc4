/// The machines, molds and systems of a table, and which rows belong to each.
public struct DriftGroups: Sendable {
  /// One machine, mold or system.
  public struct Group: Hashable, Sendable {
    /// `machine`, `mold` or `system`.
    public var column: String
    public var name: String
    public var rows: Int
  }

  /// Groups told apart in a column, and rows that one needs.
  private static let (limit, rowMinimum) = (8, 20)

  public let groups: [Group]
  /// Rows of each group in the order of time.
  private let members: [[Int32]]

  /// The largest groups of each column that tells machine, mold or system.
  public init(_ columns: [DriftColumn]) {
    self.init(columns) { counts in
      counts.filter { $0.rows >= Self.rowMinimum }.sorted { ($1.rows, $0.name) < ($0.rows, $1.name) }.prefix(Self.limit)
        .map(\.name)
    }
  }

  /// The rows that belong to known groups.
  init(_ columns: [DriftColumn], known: [Group]) {
    self.init(columns, known: known) { _ in [] }
  }

  private init(_ columns: [DriftColumn], known: [Group]? = nil, choose: ([Group]) -> [String]) {
    var groups: [Group] = []
    var members: [[Int32]] = []
    func add(_ column: String, _ name: String, _ rows: [Int32]) {
      groups.append(Group(column: column, name: name, rows: rows.count))
      members.append(rows)
    }
    var found: [String: [String: [Int32]]] = [:]
    for column in columns where column.role == .group {
      guard case .texts(let codes, let words) = column.values else { continue }
      var rows = words.map { _ in [Int32]() }
      for (row, code) in codes.enumerated() where code >= 0 { rows[Int(code)].append(Int32(row)) }
      found[column.name] = Dictionary(zip(words, rows)) { first, _ in first }
      if known == nil {
        for name in choose(zip(words, rows).map { Group(column: column.name, name: $0, rows: $1.count) }) {
          add(column.name, name, found[column.name]?[name] ?? [])
        }
      }
    }
    for group in known ?? [] { add(group.column, group.name, found[group.column]?[group.name] ?? []) }
    self.groups = groups
    self.members = members
  }

  /// Means of a column of numbers within each group, `nil` of a group without a value; empty of texts.
  func means(_ column: DriftColumn) -> [Double?] {
    guard case .numbers(let values) = column.values, [.process, .measured, .residual].contains(column.role) else {
      return []
    }
    return members.map { rows in
      var (sum, count) = (0.0, 0)
      for row in rows where values[Int(row)].isFinite {
        sum += values[Int(row)]
        count += 1
      }
      return count > 0 ? sum / Double(count) : nil
    }
  }
}
