public import Integrators

/// RF-1: rigid-foam kinetics with the amine as an explicit intermediate and a catalyst on both reactions.
///
/// State: hydroxyl, water, amine and isocyanate [mol/L], temperature [K]. Adiabatic, without evaporation; its
/// own enthalpies end far too hot, so it serves as a test of kinetics, not as a foam.
///
///     k_OH = c 300 e^(−4600/T) + 1.7e4 e^(−5495/T),
///     k_W = c 1e6 e^(−5800/T) + 10 e^(−2400/T),  k_A = c 1e6 e^(−5500/T)
///
/// Conserved: the isocyanate balance, see ``isocyanateBalance(_:)``.
///
/// - Reference: BASF, public version distributed with MoDeNa; reduced to three rate constants in
///   Documentation/Physics.md.
public struct RF1Kinetics: InitialValueProblem, Hashable {
  /// [mol/L]
  public var catalyst: Double
  /// Enthalpies of hydroxyl, water and amine with isocyanate [J/mol].
  public var hydroxylEnthalpy, waterEnthalpy, amineEnthalpy: Double
  /// [kg/m³] and [J/(kg·K)]
  public var density, specificHeat: Double

  public var dimension: Int { 5 }

  public init(
    catalyst: Double = 0.0673, hydroxylEnthalpy: Double, waterEnthalpy: Double, amineEnthalpy: Double,
    density: Double = 1100, specificHeat: Double = 1800
  ) {
    self.catalyst = catalyst
    self.hydroxylEnthalpy = hydroxylEnthalpy
    self.waterEnthalpy = waterEnthalpy
    self.amineEnthalpy = amineEnthalpy
    self.density = density
    self.specificHeat = specificHeat
  }

  public func evaluate<S: Scalar>(at time: S, state: Span<S>, derivative: inout MutableSpan<S>) {
    let (hydroxyl, water, amine, isocyanate, temperature) = (state[0], state[1], state[2], state[3], state[4])
    let inverse = 1 / temperature
    let hydroxylConstant = (catalyst * 300) * S.exp(-4600 * inverse) + 1.7e4 * S.exp(-5495 * inverse)
    let waterConstant = (catalyst * 1e6) * S.exp(-5800 * inverse) + 10 * S.exp(-2400 * inverse)
    let amineConstant = (catalyst * 1e6) * S.exp(-5500 * inverse)
    let r1 = hydroxylConstant * hydroxyl * isocyanate
    let r2 = waterConstant * water * isocyanate
    let r3 = amineConstant * amine * isocyanate
    derivative[0] = -r1
    derivative[1] = -r2
    derivative[2] = r2 - r3
    derivative[3] = -(r1 + r2 + r3)
    // Rates are per liter: 1000 L/m³.
    let heat = -(hydroxylEnthalpy * r1 + waterEnthalpy * r2 + amineEnthalpy * r3)
    derivative[4] = (1000 / (density * specificHeat)) * heat
  }

  /// [NCO] − [OH] − 2 [W] − [amine]: constant along every solution [mol/L].
  public func isocyanateBalance(_ state: Span<Double>) -> Double {
    state[3] - state[0] - 2 * state[1] - state[2]
  }
}
