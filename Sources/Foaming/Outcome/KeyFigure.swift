/// A number that a technologist asks of a shot. The raw value is its key in JSON.
public enum KeyFigureID: String, Hashable, Sendable, CaseIterable {
  case creamTime = "cream_time"
  case gelTime = "gel_time"
  case riseTime = "rise_time"
  case tackFreeTime = "tack_free_time"
  case fillTime = "fill_time"
  case lockTime = "lock_time"
  case coreTemperatureMaximum = "core_temperature_maximum"
  case coreTemperatureMaximumTime = "core_temperature_maximum_time"
  case pressureMaximum = "pressure_maximum"
  case pressureMaximumTime = "pressure_maximum_time"
  /// Partial pressures at the time of the pressure maximum.
  case airAtPressureMaximum = "air_at_pressure_maximum"
  case carbonDioxideAtPressureMaximum = "carbon_dioxide_at_pressure_maximum"
  case agentAtPressureMaximum = "agent_at_pressure_maximum"
  case clampForceRequired = "clamp_force_required"
  case freeRiseDensity = "free_rise_density"
  case moldedDensity = "molded_density"
  /// Molded over free-rise density.
  case packingFactor = "packing_factor"
  case fillFraction = "fill_fraction"
  case trappedAirFraction = "trapped_air_fraction"
  case ventClosureTime = "vent_closure_time"
  case demoldEarliest = "demold_earliest"
  case demoldRecommended = "demold_recommended"
  case demoldLatest = "demold_latest"
  case conversionAtDemold = "conversion_at_demold"
  case coreTemperatureAtDemold = "core_temperature_at_demold"
  case pressureAtDemold = "pressure_at_demold"
  case hardnessAtDemold = "hardness_at_demold"
  case hardnessAfterDay = "hardness_24h"
  case conversionFinal = "conversion_final"
  case glassTransitionFinal = "glass_transition_final"
  case index
  case waterFromPolyol = "water_from_polyol"
  case waterFromAir = "water_from_air"
  case waterEffective = "water_effective"
  case scorchDose = "scorch_dose"
  // Only one dimension knows these; skins are the layers at the walls.
  /// Density of the denser skin and of the core at demold; without a window at the end of the run.
  case skinDensity = "skin_density"
  case coreDensity = "core_density"
  /// Hydroxyl conversion of the layer that lags, at demold.
  case leastConversionAtDemold = "least_conversion_at_demold"
  case meanTemperatureAtDemold = "mean_temperature_at_demold"
  /// Temperature of the hotter skin at demold.
  case skinTemperatureAtDemold = "skin_temperature_at_demold"
  /// Largest difference between two layers after gel.
  case temperatureSpreadMaximum = "temperature_spread_maximum"
  /// Conductivity of rigid closed-cell foam at 10 °C: fresh, and after 60 days at 70 °C.
  case conductivityInitial = "conductivity_initial"
  case conductivityAged = "conductivity_aged"

