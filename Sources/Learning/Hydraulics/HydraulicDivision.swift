/// A way to divide a recording into folds that are judged by models of the others.
public enum HydraulicDivision: String, Hashable, Sendable, CaseIterable {
  /// Single cycles at random: neighbors of every judged cycle are learned from.
  case random5
  /// Blocks of one condition, of at most 40 cycles.
  case block5
  /// Combinations of conditions: none that is judged was learned from.
  case combo5
  /// Five stretches of time.
  case chunk5
  /// A condition of the cooler at a time, which is another temperature of the oil: as another machine or season.
  case regime3

  /// The name in files of folds.
  public var key: String { self == .regime3 ? "lococ3" : rawValue }

  /// The name that a division of a file goes by.
  public static func name(ofKey key: String) -> String { key == regime3.key ? regime3.rawValue : key }

  /// Longest block of one condition [cycles].
  private static let blockMaximum = 40

  /// Folds by this rule, for a recording that brings none.
  ///
  /// - Returns: `nil` where the rule makes no folds: too few groups, or regimes that are what is to be judged.
  public func folds(_ labels: [HydraulicLabels], _ target: HydraulicTarget, seed: UInt64 = 1) -> Folds? {
    switch self {
    case .random5: return Folds.random(classes: labels.map { $0[target] }, folds: 5, seed: seed)
    case .block5: return Folds.grouped(Self.blocks(labels), folds: 5, seed: seed)
    case .combo5:
      let combinations = labels.map { one in [.cooler, .valve, .pump, .accumulator].map { one[$0] } }
      return Folds.grouped(combinations, folds: 5, seed: seed)
    case .chunk5:
      let count = labels.count
      return Folds(tests: (0..<5).map { Array(count * $0 / 5..<count * ($0 + 1) / 5) }, count: count)
    case .regime3:
      guard target != .cooler else { return nil }
      let regimes = Dictionary(grouping: labels.indices) { labels[$0][.cooler] }
      return Folds(tests: regimes.keys.sorted(by: >).compactMap { regimes[$0] }, count: labels.count)
    }
  }

  /// Number of the block of each cycle; a single cycle between two conditions belongs to the block behind it.
  private static func blocks(_ labels: [HydraulicLabels]) -> [Int] {
    func isSame(_ first: Int, _ second: Int) -> Bool {
      HydraulicTarget.allCases.allSatisfy { $0 == .stable || labels[first][$0] == labels[second][$0] }
    }
    var blocks: [Int] = []
    var length = 0
    for index in labels.indices {
      let joins = index > 0 && (isSame(index - 1, index) || length == 1)
      if joins, length < blockMaximum {
        length += 1
      } else {
        length = 1
      }
      blocks.append((blocks.last ?? -1) + (length == 1 ? 1 : 0))
    }
    return blocks
  }
}
