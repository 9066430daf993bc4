/// What a model said of some rows, and what came of them where that is known.
public struct DriftPredictions: Sendable {
  /// What is predicted.
  public enum Kind: String, Hashable, Sendable {
    /// The probability of an event; what came of it is 1 or 0.
    case event
    /// The probability that the class said is the right one; what came of it is 1 when it was, else 0.
    case confidence
    /// A number.
    case number
  }

  public let kind: Kind
  /// One per row of the table; NaN where there is none.
  public let values: [Double]
  /// What came of the rows; NaN where unknown, empty where nothing is known at all.
  public let outcomes: [Double]

  /// Predictions in the order of the table's rows.
  public init(_ kind: Kind, _ values: [Double], outcomes: [Double] = []) {
    precondition(outcomes.isEmpty || outcomes.count == values.count, "one outcome per row, or none at all")
    self.kind = kind
    self.values = values
    self.outcomes = outcomes
  }

  /// In the order of time.
  func ordered(_ rows: DriftRows) -> DriftPredictions {
    guard let order = rows.order, order.count == values.count else { return self }
    func sorted(_ numbers: [Double]) -> [Double] { numbers.isEmpty ? [] : order.map { numbers[Int($0)] } }
    return DriftPredictions(kind, sorted(values), outcomes: sorted(outcomes))
  }

  /// How likely each prediction is right: of an event the greater of both probabilities; NaN where there is none.
  var confidences: [Double] { kind == .event ? values.map { $0.isNaN ? .nan : max($0, 1 - $0) } : values }

  /// What each prediction missed by, NaN where unknown: of events and classes 1 when wrong, of numbers the distance.
  var losses: [Double] {
    guard !outcomes.isEmpty else { return values.map { _ in .nan } }
    return zip(values, outcomes).map { value, outcome in
      guard value.isFinite, outcome.isFinite else { return .nan }
      return switch kind {
      case .event: (value >= 0.5) == (outcome >= 0.5) ? 0 : 1
      case .confidence: outcome >= 0.5 ? 0 : 1
      case .number: abs(value - outcome)
      }
    }
  }
}
