internal import Integrators

extension LayeredFoam: ShotModel {
  var cavityVolume: Double { surroundings.cavityVolume }
  /// Ideally vented: no air is left above the front.
  var hasHeadSpace: Bool { false }
  var exchangesHeat: Bool { surroundings.first.film > 0 || surroundings.second.film > 0 }
  var ventsOpen: Int { 0 }
  var openVentArea: Double { 0 }

  func reading(_ state: Span<Double>) -> FoamReading { FoamReading(self, state: state) }

  /// Composition of every layer from the first wall to the second.
  func compositions(_ state: Span<Double>) -> [Composition<Double>] {
    let compositions = (0..<solved.count).map { layer in
      let first = layout.first(ofLayer: layer)
      return Composition(
        coefficients, gelling: state[first], blowing: state[first + 1],
        trimerization: layout.trimerization.map { state[first + $0] } ?? 0, carbonDioxideGas: state[first + 3],
        agentGas: layout.agent.map { state[first + $0] } ?? 0, lost: (carbonDioxide: 0, agent: 0, air: 0))
    }
    return solved.unfolded(compositions)
  }

  /// Temperatures of the first and of the second wall [K].
  func wallTemperatures(_ state: Span<Double>) -> (first: Double, second: Double) {
    let first = layout.firstTool.map { state[$0] } ?? surroundings.first.temperature
    guard !solved.isHalf else { return (first, first) }
    return (first, layout.secondTool.map { state[$0] } ?? surroundings.second.temperature)
  }
}

extension FoamReading {
  /// Reads the full state vector of a foam in layers.
  public init(_ foam: LayeredFoam, state: Span<Double>) {
    let p = foam.parameters
    let shares = foam.grid.shares
    let compositions = foam.compositions(state)
    let readings = foam.readings(state)
    func mean(_ figure: (Composition<Double>) -> Double) -> Double {
      zip(shares, compositions).reduce(0) { $0 + $1.0 * figure($1.1) }
    }
    func mean(_ figure: (LayeredFoam.LayerReading) -> Double) -> Double {
      zip(shares, readings).reduce(0) { $0 + $1.0 * figure($1.1) }
    }
    gellingExtent = mean(\.gelling)
    blowingExtent = mean(\.blowing)
    trimerizationExtent = mean(\.trimerization)
    isocyanate = mean(\.isocyanate)
    hydroxylConversion = gellingExtent / p.hydroxyl
    waterConversion = p.water > 0 ? blowingExtent / p.water : 0
    isocyanateConversion = 1 - isocyanate / p.isocyanate
    carbonDioxideGas = mean(\.carbonDioxideGas)
    agentGas = mean(\.agentGas)
    carbonDioxideDissolved = mean(\.carbonDioxideDissolved)
    agentLiquid = mean(\.agentLiquid)
    cellAir = mean(\.cellAir)
    headSpaceAir = 0
    polymer = mean(\.polymer)
    temperature = mean(\LayeredFoam.LayerReading.temperature)
    gasVolume = mean(\LayeredFoam.LayerReading.gasVolume)
    liquidVolume = mean(\LayeredFoam.LayerReading.liquidVolume)
    // Layers that still expand have one pressure; those that have set keep their own.
    pressure = mean { (layer: LayeredFoam.LayerReading) in layer.gasVolume * layer.pressure } / gasVolume
    headSpacePressure = foam.surroundings.ambientPressure
    (wallTemperature, secondWallTemperature) = foam.wallTemperatures(state)
    layers = zip(shares, readings).map { Layer(share: $0, $1) }
  }
}
