package import Learning
import Plant

/// A model small enough to be computed by hand, with its card.
///
/// One tree over two features of the schema: polyol temperature < 300 K → low, else simulated gel time < 60 s → middle,
/// else high; weights 10, 30 (20, 10).
package struct SmallModel {
  package static let features = FeatureSchema.current.features.map(\.name)
  package static let polyol = "process_polyol_temperature_K"
  package static let gel = "simulated_gel_time_s"

  package let card: ModelCard
  package let bytes: [UInt8]

  package var files: [(name: String, bytes: [UInt8])] { [("model.json", bytes)] }

  /// A model whose leaves are `low`, `middle` and `high`.
  package init(
    _ task: String = "cycle_time", leaves: (Double, Double, Double) = (100, 200, 300), flag: Bool = false,
    schemaHash: String = FeatureSchema.current.hash, extraFeatures: Int = 0
  ) throws {
    let names = Self.features + (0..<extraFeatures).map { "extra_\($0)" }
    bytes = Array(Self.text(names, leaves, objective: flag ? "binary:logistic" : "reg:squarederror").utf8)
    let digest = String(repeating: "0f", count: 32)
    let bound = ConformalBand.Bound(
      level: 0.9, group: nil, quantile: flag ? 0.7 : 25, rows: 200, coverage: nil)
    card = ModelCard(
      task: task, kind: .regression, version: 0, created: Instant("2026-03-04T11:57:00Z") ?? .earliest,
      program: .init(version: "1", revision: "abc"), trainer: .init(library: "xgboost", version: "3.2.0", threads: 1),
      target: flag
        ? .init(name: "target_any_defect", unit: "", classes: ["false", "true"])
        : .init(name: "target_cycle_time_s", unit: "s", classes: []),
      features: .init(
        schemaVersion: 1, schemaHash: schemaHash,
        columns: names.map { .init(name: $0, monotone: 0, range: $0 == Self.gel ? 10...50 : nil, missing: 0) }),
      data: .init(digest: digest, rows: 1000, span: nil, origin: .synthetic),
      split: .init(kind: "random", groups: [], gap: 0, seed: 1, words: "", parts: []), seed: 1, parameters: [],
      search: "", calibration: flag ? .platt([.init(slope: 1, intercept: 0)]) : .none,
      conformal: ConformalBand(
        score: flag ? .oneMinusProbability : .absoluteResidual, groupedBy: nil, bounds: [bound],
        limits: flag ? nil : 0...1000),
      metrics: [.init("rmse", 12)], baselines: [], files: [])
  }

  private static func text(_ names: [String], _ leaves: (Double, Double, Double), objective: String) -> String {
    let (first, second) = (names.firstIndex(of: polyol) ?? 0, names.firstIndex(of: gel) ?? 0)
    let quoted = names.map { "\"\($0)\"" }.joined(separator: ",")
    return """
      {"learner":{"feature_names":[\(quoted)],"gradient_booster":{"name":"gbtree","model":{"trees":[{\
      "left_children":[1,-1,3,-1,-1],"right_children":[2,-1,4,-1,-1],"split_indices":[\(first),0,\(second),0,0],\
      "split_conditions":[300,\(leaves.0),60,\(leaves.1),\(leaves.2)],"default_left":[1,0,1,0,0],\
      "split_type":[0,0,0,0,0],"sum_hessian":[40,10,30,20,10],\
      "tree_param":{"num_nodes":"5","size_leaf_vector":"1"}}],"tree_info":[0]}},\
      "learner_model_param":{"base_score":"\(objective == "binary:logistic" ? "5E-1" : "0")","num_class":"0",\
      "num_feature":"\(names.count)"},"objective":{"name":"\(objective)"}},"version":[3,2,0]}
      """
  }

  /// A row of the schema in which only these features have values.
  package static func row(polyol: Double? = nil, gel: Double? = nil) -> [Double?] {
    features.map { $0 == Self.polyol ? polyol : $0 == Self.gel ? gel : nil }
  }
}
