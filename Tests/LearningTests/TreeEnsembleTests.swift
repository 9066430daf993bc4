import CAllocationCount
import Learning
import Testing

@Suite struct `Trees` {
  /// x₀ < 0.5 ? 1 : (x₁ < 2 ? 10 : 100), missing goes left, twice; base score 0.5.
  private static func text(
    booster: String = "gbtree", objective: String = "reg:squarederror", left: String = "[1,-1,3,-1,-1]",
    feature: String = "[0,0,1,0,0]", leafSize: Int = 1
  ) -> String {
    let tree = """
      {"left_children":\(left),"right_children":[2,-1,4,-1,-1],"split_indices":\(feature),\
      "split_conditions":[0.5,1E0,2E0,1E1,1E2],"default_left":[1,0,1,0,0],"split_type":[0,0,0,0,0],"categories":[],\
      "categories_nodes":[],"categories_segments":[],"categories_sizes":[],\
      "tree_param":{"num_nodes":"5","size_leaf_vector":"\(leafSize)"}}
      """
    return """
      {"learner":{"feature_names":["a","b"],"gradient_booster":{"name":"\(booster)","model":{"trees":[\(tree),\(tree)],\
      "tree_info":[0,0]}},"learner_model_param":{"base_score":"5E-1","num_class":"0","num_feature":"2"},\
      "objective":{"name":"\(objective)"}},"version":[3,2,0]}
      """
  }

  private static func margin(_ ensemble: TreeEnsemble, _ row: [Float]) -> Float {
    var margins: [Float] = [.nan]
    var target = margins.mutableSpan
    ensemble.margins(of: row.span, into: &target)
    return margins[0]
  }

  @Test func `a row walks left below the threshold, right from it on, and by default when missing`() throws {
    let ensemble = try TreeEnsemble(Array(Self.text().utf8))
    #expect(ensemble.treeCount == 2 && ensemble.featureNames == ["a", "b"])
    #expect(Self.margin(ensemble, [0.4, 0]) == 2.5)
    #expect(Self.margin(ensemble, [0.5, 1.9]) == 20.5)
    #expect(Self.margin(ensemble, [.infinity, 2]) == 200.5)
    #expect(Self.margin(ensemble, [.nan, 2]) == 2.5)
    #expect(Self.margin(ensemble, [0.5, .nan]) == 20.5)
  }

  @Test(arguments: [
    ("gblinear", "reg:squarederror", "[1,-1,3,-1,-1]", "[0,0,1,0,0]", 1, ModelFileError.Kind.unsupported),
    ("dart", "reg:squarederror", "[1,-1,3,-1,-1]", "[0,0,1,0,0]", 1, .unsupported),
    ("gbtree", "binary:hinge", "[1,-1,3,-1,-1]", "[0,0,1,0,0]", 1, .unsupported),
    ("gbtree", "reg:squarederror", "[1,-1,3,-1,-1]", "[0,0,1,0,0]", 3, .unsupported),
    ("gbtree", "reg:squarederror", "[1,-1,1,-1,-1]", "[0,0,1,0,0]", 1, .malformed),
    ("gbtree", "reg:squarederror", "[1,-1,9,-1,-1]", "[0,0,1,0,0]", 1, .malformed),
    ("gbtree", "reg:squarederror", "[1,-1,3,-1]", "[0,0,1,0,0]", 1, .malformed),
    ("gbtree", "reg:squarederror", "[1,-1,3,-1,-1]", "[0,0,2,0,0]", 1, .malformed),
  ])
  func `what is not evaluated is refused with its place`(
    _ booster: String, _ objective: String, _ left: String, _ feature: String, _ leafSize: Int,
    _ kind: ModelFileError.Kind
  ) {
    let text = Self.text(booster: booster, objective: objective, left: left, feature: feature, leafSize: leafSize)
    let error = #expect(throws: ModelFileError.self) { try TreeEnsemble(Array(text.utf8)) }
    #expect(error?.kind == kind)
    #expect(error?.place.hasPrefix("model.") == true)
  }

  @Test func `a file cut anywhere is refused`() {
    let bytes = Array(Self.text().utf8)
    for count in 0..<bytes.count {
      #expect(throws: ModelFileError.self) { try TreeEnsemble(Array(bytes[..<count])) }
    }
  }

  @Test func `nothing is allocated for a row`() throws {
    let ensemble = try TreeEnsemble(Array(Self.text().utf8))
    let row: [Float] = [0.5, .nan]
    var margins: [Float] = [.nan]
    var target = margins.mutableSpan
    ensemble.margins(of: row.span, into: &target)
    let before = allocation_count()
    for _ in 0..<100 { ensemble.margins(of: row.span, into: &target) }
    #expect(allocation_count() == before)
  }

  @Test func `zeros of both signs and infinite values compare as numbers do`() throws {
    let text = Self.text().replacing("[0.5,1E0,2E0,1E1,1E2]", with: "[0,1E0,2E0,1E1,1E2]")
    let ensemble = try TreeEnsemble(Array(text.utf8))
    #expect(Self.margin(ensemble, [-0.0, 0]) == 20.5)
    #expect(Self.margin(ensemble, [-.leastNonzeroMagnitude, 0]) == 2.5)
    #expect(Self.margin(ensemble, [-.infinity, 0]) == 2.5)
    #expect(Self.margin(ensemble, [0, -.infinity]) == 20.5)
    #expect(Self.margin(ensemble, [0, .infinity]) == 200.5)
    var margins = Array(repeating: Float.nan, count: 11)
    var target = margins.mutableSpan
    let rows: [Float] = Array(repeating: [-0.0, 0] as [Float], count: 11).flatMap(\.self)
    ensemble.margins(ofRows: rows.span, into: &target)
    #expect(margins == Array(repeating: 20.5, count: 11))
  }
}
