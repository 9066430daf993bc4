/// Rows divided into folds, each of which is the test of a model trained on the others.
public struct Folds: Hashable, Sendable {
  /// How rows are divided. The raw value is the name in files.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Each row by itself; near neighbors in time then stand on both sides, which flatters.
    case random
    /// Rows of a group stay together.
    case grouped
    /// By time: every fold is later than the rows it is predicted from.
    case ordered
  }

  /// The test rows of each fold, ascending; no row is in two.
  public let tests: [[Int]]
  /// The training rows of each fold, ascending; those of a gap are in neither.
  public let trainings: [[Int]]

  /// Folds by their test rows; the others train.
  /// - Returns: `nil` where a row is in two folds, outside 0 ..< `count`, or a fold is empty or is everything.
  public init?(tests: [[Int]], count: Int) {
    var fold = Array(repeating: -1, count: count)
    for (number, rows) in tests.enumerated() {
      guard !rows.isEmpty, rows.count < count else { return nil }
      for row in rows {
        guard (0..<count).contains(row), fold[row] < 0 else { return nil }
        fold[row] = number
      }
    }
    self.tests = tests.indices.map { number in fold.indices.filter { fold[$0] == number } }
    trainings = tests.indices.map { number in fold.indices.filter { fold[$0] != number } }
  }

  private init(tests: [[Int]], trainings: [[Int]]) {
    self.tests = tests
    self.trainings = trainings
  }

  /// Folds of rows drawn at random, each with the like share of every class.
  ///
  /// - Parameter classes: the class of each row; all the same where there are none.
  public static func random(classes: [Int], folds count: Int, seed: UInt64) -> Folds? {
    var random = SplitMix64(seed: seed)
    var rows: [Int: [Int]] = [:]
    for (row, label) in classes.enumerated() { rows[label, default: []].append(row) }
    var tests = Array(repeating: [Int](), count: count)
    var next = 0
    for label in rows.keys.sorted() {
      for row in (rows[label] ?? []).shuffled(&random) {
        tests[next % count].append(row)
        next += 1
      }
    }
    return Folds(tests: tests, count: classes.count)
  }

  /// Folds of whole groups, of sizes as like as the groups allow: the largest first, each to the smallest fold.
  ///
  /// - Returns: `nil` where there are fewer groups than folds.
  public static func grouped<Group: Hashable>(_ groups: [Group], folds count: Int, seed: UInt64) -> Folds? {
    var random = SplitMix64(seed: seed)
    let members = GroupedRows(groups).members.shuffled(&random)
    guard members.count >= count else { return nil }
    // Equal sizes keep the order drawn.
    let order = members.indices.sorted { (-members[$0].count, $0) < (-members[$1].count, $1) }
    var tests = Array(repeating: [Int](), count: count)
    for index in order {
      let smallest = tests.indices.min { (tests[$0].count, $0) < (tests[$1].count, $1) } ?? 0
      tests[smallest] += members[index]
    }
    return Folds(tests: tests, count: groups.count)
  }

  /// Folds by time: of `count` + 1 stretches of like numbers of rows each but the first is predicted from those before.
  ///
  /// - Parameters:
  ///   - times: the time of each row, in any order.
  ///   - gap: rows closer than this before the first row of a test do not train, in the unit of the times.
  /// - Returns: `nil` where some fold has no rows to train on.
  public static func ordered(_ times: [Double], folds count: Int, gap: Double = 0) -> Folds? {
    let order = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
    var (tests, trainings) = ([[Int]](), [[Int]]())
    for fold in 1...max(count, 1) {
      let rows = order[fold * order.count / (count + 1)..<(fold + 1) * order.count / (count + 1)]
      guard let first = rows.first else { return nil }
      let before = order[..<rows.startIndex].filter { times[$0] < times[first] - gap || gap == 0 }
      guard !before.isEmpty else { return nil }
      tests.append(rows.sorted())
      trainings.append(before.sorted())
    }
    return Folds(tests: tests, trainings: trainings)
  }
}

/// Rows by their group, groups in the order of their first row.
struct GroupedRows {
  private(set) var members: [[Int]] = []

  init<Group: Hashable>(_ groups: [Group]) {
    var places: [Group: Int] = [:]
    for (row, group) in groups.enumerated() {
      if let place = places[group] {
        members[place].append(row)
      } else {
        places[group] = members.count
        members.append([row])
      }
    }
  }
}

extension Array {
  /// The elements in an order drawn at random (R. Durstenfeld, 1964).
  package func shuffled(_ random: inout SplitMix64) -> [Element] {
    var copy = self
    var last = copy.count - 1
    while last > 0 {
      copy.swapAt(last, random.next(below: last + 1))
      last -= 1
    }
    return copy
  }
}
