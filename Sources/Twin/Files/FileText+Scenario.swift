package import Foaming
import Quantities

/// Writes a scenario file, mold and quality written out, that reads back as the same value.
package func fileText(of scenario: Scenario) -> String {
  var file = FileText()
  file.put("schema", FileKind.scenario.schema)
  file.put("id", scenario.id)
  file.put("name", scenario.name)
  if !scenario.summary.isEmpty { file.put(paragraph: "summary", scenario.summary) }
  file.put("system", scenario.system)
  file.put("recipe") { $0.put(scenario.recipe) }
  file.put("process") { $0.put(scenario.process) }
  file.put("mold") { $0.put(scenario.mold) }
  file.put("quality") { $0.put(scenario.quality) }
  file.put("settings") { file in
    file.put("duration", scenario.settings.duration)
    file.put("output_interval", scenario.settings.outputInterval)
    file.put("integrator", scenario.settings.integrator)
    file.line("relative_tolerance: \(scenario.settings.relativeTolerance)")
    // What is usual is not written: a scenario without layers keeps the text, and with it the digest, it always had.
    let usual = SimulationSettings()
    let settings = scenario.settings
    if settings.dimension != usual.dimension { file.put("dimension", settings.dimension.rawValue) }
    if settings.layers != usual.layers { file.line("layers: \(settings.layers)") }
    file.put(share: "wall_layer_share", settings.wallLayerShare)
  }
  if let measurement = scenario.measurement {
    file.put("measurement") { $0.put(measurement) }
  }
  return file.text
}

/// Writes a mold file that reads back as the same value.
package func fileText(of mold: Mold) -> String {
  var file = FileText()
  file.put("schema", FileKind.mold.schema)
  file.put(mold)
  return file.text
}

/// Writes a quality file that reads back as the same value.
package func fileText(of quality: QualityTargets) -> String {
  var file = FileText()
  file.put("schema", FileKind.quality.schema)
  file.put(quality)
  return file.text
}

extension FileText {
  fileprivate mutating func put(_ recipe: Recipe) {
    switch recipe.charge {
    case .shot(let mass): put("shot", mass)
    case .components(let polyol, let isocyanate):
      put("polyol", polyol)
      put("isocyanate", isocyanate)
    }
    if let index = recipe.declaredIndex { line("index: \(index)") }
  }

  fileprivate mutating func put(_ process: ProcessConditions) {
    put("polyol_temperature", process.polyolTemperature)
    put("isocyanate_temperature", process.isocyanateTemperature)
    put("ambient_temperature", process.ambientTemperature)
    put("ambient_pressure", process.ambientPressure)
    put(share: "relative_humidity", process.relativeHumidity)
    put("mixing_time", process.mixingTime)
    put("open_time", process.openTime)
  }

  fileprivate mutating func put(_ mold: Mold) {
    put("id", mold.id)
    put("name", mold.name)
    switch mold.enclosure {
    case .open: put("enclosure", "open")
    case .cavity(let volume):
      put("enclosure", "cavity")
      put("volume", volume)
    }
    switch mold.venting {
    case .ideal: put("venting", "ideal")
    case .sealed: put("venting", "sealed")
    case .vents(let vents):
      if vents.isEmpty { line("vents: []") } else { line("vents:") }
      for vent in vents { item { $0.put(vent) } }
    }
    put(mold.wall)
    if let side = mold.secondSide {
      put("second_side") { file in
        file.put(side.wall)
        file.put("film_coefficient", side.filmCoefficient)
      }
    }
    put("thickness", mold.thickness)
    put("contact_area", mold.contactArea)
    put("film_coefficient", mold.filmCoefficient)
    put("projected_area", mold.projectedArea)
    put("clamp_force", mold.clampForce)
    put("seal_pressure", mold.sealPressure)
  }

  private mutating func put(_ wall: Mold.Wall) {
    switch wall {
    case .adiabatic: put("wall", "adiabatic")
    case .fixed(let temperature): put("wall") { $0.put("temperature", temperature) }
    case .tool(let tool):
      put("wall") { file in
        file.put("tool") { file in
          file.put("initial_temperature", tool.initialTemperature)
          file.put("mass", tool.mass)
          file.put("specific_heat", tool.specificHeat)
          file.put("coolant_temperature", tool.coolantTemperature)
          file.put("coolant_conductance", tool.coolantConductance)
        }
      }
    }
  }

  private mutating func put(_ vent: Vent) {
    put("name", vent.name)
    line("count: \(vent.count)")
    put("area", vent.area)
    put(share: "discharge_coefficient", vent.dischargeCoefficient)
    put(share: "sealed_at_fill", vent.sealedAtFill)
    put("foam_permeance", vent.foamPermeance)
  }

  fileprivate mutating func put(_ quality: QualityTargets) {
    put("id", quality.id)
    put("name", quality.name)
    put(share: "conversion_at_demold", quality.conversionAtDemold)
    if let band = quality.moldedDensity {
      put("molded_density") { file in
        file.put("min", band.lowerBound)
        file.put("max", band.upperBound)
      }
    }
    put("core_temperature_at_demold", quality.coreTemperatureAtDemold)
    put("core_temperature_maximum", quality.coreTemperatureMaximum)
    put("hardness_at_demold", quality.hardnessAtDemold)
    put("hardness_24h", quality.hardnessAfterDay)
    put("pressure_maximum", quality.pressureMaximum)
    put("pressure_at_demold", quality.pressureAtDemold)
    put("cycle_time", quality.cycleTime)
  }

  fileprivate mutating func put(_ measurement: Measurement) {
    put("source", measurement.source)
    func curve(_ file: inout FileText, _ key: String, _ values: String, _ curve: Measurement.Curve?) {
      guard let curve else { return }
      file.put(key) { file in
        file.put("time_s", curve.times)
        file.put(values, curve.values)
      }
    }
    curve(&self, "core_temperature", "temperature_K", measurement.coreTemperature)
    curve(&self, "density", "density_kg_per_m3", measurement.density)
    curve(&self, "pressure", "pressure_Pa", measurement.pressure)
  }
}
