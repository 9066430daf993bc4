package import Integrators

/// Thermal conductivity of foam from its porosity, cell size, cell gas and temperature.
///
/// Valid from the fresh liquid (porosity 0 gives the polymer) to foam:
///
///     k = (k_g ε + k_p Ξ (1 − ε)) / (ε + (1 − ε) Ξ) + 16 σ T³ / (3 κ),   κ = 4.09 √(1 − ε) / d_cell
///     Ξ = (1 − f_s) ⅔ (1 + k_g/2k_p) + f_s ⅓ (1 + 4k_g/(k_g + k_p))
///
/// - Reference: surrogate model of foam conductivity of the MoDeNa project; gas and polymer lines as there.
public struct FoamConductivity: Hashable, Sendable {
  /// A conductivity that is linear in temperature: `slope` · T + `intercept` [W/(m·K)].
  public struct Line: Hashable, Sendable {
    public var slope, intercept: Double

    public init(slope: Double, intercept: Double) {
      self.slope = slope
      self.intercept = intercept
    }

    @inline(__always)
    func callAsFunction<S: Scalar>(_ temperature: S) -> S { slope * temperature + intercept }
  }

  public var polymer = Line(slope: 0.198e-3, intercept: 0.13108)
  public var carbonDioxide = Line(slope: 0.0807e-3, intercept: -6.96e-3)
  public var air = Line(slope: 0.0720e-3, intercept: 4.23e-3)
  /// The blowing agent's gas; cyclopentane unless set.
  public var agent = Line(slope: 0.0956e-3, intercept: -14.89e-3)
  /// Share of the polymer in struts f_s, 0 … 1.
  public var strutContent = 0.7

  /// Stefan–Boltzmann constant [W/(m²·K⁴)].
  static let stefanBoltzmann = 5.670374419e-8

  /// The published lines for CO2, cyclopentane and air, and 70 % of the polymer in struts.
  public init() {}

  /// k [W/(m·K)].
  ///
  /// - Parameters:
  ///   - temperature: T [K].
  ///   - gas: CO2, agent and air in the cells; only their ratios matter.
  ///   - gasVolume: v_G, in the unit of `liquidVolume`.
  ///   - liquidVolume: v_L.
  ///   - cellDiameter: d_cell [m].
  @inline(__always)
  func value<S: Scalar>(
    temperature: S, gas: (carbonDioxide: S, agent: S, air: S), gasVolume: S, liquidVolume: S, cellDiameter: S
  ) -> S {
    let solid = liquidVolume / (gasVolume + liquidVolume)
    let moles = gas.carbonDioxide + gas.agent + gas.air
    let sum = gas.carbonDioxide * carbonDioxide(temperature) + gas.agent * agent(temperature)
    let kg = (sum + gas.air * air(temperature)) / moles
    return value(temperature: temperature, gasConductivity: kg, solid: solid, cellDiameter: cellDiameter)
  }

  /// k [W/(m·K)] of foam whose gas conducts like `gasConductivity` [W/(m·K)].
  ///
  /// - Parameters:
  ///   - solid: volume fraction of the polymer, 0 … 1.
  @inline(__always)
  package func value<S: Scalar>(temperature: S, gasConductivity kg: S, solid: S, cellDiameter: S) -> S {
    let porosity = 1 - solid
    let kp = polymer(temperature)
    let walls = (2.0 / 3.0 * (1 - strutContent)) * (1 + 0.5 * kg / kp)
    let struts = (strutContent / 3) * (1 + 4 * kg / (kg + kp))
    let Ξ = walls + struts
    let conduction = (kg * porosity + kp * Ξ * solid) / (porosity + solid * Ξ)
    let extinction = 4.09 * S.sqrt(solid) / cellDiameter
    let cube = temperature * temperature * temperature
    return conduction + (16 * Self.stefanBoltzmann / 3) * cube / extinction
  }
}
