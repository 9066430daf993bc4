internal import Quantities

extension Mixture {
  /// Molar mass of potassium hydroxide times 1000, as hydroxyl numbers count it [mg/mol].
  static let hydroxylNumberEquivalent = 56_106.0
  /// Molar mass of an isocyanate group [kg/mol].
  static let isocyanateGroupMolarMass = 0.04202

  /// The chemistry of a shot.
  ///
  ///     e_OH = 1000 · OH number / 56106 mol per kg polyol,  e_N = %NCO / 42.02 g/mol,  water 18.015 g/mol
  ///
  /// - Throws: ``SimulationError`` of kind `gaps` or `invalid`, naming the fields.
  public init(scenario: Scenario, system: MaterialSystem) throws(SimulationError) {
    let isReadyMixture = system.sheet.value(.mixtureHydroxyl) != nil
    let components =
      isReadyMixture
      ? try Components(mixtureOf: system, scenario.recipe) : try Components(sheetOf: system, scenario.recipe)
    let dosed = components.polyol + components.isocyanate
    let moisture = Self.moisture(scenario)
    mass = dosed + moisture
    polyol = components.isDisclosed ? components.polyol : nil
    isocyanate = components.isDisclosed ? components.isocyanate : nil
    hydroxyl = components.hydroxyl / mass
    waterFromPolyol = components.water * PhysicalConstants.waterMolarMass
    waterFromAir = moisture
    water = (components.water + moisture / PhysicalConstants.waterMolarMass) / mass
    isocyanateGroups = components.isocyanateGroups / mass
    agent = components.agent / mass
    declaredIndex = scenario.recipe.declaredIndex
    let process = scenario.process
    let share = components.polyol / dosed
    temperature = share * process.polyolTemperature.si + (1 - share) * process.isocyanateTemperature.si
    if !components.isDisclosed && process.polyolTemperature != process.isocyanateTemperature {
      throw SimulationError(
        kind: .invalid, field: "process.isocyanate_temperature",
        found: "components at different temperatures in a system whose mixing ratio is not disclosed",
        expected: "one temperature for both",
        remedy: "state data_sheet.isocyanate.nco_content in the system, or use one temperature")
    }
  }

  /// Water from the air on the mold surface [kg].
  private static func moisture(_ scenario: Scenario) -> Double {
    let mold = scenario.mold
    guard case .cavity = mold.enclosure else { return 0 }
    let wall = mold.wall.initialTemperature ?? scenario.process.ambientTemperature
    let moisture = AirMoisture(process: scenario.process, wallTemperature: wall.si)
    return (moisture.film + moisture.condensate) * mold.contactArea.si
  }
}

/// Amounts in the whole shot, before moisture.
private struct Components {
  /// Masses [kg].
  var polyol, isocyanate: Double
  /// Groups and water [mol].
  var hydroxyl, water, isocyanateGroups: Double
  /// [kg]
  var agent: Double
  /// False when only the equivalents of the ready mixture are known.
  var isDisclosed = true

  /// A system whose components are disclosed.
  init(sheetOf system: MaterialSystem, _ recipe: Recipe) throws(SimulationError) {
    let sheet = system.sheet
    var missing: [SheetItem] = []
    func need(_ item: SheetItem) -> Double {
      guard let value = sheet.value(item) else {
        missing.append(item)
        return .nan
      }
      return value
    }
    let hydroxylPerKilogram = 1000 * need(.polyolHydroxylNumber) / Mixture.hydroxylNumberEquivalent
    let waterPerKilogram = need(.polyolWater) / PhysicalConstants.waterMolarMass
    let groupsPerKilogram = need(.isocyanateContent) / Mixture.isocyanateGroupMolarMass
    let agentPerKilogram = sheet.value(.polyolAgent) ?? 0
    guard missing.isEmpty else { throw .gaps(system, missing.map { "data_sheet.\($0.rawValue)" }) }
    switch recipe.charge {
    case .components(let polyolMass, let isocyanateMass):
      (polyol, isocyanate) = (polyolMass.si, isocyanateMass.si)
    case .shot(let mass):
      let ratio: Double
      if let index = recipe.declaredIndex {
        ratio = index * (hydroxylPerKilogram + 2 * waterPerKilogram) / groupsPerKilogram
      } else if let stated = sheet.value(.mixingRatio) {
        ratio = stated
      } else {
        throw SimulationError(
          kind: .invalid, field: "recipe", found: "a shot mass without an index",
          expected: "index, or the masses of polyol and isocyanate",
          remedy: "add `index: 1.05` to the recipe, or data_sheet.mixing_ratio to the system \(system.id)")
      }
      polyol = mass.si / (1 + ratio)
      isocyanate = mass.si - polyol
    }
    hydroxyl = polyol * hydroxylPerKilogram
    water = polyol * waterPerKilogram
    isocyanateGroups = isocyanate * groupsPerKilogram
    agent = polyol * agentPerKilogram
  }

