/// The layers that are solved for, and what bounds them.
///
/// Between equal walls, in layers that mirror themselves, a shot mirrors itself: no heat crosses its middle. Then only
/// the first half is solved for, per kilogram of that half, with an adiabatic plane for its second wall; the layer in
/// the middle of an odd number is cut in two. Pressure, volume and quadratures per kilogram are those of the whole.
struct SolvedLayers: Sendable {
  /// Number of layers of the shot.
  let layers: Int
  /// Mass of each solved layer as a share of what is solved for, and 1/f.
  let shares, perShare: [Double]
  /// H f / 2 of each layer of the shot, which heat crosses between its middle and its edge [m].
  let halfWidths: [Double]
  /// Distance between the bounds [m]: a contact area of v̄/H per kilogram.
  let thickness: Double
  let first, second: LayerSurroundings.Wall

  /// - Parameter usesSymmetry: solves for one half where the shot mirrors itself.
  init(_ grid: LayerGrid, in surroundings: LayerSurroundings, usesSymmetry: Bool) {
    let shares = grid.shares
    layers = shares.count
    halfWidths = shares.map { 0.5 * surroundings.thickness * $0 }
    let isMirror = surroundings.first == surroundings.second && shares.elementsEqual(shares.reversed())
    guard usesSymmetry, isMirror, layers > 1 else {
      (self.shares, thickness) = (shares, surroundings.thickness)
      (first, second) = (surroundings.first, surroundings.second)
      perShare = shares.map { 1 / $0 }
      return
    }
    var half = shares.prefix((layers + 1) / 2).map { 2 * $0 }
    if layers % 2 == 1 { half[layers / 2] = shares[layers / 2] }
    self.shares = half
    thickness = surroundings.thickness / 2
    // Half the mass: twice the tool per kilogram of it.
    var wall = surroundings.first
    wall.toolHeatCapacity = wall.toolHeatCapacity.map { 2 * $0 }
    wall.coolantConductance *= 2
    (first, second) = (wall, .adiabatic)
    perShare = half.map { 1 / $0 }
  }

  /// Number of layers solved for.
  var count: Int { shares.count }

  var isHalf: Bool { count < layers }

  /// The solved layer that tells how a layer of the shot is.
  func index(ofLayer layer: Int) -> Int { layer < count ? layer : layers - 1 - layer }

  /// What is known of the solved layers, for every layer of the shot from the first wall to the second.
  func unfolded<Element>(_ solved: [Element]) -> [Element] {
    isHalf ? solved + solved.prefix(layers / 2).reversed() : solved
  }
}
