internal import Quantities

extension Surroundings {
  /// A mold and the room around it, per kilogram of shot.
  ///
  /// - Parameters:
  ///   - mass: of the shot [kg].
  ///   - foamConductivity: k between core and wall [W/(m·K)]; with the film, U = 1/(1/h + H/6k).
  public init(mold: Mold, process: ProcessConditions, mass: Double, foamConductivity: Double) {
    ambientPressure = process.ambientPressure.si
    ambientTemperature = process.ambientTemperature.si
    cavityVolume = .infinity
    hasHeadSpace = false
    if case .cavity(let volume) = mold.enclosure {
      cavityVolume = volume.si / mass
      hasHeadSpace = mold.venting != .ideal
    }
    wallTemperature = mold.wall.initialTemperature?.si ?? ambientTemperature
    wallConductance = 0
    if mold.wall != .adiabatic {
      let resistance = 1 / mold.filmCoefficient.si + mold.thickness.si / (6 * foamConductivity)
      wallConductance = mold.contactArea.si / resistance / mass
    }
    tool = nil
    if case .tool(let node) = mold.wall {
      tool = Tool(
        initialTemperature: node.initialTemperature.si, heatCapacity: node.mass.si * node.specificHeat.si / mass,
        coolantTemperature: node.coolantTemperature.si, coolantConductance: node.coolantConductance.si / mass)
    }
  }
}

extension Mold {
  /// The vents of a closed cavity, per kilogram of a shot of `mass` [kg].
  func ventGroups(mass: Double) -> [Surroundings.VentGroup] {
    guard case .cavity = enclosure, case .vents(let groups) = venting else { return [] }
    return groups.map { vent in
      let count = Double(vent.count)
      return Surroundings.VentGroup(
        name: vent.name, effectiveArea: vent.dischargeCoefficient * vent.area.si * count / mass,
        sealedAtFill: vent.sealedAtFill, foamPermeance: vent.foamPermeance.si * count / mass)
    }
  }
}
