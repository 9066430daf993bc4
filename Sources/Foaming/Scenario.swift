public import Quantities

/// One shot to be simulated: which system, how much, under which conditions, into which mold, judged by what.
public struct Scenario: Hashable, Sendable {
  public var id: String
  public var name: String
  /// What the scenario shows and what it does not claim.
  public var summary: String
  /// Identifier of the material system.
  public var system: String
  public var recipe: Recipe
  public var process: ProcessConditions
  public var mold: Mold
  public var quality: QualityTargets
  public var settings: SimulationSettings
  /// Measured curves to show against the simulation, if any.
  public var measurement: Measurement?

  public init(
    id: String, name: String, summary: String = "", system: String, recipe: Recipe,
    process: ProcessConditions = ProcessConditions(), mold: Mold, quality: QualityTargets = QualityTargets(),
    settings: SimulationSettings = SimulationSettings(), measurement: Measurement? = nil
  ) {
    self.id = id
    self.name = name
    self.summary = summary
    self.system = system
    self.recipe = recipe
    self.process = process
    self.mold = mold
    self.quality = quality
    self.settings = settings
    self.measurement = measurement
  }
}

/// What is dosed.
public struct Recipe: Hashable, Sendable {
  /// How the masses are stated.
  public enum Charge: Hashable, Sendable {
    /// The whole shot; components follow from the declared index, or else from the sheet's mixing ratio.
    case shot(Mass)
    /// Each component as weighed.
    case components(polyol: Mass, isocyanate: Mass)
  }

  public var charge: Charge
  /// Isocyanate index the technologist intends: NCO / (OH + 2 water), 1 = stoichiometric.
  public var declaredIndex: Double?

  public init(charge: Charge, declaredIndex: Double? = nil) {
    self.charge = charge
    self.declaredIndex = declaredIndex
  }

  /// Mass of the shot as dosed, without moisture from the air.
  public var mass: Mass {
    switch charge {
    case .shot(let mass): mass
    case .components(let polyol, let isocyanate): polyol + isocyanate
    }
  }
}

/// Temperatures, air and times of the pour.
public struct ProcessConditions: Hashable, Sendable {
  public var polyolTemperature: Temperature
  public var isocyanateTemperature: Temperature
  public var ambientTemperature: Temperature
  public var ambientPressure: Pressure
  /// Relative humidity of the air, 0 … 1.
  public var relativeHumidity: Double
  /// Time from first contact of the components to the end of mixing; the model's clock starts at its end.
  public var mixingTime: TimeSpan
  /// How long the open mold was exposed to the room's air before the pour.
  public var openTime: TimeSpan

  public init(
    polyolTemperature: Temperature = Temperature(23, .celsius),
    isocyanateTemperature: Temperature = Temperature(23, .celsius),
    ambientTemperature: Temperature = Temperature(23, .celsius),
    ambientPressure: Pressure = Pressure(101_325, .pascal), relativeHumidity: Double = 0.5,
    mixingTime: TimeSpan = .zero, openTime: TimeSpan = TimeSpan(60, .second)
  ) {
    self.polyolTemperature = polyolTemperature
    self.isocyanateTemperature = isocyanateTemperature
    self.ambientTemperature = ambientTemperature
    self.ambientPressure = ambientPressure
    self.relativeHumidity = relativeHumidity
    self.mixingTime = mixingTime
    self.openTime = openTime
  }
}

/// How many dimensions the model has. The raw value is the word in files and on the command line.
public enum ModelDimension: String, Hashable, Sendable, CaseIterable {
  /// One well-mixed foam.
  case zero = "0D"
  /// Layers through the thickness.
  case one = "1D"
}

/// How to simulate.
public struct SimulationSettings: Hashable, Sendable {
  /// Simulated time from the end of mixing.
  public var duration: TimeSpan
  /// Spacing of the profiles; interpolated, it does not shape the steps.
  public var outputInterval: TimeSpan
  /// Name of the integrator.
  public var integrator: String
  /// Relative tolerance of the integrator, 1e-12 … 1e-2.
  public var relativeTolerance: Double
  /// Without or with layers through the thickness.
  public var dimension: ModelDimension
  /// Layers in one dimension, 1 … 200.
  public var layers: Int
  /// Mass of the layer at each wall as a share of the shot, at most that of equal layers; `nil` for 0.4 of that.
  public var wallLayerShare: Double?

  public init(
    duration: TimeSpan = TimeSpan(600, .second), outputInterval: TimeSpan = TimeSpan(1, .second),
    integrator: String = "rodas5p", relativeTolerance: Double = 1e-6, dimension: ModelDimension = .zero,
    layers: Int = Self.layersUsual, wallLayerShare: Double? = nil
  ) {
    self.duration = duration
    self.outputInterval = outputInterval
    self.integrator = integrator
    self.relativeTolerance = relativeTolerance
    self.dimension = dimension
    self.layers = layers
    self.wallLayerShare = wallLayerShare
  }

  /// Layers unless stated; what they resolve is in Documentation/Physics.md, "One dimension".
  public static let layersUsual = 20
}

/// Curves measured on the same shot.
public struct Measurement: Hashable, Sendable {
  /// One measured curve.
  public struct Curve: Hashable, Sendable {
    /// Times from the start of mixing [s].
    public var times: [Double]
    /// Values in SI units, same shape.
    public var values: [Double]

    public init(times: [Double], values: [Double]) {
      self.times = times
      self.values = values
    }
  }

  /// Where the curves come from.
  public var source: String
  /// Temperature in the core [K].
  public var coreTemperature: Curve?
  /// Foam density [kg/m³].
  public var density: Curve?
  /// Cavity pressure, absolute [Pa].
  public var pressure: Curve?

  public init(source: String, coreTemperature: Curve? = nil, density: Curve? = nil, pressure: Curve? = nil) {
    self.source = source
    self.coreTemperature = coreTemperature
    self.density = density
    self.pressure = pressure
  }
}
