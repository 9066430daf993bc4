internal import RealModule

/// What turns the scores of a model into probabilities that mean what they say.
///
/// With one output the map takes the probability of 1; with several each class has its own map, and the results are
/// scaled to the sum 1.
public enum ProbabilityCalibration: Hashable, Sendable {
  /// The model's own answers.
  case none
  /// softmax(log p / T) for one T > 0 (C. Guo et al., ICML 2017).
  case temperature(Double)
  /// 1/(1 + exp(−(slope · logit p + intercept))) for each output (J. Platt, 1999).
  case platt([PlattMap])
  /// A step function joined by lines for each output (B. Zadrozny, C. Elkan, KDD 2002).
  case isotonic([IsotonicMap])

  /// A straight line of logits.
  public struct PlattMap: Hashable, Sendable {
    public let slope, intercept: Double

    public init(slope: Double, intercept: Double) { (self.slope, self.intercept) = (slope, intercept) }

    /// The calibrated probability of `p`.
    func callAsFunction(_ p: Double) -> Double {
      1 / (1 + Double.exp(-(slope * ProbabilityCalibration.logit(p) + intercept)))
    }
  }

  /// A map that never falls, by its knots.
  public struct IsotonicMap: Hashable, Sendable {
    /// Rising; at least one.
    public let inputs: [Double]
    /// Never falling, 0 … 1, as many.
    public let outputs: [Double]

    /// A map through knots; `nil` when inputs do not rise, or outputs fall or leave 0 … 1.
    public init?(inputs: [Double], outputs: [Double]) {
      guard !inputs.isEmpty, inputs.count == outputs.count,
        zip(inputs, inputs.dropFirst()).allSatisfy({ $0 < $1 }),
        zip(outputs, outputs.dropFirst()).allSatisfy({ $0 <= $1 }),
        inputs.allSatisfy(\.isFinite), outputs.allSatisfy({ (0...1).contains($0) })
      else { return nil }
      self.inputs = inputs
      self.outputs = outputs
    }

    /// Knots that are known to be sound; none gives the map that always answers one half.
    init(unchecked inputs: [Double], _ outputs: [Double]) {
      self.inputs = inputs.isEmpty ? [0] : inputs
      self.outputs = inputs.isEmpty ? [0.5] : outputs
    }

    /// Between knots on a straight line, outside of them as at the nearest.
    func callAsFunction(_ p: Double) -> Double {
      var (low, high) = (0, inputs.count)
      // The number of knots at or below p.
      while low < high {
        let middle = (low + high) / 2
        if inputs[middle] <= p { low = middle + 1 } else { high = middle }
      }
      if low == 0 { return outputs[0] }
      if low == inputs.count { return outputs[low - 1] }
      let share = (p - inputs[low - 1]) / (inputs[low] - inputs[low - 1])
      return outputs[low - 1] + share * (outputs[low] - outputs[low - 1])
    }
  }

  /// Number of outputs that it is made for; `nil` for any number.
  public var outputCount: Int? {
    switch self {
    case .none, .temperature: nil
    case .platt(let maps): maps.count
    case .isotonic(let maps): maps.count
    }
  }

  /// Calibrates the probabilities of one row: of 1, or one per class, which then sum to 1.
  public func callAsFunction(_ probabilities: [Double]) -> [Double] {
    switch self {
    case .none: return probabilities
    case .temperature(let temperature):
      if probabilities.count == 1 {
        return [1 / (1 + Double.exp(-Self.logit(probabilities[0]) / temperature))]
      }
      let logs = probabilities.map { Double.log(max($0, Self.smallest)) / temperature }
      let largest = logs.max() ?? 0
      return Self.scaled(logs.map { Double.exp($0 - largest) })
    case .platt(let maps): return Self.scaled(zip(maps, probabilities).map { $0($1) })
    case .isotonic(let maps): return Self.scaled(zip(maps, probabilities).map { $0($1) })
    }
  }

  /// Probabilities are kept this far from 0 and 1 before a logarithm.
  static let smallest = 1e-9

  static func logit(_ p: Double) -> Double {
    let p = min(max(p, smallest), 1 - smallest)
    return Double.log(p / (1 - p))
  }

  private static func scaled(_ values: [Double]) -> [Double] {
    guard values.count > 1 else { return values }
    let sum = values.reduce(0, +)
    // All maps may say 0; nothing is known then.
    return sum > 0 ? values.map { $0 / sum } : values.map { _ in 1 / Double(values.count) }
  }
}
