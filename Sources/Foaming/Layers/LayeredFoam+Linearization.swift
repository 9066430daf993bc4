public import Integrators

/// Derivatives in O(layers): one pass of dual numbers per layer, in the directions of its own states, of the common
/// pressure and of time; then the chain rule across what layers share.
///
/// Shared scalars: the mean volume v̄ while the foam rises, the common pressure p once it fills the cavity; and ṗ.
extension LayeredFoam: ChainedProblem {
  public var chain: ChainShape {
    let tools = (layout.firstTool == nil ? 0 : 1) + (layout.secondTool == nil ? 0 : 1)
    return ChainShape(
      links: solved.count, width: layout.stride, exchange: 2, separate: tools, shared: 2, quadratures: quadratures)
  }

  public func linearize(at time: Double, state: Span<Double>, into linearization: inout ChainLinearization) {
    var value = linearization.value.mutableSpan
    let consensus = pairedRates(at: time, state: state, derivative: &value)
    let slopes = LayerSlopes(self, consensus)
    // Directions: the states of the layer, then pressure, then time.
    let pressure =
      isFull
      ? Dual(variable: consensus.pressure, direction: slopes.pressureDirection) : Dual(consensus.pressure)
    let wakeUp = ReactionRates<Dual>.wakeUp(
      coefficients, time: Dual(variable: time, direction: slopes.timeDirection))
    let walls = walls(state)
    let last = solved.count - 1

    var here = dualTerms(0, state, pressure, wakeUp)
    let first = slopes.wall(here, solved.first, temperature: walls.first)
    slopes.add(first, layer: 0, here, tool: layout.firstTool, heat: layout.firstWallHeat, to: &linearization)
    var inflow = -first.value
    for layer in 0...last {
      let current = here
      var outflow = 0.0
      if layer < last {
        here = dualTerms(layer + 1, state, pressure, wakeUp)
        outflow = slopes.addExchange(layer, current, here, to: &linearization)
      } else {
        let second = slopes.wall(here, solved.second, temperature: walls.second)
        slopes.add(second, layer: last, here, tool: layout.secondTool, heat: layout.secondWallHeat, to: &linearization)
        outflow = second.value
      }
      slopes.add(layer, current, heat: solved.perShare[layer] * (inflow - outflow), to: &linearization)
      inflow = outflow
    }
  }

  private func dualTerms(_ layer: Int, _ state: Span<Double>, _ pressure: Dual, _ wakeUp: Dual) -> LayerTerms<Dual> {
    let local = layerVariables(state, layer: layer)
    let composition = local.composition(coefficients)
    let temperature = composition.temperature(enthalpy: local.enthalpy, coefficients)
    return terms(layer, composition, temperature: temperature, commonPressure: pressure, wakeUp: wakeUp)
  }
}

/// The chain rule of the layered model at one point: where the slopes of a layer's terms go.
private struct LayerSlopes {
  let foam: LayeredFoam
  let consensus: LayerConsensus<Double>
  let pressureDirection, timeDirection: Int
  /// Border variables: the first shared scalar, v̄ or p, and the second, ṗ.
  private let common, rate: Int
  /// Weight of a term in ṗ; zero while the foam rises.
  private let perCompliance: Double
  private let length: Int
  private let flowWork: Int

  init(_ foam: LayeredFoam, _ consensus: LayerConsensus<Double>) {
    self.foam = foam
    self.consensus = consensus
    (pressureDirection, timeDirection) = (foam.layout.stride, foam.layout.stride + 1)
    let shape = foam.chain
    (common, rate, length) = (shape.separate, shape.separate + 1, shape.chained)
    perCompliance = foam.isFull ? 1 / consensus.compliance : 0
    flowWork = foam.layout.flowWork - foam.dimension
  }

  private func isLocked(_ layer: Int) -> Bool { foam.lockedVolume[layer] != nil }

