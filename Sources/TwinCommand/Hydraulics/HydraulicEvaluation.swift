import Foundation
import Learning
import Twin

/// Judges every fold of every division by a model of the others.
struct HydraulicEvaluation {
  let recording: HydraulicRecording
  let features: HydraulicFeatureMatrix
  let choice: DivisionChoice
  let options: DiagnoseOptions
  let grower: TreeGrower?
  /// Whether a person reads along.
  let isShown: Bool

  /// One fold of a target.
  private struct Piece: Sendable {
    let entry: Int
    let problem: HydraulicProblem
    let training: [Int]
    let test: [Int]
  }

  /// What came of it.
  private struct Result: Sendable {
    let entry: Int
    let cases: [HydraulicScore.Case]
    let unjudged: Int
    let selection: HydraulicSelection
  }

  func problem(_ target: HydraulicTarget) -> HydraulicProblem {
    HydraulicProblem(
      target, features: features, labels: recording.labels, baseline: options.baseline, grower: grower)
  }

  /// The accuracy card.
  func card() async throws -> HydraulicCard {
    let problems = Dictionary(uniqueKeysWithValues: HydraulicTarget.allCases.map { ($0, problem($0)) })
    var names: [(division: String, target: HydraulicTarget)] = []
    var pieces: [Piece] = []
    for (name, folds) in choice.divisions {
      for target in HydraulicTarget.allCases {
        guard let divided = folds[target], let problem = problems[target] else { continue }
        for (training, test) in zip(divided.trainings, divided.tests) {
          pieces.append(Piece(entry: names.count, problem: problem, training: training, test: test))
        }
        names.append((name, target))
      }
    }
    var results = [[Result]](repeating: [], count: names.count)
    var progress = ProgressLine(total: pieces.count, from: 0, isShown: isShown, unit: "folds")
    defer { progress.clear() }
    var (next, done) = (0, 0)
    let seed = UInt64(options.seed)
    try await OrderedTasks(threads: options.threads).run {
      guard next < pieces.count else { return nil }
      defer { next += 1 }
      return pieces[next]
    } _: { (piece: Piece) in
      try Self.judge(piece, seed: seed)
    } _: { (result: Result) in
      results[result.entry].append(result)
      done += 1
      progress.show(done: done)
    }
    if Interruption.isRequested {
      progress.clear()
      StandardStream.error.write("interrupted after \(done) of \(pieces.count) folds; nothing was written\n")
      throw Interruption.status
    }
    let entries = zip(names, results).map { name, results in
      HydraulicCard.Entry(
        division: name.division,
        score: HydraulicScore(
          name.target, results.flatMap(\.cases), unjudged: results.reduce(0) { $0 + $1.unjudged }, seed: seed),
        selections: results.map(\.selection))
    }
    return HydraulicCard(
      entries: entries, cycles: recording.cycles.count, recording: recording.digest, folds: choice.words,
      baseline: options.baseline, trees: grower?.name ?? "none", seed: options.seed)
  }

  private static func judge(_ piece: Piece, seed: UInt64) throws -> Result {
    let problem = piece.problem
    let classifier = try HydraulicClassifier.explained(problem, training: piece.training, seed: seed)
    var cases: [HydraulicScore.Case] = []
    var unjudged = 0
    for cycle in piece.test where !problem.reserved.contains(cycle) {
      if let judgment = classifier.judge(problem, row: cycle) {
        cases.append(
          HydraulicScore.Case(cycle: cycle, level: problem.labels[cycle][problem.target], judgment: judgment))
      } else {
        unjudged += 1
      }
    }
    return Result(entry: piece.entry, cases: cases, unjudged: unjudged, selection: classifier.selection)
  }
}

extension HydraulicClassifier {
  /// A classifier, or why there is none in words of the command line.
  static func explained(
    _ problem: HydraulicProblem, training: [Int], gap: Double? = nil, seed: UInt64
  ) throws(CommandFailure) -> HydraulicClassifier {
    do {
      return try HydraulicClassifier(problem, training: training, gap: gap, seed: seed)
    } catch let failure as HydraulicFailure {
      throw CommandFailure(
        .dataUnusable, place: problem.target.rawValue, found: failure.found, expected: failure.expected)
    } catch {
      throw CommandFailure(
        .dataUnusable, place: problem.target.rawValue, found: "\(error)", expected: "a model of these cycles")
    }
  }
}
