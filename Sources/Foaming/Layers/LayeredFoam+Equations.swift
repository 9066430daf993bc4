public import Integrators

/// What the layers have in common at a moment.
struct LayerConsensus<S: Scalar> {
  /// Pressure in the layers that still expand [Pa]:
  ///
  ///     rising: p = p_amb;   full: p = R Σ f n T / (V − Σ f v_L − Σ_set f v_G)
  let pressure: S
  /// v̄ = Σ f v [m³ per kg of shot]; the cavity when it is full.
  let meanVolume: S
  /// ṗ [Pa/s]; zero while the foam rises.
  var pressureRate = S(0)
  /// Over the layers that share the pressure: Σ f v_G and Σ f (v_G − R n v_G/C) [m³ per kg of shot].
  var gasVolume = S(0)
  var compliance = S(1)
}

/// What the layers contain together: the sums behind the common pressure.
struct LayerVolumes<S: Scalar> {
  /// R Σ f n T over the layers that share the pressure [J/kg].
  var energy = S(0)
  /// Volume of liquid, and of gas that has set [m³/kg].
  var taken = S(0)

  /// Adds a layer and returns its temperature and R n T.
  @inline(__always)
  mutating func add(_ local: LayerState<S>, layer: Int, of foam: LayeredFoam) -> (temperature: S, energy: S) {
    let c = local.composition(foam.coefficients)
    let temperature = c.temperature(enthalpy: local.enthalpy, foam.coefficients)
    let gas = PhysicalConstants.gas * (c.gas * temperature)
    add(
      share: foam.solved.shares[layer], liquidVolume: c.liquidVolume, energy: gas, locked: foam.lockedVolume[layer])
    return (temperature, gas)
  }

  /// Adds a layer that contains `energy` R n T [J/kg].
  @inline(__always)
  mutating func add(share: Double, liquidVolume: S, energy gas: S, locked: Double?) {
    taken = taken + share * liquidVolume
    if let locked {
      taken = taken + S(share * locked)
    } else {
      energy = energy + share * gas
    }
  }

  @inline(__always)
  func consensus(of foam: LayeredFoam) -> LayerConsensus<S> {
    let ambient = foam.surroundings.ambientPressure
    guard foam.isFull else {
      return LayerConsensus(pressure: S(ambient), meanVolume: taken + (1 / ambient) * energy)
    }
    let volume = foam.surroundings.cavityVolume
    return LayerConsensus(pressure: energy / (volume - taken), meanVolume: S(volume))
  }
}

/// Sums over the layers that the common pressure and the quadratures need.
struct LayerTotals<S: Scalar> {
  /// Over the layers that share the pressure: R Σ f (ṅ T + n q/C), R Σ f n v_G/C and Σ f v_G; over all: Σ f v̇_L.
  var expansion = S(0)
  var stiffening = S(0)
  var gasVolume = S(0)
  var liquidRate = S(0)
  var isocyanate = S(0)
  var escaped = S(0)
  var lostEnthalpy = S(0)
  /// Σ f v_G ṗ of the layers that have set.
  var lockedWork = S(0)
}

extension LayeredFoam {
  @specialized(where S == Double)
  @specialized(where S == Dual)
  @specialized(where S == Quad)
  public func evaluate<S: Scalar>(at time: S, state: Span<S>, derivative: inout MutableSpan<S>) {
    _ = rates(at: time, state: state, derivative: &derivative)
  }

  /// Writes the derivative and returns what the layers agree on.
  ///
  /// The first sweep finds the common pressure, the second the terms of each layer and the heat between them, the third
  /// adds the flow work of the common pressure.
  @inline(__always)
  private func rates<S: Scalar>(at time: S, state: Span<S>, derivative: inout MutableSpan<S>) -> LayerConsensus<S> {
    // R n T of each layer; the stack holds it, for nothing may be allocated here.
    var energies = InlineArray<200, S>(repeating: S(0))
    var consensus = consensus(state, parkingTemperaturesIn: &derivative, energies: &energies)
    let walls = walls(state)
    let wakeUp = ReactionRates<S>.wakeUp(coefficients, time: time)
    var totals = LayerTotals<S>()
    let last = solved.count - 1

    var here = terms(0, state, derivative, consensus, wakeUp)
    let intoFirst = wallFlow(
      temperature: here.temperature, resistance: here.resistance, wall: walls.first,
      meanVolume: consensus.meanVolume, film: solved.first.film)
    var inflow = -intoFirst
    var intoSecond = S(0)
    for layer in 0...last {
      let current = here
      let outflow: S
      if layer < last {
        here = terms(layer + 1, state, derivative, consensus, wakeUp)
        outflow = flow(
          temperature: current.temperature, resistance: current.resistance, nextTemperature: here.temperature,
          nextResistance: here.resistance, meanVolume: consensus.meanVolume)
      } else {
        intoSecond = wallFlow(
          temperature: current.temperature, resistance: current.resistance, wall: walls.second,
          meanVolume: consensus.meanVolume, film: solved.second.film)
        outflow = intoSecond
      }
      advance(layer, current, heat: solved.perShare[layer] * (inflow - outflow), &totals, &derivative)
      inflow = outflow
    }

    var flowWork = totals.lockedWork
    if isFull {
      (consensus.gasVolume, consensus.compliance) = (totals.gasVolume, totals.gasVolume - totals.stiffening)
      consensus.pressureRate =
        (totals.expansion + consensus.pressure * totals.liquidRate) / consensus.compliance
      let relativeRate = consensus.pressureRate / consensus.pressure
      for layer in 0...last where lockedVolume[layer] == nil {
        let i = layout.first(ofLayer: layer) + 2
        derivative[i] = derivative[i] + energies[layer] * relativeRate
      }
      flowWork = flowWork + totals.gasVolume * consensus.pressureRate
    }
    writeShared(
      totals, walls: walls, intoFirst: intoFirst, intoSecond: intoSecond, flowWork: flowWork, &derivative)
    return consensus
  }

