public import Integrators

/// The thermodynamic state of the foam at a moment, derived from the state vector.
struct FoamPoint<S: Scalar> {
  let composition: Composition<S>
  /// [K]
  let temperature: S
  /// Pressure in the cells [Pa].
  let pressure: S
  /// v_G [m³/kg].
  let gasVolume: S
  /// Air in the head space [mol per kg of shot].
  let headSpaceAir: S
  /// Pressure of the air in the head space [Pa]; the cell pressure while front and air push each other.
  let headSpacePressure: S
  /// Temperature of the wall the foam touches, and of the air in the head space [K].
  let wallTemperature: S

  /// v = v_G + v_L [m³/kg].
  var volume: S { gasVolume + composition.liquidVolume }
}

extension LumpedFoam {
  @inline(__always)
  func composition<S: Scalar>(_ state: Span<S>) -> Composition<S> {
    let zero = S(0)
    var (lost, agentGas, trimerization) = ((carbonDioxide: zero, agent: zero, air: zero), zero, zero)
    if let i = layout.lost { lost = (state[i], state[i + 1], state[i + 2]) }
    if let i = layout.agent { agentGas = state[i] }
    if let i = layout.trimerization { trimerization = state[i] }
    return Composition(
      coefficients, gelling: state[layout.gelling], blowing: state[layout.blowing], trimerization: trimerization,
      carbonDioxideGas: state[layout.carbonDioxide], agentGas: agentGas, lost: lost)
  }

  @inline(__always)
  func headSpaceTemperature<S: Scalar>(_ state: Span<S>) -> S {
    if let i = layout.tool { state[i] } else { S(surroundings.wallTemperature) }
  }

  /// Pressure and volume follow from the confinement:
  ///
  ///     open:    p = p_amb
  ///     cavity:  p (V − v_L) = R (n T + n_air T_wall)
  ///     locked:  p v_G = R n T
  @inline(__always)
  func point<S: Scalar>(_ state: Span<S>) -> FoamPoint<S> {
    let composition = composition(state)
    let temperature = composition.temperature(enthalpy: state[layout.enthalpy], coefficients)
    let wall = headSpaceTemperature(state)
    var air = S(0)
    if let i = layout.headSpaceAir { air = state[i] }
    let energy = PhysicalConstants.gas * (composition.gas * temperature)
    let airEnergy = PhysicalConstants.gas * (air * wall)
    let pressure: S
    let gasVolume: S
    var headSpacePressure: S
    switch confinement {
    case .open:
      pressure = S(surroundings.ambientPressure)
      gasVolume = shot.perAmbientPressure * energy
      headSpacePressure = pressure
    case .cavity:
      let free = surroundings.cavityVolume - composition.liquidVolume
      if layout.headSpaceAir == nil {
        pressure = energy / free
        gasVolume = free
      } else {
        let whole = energy + airEnergy
        pressure = whole / free
        gasVolume = energy * free / whole
      }
      headSpacePressure = pressure
    case .locked(let volume):
      gasVolume = S(volume)
      pressure = energy / volume
      headSpacePressure = S(surroundings.ambientPressure)
      if layout.headSpaceAir != nil {
        headSpacePressure = airEnergy / (surroundings.cavityVolume - composition.liquidVolume - volume)
      }
    }
    return FoamPoint(
      composition: composition, temperature: temperature, pressure: pressure, gasVolume: gasVolume,
      headSpaceAir: air, headSpacePressure: headSpacePressure, wallTemperature: wall)
  }

  /// Air leaving the head space through the open vents [mol/(s·kg)]: an orifice, made laminar below 100 Pa so that
  /// its slope stays finite at zero.
  @inline(__always)
  func airOutflow<S: Scalar>(_ point: FoamPoint<S>) -> S {
    let excess = point.headSpacePressure - surroundings.ambientPressure
    let density = (PhysicalConstants.airMolarMass / PhysicalConstants.gas) * point.headSpacePressure
    let laminar = 100.0
    let root = S.sqrt(S.sqrt(excess * excess + laminar * laminar))
    let speedTimesDensity = S.sqrt(2 * density / point.wallTemperature) * excess / root
    return (openVentArea / PhysicalConstants.airMolarMass) * speedTimesDensity
  }

  /// Cell gas leaving through covered vents after gel [mol/(s·kg)]; only outwards.
  @inline(__always)
  func gasOutflow<S: Scalar>(_ point: FoamPoint<S>) -> S {
    guard isGelled else { return S(0) }
    let excess = point.pressure - surroundings.ambientPressure
    let outwards = 0.5 + 0.5 * S.tanh(excess / 100)
    return coveredPermeance * excess * outwards
  }

