import Learning

/// Bodies of predictions are read without `Codable`: they are what clients send most, and have been checked against
/// their schemas before.
extension PredictionRoutes {
  /// A row as the models take it.
  struct Row: Sendable {
    let shot: String
    let machine: String?
    let groups: [String: String]
    /// One value per feature of the schema, in its order; `nil` where it is missing.
    let features: [Double?]

    private static let names = FeatureSchema.current.features.map(\.name)

    /// - Parameter body: a ``FeatureRowEntry`` that fits its schema.
    init(body: JSONValue) {
      shot = body["shot"]?.text ?? ""
      machine = body["machine"]?.text
      var groups: [String: String] = [:]
      for name in ["machine", "mold", "system"] { groups[name] = body[name]?.text }
      self.groups = groups
      let members = if case .object(let members)? = body["features"] { members } else { [String: JSONValue]() }
      features = Self.names.map { members[$0]?.real }
    }
  }
}

extension PredictionRoutes.Question {
  /// - Parameter body: a request that fits its schema.
  init(body: JSONValue) {
    (tasks, alias) = (body["tasks"]?.texts, body["alias"]?.text)
    (explain, share) = (body["explain"]?.flag, body["share"]?.flag)
  }
}

extension InferenceRoutes.InferenceRequest {
  /// - Parameter body: a request that fits the schema.
  init(body: JSONValue) {
    id = body["id"]?.text
    inputs = (body["inputs"]?.items ?? []).map { tensor in
      InferenceRoutes.InputTensor(
        name: tensor["name"]?.text ?? "", shape: (tensor["shape"]?.items ?? []).compactMap(\.whole),
        datatype: tensor["datatype"]?.text.flatMap(InferenceRoutes.TensorType.init(rawValue:)) ?? .float64,
        data: (tensor["data"]?.items ?? []).map(\.real))
    }
  }
}
