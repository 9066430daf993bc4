internal import Integrators

/// The equations of ``LayeredFoam`` in doubles, two neighboring layers at a time: the same bits as
/// ``LayeredFoam/evaluate(at:state:derivative:)``, in fewer instructions.
extension LayeredFoam {
  public func rightHandSide(at time: Double, state: Span<Double>, derivative: inout MutableSpan<Double>) {
    _ = pairedRates(at: time, state: state, derivative: &derivative)
  }

  /// Writes the derivative and returns what the layers agree on.
  func pairedRates(
    at time: Double, state: Span<Double>, derivative: inout MutableSpan<Double>
  ) -> LayerConsensus<Double> {
    let shot = shot
    let (layers, layout) = (shot.solved.count, shot.layout)
    // R n T of each layer; the stack holds it, for nothing may be allocated here.
    var energies = InlineArray<200, Double>(repeating: 0)
    var consensus = pairedConsensus(state) { layer, point, lane in
      energies[layer] = point.energy[lane]
      // The derivative keeps the rest until it is written.
      let i = layout.first(ofLayer: layer)
      derivative[i] = point.temperature[lane]
      derivative[i + 1] = point.perHeatCapacity[lane]
    }
    func point(_ first: Int, _ derivative: borrowing MutableSpan<Double>) -> PairPoint {
      let second = min(first + 1, layers - 1)
      let (i, j) = (layout.first(ofLayer: first), layout.first(ofLayer: second))
      return PairPoint(
        temperature: Pair(derivative[i], derivative[j]), perHeatCapacity: Pair(derivative[i + 1], derivative[j + 1]),
        energy: Pair(energies[first], energies[second]))
    }
    let walls = walls(state)
    let wakeUp = Pair(ReactionRates<Double>.wakeUp(shot.coefficients, time: time))
    let meanVolume = consensus.meanVolume
    let spread = Pair((1 / shot.solved.thickness) * (meanVolume * meanVolume))
    var totals = LayerTotals<Double>()

    var here = pairedTerms(0, state, point(0, derivative), consensus.pressure, wakeUp, &derivative)
    let intoFirst = wallFlow(
      temperature: here.temperature[0], resistance: here.resistance[0], wall: walls.first, meanVolume: meanVolume,
      film: shot.solved.first.film)
    var inflow = -intoFirst
    var intoSecond = 0.0
    for first in stride(from: 0, to: layers, by: 2) {
      let current = here
      var (temperature, resistance) = (current.temperature[1], current.resistance[1])
      if first + 2 < layers {
        here = pairedTerms(first + 2, state, point(first + 2, derivative), consensus.pressure, wakeUp, &derivative)
        (temperature, resistance) = (here.temperature[0], here.resistance[0])
      }
      var outflow =
        spread
        * Conduction.flux(
          from: current.temperature, current.resistance, to: Pair(current.temperature[1], temperature),
          Pair(current.resistance[1], resistance))
      if first + 2 >= layers {
        let last = layers - 1 - first
        intoSecond = wallFlow(
          temperature: current.temperature[last], resistance: current.resistance[last], wall: walls.second,
          meanVolume: meanVolume, film: shot.solved.second.film)
        outflow.lanes[last] = intoSecond
      }
      let flow = Pair(inflow, outflow[0]) - outflow
      advance(first, current, inflow: flow, &totals, &derivative)
      inflow = outflow[1]
    }

    var flowWork = totals.lockedWork
    if isFull {
      (consensus.gasVolume, consensus.compliance) = (totals.gasVolume, totals.gasVolume - totals.stiffening)
      consensus.pressureRate =
        (totals.expansion + consensus.pressure * totals.liquidRate) / consensus.compliance
      let relativeRate = consensus.pressureRate / consensus.pressure
      for layer in 0..<layers where lockedVolume[layer] == nil {
        derivative[layout.first(ofLayer: layer) + 2] += energies[layer] * relativeRate
      }
      flowWork = flowWork + totals.gasVolume * consensus.pressureRate
    }
    writeShared(
      totals, walls: walls, intoFirst: intoFirst, intoSecond: intoSecond, flowWork: flowWork, &derivative)
    return consensus
  }

  /// v̄ [m³ per kg of shot].
  func meanVolume(_ state: Span<Double>) -> Double { consensus(state).meanVolume }

  /// The common pressure and the mean volume, without the rates.
  func consensus(_ state: Span<Double>) -> LayerConsensus<Double> {
    pairedConsensus(state) { _, _, _ in }
  }

  /// The first sweep; `keep` receives each layer, where it and its neighbor are, and its lane.
  @inline(__always)
  private func pairedConsensus(
    _ state: Span<Double>, keep: (_ layer: Int, _ point: PairPoint, _ lane: Int) -> Void
  ) -> LayerConsensus<Double> {
    let shot = shot
    let layers = shot.solved.count
    var volumes = LayerVolumes<Double>()
    for first in stride(from: 0, to: layers, by: 2) {
      let local = layerState(state, first, min(first + 1, layers - 1))
      let c = local.composition(shot.coefficients)
      let temperature = c.temperature(enthalpy: local.enthalpy, shot.coefficients)
      let energy = PhysicalConstants.gas * (c.gas * temperature)
      let point = PairPoint(temperature: temperature, perHeatCapacity: c.perHeatCapacity, energy: energy)
      @inline(__always)
      func add(_ layer: Int, _ lane: Int) {
        volumes.add(
          share: shot.solved.shares[layer], liquidVolume: c.liquidVolume[lane], energy: energy[lane],
          locked: lockedVolume[layer])
        keep(layer, point, lane)
      }
      add(first, 0)
      if first + 1 < layers { add(first + 1, 1) }
    }
    return volumes.consensus(of: self)
  }