  @specialized(where S == Double)
  @specialized(where S == Dual)
  @specialized(where S == Quad)
  @specialized(where S == Taped)
  public func evaluate<S: Scalar>(at time: S, state: Span<S>, derivative: inout MutableSpan<S>) {
    let here = point(state)
    let (c, temperature) = (here.composition, here.temperature)
    let rates = ReactionRates(coefficients, time: time, inverseTemperature: 1 / temperature, composition: c)
    let transfer = GasTransfer(
      coefficients, composition: c, temperature: temperature, pressure: here.pressure, gasVolume: here.gasVolume)
    let warmth = temperature - PhysicalConstants.caloricReference
    let molarMass = PhysicalConstants.carbonDioxideMolarMass

    // What crosses the boundary.
    let wallHeat = surroundings.wallConductance * (temperature - here.wallTemperature)
    var (lostCarbonDioxide, lostAgent, lostAir) = (S(0), S(0), S(0))
    if layout.lost != nil {
      let flow = gasOutflow(here) / c.gas
      (lostCarbonDioxide, lostAgent, lostAir) = (flow * c.carbonDioxideGas, flow * c.agentGas, flow * c.cellAir)
    }
    let escaped = (1 - coefficients.carbonDioxideRetained) * rates.blowing
    var lostEnthalpy = coefficients.carbonDioxideHeat * (escaped + lostCarbonDioxide) * warmth
    var (airOut, toolRate) = (S(0), S(0))
    if layout.headSpaceAir != nil { airOut = airOutflow(here) }
    if let tool = surroundings.tool {
      let cooling = tool.coolantConductance * (here.wallTemperature - tool.coolantTemperature)
      toolRate = (wallHeat - cooling) / tool.heatCapacity
    }

    // Rates of composition, heat capacity and liquid volume.
    let carbonDioxideRate = transfer.carbonDioxide - lostCarbonDioxide
    let agentRate = transfer.agent - lostAgent
    let gasRate = carbonDioxideRate + agentRate - lostAir
    let carbonDioxideKept = coefficients.carbonDioxideRetained * rates.blowing - lostCarbonDioxide
    var capacityRate =
      coefficients.carbonDioxideHeat * carbonDioxideKept - (molarMass * coefficients.polymerHeat) * rates.blowing
    var liquidRate = (-molarMass * coefficients.polymerVolume) * rates.blowing
    var formationRate = rates.enthalpy(coefficients)
    if let agent = coefficients.agent {
      capacityRate =
        capacityRate + agent.heatGas * agentRate - agent.heatLiquid * transfer.agent
      liquidRate = liquidRate - agent.molarVolume * transfer.agent
      formationRate = formationRate + agent.latent * agentRate
      lostEnthalpy = lostEnthalpy + lostAgent * (agent.heatGas * warmth + agent.latent)
    }

    // Flow work v_G dp/dt; dh/dt = v_G dp/dt − wall heat − lost enthalpy.
    let heating = -(wallHeat + lostEnthalpy) - formationRate - capacityRate * warmth
    let gasPerHeat = c.gas * c.perHeatCapacity
    let expansion = PhysicalConstants.gas * (gasRate * temperature + gasPerHeat * heating)
    let stiffening = PhysicalConstants.gas * gasPerHeat * here.gasVolume
    let pressureRate: S
    switch confinement {
    case .open:
      pressureRate = S(0)
    case .cavity:
      let air = PhysicalConstants.gas * (here.headSpaceAir * toolRate - airOut * here.wallTemperature)
      let free = surroundings.cavityVolume - c.liquidVolume
      pressureRate = (expansion + air + here.pressure * liquidRate) / (free - stiffening)
    case .locked:
      pressureRate = expansion / (here.gasVolume - stiffening)
    }
    let flowWork = here.gasVolume * pressureRate

    derivative[layout.gelling] = rates.gelling
    derivative[layout.blowing] = rates.blowing
    derivative[layout.enthalpy] = flowWork - wallHeat - lostEnthalpy
    derivative[layout.carbonDioxide] = carbonDioxideRate
    if let i = layout.agent { derivative[i] = agentRate }
    if let i = layout.trimerization { derivative[i] = rates.trimerization }
    if let i = layout.headSpaceAir { derivative[i] = -airOut }
    if let i = layout.tool { derivative[i] = toolRate }
    if let i = layout.lost {
      derivative[i] = lostCarbonDioxide
      derivative[i + 1] = lostAgent
      derivative[i + 2] = lostAir
    }
    derivative[layout.flowWork] = flowWork
    derivative[layout.isocyanateConsumed] = rates.isocyanateConsumed
    if let i = layout.wallHeat { derivative[i] = wallHeat }
    if let i = layout.lostEnthalpy { derivative[i] = lostEnthalpy }
    if let i = layout.carbonDioxideLost { derivative[i] = escaped + lostCarbonDioxide }
    if let i = layout.agentEvaporated { derivative[i] = transfer.agent }
    if let i = layout.airVented { derivative[i] = airOut }
  }
}
