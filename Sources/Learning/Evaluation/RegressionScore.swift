/// How far predictions of a number are from the truth.
public struct RegressionScore: Hashable, Sendable {
  /// Mean of |prediction − truth|, in the unit of the target.
  public let meanAbsoluteError: Double
  /// Root of the mean of (prediction − truth)², in the unit of the target.
  public let rootMeanSquareError: Double
  /// 1 − Σ(prediction − truth)²/Σ(truth − mean)²; `nil` where the truth does not vary.
  public let determination: Double?
  /// Mean of prediction − truth, in the unit of the target.
  public let bias: Double

  /// The score of predictions; `nil` of none.
  public init?(truth: [Double], predictions: [Double]) {
    precondition(truth.count == predictions.count, "a prediction for each row")
    guard !truth.isEmpty else { return nil }
    let n = Double(truth.count)
    let mean = truth.reduce(0, +) / n
    var (absolute, squares, sum, spread) = (0.0, 0.0, 0.0, 0.0)
    for (y, p) in zip(truth, predictions) {
      absolute += abs(p - y)
      squares += (p - y) * (p - y)
      sum += p - y
      spread += (y - mean) * (y - mean)
    }
    meanAbsoluteError = absolute / n
    rootMeanSquareError = (squares / n).squareRoot()
    determination = spread > 0 ? 1 - squares / spread : nil
    bias = sum / n
  }
}
