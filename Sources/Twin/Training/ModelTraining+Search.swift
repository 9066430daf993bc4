import Learning
import XGBoost

extension ModelTraining {
  /// A draw of parameters and how it fared.
  package struct Trial: Hashable, Sendable {
    package let draw: BoosterDraw
    /// Mean loss over the folds it was tried on, each without the rows it is measured on.
    package let loss: Double
    /// Folds it was tried on.
    package let folds: Int
    /// Median of the rounds after which the loss was least.
    package let rounds: Int
  }

  /// Chooses parameters by their loss on inner folds of the training rows: every draw on one fold, the better third on
  /// all (successive halving: K. Jamieson, A. Talwalkar, AISTATS 2016, with folds as the resource).
  ///
  /// - Returns: trials, the best first.
  func search(
    _ folds: Folds, _ progress: (Double) -> Bool
  ) throws -> [Trial] {
    let training = partition.training
    let order = plan.split.kind == .ordered ? Array(folds.tests.indices.reversed()) : Array(folds.tests.indices)
    let draws = (0..<plan.search.trials).map { BoosterDraw(seed: plan.seed, at: $0) }
    let finalists = draws.count == 1 ? 1 : max(2, (draws.count + 2) / 3)
    let total = Double(draws.count + finalists * (order.count - 1))
    var done = 0.0
    func tried(_ draw: BoosterDraw, _ fold: Int) throws -> (loss: Double, rounds: Int) {
      let test = folds.tests[fold].map { training[$0] }
      let model = try booster(
        folds.trainings[fold].map { training[$0] }, draw, rounds: plan.search.rounds, validation: test
      ) { progress(done / total) }
      done += 1
      return (model.validationLosses.min() ?? .infinity, model.rounds)
    }
    var first: [(draw: BoosterDraw, loss: Double, rounds: Int)] = []
    for draw in draws {
      let (loss, rounds) = try tried(draw, order[0])
      first.append((draw, loss, rounds))
    }
    let ranked = first.enumerated().sorted { ($0.element.loss, $0.offset) < ($1.element.loss, $1.offset) }
      .map(\.element)
    var trials: [Trial] = []
    for entry in ranked.prefix(finalists) {
      var (losses, rounds) = ([entry.loss], [entry.rounds])
      for fold in order.dropFirst() {
        let (loss, count) = try tried(entry.draw, fold)
        losses.append(loss)
        rounds.append(count)
      }
      trials.append(
        Trial(
          draw: entry.draw, loss: losses.reduce(0, +) / Double(losses.count), folds: losses.count,
          rounds: rounds.sorted()[rounds.count / 2]))
    }
    let best = trials.enumerated().sorted { ($0.element.loss, $0.offset) < ($1.element.loss, $1.offset) }
      .map(\.element)
    return best + ranked.dropFirst(finalists).map { Trial(draw: $0.draw, loss: $0.loss, folds: 1, rounds: $0.rounds) }
  }

  /// Answers for training rows, each by a model that did not see its fold.
  ///
  /// - Returns: rows as places in the table, and their answers; with folds by time the earliest rows have none.
  func outOfFold(
    _ folds: Folds, _ trial: Trial, _ progress: (Double) -> Bool
  ) throws -> (rows: [Int], answers: [[Double]]) {
    var (places, answers) = ([Int](), [[Double]]())
    for (number, test) in folds.tests.enumerated() {
      let share = Double(number) / Double(folds.tests.count)
      let model = try booster(
        folds.trainings[number].map { partition.training[$0] }, trial.draw, rounds: trial.rounds
      ) { progress(share) }
      let part = test.map { partition.training[$0] }
      places += part
      answers += self.answers(try TreeEnsemble(model.bytes), part)
    }
    return (places, answers)
  }
}
