internal import Integrators

/// Rates of the three reactions of PUR-M1 [mol/(kg·s)].
struct ReactionRates<S: Scalar> {
  /// NCO + OH → urethane.
  let gelling: S
  /// 2 NCO + H2O → urea + CO2.
  let blowing: S
  /// 3 NCO → isocyanurate.
  let trimerization: S

  ///     r₁ = f F k₁ (1 + b ξ₁/e_OH0) e_OH e_N / v_L,  r₂ = f k₂ e_W e_N / v_L,  r₃ = f k₃ e_N² / v_L
  ///     f = 1 − exp(−(t/τ)²)
  ///
  /// - Parameters:
  ///   - time: t since the end of mixing [s].
  ///   - inverseTemperature: 1/T [1/K].
  @inline(__always)
  init(_ k: FoamCoefficients, time: S, inverseTemperature: S, composition c: Composition<S>) {
    self.init(k, wakeUp: Self.wakeUp(k, time: time), inverseTemperature: inverseTemperature, composition: c)
  }

  /// f(t), the share of the catalyst that is awake.
  @inline(__always)
  static func wakeUp(_ k: FoamCoefficients, time: S) -> S {
    let clock = k.perInduction * time
    return 1 - S.exp(-(clock * clock))
  }

  /// The same for a known f(t).
  @inline(__always)
  init(_ k: FoamCoefficients, wakeUp: S, inverseTemperature: S, composition c: Composition<S>) {
    let encounter = wakeUp * c.isocyanate * c.perLiquidVolume
    let distance = k.perReference - inverseTemperature
    @inline(__always)
    func constant(_ reaction: FoamCoefficients.Reaction) -> S {
      reaction.rate * S.exp(reaction.activationTemperature * distance)
    }
    var freedom = 1 + k.autocatalysis * c.gelling
    if let factor = k.postGelFactor { freedom = freedom * factor.value(at: k.perHydroxyl * c.gelling) }
    gelling = constant(k.gelling) * freedom * c.hydroxyl * encounter
    blowing = constant(k.blowing) * c.water * encounter
    if let reaction = k.trimerization {
      trimerization = constant(reaction) * c.isocyanate * encounter
    } else {
      trimerization = S(0)
    }
  }

  /// Isocyanate groups consumed [mol/(kg·s)].
  var isocyanateConsumed: S { gelling + 2 * blowing + 3 * trimerization }

  /// Enthalpy set free as chemical energy Σ ΔHᵢ rᵢ [W/kg], negative when heat is released.
  @inline(__always)
  func enthalpy(_ k: FoamCoefficients) -> S {
    let sum = k.gelling.enthalpy * gelling + k.blowing.enthalpy * blowing
    guard let reaction = k.trimerization else { return sum }
    return sum + reaction.enthalpy * trimerization
  }
}

extension FoamParameters.PostGelFactor {
  /// Conversion over which the joints are rounded.
  private static let rounding = 0.01

  /// F(X).
  @inline(__always)
  func value<S: Scalar>(at conversion: S) -> S {
    @inline(__always)
    func ramp(_ x: S) -> S { 0.5 * (x + S.sqrt(x * x + Self.rounding * Self.rounding)) }
    return 1 + slope * ramp(conversion - onset) + (recoverySlope - slope) * ramp(conversion - recoveryOnset)
  }
}
