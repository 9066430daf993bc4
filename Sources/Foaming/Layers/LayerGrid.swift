internal import RealModule

/// How the foam between two walls is divided into layers of fixed mass.
public struct LayerGrid: Hashable, Sendable {
  /// Mass of each layer as a share of the shot, from the first wall to the second; they sum to 1.
  public let shares: [Double]

  /// Layers of equal mass.
  ///
  /// - Parameter count: 1 … 200.
  public init(uniform count: Int) {
    precondition((1...200).contains(count), "a grid has 1 to 200 layers")
    shares = Array(repeating: 1 / Double(count), count: count)
  }

  /// Layers that grow in equal ratios from both walls to the middle, so that a skin is resolved.
  ///
  /// - Parameters:
  ///   - count: 1 … 200.
  ///   - wallShare: mass of the layer at each wall, as a share of the shot; at most that of equal layers.
  public init(count: Int, wallShare: Double) {
    precondition((1...200).contains(count), "a grid has 1 to 200 layers")
    precondition(wallShare > 0 && wallShare <= 1 / Double(count), "a wall layer is no thicker than equal layers are")
    shares = Self.graded(count: count, wallShare: wallShare)
  }

  /// Shares of any number of layers that grow in equal ratios from both walls to the middle.
  package static func graded(count: Int, wallShare: Double) -> [Double] {
    // Position of a layer counted from its nearer wall: 0, 1, 2 … 2, 1, 0.
    let depths = (0..<count).map { Double(min($0, count - 1 - $0)) }
    func shares(_ ratio: Double) -> [Double] { depths.map { wallShare * Double.pow(ratio, $0) } }
    var (low, high) = (1.0, 1e6)
    // The sum grows with the ratio: bisection finds the one that makes it 1.
    for _ in 0..<200 {
      let middle = (low * high).squareRoot()
      if shares(middle).reduce(0, +) < 1 { low = middle } else { high = middle }
    }
    let raw = shares(low)
    let sum = raw.reduce(0, +)
    return raw.map { $0 / sum }
  }

  /// Share of the wall layer in equal layers' share where a scenario states none.
  package static let usualWallLayer = 0.4

  /// Number of layers N.
  public var count: Int { shares.count }
}
