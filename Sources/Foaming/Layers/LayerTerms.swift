internal import Integrators

/// The states of one layer, in the order of the state vector.
struct LayerState<S: Scalar> {
  /// ξ₁, ξ₂ and ξ₃ [mol/kg].
  var gelling, blowing, trimerization: S
  /// h [J/kg].
  var enthalpy: S
  /// n_C and n_B [mol/kg].
  var carbonDioxide, agent: S

  @inline(__always)
  func composition(_ k: FoamCoefficients) -> Composition<S> {
    let zero = S(0)
    return Composition(
      k, gelling: gelling, blowing: blowing, trimerization: trimerization, carbonDioxideGas: carbonDioxide,
      agentGas: agent, lost: (carbonDioxide: zero, agent: zero, air: zero))
  }
}

extension LayeredFoam {
  @inline(__always)
  func layerState<S: Scalar>(_ state: Span<S>, layer: Int) -> LayerState<S> {
    let first = shot.layout.first(ofLayer: layer)
    let zero = S(0)
    var (agent, trimerization) = (zero, zero)
    if let i = shot.layout.agent { agent = state[first + i] }
    if let i = shot.layout.trimerization { trimerization = state[first + i] }
    return LayerState(
      gelling: state[first], blowing: state[first + 1], trimerization: trimerization, enthalpy: state[first + 2],
      carbonDioxide: state[first + 3], agent: agent)
  }

  /// The states of a layer as independent variables, each in the direction of its place.
  func layerVariables(_ state: Span<Double>, layer: Int) -> LayerState<Dual> {
    let first = shot.layout.first(ofLayer: layer)
    var (agent, trimerization) = (Dual(0), Dual(0))
    if let i = shot.layout.agent { agent = Dual(variable: state[first + i], direction: i) }
    if let i = shot.layout.trimerization { trimerization = Dual(variable: state[first + i], direction: i) }
    return LayerState(
      gelling: Dual(variable: state[first], direction: 0), blowing: Dual(variable: state[first + 1], direction: 1),
      trimerization: trimerization, enthalpy: Dual(variable: state[first + 2], direction: 2),
      carbonDioxide: Dual(variable: state[first + 3], direction: 3), agent: agent)
  }
}

/// Where one layer is, as the second sweep over the layers needs it.
struct LayerPoint<S: Scalar> {
  /// [K]
  let temperature: S
  /// 1/C [kg·K/J].
  let perHeatCapacity: S
  /// [Pa]
  let pressure: S
  /// v_G [m³/kg].
  let gasVolume: S
  /// Whether it has set; of layers side by side, whether any has.
  let isLocked: Bool
}

/// Everything about one layer that does not depend on its neighbors, given the pressure.
///
/// What heat does to it is linear: rate = term + termPerHeat · q, with q the heat it receives [W/kg].
struct LayerTerms<S: Scalar> {
  /// [K]
  let temperature: S
  /// v_G and v = v_G + v_L [m³/kg].
  let gasVolume, volume: S
  /// Half its thermal resistance times the mean volume: H f v / 2k [K·m⁵/(W·kg)].
  let resistance: S
  let rates: ReactionRates<S>
  let transfer: GasTransfer<S>
  /// CO2 that escapes [mol/(kg·s)] and the enthalpy that goes with it [W/kg].
  let escaped, lostEnthalpy: S
  /// dv_L/dt [m³/(kg·s)].
  let liquidRate: S
  /// R (ṅ T + n q/C), without and per heat received [W/kg and –].
  let expansion, expansionPerHeat: S
  /// R n v_G / C [m³/kg].
  let stiffening: S
  /// Flow work v_G ṗ of a layer that has set, without and per heat received; zero for others.
  let lockedWork, lockedWorkPerHeat: S
}

