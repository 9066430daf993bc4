internal import RealModule

/// What the sum of the trees means: the link between margin and prediction.
public enum TreeObjective: Hashable, Sendable {
  /// Prediction = margin.
  case identity
  /// Prediction = 1/(1 + exp(−margin)), a probability.
  case logistic
  /// Prediction = exp(margin).
  case logarithmic
  /// Predictions = softmax(margins), a probability for each class.
  case classProbabilities

  /// The link of an objective by XGBoost's name; `nil` for one that this engine does not know.
  init?(name: String) {
    switch name {
    case "reg:squarederror", "reg:squaredlogerror", "reg:pseudohubererror", "reg:absoluteerror", "reg:quantileerror",
      "binary:logitraw", "rank:pairwise", "rank:ndcg", "rank:map":
      self = .identity
    case "binary:logistic", "reg:logistic": self = .logistic
    case "count:poisson", "reg:gamma", "reg:tweedie", "survival:cox": self = .logarithmic
    case "multi:softprob", "multi:softmax": self = .classProbabilities
    default: return nil
    }
  }

  /// The margin that a base score, given as a prediction, stands for; by XGBoost's own formula and in its precision.
  func margin(ofBaseScore score: Float) -> Float {
    switch self {
    case .logistic: -Float.log(1 / score - 1)
    case .identity, .classProbabilities: score
    case .logarithmic: Float.log(score)
    }
  }

  /// Turns margins into predictions in place, one value per class.
  func transform(_ margins: inout MutableSpan<Float>) {
    switch self {
    case .identity: break
    case .logistic: for i in margins.indices { margins[i] = 1 / (1 + Float.exp(-margins[i])) }
    case .logarithmic: for i in margins.indices { margins[i] = Float.exp(margins[i]) }
    case .classProbabilities:
      var largest = -Float.infinity
      for i in margins.indices { largest = max(largest, margins[i]) }
      var sum = 0.0
      for i in margins.indices {
        margins[i] = Float.exp(margins[i] - largest)
        sum += Double(margins[i])
      }
      for i in margins.indices { margins[i] /= Float(sum) }
    }
  }
}
