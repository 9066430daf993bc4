/// The machines, molds and systems of a table, and which rows belong to each.
public struct DriftGroups: Sendable {
  /// One machine, mold or system.
  public struct Group: Hashable, Sendable {
    /// `machine`, `mold` or `system`.
    public var column: String
    public var name: String
    public var rows: Int

    package init(column: String, name: String, rows: Int) {
      (self.column, self.name, self.rows) = (column, name, rows)
    }
  }

  /// Groups told apart in a column, and rows that one needs.
  private static let (limit, rowMinimum) = (8, 20)

  public let groups: [Group]
  /// Rows of each group in the order of time.
  private let members: [[Int32]]
  /// Rows of every machine, mold and system, by column and name.
  private let all: [String: [String: [Int32]]]

  private init(_ groups: [Group], _ members: [[Int32]], _ all: [String: [String: [Int32]]]) {
    (self.groups, self.members, self.all) = (groups, members, all)
  }

  /// The largest groups of each column that tells machine, mold or system.
  public init(_ columns: [DriftColumn]) {
    var groups: [Group] = []
    var members: [[Int32]] = []
    var all: [String: [String: [Int32]]] = [:]
    for column in columns where column.role == .group {
      guard case .texts(let codes, let words) = column.values else { continue }
      var rows = words.map { _ in [Int32]() }
      for (row, code) in codes.enumerated() where code >= 0 { rows[Int(code)].append(Int32(row)) }
      all[column.name] = Dictionary(zip(words, rows)) { first, _ in first }
      let found = zip(words, rows).filter { $1.count >= Self.rowMinimum }
      for (name, rows) in found.sorted(by: { ($1.1.count, $0.0) < ($0.1.count, $1.0) }).prefix(Self.limit) {
        groups.append(Group(column: column.name, name: name, rows: rows.count))
        members.append(rows)
      }
    }
    self.init(groups, members, all)
  }

  /// The rows that belong to groups of other data.
  func of(_ known: [Group]) -> DriftGroups {
    let members = known.map { all[$0.column]?[$0.name] ?? [] }
    let groups = zip(known, members).map { Group(column: $0.column, name: $0.name, rows: $1.count) }
    return DriftGroups(groups, members, all)
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
