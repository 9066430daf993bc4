/// Answers for rows of a schema of features by one model.
///
/// A predictor keeps the paths that explanations walk: each thread takes a copy of its own.
public struct Predictor: Sendable {
  public let model: PredictionModel
  /// Promised coverage of intervals.
  public let level: Double
  /// For each feature of the model its place in the rows.
  private let places: [Int]
  /// For each feature of the model whether it comes of the simulation; `nil` for one of another schema.
  private let isPhysics: [Bool?]
  /// Features that some split looks at.
  private let isUsed: [Bool]
  /// For each feature that some split looks at what the model has seen of it, in the precision that trees compare in.
  private let ranges: [ClosedRange<Float>?]
  private var explainer: TreeExplainer?
  private var row: [Float]

  /// A predictor of rows with the features of `schema`, in its order.
  ///
  /// - Throws: ``PredictionRefusal``: `schema-mismatch` when the model was trained on another schema.
  public init(_ model: PredictionModel, schema: FeatureSchema = .current, level: Double = 0.9) throws(PredictionRefusal)
  {
    guard model.card.features.schemaHash == schema.hash else {
      throw PredictionRefusal(
        .schemaMismatch,
        "the model was trained on features of hash \(model.card.features.schemaHash.prefix(12)); this program builds "
          + "\(schema.mark)")
    }
    let known = Dictionary(schema.features.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    var places: [Int] = []
    for column in model.card.features.columns {
      guard let place = known[column.name] else {
        throw PredictionRefusal(
          .schemaMismatch, "the feature \(column.name.prefix(80)) of the model is not in the schema")
      }
      places.append(place)
    }
    self.init(model, places: places, origins: places.map { schema.features[$0].origin }, level: level)
  }

  /// A predictor of rows whose features are those of the card in its order, whatever they mean.
  public init(ofOwnFeatures model: PredictionModel, level: Double = 0.9) {
    let count = model.card.features.columns.count
    self.init(
      model, places: Array(0..<count), origins: Array(repeating: nil, count: count), level: level)
  }

  private init(_ model: PredictionModel, places: [Int], origins: [FeatureDefinition.Origin?], level: Double) {
    self.model = model
    self.level = level
    self.places = places
    isPhysics = origins.map { $0.map { $0 == .simulated || $0 == .residual } }
    let isUsed = model.ensemble.usedFeatures
    self.isUsed = isUsed
    ranges = model.card.features.columns.enumerated().map { index, column in
      isUsed[index] ? column.range.map { Float($0.lowerBound)...Float($0.upperBound) } : nil
    }
    // A model that does not tell the weights of its nodes is answered by, but not explained.
    explainer = try? TreeExplainer(model.ensemble)
    row = Array(repeating: .nan, count: places.count)
  }

  /// The answer for a row.
  ///
  /// - Parameters:
  ///   - features: one value per feature of the schema, `nil` where it is missing.
  ///   - group: the row's value of the column that the card's bounds are grouped by.
  ///   - isExplained: whether every feature's contribution is wanted.
  ///   - hasShare: whether the share of physics is wanted, for which contributions have to be found.
  /// - Throws: ``PredictionRefusal``: `invalid-input`.
  public mutating func callAsFunction(
    _ features: [Double?], group: String? = nil, isExplained: Bool = false, hasShare: Bool = true
  ) throws(PredictionRefusal) -> Prediction {
    let values = try checked(features)
    let k = model.ensemble.groupCount
    var outputs = Array(repeating: Float(0), count: k)
    var target = outputs.mutableSpan
    model.ensemble.predictions(of: row.span, into: &target)
    guard outputs.allSatisfy(\.isFinite) else {
      throw PredictionRefusal(.error, "the model's answer is not a finite number")
    }
    let card = model.card
    let isProbability = !card.target.classes.isEmpty
    let probabilities = isProbability ? card.calibration(outputs.map { Double($0) }) : []
    let number = isProbability ? probabilities[0] : Double(outputs[0])
    let classes = classes(probabilities, group)
    let explained = isExplained || hasShare ? contributions(of: classes) : nil
    return Prediction(
      value: card.kind == .classification ? nil : number,
      interval: card.kind == .classification ? nil : interval(number, group), level: level, classes: classes,
      outside: outside(values), physicsShare: explained.flatMap { physicsShare($0.values) },
      contributions: isExplained ? explained.map { contributions($0.values, values) } : nil,
      bias: isExplained ? explained?.bias : nil)
  }

  /// Fills the row of the model and returns its values.
  private mutating func checked(_ features: [Double?]) throws(PredictionRefusal) -> [Double?] {
    guard features.count > (places.max() ?? -1) else {
      throw PredictionRefusal(.invalidInput, "\(features.count) features; the model needs \(places.count)")
    }
    var hasAny = false
    let values = places.map { features[$0] }
    for (index, value) in values.enumerated() {
      if let value, !Float(value).isFinite {
        throw PredictionRefusal(
          .invalidInput, "\(model.card.features.columns[index].name.prefix(80)) is \(value), which is no finite number")
      }
      row[index] = value.map { Float($0) } ?? .nan
      hasAny = hasAny || value != nil && isUsed[index]
    }
    guard hasAny || !isUsed.contains(true) else {
      throw PredictionRefusal(.invalidInput, "none of the features that the model uses has a value")
    }
    return values
  }

  /// Of one output the classes are not set and set.
  private func classes(_ probabilities: [Double], _ group: String?) -> [Prediction.ClassProbability] {
    guard let first = probabilities.first else { return [] }
    let all = probabilities.count == 1 ? [1 - first, first] : probabilities
    let possible = model.card.conformal?.classes(probabilities, level: level, group: group)
    return zip(model.card.target.classes, all).enumerated().map { index, pair in
      Prediction.ClassProbability(
        name: pair.0, probability: pair.1, isPossible: possible.map { $0.contains(index) })
    }
  }

  private func interval(_ number: Double, _ group: String?) -> ClosedRange<Double>? {
    guard let conformal = model.card.conformal else { return nil }
    var width: [Float] = [1]
    if let scale = model.scale {
      var target = width.mutableSpan
      scale.predictions(of: row.span, into: &target)
    }
    return conformal.interval(number, scale: Double(width[0]), level: level, group: group)
  }

  /// Contributions to the margin of a number, or of the likeliest class.
  private mutating func contributions(
    of classes: [Prediction.ClassProbability]
  ) -> (values: [Double], bias: Double)? {
    guard explainer != nil else { return nil }
    let (m, k) = (places.count, model.ensemble.groupCount)
    var all = Array(repeating: 0.0, count: k * (m + 1))
    var target = all.mutableSpan
    let row = row
    let likeliest = classes.indices.max { classes[$0].probability < classes[$1].probability } ?? 0
    let group = k > 1 ? likeliest : 0
    explainer?.contributions(of: row.span, into: &target, only: group)
    let start = group * (m + 1)
    return (Array(all[start..<start + m]), all[start + m])
  }

  private func physicsShare(_ contributions: [Double]) -> Double? {
    var (physics, total) = (0.0, 0.0)
    for (contribution, isPhysics) in zip(contributions, isPhysics) {
      guard let isPhysics else { return nil }
      total += abs(contribution)
      if isPhysics { physics += abs(contribution) }
    }
    return total > 0 ? physics / total : nil
  }

  private func contributions(_ contributions: [Double], _ values: [Double?]) -> [Prediction.Contribution] {
    let columns = model.card.features.columns
    return contributions.indices.map {
      Prediction.Contribution(feature: columns[$0].name, value: values[$0], contribution: contributions[$0])
    }.sorted { (abs($1.contribution), $0.feature) < (abs($0.contribution), $1.feature) }
  }

  private func outside(_ values: [Double?]) -> [String] {
    values.indices.compactMap { index in
      guard let range = ranges[index], let value = values[index], !range.contains(Float(value)) else { return nil }
      return model.card.features.columns[index].name
    }
  }
}

extension TreeEnsemble {
  /// For each feature whether some split looks at it, shape (m).
  public var usedFeatures: [Bool] {
    var used = Array(repeating: false, count: featureCount)
    for (index, node) in nodes.enumerated() where Int(node.left) != index {
      used[Int(node.feature & TreeNode.featureMask)] = true
    }
    return used
  }
}