  /// What a person reads.
  public var label: String {
    switch self {
    case .creamTime: "Cream time"
    case .gelTime: "Gel (string) time"
    case .riseTime: "Rise time (98 %)"
    case .tackFreeTime: "Tack-free time"
    case .fillTime: "Cavity filled"
    case .lockTime: "Expansion stops"
    case .coreTemperatureMaximum: "Highest core temperature"
    case .coreTemperatureMaximumTime: "… reached at"
    case .pressureMaximum: "Highest cavity pressure (absolute)"
    case .pressureMaximumTime: "… reached at"
    case .airAtPressureMaximum: "… of which air"
    case .carbonDioxideAtPressureMaximum: "… of which CO₂"
    case .agentAtPressureMaximum: "… of which blowing agent"
    case .clampForceRequired: "Clamp force required"
    case .freeRiseDensity: "Free-rise density"
    case .moldedDensity: "Molded density"
    case .packingFactor: "Packing factor"
    case .fillFraction: "Cavity fill"
    case .trappedAirFraction: "Trapped air"
    case .ventClosureTime: "Last vent covered"
    case .demoldEarliest: "Demold not before"
    case .demoldRecommended: "Demold recommended"
    case .demoldLatest: "Demold not after"
    case .conversionAtDemold: "Conversion at demold"
    case .coreTemperatureAtDemold: "Core temperature at demold"
    case .pressureAtDemold: "Cavity pressure at demold (absolute)"
    case .hardnessAtDemold: "Hardness at demold"
    case .hardnessAfterDay: "Hardness after 24 h"
    case .conversionFinal: "Final conversion"
    case .glassTransitionFinal: "Final glass transition"
    case .index: "True isocyanate index"
    case .waterFromPolyol: "Water from the polyol"
    case .waterFromAir: "Water from the air"
    case .waterEffective: "Water that reacts"
    case .scorchDose: "Scorch dose (at 170 °C)"
    case .skinDensity: "Density of the skin"
    case .coreDensity: "Density of the core"
    case .leastConversionAtDemold: "Least conversion of a layer at demold"
    case .meanTemperatureAtDemold: "Mean temperature at demold"
    case .skinTemperatureAtDemold: "Skin temperature at demold"
    case .temperatureSpreadMaximum: "Largest temperature difference after gel"
    case .conductivityInitial: "Thermal conductivity, fresh"
    case .conductivityAged: "Thermal conductivity, aged"
    }
  }

  /// True for what only layers through the thickness can tell.
  public var needsLayers: Bool {
    switch self {
    case .skinDensity, .coreDensity, .leastConversionAtDemold, .meanTemperatureAtDemold, .skinTemperatureAtDemold,
      .temperatureSpreadMaximum:
      true
    default: false
    }
  }

  /// Symbol of the SI unit of the value; empty for a pure number.
  public var unit: String {
    switch self {
    case .creamTime, .gelTime, .riseTime, .tackFreeTime, .fillTime, .lockTime, .coreTemperatureMaximumTime,
      .pressureMaximumTime, .ventClosureTime, .demoldEarliest, .demoldRecommended, .demoldLatest, .scorchDose:
      "s"
    case .coreTemperatureMaximum, .coreTemperatureAtDemold, .glassTransitionFinal, .meanTemperatureAtDemold,
      .skinTemperatureAtDemold, .temperatureSpreadMaximum:
      "K"
    case .pressureMaximum, .airAtPressureMaximum, .carbonDioxideAtPressureMaximum, .agentAtPressureMaximum,
      .pressureAtDemold:
      "Pa"
    case .clampForceRequired: "N"
    case .conductivityInitial, .conductivityAged: "W/(m·K)"
    case .freeRiseDensity, .moldedDensity, .skinDensity, .coreDensity: "kg/m³"
    case .hardnessAtDemold, .hardnessAfterDay: "Shore"
    case .waterFromPolyol, .waterFromAir, .waterEffective: "kg"
    case .packingFactor, .fillFraction, .trappedAirFraction, .conversionAtDemold, .conversionFinal, .index,
      .leastConversionAtDemold:
      ""
    }
  }
}

/// A target and how the value stands against it.
public struct Assessment: Hashable, Sendable {
  public enum Status: String, Hashable, Sendable {
    case pass
    /// Met, but within the margin (5 % of the limit's distance, or as the criterion states).
    case marginal
    case fail
  }

  public var status: Status
  /// The target in words with its unit: `"≤ 90 °C"`.
  public var target: String

  public init(status: Status, target: String) {
    self.status = status
    self.target = target
  }
}

/// One key figure of a shot.
public struct KeyFigure: Hashable, Sendable {
  public var id: KeyFigureID
  /// SI value; `nil` when the event did not happen or the quantity does not apply.
  public var value: Double?
  /// Why there is no value, or what limits its meaning (`"uncalibrated"`).
  public var note: String?
  /// Judged against a target, where one was given.
  public var assessment: Assessment?

  public init(_ id: KeyFigureID, _ value: Double?, note: String? = nil, assessment: Assessment? = nil) {
    self.id = id
    self.value = value
    self.note = note
    self.assessment = assessment
  }
}
