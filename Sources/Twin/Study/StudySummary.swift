package import Foaming
package import Learning

/// What the rows of a study add up to, taken in one by one; its size does not grow with their number, except for the
/// figures that indices are estimated from.
package struct StudySummary: Sendable {
  /// One figure over all shots.
  package struct Figure: Sendable {
    package var statistics = RunningStatistics()
    package var sketch = QuantileSketch()
    /// Shots whose value missed the target.
    package var missed = 0

    mutating func add(_ value: Double) {
      statistics.add(value)
      sketch.add(value)
    }
  }

  /// One defect over all shots.
  package struct DefectCount: Hashable, Sendable {
    package var found = 0
    package var watched = 0
    package var judged = 0
  }

  package let study: Study
  /// Rows taken in.
  package private(set) var rows = 0
  /// By the study's figures.
  package private(set) var figures: [Figure]
  package private(set) var verdicts: [Simulation.Verdict: Int] = [:]
  package private(set) var defects: [Defect.Kind: DefectCount] = [:]
  /// Shots without a result, and the words of the first.
  package private(set) var failures = 0
  package private(set) var firstFailure: String?
  package private(set) var effects: MainEffects
  private var series: [[Double?]]

  /// Nothing taken in yet.
  package init(_ study: Study) {
    self.study = study
    figures = Array(repeating: Figure(), count: study.figures.count)
    effects = MainEffects(study)
    series = study.sampling.indices == nil ? [] : Array(repeating: [], count: study.figures.count)
  }

  /// Takes in the next row; rows come in order of their index.
  package mutating func add(_ row: StudyRow) {
    precondition(row.index == rows, "rows are taken in without gaps")
    rows += 1
    switch row.outcome {
    case .failed(let words):
      failures += 1
      if firstFailure == nil { firstFailure = words }
      for figure in series.indices { series[figure].append(nil) }
    case .shot(let shot):
      verdicts[shot.verdict, default: 0] += 1
      for (place, value) in shot.figures.enumerated() {
        if let value { figures[place].add(value) }
        if !series.isEmpty { series[place].append(value) }
      }
      for (place, id) in study.figures.enumerated() where shot.targetsMissed.contains(id) {
        figures[place].missed += 1
      }
      for kind in Defect.Kind.allCases {
        var count = defects[kind] ?? DefectCount()
        if shot.defectsFound.contains(kind) { count.found += 1 }
        if shot.defectsWatched.contains(kind) { count.watched += 1 }
        if !shot.defectsNotJudged.contains(kind) { count.judged += 1 }
        defects[kind] = count
      }
      effects.add(row, shot)
    }
  }

  /// True when every shot of the study is in.
  package var isComplete: Bool { rows == study.count }
  /// Shots with a result.
  package var simulated: Int { rows - failures }

  /// How many of the shots with a result got a verdict.
  package func share(_ verdict: Simulation.Verdict) -> Proportion {
    Proportion(verdicts[verdict] ?? 0, of: simulated)
  }

  /// How many of the shots in which a defect could be judged have it.
  package func share(_ kind: Defect.Kind) -> Proportion {
    Proportion(defects[kind]?.found ?? 0, of: defects[kind]?.judged ?? 0)
  }

  /// The Sobol' indices of a figure, by its place among the study's figures; `nil` where the study estimates none.
  package func sobolIndices(_ place: Int) -> SobolIndices? {
    guard study.sampling.indices == .sobol else { return nil }
    return SobolIndices(values: series[place], dimensions: study.variations.count, seed: study.sampling.seed)
  }

  /// The elementary effects on a figure; `nil` where the study estimates none.
  package func morrisEffects(_ place: Int) -> MorrisEffects? {
    guard let design = study.design as? MorrisDesign else { return nil }
    return MorrisEffects(values: series[place], design: design, seed: study.sampling.seed)
  }

  /// Places of the figures that a person looks at first, which vary: those asked for, or else the main ones.
  package var mainPlaces: [Int] {
    let isAll = study.figures.count == KeyFigureID.allCases.count
    return study.figures.indices.filter { place in
      let statistics = figures[place].statistics
      let isMain = !isAll || Self.main.contains(study.figures[place])
      return isMain && (statistics.deviation ?? 0) > 1e-9 * abs(statistics.mean)
    }
  }

  private static let main: Set<KeyFigureID> = [
    .gelTime, .riseTime, .coreTemperatureMaximum, .pressureMaximum, .moldedDensity, .freeRiseDensity, .fillFraction,
    .trappedAirFraction, .demoldRecommended, .hardnessAfterDay, .index,
  ]
}
