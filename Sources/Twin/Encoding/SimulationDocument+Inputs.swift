import Foaming
import Quantities

// Inputs are written in SI units; the unit is the end of the key.
extension SimulationDocument {
  func writeMixture(_ json: inout JSONWriter) {
    let mixture = run.mixture
    json.object("mixture") { json in
      json.number("mass_kg", mixture.mass)
      json.number("polyol_kg", mixture.polyol)
      json.number("isocyanate_kg", mixture.isocyanate)
      json.number("hydroxyl_mol_per_kg", mixture.hydroxyl)
      json.number("water_mol_per_kg", mixture.water)
      json.number("isocyanate_groups_mol_per_kg", mixture.isocyanateGroups)
      json.number("blowing_agent_fraction", mixture.agent)
      json.number("temperature_K", mixture.temperature)
      json.number("water_from_polyol_kg", mixture.waterFromPolyol)
      json.number("water_from_air_kg", mixture.waterFromAir)
      json.number("declared_index", mixture.declaredIndex)
      json.number("index", mixture.index)
    }
  }

  func writeScenario(_ json: inout JSONWriter) {
    let scenario = run.scenario
    json.object("scenario") { json in
      json.string("id", scenario.id)
      json.string("name", scenario.name)
      json.string("summary", scenario.summary)
      json.string("system", scenario.system)
      json.object("recipe") { json in
        json.number("mass_kg", scenario.recipe.mass.si)
        if case .components(let polyol, let isocyanate) = scenario.recipe.charge {
          json.number("polyol_kg", polyol.si)
          json.number("isocyanate_kg", isocyanate.si)
        }
        json.number("declared_index", scenario.recipe.declaredIndex)
      }
      writeProcess(scenario.process, &json)
      writeMold(scenario.mold, &json)
      writeQuality(scenario.quality, &json)
      json.object("settings") { json in
        json.number("duration_s", scenario.settings.duration.si)
        json.number("output_interval_s", scenario.settings.outputInterval.si)
        json.string("integrator", scenario.settings.integrator)
        json.number("relative_tolerance", scenario.settings.relativeTolerance)
        json.string("dimension", scenario.settings.dimension.rawValue)
        let hasLayers = scenario.settings.dimension == .one
        if hasLayers { json.integer("layers", scenario.settings.layers) } else { json.null("layers") }
        json.number("wall_layer_share", hasLayers ? LayerGrid(scenario.settings).shares[0] : nil)
      }
    }
  }

  private func writeProcess(_ process: ProcessConditions, _ json: inout JSONWriter) {
    json.object("process") { json in
      json.number("polyol_temperature_K", process.polyolTemperature.si)
      json.number("isocyanate_temperature_K", process.isocyanateTemperature.si)
      json.number("ambient_temperature_K", process.ambientTemperature.si)
      json.number("ambient_pressure_Pa", process.ambientPressure.si)
      json.number("relative_humidity", process.relativeHumidity)
      json.number("mixing_time_s", process.mixingTime.si)
      json.number("open_time_s", process.openTime.si)
    }
  }

  private func writeMold(_ mold: Mold, _ json: inout JSONWriter) {
    json.object("mold") { json in
      json.string("id", mold.id)
      json.string("name", mold.name)
      switch mold.enclosure {
      case .open: json.null("cavity_volume_m3")
      case .cavity(let volume): json.number("cavity_volume_m3", volume.si)
      }
      switch mold.venting {
      case .ideal: json.string("venting", "ideal")
      case .sealed: json.string("venting", "sealed")
      case .vents(let vents):
        json.array("venting", vents) { json, vent in
          json.object { json in
            json.string("name", vent.name)
            json.integer("count", vent.count)
            json.number("area_m2", vent.area.si)
            json.number("discharge_coefficient", vent.dischargeCoefficient)
            json.number("sealed_at_fill", vent.sealedAtFill)
            json.number("foam_permeance_mol_per_s_Pa", vent.foamPermeance.si)
          }
        }
      }
      writeWall(mold.wall, &json)
      if let side = mold.secondSide {
        json.object("second_side") { json in
          writeWall(side.wall, &json)
          json.number("film_coefficient_W_per_m2_K", side.filmCoefficient.si)
        }
      } else {
        json.null("second_side")
      }
      json.number("thickness_m", mold.thickness.si)
      json.number("contact_area_m2", mold.contactArea.si)
      json.number("film_coefficient_W_per_m2_K", mold.filmCoefficient.si)
      json.number("projected_area_m2", mold.projectedArea?.si)
      json.number("clamp_force_N", mold.clampForce?.si)
      json.number("seal_pressure_Pa", mold.sealPressure?.si)
    }
  }

