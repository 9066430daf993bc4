public import Quantities

/// A number that a shot is computed from, and that sensitivities are taken with respect to.
public struct SensitivityInput: Sendable {
  /// Path as an override of a scenario names it: `"system.model.gelling.rate_constant"`.
  public let path: String
  /// The quantity's dimension.
  public let dimension: any Dimension.Type
  /// SI value of the shot.
  public let value: Double
  /// Size of a change that counts as large [SI]: the value itself, 20 K of a temperature.
  public let scale: Double
  let assign: @Sendable (inout Scenario, inout MaterialSystem, Double) -> Void

  init(
    _ path: String, _ dimension: any Dimension.Type, _ value: Double, largest: Double,
    assign: @escaping @Sendable (inout Scenario, inout MaterialSystem, Double) -> Void
  ) {
    (self.path, self.dimension, self.value, self.assign) = (path, dimension, value, assign)
    // A temperature's zero means nothing; of a number that is zero only the range tells a size.
    let isTemperature = dimension == TemperatureDimension.self
    scale = isTemperature ? 20 : value != 0 ? abs(value) : 1e-3 * largest
  }

  /// Scenario and system with another value of the input.
  ///
  /// - Parameter system: gaps closed.
  package func moved(_ scenario: Scenario, _ system: MaterialSystem, to value: Double) -> (Scenario, MaterialSystem) {
    var (scenario, system) = (scenario, system)
    assign(&scenario, &system, value)
    return (scenario, system)
  }

  /// Every number of a shot: of its system, recipe, process and mold, as far as they are stated.
  static func all(_ scenario: Scenario, _ system: MaterialSystem) -> [SensitivityInput] {
    model(system) + sheet(system) + recipe(scenario) + process(scenario) + mold(scenario)
  }

  private static func model(_ system: MaterialSystem) -> [SensitivityInput] {
    system.model.stated.map { key, sourced in
      SensitivityInput(
        "system.model.\(key.rawValue)", key.dimension, sourced.value,
        largest: max(abs(key.range.lowerBound), abs(key.range.upperBound))
      ) { $1.model[key]?.value = $2 }
    }
  }

  /// Items of the data sheet that the chemistry of a shot is made of.
  private static let chemistry: Set<SheetItem> = [
    .polyolHydroxylNumber, .polyolWater, .polyolAgent, .isocyanateContent, .mixingRatio, .mixtureHydroxyl,
    .mixtureWater, .mixtureIsocyanate, .mixtureAgent,
  ]

  private static func sheet(_ system: MaterialSystem) -> [SensitivityInput] {
    system.sheet.stated.filter { chemistry.contains($0.key) }.map { key, sourced in
      SensitivityInput("system.data_sheet.\(key.rawValue)", key.dimension, sourced.value, largest: key.range.upperBound)
      {
        $1.sheet[key]?.value = $2
      }
    }
  }

  private static func recipe(_ scenario: Scenario) -> [SensitivityInput] {
    var inputs: [SensitivityInput] = []
    switch scenario.recipe.charge {
    case .shot(let mass):
      inputs.append(
        SensitivityInput("recipe.shot", MassDimension.self, mass.si, largest: 1) {
          $0.recipe.charge = .shot(Mass(si: $2))
        })
    case .components(let polyol, let isocyanate):
      inputs.append(
        SensitivityInput("recipe.polyol", MassDimension.self, polyol.si, largest: 1) {
          $0.recipe.charge = .components(polyol: Mass(si: $2), isocyanate: isocyanate)
        })
      inputs.append(
        SensitivityInput("recipe.isocyanate", MassDimension.self, isocyanate.si, largest: 1) {
          $0.recipe.charge = .components(polyol: polyol, isocyanate: Mass(si: $2))
        })
    }
    if let index = scenario.recipe.declaredIndex {
      inputs.append(
        SensitivityInput("recipe.index", FractionDimension.self, index, largest: 1) { $0.recipe.declaredIndex = $2 })
    }
    return inputs
  }

  private static func process(_ scenario: Scenario) -> [SensitivityInput] {
    let process = scenario.process
    func temperature(_ key: String, _ path: any WritableKeyPath<ProcessConditions, Temperature> & Sendable)
      -> SensitivityInput
    {
      SensitivityInput("process.\(key)", TemperatureDimension.self, process[keyPath: path].si, largest: 400) {
        $0.process[keyPath: path] = Temperature(si: $2)
      }
    }
    return [
      temperature("polyol_temperature", \.polyolTemperature),
      temperature("isocyanate_temperature", \.isocyanateTemperature),
      temperature("ambient_temperature", \.ambientTemperature),
      SensitivityInput("process.ambient_pressure", PressureDimension.self, process.ambientPressure.si, largest: 1e5) {
        $0.process.ambientPressure = Pressure(si: $2)
      },
      SensitivityInput("process.relative_humidity", FractionDimension.self, process.relativeHumidity, largest: 1) {
        $0.process.relativeHumidity = $2
      },
      SensitivityInput("process.mixing_time", TimeSpanDimension.self, process.mixingTime.si, largest: 1e3) {
        $0.process.mixingTime = TimeSpan(si: $2)
      },
      SensitivityInput("process.open_time", TimeSpanDimension.self, process.openTime.si, largest: 1e3) {
        $0.process.openTime = TimeSpan(si: $2)
      },
    ]
  }
}