extension LayeredFoam {
  /// The terms of one layer.
  ///
  /// - Parameters:
  ///   - temperature: of its enthalpy [K].
  ///   - pressure: p that the layers have in common [Pa].
  ///   - wakeUp: f(t) of the reactions.
  @inline(__always)
  func terms<S: Scalar>(
    _ layer: Int, _ composition: Composition<S>, temperature: S, commonPressure: S, wakeUp: S
  ) -> LayerTerms<S> {
    let energy = PhysicalConstants.gas * (composition.gas * temperature)
    let point: LayerPoint<S>
    if let locked = lockedVolume[layer] {
      point = LayerPoint(
        temperature: temperature, perHeatCapacity: composition.perHeatCapacity, pressure: (1 / locked) * energy,
        gasVolume: S(locked), isLocked: true)
    } else {
      point = LayerPoint(
        temperature: temperature, perHeatCapacity: composition.perHeatCapacity, pressure: commonPressure,
        gasVolume: energy / commonPressure, isLocked: false)
    }
    return terms(composition, point, halfWidth: S(solved.halfWidths[layer]), wakeUp: wakeUp)
  }

  /// The terms of one layer, or of two side by side.
  ///
  /// - Parameters:
  ///   - halfWidth: H f / 2 [m].
  ///   - wakeUp: f(t) of the reactions.
  @inline(__always)
  func terms<S: Scalar>(
    _ composition: Composition<S>, _ point: LayerPoint<S>, halfWidth: S, wakeUp: S
  ) -> LayerTerms<S> {
    let (k, c) = (shot.coefficients, composition)
    let (temperature, pressure, gasVolume) = (point.temperature, point.pressure, point.gasVolume)
    let rates = ReactionRates(k, wakeUp: wakeUp, inverseTemperature: 1 / temperature, composition: c)
    let transfer = GasTransfer(k, composition: c, temperature: temperature, pressure: pressure, gasVolume: gasVolume)
    let warmth = temperature - PhysicalConstants.caloricReference
    let molarMass = PhysicalConstants.carbonDioxideMolarMass
    let escaped = (1 - k.carbonDioxideRetained) * rates.blowing
    let lostEnthalpy = k.carbonDioxideHeat * escaped * warmth
    var capacityRate = (k.carbonDioxideHeat * k.carbonDioxideRetained - molarMass * k.polymerHeat) * rates.blowing
    var liquidRate = (-molarMass * k.polymerVolume) * rates.blowing
    var formationRate = rates.enthalpy(k)
    if let agent = k.agent {
      capacityRate = capacityRate + (agent.heatGas - agent.heatLiquid) * transfer.agent
      liquidRate = liquidRate - agent.molarVolume * transfer.agent
      formationRate = formationRate + agent.latent * transfer.agent
    }
    let ownHeating = -lostEnthalpy - formationRate - capacityRate * warmth
    let expansionPerHeat = PhysicalConstants.gas * c.gas * point.perHeatCapacity
    let gasRate = transfer.carbonDioxide + transfer.agent
    let expansion = PhysicalConstants.gas * (gasRate * temperature) + expansionPerHeat * ownHeating
    let stiffening = expansionPerHeat * gasVolume
    var (lockedWork, lockedWorkPerHeat) = (S(0), S(0))
    if point.isLocked {
      let work = gasVolume / (gasVolume - stiffening)
      (lockedWork, lockedWorkPerHeat) = (work * expansion, work * expansionPerHeat)
    }
    let volume = gasVolume + c.liquidVolume
    let conductivity = shot.conductivity.value(
      temperature: temperature, gas: (c.carbonDioxideGas, c.agentGas, c.cellAir), gasVolume: gasVolume,
      liquidVolume: c.liquidVolume, cellDiameter: 2 * transfer.radius)
    return LayerTerms(
      temperature: temperature, gasVolume: gasVolume, volume: volume,
      resistance: halfWidth * volume / conductivity, rates: rates,
      transfer: transfer, escaped: escaped, lostEnthalpy: lostEnthalpy, liquidRate: liquidRate, expansion: expansion,
      expansionPerHeat: expansionPerHeat, stiffening: stiffening, lockedWork: lockedWork,
      lockedWorkPerHeat: lockedWorkPerHeat)
  }
}
