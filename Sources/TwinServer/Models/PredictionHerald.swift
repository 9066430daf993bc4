import Learning
import LiveFeed
import Plant
import Twin

/// Tells listeners of the live feed what models say of machines.
struct PredictionHerald: Sendable {
  /// Who is told; `nil` where nobody listens.
  let feed: (any LivePublisher)?
  /// The time [s since 1970].
  let now: @Sendable () -> Double

  /// Tells what the models in use said of shots. Rows without a machine, and of machines that the caller may not see,
  /// are nobody's business.
  func tell(_ sheets: [PredictionSheet], of machines: [String?], by caller: Principal?) {
    guard let feed, let time = Instant(secondsSince1970: now()) else { return }
    let said = zip(sheets, machines).flatMap { sheet, machine -> [LivePrediction] in
      guard let machine, caller?.sees(machine: machine) ?? false else { return [] }
      return sheet.answers.compactMap { LivePrediction($0, of: machine, shot: Int(sheet.shot), at: time) }
    }
    if !said.isEmpty { feed.publish(said, at: time) }
  }

  /// Tells what was judged of a rig. Judgments that are not to be acted on are left out.
  func tell(_ diagnosis: CycleDiagnosis, of machine: String, at time: Instant) {
    guard let feed, let now = Instant(secondsSince1970: now()) else { return }
    let said = diagnosis.diagnoses.compactMap { one -> LivePrediction? in
      guard one.silence == nil, let judgment = one.judgment else { return nil }
      return LivePrediction(
        machine: machine, time: time, target: one.target.rawValue, label: one.target.levels[judgment.level].words,
        probability: judgment.probability, source: "hydraulics \(diagnosis.modelDigest.prefix(12))")
    }
    if !said.isEmpty { feed.publish(said, at: now) }
  }
}

extension LivePrediction {
  /// What a learned model says of a shot; `nil` where it says nothing.
  fileprivate init?(_ answer: TaskAnswer, of machine: String, shot: Int?, at time: Instant) {
    guard let prediction = answer.prediction, let identity = answer.identity else { return nil }
    let likeliest = prediction.value == nil ? prediction.likeliest : nil
    self.init(
      machine: machine, shot: shot, time: time, target: identity.target, value: prediction.value,
      low: prediction.interval?.lowerBound, high: prediction.interval?.upperBound, label: likeliest?.name,
      probability: likeliest?.probability, unit: identity.unit.isEmpty ? nil : identity.unit,
      source: "\(answer.task) \(identity.version)")
  }
}
