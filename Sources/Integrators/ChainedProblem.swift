/// A problem whose states form a chain of equal links that each feel their neighbors in one state only, plus a few
/// states and scalars that touch everything: layers that exchange heat under one pressure, for example.
///
/// Declaring it makes an implicit step cost O(links) instead of O(links³), in time and in memory. The solution is the
/// same to round-off. A conformance writes ``InitialValueProblem/evaluate(at:state:derivative:)`` as ever; dense
/// derivatives, for methods that want them, are expanded from the chain's.
public protocol ChainedProblem: InitialValueProblem {
  /// How the states hang together; the same for as long as a run lasts, events included.
  var chain: ChainShape { get }

  /// The right-hand side and its exact derivatives, link by link.
  ///
  /// - Parameter linearization: of shape ``chain``; every derivative in it is zero on entry.
  func linearize(at time: Double, state: Span<Double>, into linearization: inout ChainLinearization)
}

extension ChainedProblem {
  public func linearize(at time: Double, state: Span<Double>, into linearization: inout Linearization) {
    var chain = linearization.chain.take() ?? ChainLinearization(self.chain)
    chain.reset()
    linearize(at: time, state: state, into: &chain)
    chain.includeSharedTime()
    chain.expand(into: &linearization)
    linearization.chain = chain
  }
}

/// How the states of a ``ChainedProblem`` hang together.
///
/// The state vector holds the links one after the other, then the separate states. A rate may depend on
/// - the states of its own link, of any row;
/// - the states of the two neighboring links, in row ``exchange`` only;
/// - the border: the separate states and the shared scalars.
///
/// Shared scalars are no states: they are functions of the state, such as a common pressure, through which every link
/// depends on every other. Separate states, shared scalars and quadratures may depend on everything.
public struct ChainShape: Hashable, Sendable {
  /// Number of links ≥ 1.
  public let links: Int
  /// States per link, 1 … 8.
  public let width: Int
  /// Index within a link of the state whose rate depends on the neighbors.
  public let exchange: Int
  /// Number of states after the links.
  public let separate: Int
  /// Number of shared scalars.
  public let shared: Int
  /// Number of quadratures of the problem.
  public let quadratures: Int

  public init(links: Int, width: Int, exchange: Int, separate: Int = 0, shared: Int = 0, quadratures: Int = 0) {
    precondition(links >= 1 && (1...8).contains(width), "a chain has links of 1 to 8 states")
    precondition((0..<width).contains(exchange), "the exchanging state is one of a link")
    precondition(separate >= 0 && shared >= 0 && quadratures >= 0, "counts are not negative")
    (self.links, self.width, self.exchange) = (links, width, exchange)
    (self.separate, self.shared, self.quadratures) = (separate, shared, quadratures)
  }

  /// Number of states in links.
  public var chained: Int { links * width }
  /// Number of separate states and shared scalars, in this order.
  public var border: Int { separate + shared }
  /// Number of states n.
  public var dimension: Int { chained + separate }
}
