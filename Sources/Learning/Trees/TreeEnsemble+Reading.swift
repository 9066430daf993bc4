extension TreeEnsemble {
  /// Limits of what is accepted; a model within them is sound to evaluate.
  private enum Limit {
    static let features = 1_000_000
    static let groups = 10_000
    static let trees = 1_000_000
    static let nodes: Int64 = 1 << 26
  }

  /// Reads a model as XGBoost saves it, JSON or UBJSON.
  ///
  /// - Throws: ``ModelFileError``: a file that is damaged or not a model, or a model of a kind that is not evaluated.
  public init(_ bytes: [UInt8]) throws(ModelFileError) {
    let model = ModelField(try ModelValue.read(bytes))
    let version = try model.member("version").integers(count: 3, in: 0...9999)
    let learner = try model.member("learner")
    let booster = try learner.member("gradient_booster")
    let kind = try booster.member("name")
    guard try kind.text() == "gbtree" else {
      throw Self.unsupported(kind.path, "the booster \(try kind.text())", "gbtree: a sum of trees")
    }
    let parameters = try learner.member("learner_model_param")
    let features = try parameters.member("num_feature").integer(in: 1...Limit.features)
    let classes = try parameters.member("num_class").integer(in: 0...Limit.groups)
    let targets = try parameters.optional("num_target")?.integer(in: 1...Limit.groups) ?? 1
    let groups = max(classes, targets, 1)
    let objectiveField = try learner.member("objective").member("name")
    let name = try objectiveField.text()
    guard let objective = TreeObjective(name: name) else {
      throw Self.unsupported(objectiveField.path, "the objective \(name)", "one whose link is known")
    }

    let forest = try booster.member("model")
    let listed = try forest.member("trees").elements()
    let groupOfTree = try forest.member("tree_info").integers(count: listed.count, in: 0...Int64(groups - 1))
    guard listed.count <= Limit.trees else {
      throw Self.unsupported(forest.path, "\(listed.count) trees", "at most \(Limit.trees)")
    }
    var layout = TreeLayout(features: features)
    var trees: [Tree] = []
    for (tree, group) in zip(listed, groupOfTree) {
      let (root, depth) = try layout.append(tree, limit: Limit.nodes)
      trees.append(Tree(root: Int32(root), depth: Int32(depth), group: Int32(group)))
    }

    self.featureCount = features
    self.groupCount = groups
    self.featureNames = try learner.optional("feature_names")?.texts() ?? []
    self.objectiveName = name
    self.objective = objective
    self.version = (version[0], version[1], version[2])
    self.nodes = layout.nodes
    self.trees = trees
    self.categorySets = layout.categorySets
    self.covers = layout.covers
    self.compact = CompactTrees(trees, nodes: layout.nodes)
    baseMargins = try Self.baseMargins(parameters.member("base_score"), objective, groups: groups)
    guard featureNames.isEmpty || featureNames.count == features else {
      throw ModelFileError(
        kind: .malformed, place: "\(learner.path).feature_names", found: "\(featureNames.count) names",
        expected: "\(features)")
    }
  }

  /// The base score: one number, or since version 3.1 a row of them as text.
  private static func baseMargins(
    _ field: ModelField, _ objective: TreeObjective, groups: Int
  ) throws(ModelFileError) -> [Float] {
    let text = try field.text()
    var scores: [Float] = []
    for part in text.drop(while: { $0 == "[" }).split(separator: ",") {
      let digits = part.last == "]" ? part.dropLast() : part
      guard let score = Float(digits), score.isFinite else {
        throw ModelFileError(kind: .malformed, place: field.path, found: text, expected: "a number or a row of them")
      }
      scores.append(score)
    }
    guard scores.count == 1 || scores.count == groups else {
      throw ModelFileError(kind: .malformed, place: field.path, found: text, expected: "1 or \(groups) numbers")
    }
    let margins = scores.map { objective.margin(ofBaseScore: $0) }
    return margins.count == groups ? margins : Array(repeating: margins[0], count: groups)
  }

  static func unsupported(_ place: String, _ found: String, _ expected: String) -> ModelFileError {
    ModelFileError(kind: .unsupported, place: place, found: found, expected: expected)
  }
}
