import Learning

/// The points from which Sobol' indices are estimated: two scrambled Sobol' samples A and B, and for each coordinate
/// the sample A with that coordinate taken from B.
///
/// Reference: A. Saltelli et al., Comput. Phys. Commun. 181 (2010) 259. The points of one base point stand together:
/// A, B, then A with coordinate 0, 1, … from B.
package struct SaltelliDesign: Design {
  package let dimensions: Int
  /// Number of base points.
  package let baseCount: Int
  private let base: SobolDesign

  /// - Parameter dimensions: 1 … 26, half of what the Sobol' sequence has.
  package init(baseCount: Int, dimensions: Int, seed: UInt64) {
    self.dimensions = dimensions
    self.baseCount = baseCount
    base = SobolDesign(count: baseCount, dimensions: 2 * dimensions, seed: seed)
  }

  /// Points per base point.
  package var group: Int { dimensions + 2 }
  package var count: Int { baseCount * group }

  package func point(_ index: Int) -> [Double] {
    let pair = base.point(index / group)
    let role = index % group
    if role == 1 { return Array(pair[dimensions...]) }
    var point = Array(pair[..<dimensions])
    if role > 1 { point[role - 2] = pair[dimensions + role - 2] }
    return point
  }
}

/// The trajectories from which elementary effects are estimated: from a random start each coordinate is changed once,
/// in random order.
///
/// Reference: M. D. Morris, Technometrics 33 (1991) 161. Four levels, the middles of the quarters of each coordinate,
/// so that unbounded distributions are never asked for their ends; a change is two levels.
package struct MorrisDesign: Design {
  /// Change of a coordinate.
  package static let step = 0.5

  package let dimensions: Int
  /// Number of trajectories.
  package let trajectories: Int
  private let seed: UInt64

  package init(trajectories: Int, dimensions: Int, seed: UInt64) {
    self.trajectories = trajectories
    self.dimensions = dimensions
    self.seed = seed
  }

  /// Points per trajectory.
  package var group: Int { dimensions + 1 }
  package var count: Int { trajectories * group }

  package func point(_ index: Int) -> [Double] {
    let (start, order) = trajectory(index / group)
    var point = start
    for dimension in order.prefix(index % group) { point[dimension] = Self.moved(point[dimension]) }
    return point
  }

  /// The coordinate that the step to point `index` changed; `nil` at the start of a trajectory.
  package func changed(at index: Int) -> Int? {
    let place = index % group
    return place == 0 ? nil : trajectory(index / group).order[place - 1]
  }

  /// The change of that coordinate, positive or negative.
  package func change(at index: Int) -> Double? {
    guard let dimension = changed(at: index) else { return nil }
    return point(index)[dimension] - point(index - 1)[dimension]
  }

  private static func moved(_ coordinate: Double) -> Double { coordinate < 0.5 ? coordinate + step : coordinate - step }

  private func trajectory(_ number: Int) -> (start: [Double], order: [Int]) {
    var random = SplitMix64(seed: SplitMix64.value(seed: seed, at: UInt64(number)))
    let start = (0..<dimensions).map { _ in (Double(random.next(below: 4)) + 0.5) / 4 }
    var order = Array(0..<dimensions)
    for last in stride(from: dimensions - 1, to: 0, by: -1) { order.swapAt(last, random.next(below: last + 1)) }
    return (start, order)
  }
}
