import Learning
import RealModule
import XGBoost

/// Parameters that the search chooses.
package struct BoosterDraw: Hashable, Sendable {
  package var depth = 4
  package var learningRate = 0.08
  package var leafWeightMinimum = 3.0
  package var l2 = 1.0
  package var rowShare = 0.8
  package var featureShare = 0.7

  /// The usual parameters.
  package init() {}

  /// Parameters drawn from the ranges of ``ranges``; the draw of a place of a seed is always the same.
  package init(seed: Int, at place: Int) {
    guard place > 0 else { return }
    var random = SplitMix64(seed: SplitMix64.value(seed: UInt64(seed), at: UInt64(place)))
    func between(_ low: Double, _ high: Double) -> Double { low + (high - low) * SplitMix64.unit(random.next()) }
    func logBetween(_ low: Double, _ high: Double) -> Double { Double.exp(between(Double.log(low), Double.log(high))) }
    depth = 2 + random.next(below: 5)
    learningRate = logBetween(0.02, 0.3).rounded(decimals: 4)
    leafWeightMinimum = logBetween(1, 30).rounded(decimals: 2)
    l2 = logBetween(0.1, 20).rounded(decimals: 3)
    rowShare = between(0.6, 1).rounded(decimals: 2)
    featureShare = between(0.3, 1).rounded(decimals: 2)
  }

  /// What is drawn from, in words.
  package static let ranges =
    "depth 2 … 6, learning rate 0.02 … 0.3, least leaf weight 1 … 30 and L2 penalty 0.1 … 20 (logarithmic), share of "
    + "rows 0.6 … 1, share of features 0.3 … 1"

  /// The parameters for the library.
  func parameters(_ base: BoosterParameters) -> BoosterParameters {
    var parameters = base
    parameters.depth = depth
    parameters.learningRate = learningRate
    parameters.leafWeightMinimum = leafWeightMinimum
    parameters.l2 = l2
    parameters.rowShare = rowShare
    parameters.featureShare = featureShare
    return parameters
  }

  /// The parameters for the card, by name.
  func card(rounds: Int) -> [ModelCard.Parameter] {
    [
      .init("depth", Double(depth)), .init("feature_share", featureShare), .init("l2", l2),
      .init("leaf_weight_minimum", leafWeightMinimum), .init("learning_rate", learningRate),
      .init("rounds", Double(rounds)), .init("row_share", rowShare),
    ]
  }
}

extension Double {
  /// Rounded to some decimals, so that a parameter reads as what it is.
  fileprivate func rounded(decimals: Int) -> Double {
    let scale = Double.pow(10, decimals)
    return (self * scale).rounded() / scale
  }
}
