/// What stays the same while a shot of layers foams.
///
/// Shared by reference, as ``ShotConstants`` are: a call of the equations would otherwise copy it all.
final class LayerConstants: Sendable {
  let parameters: FoamParameters
  let coefficients: FoamCoefficients
  let surroundings: LayerSurroundings
  let grid: LayerGrid
  let conductivity: FoamConductivity
  let solved: SolvedLayers
  let layout: LayerLayout

  init(
    _ parameters: FoamParameters, in surroundings: LayerSurroundings, grid: LayerGrid, conductivity: FoamConductivity,
    usesSymmetry: Bool
  ) {
    self.parameters = parameters
    coefficients = FoamCoefficients(parameters)
    self.surroundings = surroundings
    self.grid = grid
    self.conductivity = conductivity
    solved = SolvedLayers(grid, in: surroundings, usesSymmetry: usesSymmetry)
    layout = LayerLayout(
      layers: solved.count, agent: parameters.agent != nil, trimerization: parameters.trimerization != nil,
      firstTool: solved.first.toolHeatCapacity != nil, secondTool: solved.second.toolHeatCapacity != nil)
  }
}
