internal import Quantities

extension SensitivityInput {
  /// The numbers of a mold that the foam feels.
  static func mold(_ scenario: Scenario) -> [SensitivityInput] {
    let mold = scenario.mold
    var inputs: [SensitivityInput] = []
    let isLayered = scenario.settings.dimension == .one
    let isDerived = mold.hasDerivedContactArea
    if case .cavity(let volume) = mold.enclosure {
      inputs.append(
        SensitivityInput("mold.volume", VolumeDimension.self, volume.si, largest: 1) {
          $0.mold.enclosure = .cavity(Volume(si: $2))
          if isDerived { $0.mold.contactArea = Area(si: mold.contactArea.si * $2 / volume.si) }
        })
      // One dimension takes vents as ideal.
      if case .vents(let vents) = mold.venting, !isLayered {
        inputs += vents.indices.flatMap { Self.vent($0, vents[$0]) }
      }
    }
    let second = isLayered ? mold.secondSide : nil
    guard mold.wall != .adiabatic || second.map({ $0.wall != .adiabatic }) ?? false else { return inputs }
    inputs += [
      SensitivityInput("mold.thickness", LengthDimension.self, mold.thickness.si, largest: 1) {
        $0.mold.thickness = Length(si: $2)
        if isDerived { $0.mold.contactArea = Area(si: mold.contactArea.si * mold.thickness.si / $2) }
      },
      SensitivityInput("mold.contact_area", AreaDimension.self, mold.contactArea.si, largest: 1) {
        $0.mold.contactArea = Area(si: $2)
      },
      SensitivityInput(
        "mold.film_coefficient", HeatTransferCoefficientDimension.self, mold.filmCoefficient.si, largest: 1e3
      ) { $0.mold.filmCoefficient = HeatTransferCoefficient(si: $2) },
    ]
    if let area = mold.projectedArea {
      inputs.append(
        SensitivityInput("mold.projected_area", AreaDimension.self, area.si, largest: 1) {
          $0.mold.projectedArea = Area(si: $2)
        })
    }
    inputs += wall(mold.wall, key: "mold.wall") { $0.wall = $1 }
    guard let second else { return inputs }
    inputs.append(
      SensitivityInput(
        "mold.second_side.film_coefficient", HeatTransferCoefficientDimension.self, second.filmCoefficient.si,
        largest: 1e3
      ) { $0.mold.secondSide?.filmCoefficient = HeatTransferCoefficient(si: $2) })
    return inputs + wall(second.wall, key: "mold.second_side.wall") { $0.secondSide?.wall = $1 }
  }

  /// The numbers of a wall that stands at `key` and is put back by `assign`.
  private static func wall(
    _ wall: Mold.Wall, key: String, assign: @escaping @Sendable (inout Mold, Mold.Wall) -> Void
  ) -> [SensitivityInput] {
    switch wall {
    case .adiabatic: return []
    case .fixed(let temperature):
      return [
        SensitivityInput("\(key).temperature", TemperatureDimension.self, temperature.si, largest: 400) {
          assign(&$0.mold, .fixed(Temperature(si: $2)))
        }
      ]
    case .tool(let node):
      func input(
        _ item: String, _ dimension: any Dimension.Type, _ value: Double,
        _ change: @escaping @Sendable (inout Mold.ToolNode, Double) -> Void
      ) -> SensitivityInput {
        SensitivityInput("\(key).tool.\(item)", dimension, value, largest: 1e3) { scenario, _, value in
          var changed = node
          change(&changed, value)
          assign(&scenario.mold, .tool(changed))
        }
      }
      return [
        input("initial_temperature", TemperatureDimension.self, node.initialTemperature.si) {
          $0.initialTemperature = Temperature(si: $1)
        },
        input("mass", MassDimension.self, node.mass.si) { $0.mass = Mass(si: $1) },
        input("specific_heat", SpecificHeatDimension.self, node.specificHeat.si) {
          $0.specificHeat = SpecificHeat(si: $1)
        },
        input("coolant_temperature", TemperatureDimension.self, node.coolantTemperature.si) {
          $0.coolantTemperature = Temperature(si: $1)
        },
        input("coolant_conductance", ThermalConductanceDimension.self, node.coolantConductance.si) {
          $0.coolantConductance = ThermalConductance(si: $1)
        },
      ]
    }
  }

  private static func vent(_ index: Int, _ vent: Vent) -> [SensitivityInput] {
    func input(
      _ key: String, _ dimension: any Dimension.Type, _ value: Double, largest: Double,
      _ change: @escaping @Sendable (inout Vent, Double) -> Void
    ) -> SensitivityInput {
      SensitivityInput("mold.vents.\(index).\(key)", dimension, value, largest: largest) { scenario, _, value in
        guard case .vents(var vents) = scenario.mold.venting else { return }
        change(&vents[index], value)
        scenario.mold.venting = .vents(vents)
      }
    }
    return [
      input("area", AreaDimension.self, vent.area.si, largest: 1e-3) { $0.area = Area(si: $1) },
      input("discharge_coefficient", FractionDimension.self, vent.dischargeCoefficient, largest: 1) {
        $0.dischargeCoefficient = $1
      },
      input("sealed_at_fill", FractionDimension.self, vent.sealedAtFill, largest: 1) { $0.sealedAtFill = $1 },
      input("foam_permeance", MolarPermeanceDimension.self, vent.foamPermeance.si, largest: 1e-9) {
        $0.foamPermeance = MolarPermeance(si: $1)
      },
    ]
  }
}

extension Mold {
  /// True when the contact area is the one a cavity has unless stated: 2 × volume / thickness.
  fileprivate var hasDerivedContactArea: Bool {
    guard case .cavity(let volume) = enclosure else { return false }
    return abs(contactArea.si * thickness.si - 2 * volume.si) <= 1e-12 * volume.si
  }
}
