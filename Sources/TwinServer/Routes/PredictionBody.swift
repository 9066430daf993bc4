/// Bodies of predictions are read without `Codable`: they are what clients send most, and have been checked against
/// their schemas before.
extension PredictionRoutes.FeatureRowEntry {
  /// - Parameter body: a row that fits the schema.
  init(body: JSONValue) {
    shot = body["shot"]?.text
    machine = body["machine"]?.text
    mold = body["mold"]?.text
    system = body["system"]?.text
    features = if case .object(let members)? = body["features"] { members.mapValues(\.real) } else { [:] }
  }
}

extension PredictionRoutes.PredictionRequest {
  /// - Parameter body: a request that fits the schema.
  init(body: JSONValue) {
    row = .init(body: body["row"] ?? .null)
    (tasks, alias) = (body["tasks"]?.texts, body["alias"]?.text)
    (explain, share) = (body["explain"]?.flag, body["share"]?.flag)
  }
}

extension PredictionRoutes.BatchRequest {
  /// - Parameter body: a request that fits the schema.
  init(body: JSONValue) {
    rows = (body["rows"]?.items ?? []).map { .init(body: $0) }
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
