public import Integrators

/// PUR-M1 in zero dimensions: one well-mixed kilogram of foam in a cup or in a mold.
///
/// State per kilogram of shot: extents of reaction, specific enthalpy, gas in the cells, and where the shot has
/// them the air of the head space, the tool's temperature and the gas lost through covered vents (``layout``).
/// Temperature follows from the enthalpy, so energy is conserved as exactly as matter. The conserved quantities
/// are mass, isocyanate groups, CO2, blowing agent, air and energy; the quadratures of ``StateLayout`` carry what
/// crosses the boundary, so that each balance closes to round-off and can be audited.
///
/// Equations: Documentation/Physics.md. Time is counted from the end of mixing.
public struct LumpedFoam: InitialValueProblem, Hashable {
  /// What sets the pressure in the cells.
  public enum Confinement: Hashable, Sendable {
    /// The foam expands against ambient pressure.
    case open
    /// Foam and head-space air share the cavity.
    case cavity
    /// The polymer has set: the cells keep this volume [m³/kg].
    case locked(gasVolume: Double)
  }

  let shot: ShotConstants
  public internal(set) var confinement: Confinement
  /// Σ C_d A of the vents not yet covered [m² per kg of shot].
  public internal(set) var openVentArea: Double
  /// Number of vent groups not yet covered.
  public internal(set) var ventsOpen: Int
  /// Permeance of the covered vents for cell gas [mol/(s·Pa) per kg of shot]; takes effect at gel.
  public internal(set) var coveredPermeance: Double
  /// True once the foam has gelled.
  public internal(set) var isGelled = false

  public var parameters: FoamParameters { shot.parameters }
  /// The mold per kilogram of shot.
  public var surroundings: Surroundings { shot.surroundings }
  public var layout: StateLayout { shot.layout }
  @inline(__always)
  var coefficients: FoamCoefficients { shot.coefficients }

  public var dimension: Int { layout.dimension }
  public var quadratures: Int { layout.quadratures }

  /// A shot at the end of mixing.
  ///
  /// - Parameter vents: the cavity's vents; none for a cup, an ideally vented or a sealed cavity.
  public init(
    _ parameters: FoamParameters, in surroundings: Surroundings, vents: [Surroundings.VentGroup] = []
  ) {
    shot = ShotConstants(parameters, in: surroundings, vents: vents)
    confinement = surroundings.hasHeadSpace ? .cavity : .open
    openVentArea = vents.reduce(0) { $0 + $1.effectiveArea }
    ventsOpen = vents.count
    coveredPermeance = 0
    // A vent below the surface of the fresh mixture never sees air.
    let fill = point(initialState.span).volume / surroundings.cavityVolume
    for vent in vents where vent.sealedAtFill <= fill { cover(vent) }
  }

  /// Gas in the cells at the start, besides the entrained air [mol/kg]: a seed that avoids dividing by zero.
  static let gasSeed = 1e-12

  /// y(0) and q(0), shape (dimension + quadratures).
  public var initialState: [Double] {
    var state = Array(repeating: 0.0, count: dimension + quadratures)
    state[layout.carbonDioxide] = Self.gasSeed
    if let i = layout.agent { state[i] = Self.gasSeed }
    let fresh = composition(state.span)
    let heat = fresh.heatCapacity * (parameters.initialTemperature - PhysicalConstants.caloricReference)
    state[layout.enthalpy] = heat + fresh.formationEnthalpy(coefficients)
    if let tool = surroundings.tool, let i = layout.tool { state[i] = tool.initialTemperature }
    if let i = layout.headSpaceAir {
      let pressure = surroundings.ambientPressure
      let cells = fresh.gas * PhysicalConstants.gas * parameters.initialTemperature / pressure
      let free = surroundings.cavityVolume - fresh.liquidVolume - cells
      state[i] = pressure * free / (PhysicalConstants.gas * headSpaceTemperature(state.span))
    }
    return state
  }

  /// Absolute tolerances in proportion to the size of each state, shape (dimension).
  ///
  /// Extents are held to 0.3 rtol of their reactant, enthalpy to what rtol of the temperature means, gas in the cells
  /// to half of rtol of what could become gas: cream is told from its first thousandth.
  public func tolerances(relative: Double) -> Tolerances {
    let extentShare = 0.3
    let gasShare = 0.5
    var scale = Array(repeating: 1.0, count: dimension)
    scale[layout.gelling] = extentShare * parameters.hydroxyl
    // A shot without water keeps ξ₂ at zero; the hydroxyl content is then as good a scale as any.
    scale[layout.blowing] = extentShare * (parameters.water > 0 ? parameters.water : parameters.hydroxyl)
    scale[layout.enthalpy] = parameters.polymerSpecificHeat * parameters.initialTemperature
    scale[layout.carbonDioxide] = gasShare * max(parameters.water, parameters.carbonDioxideInitial, 1e-3)
    if let i = layout.agent { scale[i] = gasShare * max(parameters.agentAmount, 1e-3) }
    if let i = layout.trimerization { scale[i] = extentShare * parameters.isocyanate / 3 }
    if let i = layout.headSpaceAir { scale[i] = max(initialState[i], 1e-3) }
    if let i = layout.tool { scale[i] = parameters.initialTemperature }
    if let i = layout.lost { for j in i..<i + 3 { scale[j] = 1e-2 } }
    return Tolerances(relative: relative, absolute: scale.map { $0 * relative })
  }
}
