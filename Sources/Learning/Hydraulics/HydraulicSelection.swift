/// How a target's ballot was chosen: by folds within the training set, never by a cycle that is scored.
public struct HydraulicSelection: Hashable, Sendable {
  /// What was seen of a ballot on cycles held out within the training set.
  public struct Trial: Hashable, Sendable {
    public let members: [String]
    /// Share of cycles judged wrongly, 0 … 1.
    public let error: Double
    /// Mean of |level judged − level set|.
    public let levelError: Double

    /// What a choice goes by.
    public var loss: Double { error + levelError }
  }

  /// One for each ballot of the menu.
  public let trials: [Trial]
  /// The ballot chosen.
  public let chosen: Int
  /// How the folds were made, in words.
  public let folds: String
}

/// Scores on held-out cycles, and what follows from them.
struct HydraulicTrials {
  let selection: HydraulicSelection
  /// Members of the chosen ballot, in the order of the menu.
  let members: [Int]
  /// Temperatures of those members.
  let temperatures: [Double]
  /// Temperature of their vote.
  let voteTemperature: Double
  /// Largest distance that still counts as seen.
  let distanceLimit: Double

  /// Tries every ballot of a menu on folds within the training rows.
  init(_ problem: HydraulicProblem, training: [Int], gap: Double, seed: UInt64) throws {
    let menu = problem.menu
    let inner = InnerFolds(
      training: training, labels: problem.labels, target: problem.target, gap: gap, seed: seed)
    let asked = Set(menu.ballots.joined())
    var scores = [[[Double]]](repeating: [], count: menu.members.count)
    var (labels, fold, distances) = ([Int](), [Int](), [Double]())
    let columns = Self.columns(menu.ballots.first.map { $0.map { menu.members[$0] } } ?? [])
    for (number, out) in inner.folds.enumerated() {
      let isOut = Set(out)
      let rest = training.filter { !isOut.contains($0) }
      // Of a level that is nowhere else, no method can know.
      let known = Set(rest.map { problem.levels[$0] })
      let held = out.filter { known.contains(problem.levels[$0]) }
      guard known.count > 1, !held.isEmpty else { continue }
      labels += held.map { problem.levels[$0] }
      fold += held.map { _ in number }
      for (index, member) in menu.members.enumerated() where asked.contains(index) {
        let scorer = try problem.fit(member, rest)
        let (values, columns) = problem.values(member, held)
        for row in held.indices {
          scores[index].append(scorer.scores(Array(values[row * columns..<(row + 1) * columns])))
        }
      }
      let range = SeenRange(problem.features, columns: columns, rows: rest)
      distances += held.map { range.distance(Array(problem.features.row($0))) }
    }
    // The geometric mean over the folds: one in which a member fails must not silence it in the vote.
    let numbers = Array(Set(fold)).sorted()
    let rows = numbers.map { number in fold.indices.filter { fold[$0] == number } }
    let temperatures = scores.map { scores in
      guard !scores.isEmpty else { return 1.0 }
      return Temperature.mean(
        rows.map { rows in Temperature.fitted(rows.map { scores[$0] }, rows.map { labels[$0] }) })
    }
    let probabilities = zip(scores, temperatures).map { scores, temperature in
      scores.map { Temperature.probabilities($0, temperature) }
    }
    let votes = menu.ballots.map { ballot in
      labels.indices.map { row in Temperature.vote(ballot.map { probabilities[$0][row] }) }
    }
    selection = Self.selection(menu, votes, labels, fold, words: inner.words)
    members = menu.ballots[selection.chosen]
    self.temperatures = members.map { temperatures[$0] }
    voteTemperature = Temperature.fitted(votes[selection.chosen].map(Temperature.logarithms), labels)
    distances.sort()
    let rank = min(distances.count - 1, Int(0.99 * Double(distances.count)))
    distanceLimit = max(distances.isEmpty ? 0 : distances[max(rank, 0)], SeenRange.limitMinimum)
  }

  /// The first ballot of the menu that no later one beats with a confidence of 90 % by Student's t over the folds: what
  /// only one fold speaks for is chance, and two folds say little.
  private static func selection(
    _ menu: HydraulicMenu, _ votes: [[[Double]]], _ labels: [Int], _ fold: [Int], words: String
  ) -> HydraulicSelection {
    let count = Double(max(labels.count, 1))
    let folds = Array(Set(fold)).sorted()
    var losses: [[Double]] = []
    let trials = zip(menu.ballots, votes).map { ballot, votes in
      var (wrong, distance) = (0, 0)
      var sums = [Int: Double](minimumCapacity: folds.count)
      for (row, vote) in votes.enumerated() {
        let off = abs((vote.indices.max { vote[$0] < vote[$1] } ?? 0) - labels[row])
        wrong += off == 0 ? 0 : 1
        distance += off
        sums[fold[row], default: 0] += Double(off) + (off == 0 ? 0 : 1)
      }
      losses.append(folds.map { (sums[$0] ?? 0) / count })
      return HydraulicSelection.Trial(
        members: ballot.map { menu.members[$0].name }, error: Double(wrong) / count,
        levelError: Double(distance) / count)
    }
    var chosen = 0
    for index in trials.indices.dropFirst() {
      // Contributions of the folds to the difference of the losses.
      let gains = zip(losses[chosen], losses[index]).map { $0 - $1 }
      let gain = gains.reduce(0, +)
      let mean = gain / Double(max(gains.count, 1))
      let spread = gains.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(gains.count - 1, 1))
      let error = (spread * Double(gains.count)).squareRoot()
      if gain > max(Self.quantile(gains.count) * error, HydraulicMenu.margin) { chosen = index }
    }
    return HydraulicSelection(trials: trials, chosen: chosen, folds: words)
  }

  /// The 90 % quantile of Student's t for a mean of `count` values.
  private static func quantile(_ count: Int) -> Double {
    let quantiles = [3.078, 1.886, 1.638, 1.533, 1.476]
    return count < 2 ? 0 : quantiles[min(count - 2, quantiles.count - 1)]
  }

  /// Columns that some members look at, each once, but for the history, which knows no range of its own.
  static func columns(_ members: [HydraulicMember]) -> [Int] {
    let groups = Set(members.flatMap(\.groups)).subtracting([.history])
    return HydraulicFeatureSchema.current.columns(HydraulicFeatureGroup.allCases.filter(groups.contains))
  }
}
