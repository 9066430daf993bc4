/// What one target is learned from.
public struct HydraulicProblem: Sendable {
  public let target: HydraulicTarget
  /// Features of the whole recording.
  public let features: HydraulicFeatureMatrix
  /// Features that count from the commissioning baseline of their regime; `nil` without a baseline.
  public let rezeroed: HydraulicFeatureMatrix?
  public let labels: [HydraulicLabels]
  /// Cycles that are never trained on nor scored: the commissioning baseline.
  public let reserved: Set<Int>
  let levels: [Int]
  let grower: TreeGrower?

  /// A problem.
  ///
  /// - Parameters:
  ///   - baseline: number of known-sound cycles of each regime to count from; `nil` for none. A regime is a condition
  ///     of the cooler: another season, another machine.
  ///   - grower: `nil` leaves trees out.
  public init(
    _ target: HydraulicTarget, features: HydraulicFeatureMatrix, labels: [HydraulicLabels], baseline: Int?,
    grower: TreeGrower?
  ) {
    precondition(features.rows == labels.count, "labels for each row")
    self.target = target
    self.features = features
    self.labels = labels
    self.grower = grower
    levels = labels.map { $0[target] }
    if let baseline {
      let regimes = labels.map { $0[.cooler] }
      let sound = labels.indices.filter { labels[$0].isSoundApartFromCooler && features.isWhole($0) }
      let baselines = Dictionary(grouping: sound) { regimes[$0] }.mapValues { Array($0.prefix(baseline)) }
      rezeroed = features.rezeroed(regimes: regimes, baselines: baselines)
      reserved = Set(baselines.values.flatMap { $0 })
    } else {
      rezeroed = nil
      reserved = []
    }
  }

  /// The menu that fits what is there.
  public var menu: HydraulicMenu {
    HydraulicMenu(target, hasTrees: grower != nil, hasBaseline: rezeroed != nil)
  }

  /// Number of levels k.
  var classes: Int { target.levels.count }

  /// Whether all that any member may look at is there in a row; history may be missing.
  func isWhole(_ row: Int) -> Bool { features.isWhole(row) && (rezeroed?.isWhole(row) ?? true) }

  /// The features of a member in some rows, shape (n, m), and m.
  func values(_ member: HydraulicMember, _ rows: [Int]) -> (values: [Double], columns: Int) {
    let columns = HydraulicFeatureSchema.current.columns(member.groups)
    let matrix = member.isRezeroed ? rezeroed ?? features : features
    var values: [Double] = []
    values.reserveCapacity(rows.count * columns.count)
    for row in rows { for column in columns { values.append(matrix[row, column]) } }
    return (values, columns.count)
  }

  /// Learns a member on some rows.
  func fit(_ member: HydraulicMember, _ rows: [Int]) throws -> HydraulicScorer {
    let (values, columns) = values(member, rows)
    let labels = rows.map { levels[$0] }
    switch member.method {
    case .discriminant(let shrinkage):
      guard
        let scores = LinearScores.discriminant(
          values, columns: columns, classes: labels, count: classes, shrinkage: shrinkage)
      else {
        throw HydraulicFailure(found: "features of no information for \(member.name)", expected: "rows that vary")
      }
      return .linear(scores)
    case .ordinal(let penalty):
      guard
        let scores = LinearScores.ordinal(values, columns: columns, levels: labels, count: classes, penalty: penalty)
      else {
        throw HydraulicFailure(found: "features of no information for \(member.name)", expected: "rows that vary")
      }
      return .linear(scores)
    case .trees:
      guard let grower else {
        throw HydraulicFailure(found: "no library to grow trees", expected: "a ballot without trees")
      }
      let bytes = try grower.grow(values.map { Float($0) }, columns, labels, classes)
      return .trees(try TreeEnsemble(bytes), bytes)
    }
  }
}

extension HydraulicFeatureMatrix {
  /// Whether no feature but those of the history is missing.
  func isWhole(_ row: Int) -> Bool {
    let history = HydraulicFeatureSchema.current.range(.history)
    return (0..<columns).allSatisfy { history.contains($0) || self[row, $0].isFinite }
  }
}

/// Why nothing could be learned or judged.
public struct HydraulicFailure: Error, Hashable, Sendable, CustomStringConvertible {
  public let found: String
  public let expected: String

  public init(found: String, expected: String) {
    self.found = found
    self.expected = expected
  }

  public var description: String { "found \(found); expected \(expected)" }
}

/// What a member has learned.
enum HydraulicScorer: Sendable {
  case linear(LinearScores)
  /// Trees and the bytes they were read from.
  case trees(TreeEnsemble, [UInt8])

  /// Scores of one row; their differences are logarithms of odds up to a factor.
  func scores(_ features: [Double]) -> [Double] {
    switch self {
    case .linear(let scores): return scores(features)
    case .trees(let trees, _):
      let row = features.map { Float($0) }
      var margins = [Float](repeating: 0, count: trees.groupCount)
      var span = margins.mutableSpan
      trees.margins(of: row.span, into: &span)
      return margins.map { Double($0) }
    }
  }
}
