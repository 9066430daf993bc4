/// A judgment of one target of one cycle.
public struct HydraulicJudgment: Hashable, Sendable {
  /// Calibrated probability of each level, shape (k).
  public let probabilities: [Double]
  /// Root mean square of how far features lie outside the range seen, in standard deviations.
  public let distance: Double
  /// Largest distance that still counts as seen.
  public let distanceLimit: Double

  /// Probabilities that sum to 1, and how far outside of what was seen.
  public init(probabilities: [Double], distance: Double, distanceLimit: Double) {
    (self.probabilities, self.distance, self.distanceLimit) = (probabilities, distance, distanceLimit)
  }

  /// The most probable level.
  public var level: Int { probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0 }
  /// Its probability.
  public var probability: Double { probabilities[level] }
  /// Whether the cycle lies further outside of what was seen than any claim reaches.
  public var isUnseen: Bool { distance > distanceLimit }
}

/// What judges one target: a vote of members, calibrated, with the range it has seen.
public struct HydraulicClassifier: Sendable {
  /// A member with what it learned.
  struct Voter: Sendable {
    let member: HydraulicMember
    let scorer: HydraulicScorer
    let temperature: Double
  }

  public let target: HydraulicTarget
  let voters: [Voter]
  let temperature: Double
  let range: SeenRange
  /// How its members were chosen.
  public let selection: HydraulicSelection

  init(
    target: HydraulicTarget, voters: [Voter], temperature: Double, range: SeenRange, selection: HydraulicSelection
  ) {
    (self.target, self.voters, self.temperature) = (target, voters, temperature)
    (self.range, self.selection) = (range, selection)
  }

  /// Chooses by folds within the training rows, then learns from all of them.
  ///
  /// - Parameters:
  ///   - training: positions in the recording, rising. What else is in the recording is never looked at.
  ///   - gap: length of the holes that selection imitates [cycles]; by default those of the training set.
  /// - Throws: ``HydraulicFailure``, or what growing trees throws.
  public init(_ problem: HydraulicProblem, training: [Int], gap: Double? = nil, seed: UInt64 = 1) throws {
    let rows = training.filter { problem.isWhole($0) && !problem.reserved.contains($0) }
    guard Set(rows.map { problem.levels[$0] }).count > 1 else {
      throw HydraulicFailure(
        found: "\(rows.count) cycles to learn \(problem.target.rawValue) from, of one level at most",
        expected: "cycles of two levels at least")
    }
    let trials = try HydraulicTrials(
      problem, training: rows, gap: gap ?? InnerFolds.gap(training: training, count: problem.labels.count), seed: seed)
    let menu = problem.menu
    var voters: [Voter] = []
    for (index, temperature) in zip(trials.members, trials.temperatures) {
      let member = menu.members[index]
      voters.append(Voter(member: member, scorer: try problem.fit(member, rows), temperature: temperature))
    }
    target = problem.target
    self.voters = voters
    temperature = trials.voteTemperature
    var range = SeenRange(problem.features, columns: HydraulicTrials.columns(voters.map(\.member)), rows: rows)
    range.limit = trials.distanceLimit
    self.range = range
    selection = trials.selection
  }

  /// Whether it needs a commissioning baseline.
  public var needsBaseline: Bool { voters.contains { $0.member.isRezeroed } }

  /// Judges a row of all features of the schema.
  ///
  /// - Parameters:
  ///   - features: shape (m).
  ///   - rezeroed: the same, counted from the baseline; only where ``needsBaseline``.
  /// - Returns: `nil` when a feature that it looks at is missing, other than the history of trees.
  public func judge(_ features: [Double], rezeroed: [Double]? = nil) -> HydraulicJudgment? {
    let schema = HydraulicFeatureSchema.current
    precondition(features.count == schema.features.count, "a number for each feature")
    let history = schema.range(.history)
    var votes: [[Double]] = []
    for voter in voters {
      guard let source = voter.member.isRezeroed ? rezeroed : features else { return nil }
      let columns = schema.columns(voter.member.groups)
      guard columns.allSatisfy({ history.contains($0) || source[$0].isFinite }) else { return nil }
      votes.append(Temperature.probabilities(voter.scorer.scores(columns.map { source[$0] }), voter.temperature))
    }
    let vote = Temperature.probabilities(Temperature.logarithms(Temperature.vote(votes)), temperature)
    return HydraulicJudgment(probabilities: vote, distance: range.distance(features), distanceLimit: range.limit)
  }

  /// Judges a cycle of a problem's recording.
  public func judge(_ problem: HydraulicProblem, row: Int) -> HydraulicJudgment? {
    judge(Array(problem.features.row(row)), rezeroed: problem.rezeroed.map { Array($0.row(row)) })
  }
}
