internal import RealModule

/// What is remembered of how well a model did on the reference, so that its performance elsewhere can be estimated
/// without labels.
///
/// Of events and classes the loss is the share of errors, estimated from calibrated probabilities: a prediction with
/// confidence c is wrong with probability 1 − c. Of numbers it is the mean absolute error, estimated directly: by a
/// model of the loss that was learned from the reference.
public struct PerformanceProfile: Hashable, Sendable {
  /// Windows of the reference whose estimates are compared.
  private static let windows = 8

  public let kind: DriftPredictions.Kind
  /// Mean loss that is estimated on the reference, and its spread over windows.
  public let estimate: Double
  public let spread: WindowSpread
  /// Mean loss as it was, and its spread over windows; `nil` when no outcome is known.
  public let loss: Double?
  public let lossSpread: WindowSpread?
  /// Of numbers: features of the model of the loss, the last one the prediction itself.
  public let names: [String]
  public let model: BoostedStumps?

  package init(
    kind: DriftPredictions.Kind, estimate: Double, spread: WindowSpread, loss: Double?, lossSpread: WindowSpread?,
    names: [String], model: BoostedStumps?
  ) {
    self.kind = kind
    self.estimate = estimate
    self.spread = spread
    self.loss = loss
    self.lossSpread = lossSpread
    self.names = names
    self.model = model
  }

  /// The profile of a model on the reference; `nil` without predictions, and of numbers without outcomes.
  ///
  /// - Parameters:
  ///   - predictions: in the order of time.
  ///   - columns: values of the named features in the rows at `places`, shape (p, n); NaN is missing.
  init?(_ predictions: DriftPredictions, names: [String], _ columns: [[Double]], at places: [Int]) {
    let losses = predictions.losses
    let known = losses.filter(\.isFinite)
    kind = predictions.kind
    loss = known.isEmpty ? nil : Self.mean(known)
    lossSpread = Self.spread(losses)
    switch predictions.kind {
    case .event, .confidence:
      let estimates = predictions.confidences.map { 1 - $0 }
      guard let estimate = Self.mean(estimates), let spread = Self.spread(estimates) else { return nil }
      (self.estimate, self.spread, self.names, model) = (estimate, spread, [], nil)
    case .number:
      let all = columns + [places.map { predictions.values[$0] }]
      let labels = places.map { losses[$0] }
      let rows = labels.indices.filter { labels[$0].isFinite }
      guard rows.count >= 2 * Self.windows else { return nil }
      // The spread is that of rows the model has not seen.
      var estimates = Array(repeating: Double.nan, count: labels.count)
      for part in 0..<4 {
        let held = rows.count * part / 4..<rows.count * (part + 1) / 4
        let others = Array(rows[..<held.lowerBound] + rows[held.upperBound...])
        let fitted = BoostedStumps(all, labels, rows: others, .squared)
        for row in rows[held] { estimates[row] = fitted.margin(all, row: row) }
      }
      guard let estimate = Self.mean(estimates), let spread = Self.spread(estimates) else { return nil }
      (self.estimate, self.spread, self.names) = (estimate, spread, names)
      model = BoostedStumps(all, labels, rows: rows, .squared)
    }
  }

  /// The mean loss estimated for other predictions.
  ///
  /// - Parameters:
  ///   - columns: values of ``names`` but the last in the rows at `places`.
  func estimate(_ predictions: DriftPredictions, _ columns: [[Double]], at places: [Int]) -> Double? {
    guard predictions.kind == kind else { return nil }
    guard let model else { return Self.mean(predictions.confidences.map { 1 - $0 }) }
    let all = columns + [places.map { predictions.values[$0] }]
    let rows = places.indices.filter { all[all.count - 1][$0].isFinite }
    return Self.mean(rows.map { max(model.margin(all, row: $0), 0) })
  }

  static func mean(_ values: [Double]) -> Double? {
    let known = values.filter(\.isFinite)
    return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
  }

  private static func spread(_ values: [Double]) -> WindowSpread? {
    let means = (0..<windows).compactMap { part in
      mean(Array(values[values.count * part / windows..<values.count * (part + 1) / windows]))
    }
    return means.count > 1 ? WindowSpread(means) : nil
  }
}
