internal import Integrators

/// A model of a shot that can be solved, read and audited, whatever its dimension.
protocol ShotModel: InitialValueProblem {
  var parameters: FoamParameters { get }
  /// y(0) and q(0), shape (dimension + quadratures).
  var initialState: [Double] { get }
  /// Cavity volume [m³ per kg of shot]; infinite for free rise.
  var cavityVolume: Double { get }
  /// True when the air of the cavity must find its way out.
  var hasHeadSpace: Bool { get }
  /// True when the foam exchanges heat with a wall.
  var exchangesHeat: Bool { get }
  /// Number of vent groups not yet covered, and their Σ C_d A [m² per kg of shot].
  var ventsOpen: Int { get }
  var openVentArea: Double { get }

  func tolerances(relative: Double) -> Tolerances
  /// What the full state vector means.
  func reading(_ state: Span<Double>) -> FoamReading
  /// Contents and what has crossed the boundary, for the audit.
  func account(_ state: [Double]) -> Account
}

extension LumpedFoam: ShotModel {
  var cavityVolume: Double { surroundings.cavityVolume }
  var hasHeadSpace: Bool { surroundings.hasHeadSpace }
  var exchangesHeat: Bool { surroundings.wallConductance > 0 }

  func reading(_ state: Span<Double>) -> FoamReading { FoamReading(self, state: state) }
}
