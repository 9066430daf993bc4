/// A way to learn one target: a method on some groups of features.
public struct HydraulicMember: Hashable, Sendable {
  /// How it learns.
  public enum Method: Hashable, Sendable {
    /// Linear discriminants with this shrinkage.
    case discriminant(shrinkage: Double)
    /// Ridge regression of the level with this penalty.
    case ordinal(penalty: Double)
    /// Boosted trees.
    case trees
  }

  /// Short name: `discriminant(opening)`.
  public let name: String
  public let method: Method
  public let groups: [HydraulicFeatureGroup]
  /// Whether features count from the commissioning baseline of their regime.
  public let isRezeroed: Bool

  init(_ method: Method, _ groups: [HydraulicFeatureGroup], isRezeroed: Bool = false) {
    self.method = method
    self.groups = groups
    self.isRezeroed = isRezeroed
    let word =
      switch method {
      case .discriminant: "discriminant"
      case .ordinal: "ordinal"
      case .trees: "trees"
      }
    name = "\(word)(\(groups.map(\.rawValue).joined(separator: "+")))" + (isRezeroed ? " rezeroed" : "")
  }

  /// Whether it needs a library to be trained.
  var isTrees: Bool { method == .trees }

  /// The same on features that count from a baseline.
  var rezeroed: HydraulicMember { HydraulicMember(method, groups, isRezeroed: true) }
}

/// What may be chosen for a target: members, and ballots of members that vote with equal weight.
///
/// The order is one of preference: a later ballot must be better by more than chance to be chosen.
public struct HydraulicMenu: Hashable, Sendable {
  /// How much lower the loss of a later ballot must be at least.
  static let margin = 0.0005

  public let members: [HydraulicMember]
  /// Indices into the members.
  public let ballots: [[Int]]

  /// The menu of a target.
  ///
  /// - Parameters:
  ///   - hasTrees: whether trees can be trained.
  ///   - hasBaseline: whether features can also count from a commissioning baseline.
  public init(_ target: HydraulicTarget, hasTrees: Bool, hasBaseline: Bool) {
    let (all, lists) = Self.everything(target)
    var members = all
    var ballots = lists.filter { hasTrees || !$0.contains { all[$0].isTrees } }
    // Stability shows in trends and the cooler in absolute temperatures: neither gains by counting from a baseline.
    if hasBaseline, target != .cooler, target != .stable {
      let linear = all.indices.filter { !all[$0].isTrees }
      var places: [Int: Int] = [:]
      for index in linear {
        places[index] = members.count
        members.append(all[index].rezeroed)
      }
      ballots += ballots.compactMap { ballot in
        let moved = ballot.compactMap { places[$0] }
        return moved.count == ballot.count ? moved : nil
      }
    }
    self.members = members
    self.ballots = ballots
  }

  private static func everything(_ target: HydraulicTarget) -> ([HydraulicMember], [[Int]]) {
    func lda(_ groups: HydraulicFeatureGroup..., shrinkage: Double = 1e-4) -> HydraulicMember {
      HydraulicMember(.discriminant(shrinkage: shrinkage), groups)
    }
    func trees(_ groups: HydraulicFeatureGroup...) -> HydraulicMember { HydraulicMember(.trees, groups) }
    let ordinal = HydraulicMember(.ordinal(penalty: 1e-3), [.level, .transition])
    switch target {
    case .cooler:
      return (
        [lda(.cooler), lda(.cooling), lda(.cooling, .warming), trees(.cooling, .warming)],
        [[0], [2], [1], [0, 2], [2, 3]]
      )
    case .valve:
      return (
        [lda(.opening, shrinkage: 1e-3), lda(.opening, .openingLevel, shrinkage: 1e-3), lda(.level, .transition)],
        [[0], [1], [0, 1], [0, 1, 2], [2]]
      )
    case .pump:
      return (
        [lda(.level, .transition), lda(.opening, .openingLevel), trees(.level, .transition, .ratio, .cooling)],
        [[0, 1], [0], [1], [0, 1, 2], [0, 2], [2]]
      )
    case .accumulator:
      return (
        [
          lda(.level, .transition), lda(.opening, .openingLevel), lda(.opening), ordinal,
          lda(.level, .transition, .cooling), trees(.level, .transition, .cooling),
        ],
        [[0, 1, 2, 3], [0, 2], [0], [2], [0, 3], [0, 1, 2, 3, 5], [0, 5], [4, 5], [5]]
      )
    case .stable:
      return (
        [
          lda(.relative, .ratio), trees(.relative, .ratio, .history), trees(.level, .transition, .history),
        ],
        [[1], [1, 2], [0, 1], [2], [0]]
      )
    }
  }
}

/// Grows boosted trees for a member; given by who may load libraries.
public struct TreeGrower: Sendable {
  /// Library and version: `XGBoost 3.2.0`.
  public let name: String
  /// Grows a model of class probabilities from rows of features (NaN is missing), shape (n, m), and classes below k.
  public let grow: @Sendable (_ features: [Float], _ columns: Int, _ labels: [Int], _ classes: Int) throws -> [UInt8]

  /// A grower.
  public init(
    name: String, grow: @escaping @Sendable ([Float], Int, [Int], Int) throws -> [UInt8]
  ) {
    self.name = name
    self.grow = grow
  }
}