  /// The terms of a layer and the next; what reacts and evaporates is written to `derivative`.
  @inline(__always)
  private func pairedTerms(
    _ first: Int, _ state: Span<Double>, _ point: PairPoint, _ pressure: Double, _ wakeUp: Pair,
    _ derivative: inout MutableSpan<Double>
  ) -> LayerTerms<Pair> {
    let shot = shot
    let second = min(first + 1, shot.solved.count - 1)
    let composition = layerState(state, first, second).composition(shot.coefficients)
    var pressures = Pair(pressure)
    var gasVolumes = point.energy / pressures
    let locked = (lockedVolume[first], lockedVolume[second])
    if let volume = locked.0 {
      pressures.lanes[0] = (1 / volume) * point.energy[0]
      gasVolumes.lanes[0] = volume
    }
    if let volume = locked.1 {
      pressures.lanes[1] = (1 / volume) * point.energy[1]
      gasVolumes.lanes[1] = volume
    }
    let terms = terms(
      composition,
      LayerPoint(
        temperature: point.temperature, perHeatCapacity: point.perHeatCapacity, pressure: pressures,
        gasVolume: gasVolumes, isLocked: locked.0 != nil || locked.1 != nil),
      halfWidth: Pair(shot.solved.halfWidths[first], shot.solved.halfWidths[second]), wakeUp: wakeUp)
    let layout = shot.layout
    @inline(__always)
    func write(_ lane: Int, _ derivative: inout MutableSpan<Double>) {
      let i = layout.first(ofLayer: first + lane)
      derivative[i] = terms.rates.gelling[lane]
      derivative[i + 1] = terms.rates.blowing[lane]
      derivative[i + 3] = terms.transfer.carbonDioxide[lane]
      if let agent = layout.agent { derivative[i + agent] = terms.transfer.agent[lane] }
      if let trimerization = layout.trimerization { derivative[i + trimerization] = terms.rates.trimerization[lane] }
    }
    write(0, &derivative)
    if second > first { write(1, &derivative) }
    return terms
  }

  /// Writes dh/dt of a layer and the next, which receive `inflow` [W per kg of shot], without the work of the common
  /// pressure; adds both to the totals, one after the other.
  @inline(__always)
  private func advance(
    _ first: Int, _ here: LayerTerms<Pair>, inflow: Pair, _ totals: inout LayerTotals<Double>,
    _ derivative: inout MutableSpan<Double>
  ) {
    let shot = shot
    let second = min(first + 1, shot.solved.count - 1)
    let share = Pair(shot.solved.shares[first], shot.solved.shares[second])
    let heat = Pair(shot.solved.perShare[first], shot.solved.perShare[second]) * inflow
    let warming = heat - here.lostEnthalpy
    let lockedWork = here.lockedWork + here.lockedWorkPerHeat * heat
    let work = share * lockedWork
    let expansion = share * (here.expansion + here.expansionPerHeat * heat)
    let (stiffening, gasVolume) = (share * here.stiffening, share * here.gasVolume)
    let (liquidRate, isocyanate) = (share * here.liquidRate, share * here.rates.isocyanateConsumed)
    let (escaped, lostEnthalpy) = (share * here.escaped, share * here.lostEnthalpy)
    @inline(__always)
    func add(_ lane: Int, _ totals: inout LayerTotals<Double>, _ derivative: inout MutableSpan<Double>) {
      let layer = first + lane
      let i = shot.layout.first(ofLayer: layer) + 2
      if lockedVolume[layer] != nil {
        totals.lockedWork += work[lane]
        derivative[i] = warming[lane] + lockedWork[lane]
      } else {
        totals.expansion += expansion[lane]
        totals.stiffening += stiffening[lane]
        totals.gasVolume += gasVolume[lane]
        derivative[i] = warming[lane]
      }
      totals.liquidRate += liquidRate[lane]
      totals.isocyanate += isocyanate[lane]
      totals.escaped += escaped[lane]
      totals.lostEnthalpy += lostEnthalpy[lane]
    }
    add(0, &totals, &derivative)
    if second > first { add(1, &totals, &derivative) }
  }

  /// The states of two layers side by side.
  @inline(__always)
  private func layerState(_ state: Span<Double>, _ one: Int, _ other: Int) -> LayerState<Pair> {
    let layout = shot.layout
    let (first, second) = (layout.first(ofLayer: one), layout.first(ofLayer: other))
    func pair(_ i: Int) -> Pair { Pair(state[first + i], state[second + i]) }
    var (agent, trimerization) = (Pair(0), Pair(0))
    if let i = layout.agent { agent = pair(i) }
    if let i = layout.trimerization { trimerization = pair(i) }
    return LayerState(
      gelling: pair(0), blowing: pair(1), trimerization: trimerization, enthalpy: pair(2), carbonDioxide: pair(3),
      agent: agent)
  }
}

/// What the first sweep leaves to the second, for two layers.
private struct PairPoint {
  /// [K]
  var temperature = Pair(0)
  /// 1/C [kg·K/J].
  var perHeatCapacity = Pair(0)
  /// R n T [J/kg].
  var energy = Pair(0)
}
