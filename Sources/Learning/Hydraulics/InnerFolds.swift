/// Folds within a training set that imitate how the scored cycles were left out, told by the holes in the training set
/// alone.
///
/// Where single cycles are missing, single cycles are held out; where blocks are, blocks of one condition; where long
/// stretches of the recording are, stretches as long, cut where the slowest condition changes.
public struct InnerFolds: Hashable, Sendable {
  /// Positions of the recording to hold out, one list a fold.
  public let folds: [[Int]]
  /// How they were made, in words.
  public let words: String

  /// Below this many cycles a hole is one of single cycles; from the other on, one of a stretch of time.
  private static let (singleMaximum, stretchMinimum) = (3.0, 100.0)
  /// Folds of single cycles and of blocks.
  private static let foldCount = 4

  /// Mean length of the holes in a training set [cycles]; 1 where there is none.
  public static func gap(training: [Int], count: Int) -> Double {
    var isTrained = [Bool](repeating: false, count: count)
    for index in training { isTrained[index] = true }
    let missing = isTrained.count { !$0 }
    let holes = isTrained.indices.count { !isTrained[$0] && ($0 == 0 || isTrained[$0 - 1]) }
    return holes > 0 ? Double(missing) / Double(holes) : 1
  }

  /// Folds of a training set.
  ///
  /// - Parameters:
  ///   - training: positions in the recording, rising.
  ///   - labels: of the whole recording; only those of training cycles are looked at.
  ///   - target: what is learned; stretches are not cut where it changes, or a level would be left out as a whole.
  ///   - gap: length of the holes to imitate [cycles].
  public init(
    training: [Int], labels: [HydraulicLabels], target: HydraulicTarget, gap: Double, seed: UInt64
  ) {
    if gap < Self.singleMaximum {
      folds = Self.dealt(training.map { [$0] }, seed: seed)
      words = "single cycles in \(Self.foldCount) folds"
    } else if gap < Self.stretchMinimum {
      let limit = max(10, Int(gap.rounded()))
      folds = Self.dealt(Self.blocks(training, labels, limit: limit), seed: seed)
      words = "blocks of one condition and at most \(limit) cycles in \(Self.foldCount) folds"
    } else {
      folds = Self.stretches(training, labels, target, length: gap)
      words = "\(folds.count) stretches of about \(Int(gap.rounded())) cycles"
    }
  }

  private static func dealt(_ blocks: [[Int]], seed: UInt64) -> [[Int]] {
    var order = Array(blocks.indices)
    var random = SplitMix64(seed: seed)
    for index in stride(from: order.count - 1, to: 0, by: -1) { order.swapAt(index, random.next(below: index + 1)) }
    var folds = [[Int]](repeating: [], count: min(foldCount, max(blocks.count, 1)))
    for block in order {
      // Into the emptiest fold.
      let place = folds.indices.min { folds[$0].count < folds[$1].count } ?? 0
      folds[place] += blocks[block]
    }
    return folds.map { $0.sorted() }.filter { !$0.isEmpty }
  }

  private static func blocks(_ training: [Int], _ labels: [HydraulicLabels], limit: Int) -> [[Int]] {
    var blocks: [[Int]] = []
    for index in training {
      if let last = blocks.last?.last, last + 1 == index, rank(last, index, labels, nil) == 0,
        blocks[blocks.count - 1].count < limit
      {
        blocks[blocks.count - 1].append(index)
      } else {
        blocks.append([index])
      }
    }
    return blocks
  }

  /// How much changes between two neighbors of the training set: 4 the cooler or a hole, 3 the accumulator, 2 the pump,
  /// 1 the valve, 0 nothing.
  private static func rank(
    _ first: Int, _ second: Int, _ labels: [HydraulicLabels], _ target: HydraulicTarget?
  ) -> Int {
    if second != first + 1 { return 4 }
    if let target, labels[first][target] != labels[second][target] { return 0 }
    if labels[first][.cooler] != labels[second][.cooler] { return 4 }
    if labels[first][.accumulator] != labels[second][.accumulator] { return 3 }
    if labels[first][.pump] != labels[second][.pump] { return 2 }
    return labels[first][.valve] != labels[second][.valve] ? 1 : 0
  }

  private static func stretches(
    _ training: [Int], _ labels: [HydraulicLabels], _ target: HydraulicTarget, length: Double
  ) -> [[Int]] {
    let count = min(max(Int((Double(training.count) / length).rounded()), 2), 5)
    let window = Int(Double(training.count) / Double(count) / 10)
    var cuts = [0]
    for part in 1..<max(count, 1) {
      let wish = training.count * part / count
      let places = max(wish - window, cuts[part - 1] + 1)...min(wish + window, training.count - 1)
      let best = places.max { first, second in
        let ranks = (
          rank(training[first - 1], training[first], labels, target),
          rank(training[second - 1], training[second], labels, target)
        )
        return ranks.0 != ranks.1 ? ranks.0 < ranks.1 : abs(first - wish) > abs(second - wish)
      }
      cuts.append(best ?? wish)
    }
    cuts.append(training.count)
    return zip(cuts, cuts.dropFirst()).map { Array(training[$0..<$1]) }.filter { !$0.isEmpty }
  }
}
