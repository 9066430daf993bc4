/// The course of a shot at equidistant times, column by column.
public struct Profile: Hashable, Sendable {
  /// A recorded quantity. The raw value is its column name in CSV and its key in JSON, unit included.
  public enum Column: String, Hashable, Sendable, CaseIterable {
    case time = "time_s"
    case hydroxylConversion = "hydroxyl_conversion"
    case waterConversion = "water_conversion"
    case isocyanateConversion = "isocyanate_conversion"
    case coreTemperature = "core_temperature_K"
    case wallTemperature = "wall_temperature_K"
    /// Density of the foam itself, its own volume.
    case density = "density_kg_per_m3"
    /// Foam volume over cavity volume; 0 in an open cup.
    case fill = "fill_fraction"
    /// Pressure in the cells, absolute.
    case pressure = "pressure_Pa"
    case airPressure = "air_pressure_Pa"
    case carbonDioxidePressure = "carbon_dioxide_pressure_Pa"
    case agentPressure = "agent_pressure_Pa"
    /// Pressure of the air above the front, absolute; ambient when the cavity is full.
    case headSpacePressure = "head_space_pressure_Pa"
    /// Share of the vent area still uncovered.
    case ventOpen = "vent_open_fraction"
    case hardness = "hardness_shore"
    case glassTransition = "glass_transition_K"
    case foamModulus = "foam_modulus_Pa"
    /// State of the model per kilogram of shot, for comparison with other tools.
    case gellingExtent = "gelling_extent_mol_per_kg"
    case blowingExtent = "blowing_extent_mol_per_kg"
    case carbonDioxideGas = "carbon_dioxide_gas_mol_per_kg"
    case agentGas = "agent_gas_mol_per_kg"
    case gasVolume = "gas_volume_m3_per_kg"
    case liquidVolume = "liquid_volume_m3_per_kg"
    // Only one dimension knows these; skins are the layers at the walls.
    case secondWallTemperature = "second_wall_temperature_K"
    /// Mean by mass.
    case meanTemperature = "mean_temperature_K"
    case skinTemperature = "first_skin_temperature_K"
    case secondSkinTemperature = "second_skin_temperature_K"
    case coreConversion = "core_conversion"
    /// Hydroxyl conversion of the layer that lags.
    case leastConversion = "least_conversion"
    case coreDensity = "core_density_kg_per_m3"

    /// What a person reads on an axis or in a legend, without the unit.
    public var label: String {
      switch self {
      case .time: "Time"
      case .hydroxylConversion: "Hydroxyl conversion"
      case .waterConversion: "Water conversion"
      case .isocyanateConversion: "Isocyanate conversion"
      case .coreTemperature: "Core temperature"
      case .wallTemperature: "Wall temperature"
      case .density: "Foam density"
      case .fill: "Cavity fill"
      case .pressure: "Cell pressure"
      case .airPressure: "Air"
      case .carbonDioxidePressure: "CO₂"
      case .agentPressure: "Blowing agent"
      case .headSpacePressure: "Head space"
      case .ventOpen: "Vent area open"
      case .hardness: "Hardness"
      case .glassTransition: "Glass transition"
      case .foamModulus: "Foam modulus"
      case .gellingExtent: "Gelling extent"
      case .blowingExtent: "Blowing extent"
      case .carbonDioxideGas: "CO₂ in the gas"
      case .agentGas: "Blowing agent in the gas"
      case .gasVolume: "Gas volume"
      case .liquidVolume: "Liquid volume"
      case .secondWallTemperature: "Second wall temperature"
      case .meanTemperature: "Mean temperature"
      case .skinTemperature: "First skin"
      case .secondSkinTemperature: "Second skin"
      case .coreConversion: "Core conversion"
      case .leastConversion: "Least conversion"
      case .coreDensity: "Core density"
      }
    }
  }

  private var columns: [Column: [Double]] = [:]
  /// The layers at the same times; `nil` in zero dimensions.
  public var layers: LayerProfile?

  /// An empty profile.
  public init() {}

  /// Values of a column in the SI unit its name states, shape (m); empty when the column was not recorded.
  public subscript(column: Column) -> [Double] {
    get { columns[column] ?? [] }
    set { columns[column] = newValue }
  }

  /// The columns recorded, in canonical order.
  public var recorded: [Column] { Column.allCases.filter { columns[$0] != nil } }

  /// Number of rows m.
  public var count: Int { self[.time].count }
}
