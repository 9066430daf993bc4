/// What stays the same while a shot foams.
///
/// Shared by reference: the equations are called some hundred times per shot, and a call would otherwise copy it all.
final class ShotConstants: Sendable {
  let parameters: FoamParameters
  let coefficients: FoamCoefficients
  /// The mold per kilogram of shot.
  let surroundings: Surroundings
  /// 1/p_amb [1/Pa].
  let perAmbientPressure: Double
  let layout: StateLayout

  init(_ parameters: FoamParameters, in surroundings: Surroundings, vents: [Surroundings.VentGroup]) {
    self.parameters = parameters
    coefficients = FoamCoefficients(parameters)
    self.surroundings = surroundings
    perAmbientPressure = 1 / surroundings.ambientPressure
    layout = StateLayout(
      StateLayout.Features(
        agent: parameters.agent != nil, trimerization: parameters.trimerization != nil,
        headSpace: surroundings.hasHeadSpace, tool: surroundings.tool != nil,
        permeableVents: vents.contains { $0.foamPermeance > 0 }, wall: surroundings.wallConductance > 0,
        escapingCarbonDioxide: parameters.carbonDioxideRetained < 1))
  }
}

extension ShotConstants: Hashable {
  // The coefficients follow from the parameters.
  static func == (lhs: ShotConstants, rhs: ShotConstants) -> Bool {
    lhs === rhs
      || lhs.parameters == rhs.parameters && lhs.surroundings == rhs.surroundings && lhs.layout == rhs.layout
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(parameters)
    hasher.combine(surroundings)
    hasher.combine(layout)
  }
}
