package import Foaming
package import Integrators

// The words and tones of the closed vocabularies of a result, the same in every rendering.

extension Simulation.Verdict {
  /// `"PASS"`, `"MARGINAL"` or `"FAIL"`.
  package var word: String {
    switch self {
    case .pass: "PASS"
    case .marginal: "MARGINAL"
    case .fail: "FAIL"
    }
  }

  package var tone: ReportContent.Tone {
    switch self {
    case .pass: .good
    case .marginal: .caution
    case .fail: .bad
    }
  }
}

extension Assessment.Status {
  /// `"pass"`, `"marginal"` or `"fail"`.
  package var word: String { rawValue }

  package var tone: ReportContent.Tone {
    switch self {
    case .pass: .good
    case .marginal: .caution
    case .fail: .bad
    }
  }
}

extension Defect.Severity {
  /// What a person reads: `"not found"`, `"watch"`.
  package var word: String {
    switch self {
    case .none: "not found"
    case .watch: "watch"
    case .fail: "found"
    case .notAssessed: "not judged"
    }
  }

  package var tone: ReportContent.Tone {
    switch self {
    case .none: .good
    case .watch: .caution
    case .fail: .bad
    case .notAssessed: .neutral
    }
  }
}

extension Evidence {
  /// What the class means, in a sentence.
  package var explanation: String {
    switch self {
    case .measured: "measured, or published with numbers"
    case .physics: "physics, supported by publications qualitatively"
    case .rule: "engineering rule that awaits calibration; treat it as a hint"
    }
  }
}

extension Statistics {
  /// The counters with their names.
  package var rows: [(String, Int)] {
    [
      ("Accepted steps", steps), ("Rejected steps", rejected), ("Right-hand sides", rightHandSides),
      ("Jacobians", jacobians), ("Factorizations", factorizations), ("Event refinement steps", eventSteps),
    ]
  }
}