  /// A system known by the equivalents of its ready mixture at the nominal index.
  init(mixtureOf system: MaterialSystem, _ recipe: Recipe) throws(SimulationError) {
    let sheet = system.sheet
    guard let hydroxyl = sheet.value(.mixtureHydroxyl), let water = sheet.value(.mixtureWater),
      let groups = sheet.value(.mixtureIsocyanate)
    else {
      let items: [SheetItem] = [.mixtureHydroxyl, .mixtureWater, .mixtureIsocyanate]
      throw .gaps(system, items.filter { sheet[$0] == nil }.map { "data_sheet.\($0.rawValue)" })
    }
    let nominal = groups / (hydroxyl + 2 * water)
    let share = sheet.value(.isocyanateContent).map { groups * Mixture.isocyanateGroupMolarMass / $0 }
    if let share, !(share > 0 && share < 1) {
      throw SimulationError(
        kind: .invalid, field: "\(system.id): data_sheet.isocyanate.nco_content",
        found: "an isocyanate share of \(share) of the mixture", expected: "a share between 0 and 1",
        remedy: "correct nco_content or mixture.isocyanate")
    }
    // Isocyanate relative to the nominal mixture.
    var scale = 1.0
    switch (recipe.charge, recipe.declaredIndex, share) {
    case (.components(let polyol, let isocyanate), _, let share?):
      scale = (isocyanate / polyol) * (1 - share) / share
    case (.shot, let index?, _) where abs(index / nominal - 1) < 1e-4:
      break
    case (.shot, let index?, _?):
      scale = index / nominal
    case (.shot, nil, _):
      break
    default:
      throw SimulationError(
        kind: .invalid, field: "recipe", found: "an index or component masses",
        expected: "the nominal mixture of \(system.id), index \(nominal)",
        remedy: "dose `shot` alone, or state data_sheet.isocyanate.nco_content in the system")
    }
    let mass = recipe.mass.si
    let nominalShare = share ?? 0.5
    let perKilogram = mass / (1 - nominalShare + scale * nominalShare)
    // Without a change of ratio the nominal equivalents are used as stated, to the last digit.
    let basis = scale == 1 ? mass : perKilogram
    polyol = scale == 1 ? mass * (1 - nominalShare) : basis * (1 - nominalShare)
    isocyanate = mass - polyol
    self.hydroxyl = basis * hydroxyl
    self.water = basis * water
    isocyanateGroups = basis * scale * groups
    agent = basis * (sheet.value(.mixtureAgent) ?? 0)
    isDisclosed = share != nil
  }
}

extension Mold.Wall {
  /// Temperature before the shot; `nil` when adiabatic.
  var initialTemperature: Temperature? {
    switch self {
    case .adiabatic: nil
    case .fixed(let temperature): temperature
    case .tool(let node): node.initialTemperature
    }
  }
}

extension SimulationError {
  /// The error for a system that lacks numbers.
  static func gaps(_ system: MaterialSystem, _ missing: [String]) -> SimulationError {
    SimulationError(
      kind: .gaps, field: system.id, found: "no value for \(missing.joined(separator: ", "))",
      expected: "a value for each",
      remedy: "add them to the system's file, or let an archetype fill model parameters with --assume ARCHETYPE")
  }
}