  /// The common pressure and the mean volume.
  ///
  /// - Parameters:
  ///   - derivative: keeps the temperature of each layer where its enthalpy's rate will stand.
  ///   - energies: receives R n T of each layer that shares the pressure.
  @inline(__always)
  private func consensus<S: Scalar>(
    _ state: Span<S>, parkingTemperaturesIn derivative: inout MutableSpan<S>, energies: inout InlineArray<200, S>
  ) -> LayerConsensus<S> {
    var volumes = LayerVolumes<S>()
    for layer in 0..<solved.count {
      let (temperature, energy) = volumes.add(layerState(state, layer: layer), layer: layer, of: self)
      derivative[layout.first(ofLayer: layer) + 2] = temperature
      energies[layer] = energy
    }
    return volumes.consensus(of: self)
  }

  /// Writes the rates of the quadratures and of the tools.
  @inline(__always)
  func writeShared<S: Scalar>(
    _ totals: LayerTotals<S>, walls: (first: S, second: S), intoFirst: S, intoSecond: S, flowWork: S,
    _ derivative: inout MutableSpan<S>
  ) {
    derivative[layout.firstWallHeat] = intoFirst
    derivative[layout.secondWallHeat] = intoSecond
    derivative[layout.flowWork] = flowWork
    derivative[layout.isocyanateConsumed] = totals.isocyanate
    derivative[layout.carbonDioxideLost] = totals.escaped
    derivative[layout.lostEnthalpy] = totals.lostEnthalpy
    if let i = layout.firstTool { derivative[i] = toolRate(solved.first, walls.first, gaining: intoFirst) }
    if let i = layout.secondTool { derivative[i] = toolRate(solved.second, walls.second, gaining: intoSecond) }
  }

  /// The terms of one layer whose temperature is parked in `derivative`.
  @inline(__always)
  private func terms<S: Scalar>(
    _ layer: Int, _ state: Span<S>, _ derivative: borrowing MutableSpan<S>, _ consensus: LayerConsensus<S>, _ wakeUp: S
  ) -> LayerTerms<S> {
    let composition = layerState(state, layer: layer).composition(coefficients)
    return terms(
      layer, composition, temperature: derivative[layout.first(ofLayer: layer) + 2],
      commonPressure: consensus.pressure, wakeUp: wakeUp)
  }

  /// Heat from one layer to the next [W per kg of shot]: a q with a = v̄/H, which grows while the foam rises.
  @inline(__always)
  func flow<S: Scalar>(
    temperature: S, resistance: S, nextTemperature: S, nextResistance: S, meanVolume: S
  ) -> S {
    (1 / solved.thickness) * (meanVolume * meanVolume)
      * Conduction.flux(from: temperature, resistance, to: nextTemperature, nextResistance)
  }

  /// Heat from an outer layer to its wall [W per kg of shot].
  @inline(__always)
  func wallFlow<S: Scalar>(temperature: S, resistance: S, wall: S, meanVolume: S, film: Double) -> S {
    (1 / solved.thickness) * meanVolume
      * Conduction.wallFlux(from: temperature, resistance / meanVolume, to: wall, film: film)
  }

  /// Temperatures of the walls [K].
  @inline(__always)
  func walls<S: Scalar>(_ state: Span<S>) -> (first: S, second: S) {
    var (first, second) = (S(solved.first.temperature), S(solved.second.temperature))
    if let i = layout.firstTool { first = state[i] }
    if let i = layout.secondTool { second = state[i] }
    return (first, second)
  }

  @inline(__always)
  private func toolRate<S: Scalar>(_ side: LayerSurroundings.Wall, _ temperature: S, gaining heat: S) -> S {
    let capacity = side.toolHeatCapacity ?? 1
    return (heat - side.coolantConductance * (temperature - side.coolantTemperature)) / capacity
  }

  /// Writes the rates of one layer that receives `heat` [W/kg]; dh/dt without the work of the common pressure.
  @inline(__always)
  private func advance<S: Scalar>(
    _ layer: Int, _ here: LayerTerms<S>, heat: S, _ totals: inout LayerTotals<S>, _ derivative: inout MutableSpan<S>
  ) {
    let share = solved.shares[layer]
    var work = S(0)
    if lockedVolume[layer] != nil {
      work = here.lockedWork + here.lockedWorkPerHeat * heat
      totals.lockedWork = totals.lockedWork + share * work
    } else {
      totals.expansion = totals.expansion + share * (here.expansion + here.expansionPerHeat * heat)
      totals.stiffening = totals.stiffening + share * here.stiffening
      totals.gasVolume = totals.gasVolume + share * here.gasVolume
    }
    totals.liquidRate = totals.liquidRate + share * here.liquidRate
    totals.isocyanate = totals.isocyanate + share * here.rates.isocyanateConsumed
    totals.escaped = totals.escaped + share * here.escaped
    totals.lostEnthalpy = totals.lostEnthalpy + share * here.lostEnthalpy

    let first = layout.first(ofLayer: layer)
    derivative[first] = here.rates.gelling
    derivative[first + 1] = here.rates.blowing
    derivative[first + 2] = heat - here.lostEnthalpy + work
    derivative[first + 3] = here.transfer.carbonDioxide
    if let i = layout.agent { derivative[first + i] = here.transfer.agent }
    if let i = layout.trimerization { derivative[first + i] = here.rates.trimerization }
  }
}
