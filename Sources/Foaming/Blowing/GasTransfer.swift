internal import Integrators

/// Transfer of CO2 and blowing agent from the polymer into the cells [mol/(kg·s)].
///
/// One representative cell per kilogram and number density, with a lumped diffusion shell: within 0.1 % of a
/// resolved shell in density once foam has risen, 13 % during cream (Documentation/Physics.md, validity).
struct GasTransfer<S: Scalar> {
  /// J_C.
  let carbonDioxide: S
  /// J_B; negative while the agent condenses.
  let agent: S
  /// Radius of a cell R [m].
  let radius: S

  ///     R = (3 v_G / 4πN)^⅓,  S = (R³ + 3 v_L / 4πN)^⅓,  G = 4πR²N (1/R + 3/(S − R))
  ///     J_C = D_C G (n_Cl/v_L − K_H p x_C)
  ///     J_B = D_B G (ρ_B/M_B) (φ − (p x_B/p_sat) exp(−(1 − φ) − χ(1 − φ)²)),  χ = χ₀ + χ₁φ
  ///
  /// - Parameters:
  ///   - pressure: p in the cells [Pa].
  ///   - gasVolume: v_G [m³/kg], positive.
  /// - Reference: agent equilibrium after Flory and Huggins for a polymer of infinite size.
  @inline(__always)
  init(_ k: FoamCoefficients, composition c: Composition<S>, temperature: S, pressure: S, gasVolume: S) {
    let cube = k.perCell * gasVolume
    radius = S.cubeRoot(cube)
    let shell = S.cubeRoot(cube + k.perCell * c.liquidVolume)
    let conductance = k.cells * radius * (1 + 3 * radius / (shell - radius))
    let partial = pressure / c.gas
    let supersaturation =
      c.carbonDioxideDissolved * c.perLiquidVolume - k.carbonDioxideSolubility * partial * c.carbonDioxideGas
    carbonDioxide = k.carbonDioxideDiffusivity * conductance * supersaturation
    guard let substance = k.agent else {
      agent = S(0)
      return
    }
    let polymerFraction = 1 - substance.molarVolume * c.agentLiquid * c.perLiquidVolume
    let logSaturation =
      substance.antoineIntercept - substance.antoineSlope / (temperature + substance.antoineShift)
    let interaction = substance.interaction + substance.interactionSlope * (1 - polymerFraction)
    let exponent = logSaturation + polymerFraction + interaction * polymerFraction * polymerFraction
    let equilibrium = partial * c.agentGas * S.exp(-exponent)
    agent = substance.transfer * conductance * (1 - polymerFraction - equilibrium)
  }
}