  /// Adds what depends on the layer alone, with the heat it receives held [W/kg].
  func add(_ layer: Int, _ here: LayerTerms<Dual>, heat: Double, to j: inout ChainLinearization) {
    let (share, layout) = (foam.solved.shares[layer], foam.layout)
    addRate(here.rates.gelling.partials, 0, layer, to: &j)
    addRate(here.rates.blowing.partials, 1, layer, to: &j)
    addRate(here.transfer.carbonDioxide.partials, 3, layer, to: &j)
    if let i = layout.agent { addRate(here.transfer.agent.partials, i, layer, to: &j) }
    if let i = layout.trimerization { addRate(here.rates.trimerization.partials, i, layer, to: &j) }

    var work: SIMD8<Double>
    var pressureRate = consensus.pressure * here.liquidRate.partials
    if isLocked(layer) {
      work = here.lockedWork.partials + heat * here.lockedWorkPerHeat.partials
    } else {
      work = consensus.pressureRate * here.gasVolume.partials
      let compliance = here.gasVolume.partials - here.stiffening.partials
      pressureRate += here.expansion.partials + heat * here.expansionPerHeat.partials
      pressureRate -= consensus.pressureRate * compliance
      if foam.isFull {
        j.borderColumns[rate * length + layout.first(ofLayer: layer) + 2] = here.gasVolume.value
        j.add(share * here.gasVolume.value, toQuadrature: flowWork, border: rate)
      }
    }
    addRate(work - here.lostEnthalpy.partials, 2, layer, to: &j)
    addQuadrature(share * work, flowWork, layer, to: &j)
    addQuadrature(
      share * here.rates.isocyanateConsumed.partials, layout.isocyanateConsumed - foam.dimension, layer, to: &j)
    addQuadrature(share * here.escaped.partials, layout.carbonDioxideLost - foam.dimension, layer, to: &j)
    addQuadrature(share * here.lostEnthalpy.partials, layout.lostEnthalpy - foam.dimension, layer, to: &j)

    // Of v̄ = Σ f v, and of p, which keeps Σ f v = V.
    let perVolume = foam.isFull ? consensus.pressure / consensus.gasVolume : 1
    j.add((share * perVolume) * here.volume.partials, toBorder: common, link: layer)
    guard foam.isFull else { return }
    let weight = share * perCompliance
    addPressureRate(weight * pressureRate, layer, to: &j)
    j.corner[rate * j.shape.border + common] += weight * here.liquidRate.value
  }

  /// Adds the heat that flows from one layer to the next and returns it [W per kg of shot].
  func addExchange(
    _ layer: Int, _ here: LayerTerms<Dual>, _ next: LayerTerms<Dual>, to j: inout ChainLinearization
  ) -> Double {
    // The equation of the flow, in the directions: temperature and resistance here, the same there, v̄.
    let volume = Dual(variable: consensus.meanVolume, direction: 4)
    let flow = foam.flow(
      temperature: Dual(variable: here.temperature.value, direction: 0),
      resistance: Dual(variable: here.resistance.value, direction: 1),
      nextTemperature: Dual(variable: next.temperature.value, direction: 2),
      nextResistance: Dual(variable: next.resistance.value, direction: 3), meanVolume: volume)
    let slopeHere = flow.partials[0] * here.temperature.partials + flow.partials[1] * here.resistance.partials
    let slopeNext = flow.partials[2] * next.temperature.partials + flow.partials[3] * next.resistance.partials
    let slopeCommon =
      foam.isFull ? slopeHere[pressureDirection] + slopeNext[pressureDirection] : flow.partials[4]

    let (out, into) = (-rowWeight(layer, here), rowWeight(layer + 1, next))
    j.add(out * slopeHere, toRate: 2, of: layer)
    j.addAfter(out * slopeNext, link: layer)
    j.addBefore(into * slopeHere, link: layer + 1)
    j.add(into * slopeNext, toRate: 2, of: layer + 1)
    let row = foam.layout.first(ofLayer: layer) + 2
    j.borderColumns[common * length + row] += out * slopeCommon
    j.borderColumns[common * length + row + foam.layout.stride] += into * slopeCommon

    let work = lockedWeight(layer + 1, next) - lockedWeight(layer, here)
    if work != 0 {
      j.add(work * slopeHere, toQuadrature: flowWork, link: layer)
      j.add(work * slopeNext, toQuadrature: flowWork, link: layer + 1)
      j.add(work * slopeCommon, toQuadrature: flowWork, border: common)
    }
    let expansion = expansionWeight(layer + 1, next) - expansionWeight(layer, here)
    j.add(expansion * slopeHere, toBorder: rate, link: layer)
    j.add(expansion * slopeNext, toBorder: rate, link: layer + 1)
    j.corner[rate * j.shape.border + common] += expansion * slopeCommon
    return flow.value
  }