  private func writeWall(_ wall: Mold.Wall, _ json: inout JSONWriter) {
    json.object("wall") { json in
      switch wall {
      case .adiabatic: json.string("kind", "adiabatic")
      case .fixed(let temperature):
        json.string("kind", "fixed")
        json.number("temperature_K", temperature.si)
      case .tool(let tool):
        json.string("kind", "tool")
        json.number("initial_temperature_K", tool.initialTemperature.si)
        json.number("mass_kg", tool.mass.si)
        json.number("specific_heat_J_per_kg_K", tool.specificHeat.si)
        json.number("coolant_temperature_K", tool.coolantTemperature.si)
        json.number("coolant_conductance_W_per_K", tool.coolantConductance.si)
      }
    }
  }

  private func writeQuality(_ quality: QualityTargets, _ json: inout JSONWriter) {
    json.object("quality") { json in
      json.string("id", quality.id)
      json.string("name", quality.name)
      json.number("conversion_at_demold", quality.conversionAtDemold)
      json.number("molded_density_minimum_kg_per_m3", quality.moldedDensity?.lowerBound.si)
      json.number("molded_density_maximum_kg_per_m3", quality.moldedDensity?.upperBound.si)
      json.number("core_temperature_at_demold_K", quality.coreTemperatureAtDemold?.si)
      json.number("core_temperature_maximum_K", quality.coreTemperatureMaximum?.si)
      json.number("hardness_at_demold_shore", quality.hardnessAtDemold?.si)
      json.number("hardness_24h_shore", quality.hardnessAfterDay?.si)
      json.number("pressure_maximum_Pa", quality.pressureMaximum?.si)
      json.number("pressure_at_demold_Pa", quality.pressureAtDemold?.si)
      json.number("cycle_time_s", quality.cycleTime?.si)
    }
  }

  func writeSystem(_ json: inout JSONWriter) {
    let system = run.system
    json.object("system") { json in
      json.string("id", system.id)
      json.string("name", system.name)
      json.string("family", system.family.rawValue)
      json.string("summary", system.summary)
      json.string("agent", system.agent)
      json.boolean("is_archetype", system.isArchetype)
      json.strings("documents", system.documents)
      json.strings("notes", system.notes)
      json.object("data_sheet") { json in
        for entry in system.sheet.stated { write(entry.key, entry.sourced, entry.key.displayForm, &json) }
      }
      json.object("model") { json in
        for entry in system.model.stated { write(entry.key, entry.sourced, entry.key.displayForm, &json) }
      }
    }
  }

  private func write<Key: PropertyKey>(
    _ key: Key, _ sourced: Sourced, _ form: Display.Form, _ json: inout JSONWriter
  ) {
    json.object(key.rawValue) { json in
      json.number("value", sourced.value)
      json.string("unit", Self.symbol(key.dimension))
      json.string("display", sourced.value.isFinite ? form.text(si: sourced.value) : nil)
      json.string("provenance", sourced.provenance.kind.rawValue)
      json.string("note", sourced.provenance.note)
    }
  }

  /// The coherent SI unit of a dimension.
  private static func symbol<D: Dimension>(_ dimension: D.Type) -> String { D.units.first?.symbol ?? "" }
}
