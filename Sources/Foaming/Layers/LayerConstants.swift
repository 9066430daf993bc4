/// What stays the same while a shot of layers foams.
///
/// Shared by reference, as ``ShotConstants`` are: a call of the equations would otherwise copy it all.
final class LayerConstants: Sendable {
  let parameters: FoamParameters
  let coefficients: FoamCoefficients
  let surroundings: LayerSurroundings
  let grid: LayerGrid
  let conductivity: FoamConductivity
  let layout: LayerLayout
  /// 1/f of each layer.
  let perShare: [Double]

  init(
    _ parameters: FoamParameters, in surroundings: LayerSurroundings, grid: LayerGrid, conductivity: FoamConductivity
  ) {
    self.parameters = parameters
    coefficients = FoamCoefficients(parameters)
    self.surroundings = surroundings
    self.grid = grid
    self.conductivity = conductivity
    layout = LayerLayout(
      layers: grid.count, agent: parameters.agent != nil, trimerization: parameters.trimerization != nil,
      firstTool: surroundings.first.toolHeatCapacity != nil, secondTool: surroundings.second.toolHeatCapacity != nil)
    perShare = grid.shares.map { 1 / $0 }
  }
}
