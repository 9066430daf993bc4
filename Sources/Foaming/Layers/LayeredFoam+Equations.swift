public import Integrators

/// One layer at a moment, before the common pressure has changed anything.
private struct LayerPoint<S: Scalar> {
  let composition: Composition<S>
  /// [K]
  let temperature: S
  /// Pressure in the cells [Pa].
  let pressure: S
  /// v_G [m³ per kg of layer].
  let gasVolume: S

  var volume: S { gasVolume + composition.liquidVolume }
}

extension LayeredFoam {
  @inline(__always)
  private func composition<S: Scalar>(_ state: Span<S>, layer: Int) -> Composition<S> {
    let first = layout.first(ofLayer: layer)
    let zero = S(0)
    var (agentGas, trimerization) = (zero, zero)
    if let i = layout.agent { agentGas = state[first + i] }
    if let i = layout.trimerization { trimerization = state[first + i] }
    return Composition(
      coefficients, gelling: state[first], blowing: state[first + 1], trimerization: trimerization,
      carbonDioxideGas: state[first + 3], agentGas: agentGas,
      lost: (carbonDioxide: zero, agent: zero, air: zero))
  }

  /// The pressure that the layers which still expand have in common [Pa]:
  ///
  ///     rising: p = p_amb;   full: p = R Σ f n T / (V − Σ f v_L − Σ_set f v_G)
  private func commonPressure<S: Scalar>(_ state: Span<S>) -> S {
    guard isFull else { return S(surroundings.ambientPressure) }
    var (energy, room) = (S(0), S(surroundings.cavityVolume))
    for layer in 0..<grid.count {
      let share = grid.shares[layer]
      let c = composition(state, layer: layer)
      room = room - share * c.liquidVolume
      if let locked = lockedGasVolume[layer] {
        room = room - share * locked
      } else {
        let temperature = c.temperature(enthalpy: state[layout.first(ofLayer: layer) + 2], coefficients)
        energy = energy + (share * PhysicalConstants.gas) * (c.gas * temperature)
      }
    }
    return energy / room
  }

  @inline(__always)
  private func point<S: Scalar>(_ state: Span<S>, layer: Int, commonPressure: S) -> LayerPoint<S> {
    let c = composition(state, layer: layer)
    let temperature = c.temperature(enthalpy: state[layout.first(ofLayer: layer) + 2], coefficients)
    let energy = PhysicalConstants.gas * (c.gas * temperature)
    if let locked = lockedGasVolume[layer] {
      return LayerPoint(composition: c, temperature: temperature, pressure: energy / locked, gasVolume: S(locked))
    }
    return LayerPoint(
      composition: c, temperature: temperature, pressure: commonPressure, gasVolume: energy / commonPressure)
  }

  /// v̄ = Σ f v [m³/kg].
  func meanVolume(_ state: Span<Double>) -> Double {
    let pressure = commonPressure(state)
    return (0..<grid.count).reduce(0) {
      $0 + grid.shares[$1] * point(state, layer: $1, commonPressure: pressure).volume
    }
  }

  /// Half the thermal resistance across a layer, times the contact area per kilogram of shot [K·m²/W]: d/2k with
  /// d = H f v / v̄.
  @inline(__always)
  private func halfResistance<S: Scalar>(_ point: LayerPoint<S>, share: Double, meanVolume: S) -> S {
    let c = point.composition
    let conductivity = conductivity.value(
      temperature: point.temperature, gas: (c.carbonDioxideGas, c.agentGas, c.cellAir), gasVolume: point.gasVolume,
      liquidVolume: c.liquidVolume, cellDiameter: 2 * S.cubeRoot(coefficients.perCell * point.gasVolume))
    return (0.5 * surroundings.thickness * share) * point.volume / (meanVolume * conductivity)
  }

