internal import Integrators

extension Profile {
  /// Samples a solved shot at equal intervals, from the end of mixing to the end of the run.
  ///
  /// - Parameters:
  ///   - interval: spacing [s].
  ///   - mixing: time from the start to the end of mixing [s], added to the time column.
  ///   - thickness: distance between the walls [m], for layers.
  init(
    _ course: some Course, interval: Double, mixing: Double, structure: FoamStructure?, ventAreaTotal: Double,
    thickness: Double
  ) {
    self.init()
    let count = Int((course.endTime / interval).rounded(.down))
    var times = (0...count).map { Double($0) * interval }
    if course.endTime - (times.last ?? 0) > 1e-9 * course.endTime { times.append(course.endTime) }
    let readings = times.map(course.reading(at:))
    self[.time] = times.map { $0 + mixing }
    self[.hydroxylConversion] = readings.map(\.hydroxylConversion)
    self[.isocyanateConversion] = readings.map(\.isocyanateConversion)
    self[.coreTemperature] = readings.map(\.coreTemperature)
    self[.density] = readings.map(\.density)
    self[.pressure] = readings.map(\.pressure)
    self[.airPressure] = readings.map { $0.pressure * $0.cellAir / $0.gas }
    self[.carbonDioxidePressure] = readings.map { $0.pressure * $0.carbonDioxideGas / $0.gas }
    self[.gellingExtent] = readings.map(\.gellingExtent)
    self[.blowingExtent] = readings.map(\.blowingExtent)
    self[.carbonDioxideGas] = readings.map(\.carbonDioxideGas)
    self[.agentGas] = readings.map(\.agentGas)
    self[.gasVolume] = readings.map(\.gasVolume)
    self[.liquidVolume] = readings.map(\.liquidVolume)
    let foam = course.model(at: 0)
    if foam.parameters.water > 0 { self[.waterConversion] = readings.map(\.waterConversion) }
    if foam.parameters.agent != nil {
      self[.agentPressure] = readings.map { $0.pressure * $0.agentGas / $0.gas }
    }
    if foam.exchangesHeat { self[.wallTemperature] = readings.map(\.wallTemperature) }
    if foam.cavityVolume.isFinite { self[.fill] = readings.map { $0.volume / foam.cavityVolume } }
    if foam.hasHeadSpace {
      self[.headSpacePressure] = readings.map(\.headSpacePressure)
      if ventAreaTotal > 0 {
        self[.ventOpen] = times.map { course.model(at: $0).openVentArea / ventAreaTotal }
      }
    }
    if let structure {
      self[.glassTransition] = readings.map { structure.glassTransition(conversion: $0.hydroxylConversion) }
      self[.foamModulus] = readings.map { structure.foamModulus($0) }
      self[.hardness] = readings.map(structure.hardness)
    }
    recordLayers(readings, exchangesHeat: foam.exchangesHeat, thickness: thickness)
  }
  /// What only one dimension knows.
  private mutating func recordLayers(_ readings: [FoamReading], exchangesHeat: Bool, thickness: Double) {
    guard let first = readings.first, !first.layers.isEmpty else { return }
    layers = LayerProfile(readings, thickness: thickness)
    if exchangesHeat { self[.secondWallTemperature] = readings.map(\.secondWallTemperature) }
    self[.meanTemperature] = readings.map(\.temperature)
    self[.skinTemperature] = readings.compactMap { $0.skins?.first.temperature }
    self[.secondSkinTemperature] = readings.compactMap { $0.skins?.second.temperature }
    self[.coreConversion] = readings.compactMap { $0.core?.conversion }
    self[.leastConversion] = readings.map(\.leastConversion)
    self[.coreDensity] = readings.compactMap { $0.core?.density }
  }
}
