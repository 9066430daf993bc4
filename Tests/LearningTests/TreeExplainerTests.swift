import CAllocationCount
import Learning
import Testing
import Twin

@Suite struct `Contributions` {
  /// XGBoost sums some thousand terms in single precision, whose unit is 6e-8; relative to the largest of the row.
  private static let tolerance = 1e-5

  @Test(arguments: PeerModels.Library.allCases)
  func `contributions are those of XGBoost and add up to the margin`(_ library: PeerModels.Library) throws {
    let peers: PeerModels
    do {
      peers = try PeerModels(library, rows: 200)
    } catch let missing as PeerModels.Missing {
      return print("skipped: \(missing)")
    }
    #expect(peers.models.count >= 20)
    var widest = 0.0
    for model in peers.models {
      var explainer = try TreeExplainer(TreeEnsemble(try #require(peers.files["\(model.name)/model.ubj"])))
      let (m, k) = (explainer.ensemble.featureCount, explainer.ensemble.groupCount)
      #expect(model.contributions.count == model.rows.count / m * k * (m + 1), "\(model.name)")
      var found = Array(repeating: Double.nan, count: k * (m + 1))
      for row in 0..<model.rows.count / m {
        var target = found.mutableSpan
        explainer.contributions(of: model.rows.span.extracting(row * m..<(row + 1) * m), into: &target)
        for group in 0..<k {
          let own = found[group * (m + 1)..<(group + 1) * (m + 1)]
          let peer = model.contributions[(row * k + group) * (m + 1)..<(row * k + group + 1) * (m + 1)]
          let scale = max(own.map(abs).max() ?? 0, 1e-3)
          let margin = Double(model.margins[row * k + group])
          #expect(abs(own.reduce(0, +) - margin) <= 1e-5 * max(scale, abs(margin)), "\(model.name), row \(row)")
          for (mine, theirs) in zip(own, peer) { widest = max(widest, abs(mine - Double(theirs)) / scale) }
        }
      }
      #expect(widest <= Self.tolerance, "\(model.name)")
    }
    print("\(library.rawValue): contributions differ by at most \(widest) of the largest of their row")
  }

  /// x₀ < 0.5 ? 1 : (x₁ < 2 ? 10 : x₀ < 0.8 ? 20 : 100), by 10, 30 (4, 26) and (8, 18) rows; base score 0.5.
  static func model(hessians: String = "[40,10,30,4,26,8,18]") throws -> TreeEnsemble {
    try TreeEnsemble(
      Array(
        """
        {"learner":{"feature_names":["a","b"],"gradient_booster":{"name":"gbtree","model":{"trees":[{\
        "left_children":[1,-1,3,-1,5,-1,-1],"right_children":[2,-1,4,-1,6,-1,-1],"split_indices":[0,0,1,0,0,0,0],\
        "split_conditions":[0.5,1,2,10,0.8,20,100],"default_left":[1,0,1,0,0,0,0],"split_type":[0,0,0,0,0,0,0],\
        "sum_hessian":\(hessians),"tree_param":{"num_nodes":"7","size_leaf_vector":"1"}}],"tree_info":[0]}},\
        "learner_model_param":{"base_score":"5E-1","num_class":"0","num_feature":"2"},\
        "objective":{"name":"reg:squarederror"}},"version":[3,2,0]}
        """.utf8))
  }

  private static func contributions(_ explainer: inout TreeExplainer, _ row: [Float]) -> [Double] {
    var found = [0.0, 0, 0]
    var target = found.mutableSpan
    explainer.contributions(of: row.span, into: &target)
    return found
  }

  /// The mean of the tree where only the features of `known` are known.
  private static func value(known: Set<Int>, _ row: [Double]) -> Double {
    func split(_ feature: Int, _ goesLeft: Bool, _ share: Double, _ left: Double, _ right: Double) -> Double {
      known.contains(feature) ? (goesLeft ? left : right) : share * left + (1 - share) * right
    }
    let deep = split(0, row[0] < 0.8, 8.0 / 26, 20, 100)
    return 0.5 + split(0, row[0] < 0.5, 0.25, 1, split(1, row[1] < 2, 4.0 / 30, 10, deep))
  }

  @Test(arguments: [[0.4, 1], [0.6, 3], [0.9, 3], [0.9, 1]])
  func `a contribution is the mean gain of a feature over the orders of becoming known`(_ row: [Double]) throws {
    var explainer = try TreeExplainer(Self.model())
    let features = row.map { Float($0) }
    let found = Self.contributions(&explainer, features)
    func value(_ known: Set<Int>) -> Double { Self.value(known: known, row) }
    let first = (value([0]) - value([]) + value([0, 1]) - value([1])) / 2
    let second = (value([1]) - value([]) + value([0, 1]) - value([0])) / 2
    // Round-off of sums up to a hundred.
    #expect(abs(found[0] - first) < 1e-12 * 100)
    #expect(abs(found[1] - second) < 1e-12 * 100)
    #expect(abs(found[2] - value([])) < 1e-12 * 100)
    let importance = explainer.importance(ofRows: features.span)
    #expect(importance == [abs(found[0]), abs(found[1])])
  }

  @Test func `nothing is allocated for a row`() throws {
    var explainer = try TreeExplainer(Self.model())
    let row: [Float] = [0.7, 3]
    var found = [0.0, 0, 0]
    var target = found.mutableSpan
    explainer.contributions(of: row.span, into: &target)
    let before = allocation_count()
    for _ in 0..<100 { explainer.contributions(of: row.span, into: &target) }
    #expect(allocation_count() == before)
  }

  @Test(arguments: ["[40,10,30,4,26,-8,18]", "[40,10,30,4,26,NaN,18]", "[40,10,30,4,26,8,Infinity]"])
  func `weights that are none are refused when a model is to be explained`(_ hessians: String) throws {
    let model = try Self.model(hessians: hessians)
    let error = #expect(throws: ModelFileError.self) { try TreeExplainer(model) }
    #expect(error?.kind == .unsupported)
  }

  @Test func `nodes that no row reached divide evenly`() throws {
    var explainer = try TreeExplainer(Self.model(hessians: "[40,10,30,30,0,0,0]"))
    let found = Self.contributions(&explainer, [0.9, 3])
    #expect(abs(found.reduce(0, +) - 100.5) < 1e-9)
    #expect(abs(explainer.bias[0] - (0.5 + 0.25 * 1 + 0.75 * 10)) < 1e-12)
  }
}