  public func evaluate<S: Scalar>(at time: S, state: Span<S>, derivative: inout MutableSpan<S>) {
    let pressure = commonPressure(state)
    var meanVolume = S(0)
    for layer in 0..<grid.count {
      meanVolume = meanVolume + grid.shares[layer] * point(state, layer: layer, commonPressure: pressure).volume
    }
    // Contact area per kilogram of shot [m²/kg]; it grows while the foam rises.
    let area = meanVolume / surroundings.thickness

    let firstWall = layout.firstTool.map { state[$0] } ?? S(surroundings.first.temperature)
    let secondWall = layout.secondTool.map { state[$0] } ?? S(surroundings.second.temperature)
    var here = point(state, layer: 0, commonPressure: pressure)
    var half = halfResistance(here, share: grid.shares[0], meanVolume: meanVolume)
    let intoFirst = area * wallFlux(from: here.temperature, to: firstWall, surroundings.first, half: half)
    var inflow = -intoFirst
    var totals = Totals<S>()
    var intoSecond = S(0)
    for layer in 0..<grid.count {
      var outflow: S
      let current = here
      if layer + 1 < grid.count {
        let next = point(state, layer: layer + 1, commonPressure: pressure)
        let nextHalf = halfResistance(next, share: grid.shares[layer + 1], meanVolume: meanVolume)
        outflow = area * (current.temperature - next.temperature) / (half + nextHalf)
        (here, half) = (next, nextHalf)
      } else {
        intoSecond = area * wallFlux(from: current.temperature, to: secondWall, surroundings.second, half: half)
        outflow = intoSecond
      }
      advance(
        layer, current, time: time, heat: (inflow - outflow) / grid.shares[layer], totals: &totals,
        derivative: &derivative)
      inflow = outflow
    }
    close(totals, state: state, commonPressure: pressure, derivative: &derivative)
    derivative[layout.firstWallHeat] = intoFirst
    derivative[layout.secondWallHeat] = intoSecond
    if let i = layout.firstTool { derivative[i] = toolRate(surroundings.first, firstWall, gaining: intoFirst) }
    if let i = layout.secondTool { derivative[i] = toolRate(surroundings.second, secondWall, gaining: intoSecond) }
  }

  /// (T − T_w)/(1/h + d/2k) [W/m²].
  @inline(__always)
  private func wallFlux<S: Scalar>(from temperature: S, to wall: S, _ side: LayerSurroundings.Wall, half: S) -> S {
    guard side.film > 0 else { return S(0) }
    return (temperature - wall) / (1 / side.film + half)
  }

  @inline(__always)
  private func toolRate<S: Scalar>(_ side: LayerSurroundings.Wall, _ temperature: S, gaining heat: S) -> S {
    let capacity = side.toolHeatCapacity ?? 1
    return (heat - side.coolantConductance * (temperature - side.coolantTemperature)) / capacity
  }
}

/// Sums over the layers that the common pressure and the quadratures need.
private struct Totals<S: Scalar> {
  /// R Σ f (ṅ T + n q/C) and R Σ f n v_G/C over the layers that share the pressure, Σ f v̇_L over all.
  var expansion = S(0)
  var stiffening = S(0)
  var liquidRate = S(0)
  var gasVolume = S(0)
  var isocyanate = S(0)
  var escaped = S(0)
  var lostEnthalpy = S(0)
  /// Σ f v_G ṗ of the layers that have set.
  var lockedWork = S(0)
}

