package import Foaming

/// One shot of a study: what it was given and what came of it.
package struct StudyRow: Hashable, Sendable {
  /// What came of a shot.
  package enum Outcome: Hashable, Sendable {
    case shot(Shot)
    /// It could not be simulated; in one line of words.
    case failed(String)
  }

  /// What a study remembers of a shot that was simulated.
  package struct Shot: Hashable, Sendable {
    package var verdict: Simulation.Verdict
    /// In SI units, in the order of the study's figures; `nil` where a figure has no value.
    package var figures: [Double?]
    package var targetsMissed: [KeyFigureID]
    package var defectsFound: [Defect.Kind]
    package var defectsWatched: [Defect.Kind]
    package var defectsNotJudged: [Defect.Kind]
  }

  /// Place in the design, from 0.
  package var index: Int
  /// In the order of the variations.
  package var inputs: [VariedValue]
  package var outcome: Outcome
}

extension StudyRow.Shot {
  init(_ outcome: ShotOutcome, figures ids: [KeyFigureID]) {
    var values: [KeyFigureID: Double] = [:]
    for figure in outcome.keyFigures {
      if let value = figure.value, value.isFinite { values[figure.id] = value }
    }
    func kinds(_ severity: Defect.Severity) -> [Defect.Kind] {
      outcome.defects.filter { $0.severity == severity }.map(\.kind)
    }
    verdict = outcome.verdict
    figures = ids.map { values[$0] }
    targetsMissed = outcome.keyFigures.filter { $0.assessment?.status == .fail }.map(\.id)
    defectsFound = kinds(.fail)
    defectsWatched = kinds(.watch)
    defectsNotJudged = kinds(.notAssessed)
  }
}
