internal import Integrators

extension Profile {
  /// Samples a solved shot at equal intervals, from the end of mixing to the end of the run.
  ///
  /// - Parameters:
  ///   - interval: spacing [s].
  ///   - mixing: time from the start to the end of mixing [s], added to the time column.
  init(_ course: ShotCourse, interval: Double, mixing: Double, structure: FoamStructure?, ventAreaTotal: Double) {
    self.init()
    let count = Int((course.endTime / interval).rounded(.down))
    var times = (0...count).map { Double($0) * interval }
    if course.endTime - (times.last ?? 0) > 1e-9 * course.endTime { times.append(course.endTime) }
    let readings = times.map(course.reading(at:))
    self[.time] = times.map { $0 + mixing }
    self[.hydroxylConversion] = readings.map(\.hydroxylConversion)
    self[.isocyanateConversion] = readings.map(\.isocyanateConversion)
    self[.coreTemperature] = readings.map(\.temperature)
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
    let foam = course.solution.phases[0].problem
    if foam.parameters.water > 0 { self[.waterConversion] = readings.map(\.waterConversion) }
    if foam.parameters.agent != nil {
      self[.agentPressure] = readings.map { $0.pressure * $0.agentGas / $0.gas }
    }
    if foam.surroundings.wallConductance > 0 { self[.wallTemperature] = readings.map(\.wallTemperature) }
    if foam.surroundings.cavityVolume.isFinite {
      self[.fill] = readings.map { $0.volume / foam.surroundings.cavityVolume }
    }
    if foam.surroundings.hasHeadSpace {
      self[.headSpacePressure] = readings.map(\.headSpacePressure)
      if ventAreaTotal > 0 {
        self[.ventOpen] = times.map { course.solution.problem(at: $0).openVentArea / ventAreaTotal }
      }
    }
    if let structure {
      self[.glassTransition] = readings.map { structure.glassTransition(conversion: $0.hydroxylConversion) }
      self[.foamModulus] = readings.map {
        structure.foamModulus(conversion: $0.hydroxylConversion, temperature: $0.temperature, density: $0.density)
      }
      self[.hardness] = readings.map(structure.hardness)
    }
  }
}