extension LayeredFoam {
  /// Reactions, gas transfer and heat of one layer; leaves dh/dt without the flow work of the common pressure.
  @inline(__always)
  private func advance<S: Scalar>(
    _ layer: Int, _ here: LayerPoint<S>, time: S, heat: S, totals: inout Totals<S>, derivative: inout MutableSpan<S>
  ) {
    let k = coefficients
    let (c, temperature, share) = (here.composition, here.temperature, grid.shares[layer])
    let rates = ReactionRates(k, time: time, inverseTemperature: 1 / temperature, composition: c)
    let transfer = GasTransfer(
      k, composition: c, temperature: temperature, pressure: here.pressure, gasVolume: here.gasVolume)
    let warmth = temperature - PhysicalConstants.caloricReference
    let molarMass = PhysicalConstants.carbonDioxideMolarMass
    let escaped = (1 - k.carbonDioxideRetained) * rates.blowing
    let lostEnthalpy = k.carbonDioxideHeat * escaped * warmth
    var capacityRate =
      (k.carbonDioxideHeat * k.carbonDioxideRetained - molarMass * k.polymerHeat) * rates.blowing
    var liquidRate = (-molarMass * k.polymerVolume) * rates.blowing
    var formationRate = rates.enthalpy(k)
    if let agent = k.agent {
      capacityRate = capacityRate + (agent.heatGas - agent.heatLiquid) * transfer.agent
      liquidRate = liquidRate - agent.molarVolume * transfer.agent
      formationRate = formationRate + agent.latent * transfer.agent
    }
    let heating = heat - lostEnthalpy - formationRate - capacityRate * warmth
    let gasPerHeat = c.gas / c.heatCapacity
    let gasRate = transfer.carbonDioxide + transfer.agent
    let expansion = PhysicalConstants.gas * (gasRate * temperature + gasPerHeat * heating)
    let stiffening = PhysicalConstants.gas * gasPerHeat * here.gasVolume
    var work = S(0)
    if lockedGasVolume[layer] != nil {
      work = here.gasVolume * expansion / (here.gasVolume - stiffening)
      totals.lockedWork = totals.lockedWork + share * work
    } else {
      totals.expansion = totals.expansion + share * expansion
      totals.stiffening = totals.stiffening + share * stiffening
      totals.gasVolume = totals.gasVolume + share * here.gasVolume
    }
    totals.liquidRate = totals.liquidRate + share * liquidRate
    totals.isocyanate = totals.isocyanate + share * rates.isocyanateConsumed
    totals.escaped = totals.escaped + share * escaped
    totals.lostEnthalpy = totals.lostEnthalpy + share * lostEnthalpy

    let first = layout.first(ofLayer: layer)
    derivative[first] = rates.gelling
    derivative[first + 1] = rates.blowing
    derivative[first + 2] = heat - lostEnthalpy + work
    derivative[first + 3] = transfer.carbonDioxide
    if let i = layout.agent { derivative[first + i] = transfer.agent }
    if let i = layout.trimerization { derivative[first + i] = rates.trimerization }
  }

  /// Adds the flow work v_G ṗ of the common pressure to every layer that shares it, and writes the quadratures:
  ///
  ///     ṗ (V_G − R Σ f n v_G/C) = p Σ f v̇_L + R Σ f (ṅ T + n q/C)
  @inline(__always)
  private func close<S: Scalar>(
    _ totals: Totals<S>, state: Span<S>, commonPressure: S, derivative: inout MutableSpan<S>
  ) {
    var work = totals.lockedWork
    if isFull {
      let pressureRate =
        (totals.expansion + commonPressure * totals.liquidRate) / (totals.gasVolume - totals.stiffening)
      for layer in 0..<grid.count where lockedGasVolume[layer] == nil {
        let i = layout.first(ofLayer: layer) + 2
        let gasVolume = point(state, layer: layer, commonPressure: commonPressure).gasVolume
        derivative[i] = derivative[i] + gasVolume * pressureRate
      }
      work = work + totals.gasVolume * pressureRate
    }
    derivative[layout.flowWork] = work
    derivative[layout.isocyanateConsumed] = totals.isocyanate
    derivative[layout.carbonDioxideLost] = totals.escaped
    derivative[layout.lostEnthalpy] = totals.lostEnthalpy
  }
}

extension LayeredFoam {
  /// One layer in plain numbers.
  public struct LayerReading: Hashable, Sendable {
    /// [K]
    public let temperature: Double
    /// Hydroxyl conversion [–].
    public let conversion: Double
    /// Pressure in the cells [Pa].
    public let pressure: Double
    /// v_G and v_L [m³ per kg of layer].
    public let gasVolume, liquidVolume: Double
    /// Foam density of the layer [kg/m³].
    public var density: Double { 1 / (gasVolume + liquidVolume) }
  }

  /// Every layer from the first wall to the second.
  public func readings(_ state: Span<Double>) -> [LayerReading] {
    let pressure = commonPressure(state)
    return (0..<grid.count).map { layer in
      let here = point(state, layer: layer, commonPressure: pressure)
      return LayerReading(
        temperature: here.temperature, conversion: here.composition.gelling / parameters.hydroxyl,
        pressure: here.pressure, gasVolume: here.gasVolume, liquidVolume: here.composition.liquidVolume)
    }
  }
}