  /// The heat to a wall [W per kg of shot] in the directions: temperature and resistance of the layer, wall, v̄.
  func wall(_ here: LayerTerms<Dual>, _ side: LayerSurroundings.Wall, temperature: Double) -> Dual {
    foam.wallFlow(
      temperature: Dual(variable: here.temperature.value, direction: 0),
      resistance: Dual(variable: here.resistance.value, direction: 1), wall: Dual(variable: temperature, direction: 2),
      meanVolume: Dual(variable: consensus.meanVolume, direction: 3), film: side.film)
  }

  /// Adds the heat to a wall.
  ///
  /// - Parameters:
  ///   - tool: index of the tool's temperature in the state, if the wall has one.
  ///   - heat: index of the quadrature.
  func add(
    _ flow: Dual, layer: Int, _ here: LayerTerms<Dual>, tool: Int?, heat: Int, to j: inout ChainLinearization
  ) {
    let slope = flow.partials[0] * here.temperature.partials + flow.partials[1] * here.resistance.partials
    let slopeCommon = foam.isFull ? slope[pressureDirection] : flow.partials[3]
    let (row, quadrature, border) = (foam.layout.first(ofLayer: layer) + 2, heat - foam.dimension, j.shape.border)
    let weights = (
      heating: rowWeight(layer, here), work: lockedWeight(layer, here), expansion: expansionWeight(layer, here)
    )
    j.add(-weights.heating * slope, toRate: 2, of: layer)
    j.add(slope, toQuadrature: quadrature, link: layer)
    j.add(-weights.work * slope, toQuadrature: flowWork, link: layer)
    j.add(-weights.expansion * slope, toBorder: rate, link: layer)
    func addBorder(_ derivative: Double, _ column: Int) {
      j.borderColumns[column * length + row] -= weights.heating * derivative
      j.add(derivative, toQuadrature: quadrature, border: column)
      j.add(-weights.work * derivative, toQuadrature: flowWork, border: column)
      j.corner[rate * border + column] -= weights.expansion * derivative
    }
    addBorder(slopeCommon, common)
    guard let tool else { return }
    let side = tool == foam.layout.firstTool ? foam.solved.first : foam.solved.second
    let (column, perCapacity) = (tool - length, 1 / (side.toolHeatCapacity ?? 1))
    addBorder(flow.partials[2], column)
    j.add(perCapacity * slope, toBorder: column, link: layer)
    j.corner[column * border + column] += perCapacity * (flow.partials[2] - side.coolantConductance)
    j.corner[column * border + common] += perCapacity * slopeCommon
  }

  /// What one watt per kilogram of shot adds to dh/dt of a layer [1].
  private func rowWeight(_ layer: Int, _ here: LayerTerms<Dual>) -> Double {
    (1 + here.lockedWorkPerHeat.value) / foam.solved.shares[layer]
  }

  /// What it adds to the flow work of the shot, if the layer has set.
  private func lockedWeight(_ layer: Int, _ here: LayerTerms<Dual>) -> Double { here.lockedWorkPerHeat.value }

  /// What it adds to ṗ.
  private func expansionWeight(_ layer: Int, _ here: LayerTerms<Dual>) -> Double {
    isLocked(layer) ? 0 : perCompliance * here.expansionPerHeat.value
  }

  private func addRate(_ partials: SIMD8<Double>, _ row: Int, _ layer: Int, to j: inout ChainLinearization) {
    let i = foam.layout.first(ofLayer: layer) + row
    j.add(partials, toRate: row, of: layer)
    j.timeDerivative[i] += partials[timeDirection]
    if foam.isFull { j.borderColumns[common * length + i] += partials[pressureDirection] }
  }

  private func addQuadrature(_ partials: SIMD8<Double>, _ row: Int, _ layer: Int, to j: inout ChainLinearization) {
    j.add(partials, toQuadrature: row, link: layer)
    j.timeDerivative[foam.dimension + row] += partials[timeDirection]
    j.add(partials[pressureDirection], toQuadrature: row, border: common)
  }

  /// Adds to the slopes of ṗ.
  private func addPressureRate(_ partials: SIMD8<Double>, _ layer: Int, to j: inout ChainLinearization) {
    j.add(partials, toBorder: rate, link: layer)
    j.corner[rate * j.shape.border + common] += partials[pressureDirection]
    j.sharedTimeDerivative[rate - j.shape.separate] += partials[timeDirection]
  }
}
