/// How judgments of held-out cycles compare with what was set.
public struct HydraulicScore: Hashable, Sendable {
  /// A figure with its 95 % interval by resampling blocks of cycles.
  public struct Figure: Hashable, Sendable {
    public let value: Double
    /// `nil` where there are too few cycles to tell.
    public let interval: ClosedRange<Double>?
  }

  /// One judged cycle.
  public struct Case: Hashable, Sendable {
    /// Position in the recording.
    public let cycle: Int
    public let level: Int
    public let judgment: HydraulicJudgment

    /// A judged cycle and the level that was set.
    public init(cycle: Int, level: Int, judgment: HydraulicJudgment) {
      (self.cycle, self.level, self.judgment) = (cycle, level, judgment)
    }
  }

  public let target: HydraulicTarget
  /// Cycles judged.
  public let count: Int
  /// Cycles that could not be judged, because a signal is missing.
  public let unjudged: Int
  /// Share judged rightly, 0 … 1.
  public let accuracy: Figure
  /// Mean over levels of the harmonic mean of precision and recall, 0 … 1.
  public let macroF1: Figure
  /// Mean of |level judged − level set|.
  public let levelError: Figure
  /// Expected calibration error: mean distance of confidence and share right, in ten bins by confidence, 0 … 1.
  public let calibrationError: Double
  /// Mean over cycles of Σ (probability − truth)², 0 … 2.
  public let brier: Double
  /// Alarms raised while the component was sound, for each day of sound cycles; see ``alarmCycles``.
  public let falseAlarmsPerDay: Double
  /// Share of sound cycles judged faulty, 0 … 1.
  public let falseFaultShare: Double
  /// Share of cycles that lie outside of what was seen, 0 … 1.
  public let unseenShare: Double
  /// Share judged rightly of the cycles that lie inside; `nil` when none does.
  public let accuracySeen: Double?
  /// Levels set against levels judged.
  public let confusion: ConfusionMatrix

  /// An alarm is raised when this many cycles in a row are judged faulty, and cleared when as many are judged sound.
  public static let alarmCycles = 3
  /// Load cycles in a day.
  static let cyclesPerDay = 1440.0
  /// Cycles that are resampled together, because neighbors err together.
  private static let blockLength = 20
  private static let samples = 400

  /// Scores of cases in any order.
  public init(_ target: HydraulicTarget, _ unordered: [Case], unjudged: Int, seed: UInt64 = 1) {
    let cases = unordered.sorted { $0.cycle < $1.cycle }
    self.target = target
    self.unjudged = unjudged
    count = cases.count
    let classes = target.levels.count
    let (truth, levels) = (cases.map(\.level), cases.map(\.judgment.level))
    let matrix = ConfusionMatrix(truth: truth, predictions: levels, classes: classes)
    confusion = matrix
    let bootstrap = Bootstrap(samples: Self.samples, seed: seed)
    let blocks = cases.indices.map { $0 / Self.blockLength }
    func figure(_ name: (ConfusionMatrix) -> Double?) -> Figure {
      let interval = bootstrap.interval(count: cases.count, groups: blocks) { rows in
        name(ConfusionMatrix(truth: rows.map { truth[$0] }, predictions: rows.map { levels[$0] }, classes: classes))
      }
      return Figure(value: name(matrix) ?? 0, interval: interval)
    }
    accuracy = figure(\.accuracy)
    macroF1 = figure(\.macroF1)
    levelError = figure(\.levelError)
    let probabilities = cases.map(\.judgment.probabilities)
    calibrationError = CalibrationCurve.ofTopClass(truth: truth, probabilities: probabilities).error
    brier = ProbabilityScore(truth: truth, probabilities: probabilities)?.brier ?? 0
    let sound = truth.count { $0 == 0 }
    falseFaultShare = Double(cases.count { $0.level == 0 && $0.judgment.level > 0 }) / Double(max(sound, 1))
    falseAlarmsPerDay = Double(Self.falseAlarms(cases)) / Double(max(sound, 1)) * Self.cyclesPerDay
    let seen = cases.filter { !$0.judgment.isUnseen }
    unseenShare = Double(cases.count - seen.count) / Double(max(cases.count, 1))
    accuracySeen = seen.isEmpty ? nil : Double(seen.count { $0.level == $0.judgment.level }) / Double(seen.count)
  }

  /// Alarms raised at a sound cycle, going through the recording in order.
  private static func falseAlarms(_ cases: [Case]) -> Int {
    var (isRaised, faulty, sound, count) = (false, 0, 0, 0)
    for one in cases {
      if one.judgment.level > 0 { (faulty, sound) = (faulty + 1, 0) } else { (faulty, sound) = (0, sound + 1) }
      if !isRaised, faulty >= alarmCycles {
        isRaised = true
        count += one.level == 0 ? 1 : 0
      } else if isRaised, sound >= alarmCycles {
        isRaised = false
      }
    }
    return count
  }
}

extension ConfusionMatrix {
  /// Mean of |class said − class there|; `nil` of no rows.
  fileprivate var levelError: Double? {
    guard total > 0 else { return nil }
    let sum = counts.indices.reduce(0) { sum, truth in
      sum + counts.indices.reduce(0) { $0 + counts[truth][$1] * abs(truth - $1) }
    }
    return Double(sum) / Double(total)
  }
}
