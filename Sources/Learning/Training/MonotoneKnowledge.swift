/// What physics says about the direction in which a feature moves a target.
///
/// A model that is told cannot learn the opposite from noise, and answers between and beyond its training rows the way
/// the foam does. Only directions that hold with all other features fixed are stated.
public struct MonotoneKnowledge: Hashable, Sendable {
  /// The feature's column.
  public let feature: String
  /// +1: the target does not fall as the feature grows; −1: it does not rise.
  public let sign: Int8
  /// Why.
  public let reason: String

  /// What is known of a target; nothing of classes, where a sign would hold for each class by itself.
  public static func known(_ task: ModelTask) -> [MonotoneKnowledge] {
    switch task {
    case .defectRisk:
      [
        MonotoneKnowledge(
          feature: "simulated_defects_found", sign: 1, reason: "more defects of the twin make a defect no less likely"),
        MonotoneKnowledge(
          feature: "simulated_trapped_air_fraction", sign: 1, reason: "air that cannot leave becomes voids"),
        MonotoneKnowledge(
          feature: "simulated_scorch_dose_s", sign: 1, reason: "a core that stays hot longer discolors no less"),
        MonotoneKnowledge(
          feature: "simulated_fill_fraction", sign: -1, reason: "a fuller mold leaves no more of the part missing"),
      ]
    case .cycleTime:
      [
        MonotoneKnowledge(
          feature: "simulated_demold_recommended_s", sign: 1, reason: "a mold is not opened before the foam is firm"),
        MonotoneKnowledge(
          feature: "simulated_tack_free_time_s", sign: 1, reason: "foam that cures later is not demolded sooner"),
      ]
    case .defectClass: []
    }
  }

  /// A direction with its reason.
  public init(feature: String, sign: Int8, reason: String) {
    (self.feature, self.sign, self.reason) = (feature, sign, reason)
  }
}
