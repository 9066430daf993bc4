internal import RealModule

/// The numbers of PUR-M1 for one shot, in SI units, gaps closed: what the kernels read.
///
/// Amounts are per kilogram of shot. Use ``init(system:mixture:)`` to derive them from a system and a recipe.
public struct FoamParameters: Hashable, Sendable {
  /// One Arrhenius reaction with its heat.
  public struct Reaction: Hashable, Sendable {
    /// Rate constant at the reference temperature [m³/(mol·s)].
    public var rate: Double
    /// E/R [K].
    public var activationTemperature: Double
    /// Enthalpy per mole of extent [J/mol], negative when exothermic.
    public var enthalpy: Double

    public init(rate: Double, activationEnergy: Double, enthalpy: Double) {
      self.rate = rate
      activationTemperature = activationEnergy / PhysicalConstants.gas
      self.enthalpy = enthalpy
    }
  }

  /// Slower gelling beyond the gel point, where reactants must diffuse through a network.
  ///
  /// F(X) = 1 up to the onset, then linear with `slope`, then with `recoverySlope`; the joints are rounded over 1 % of
  /// conversion, so that the equations stay smooth.
  public struct PostGelFactor: Hashable, Sendable {
    public var onset, slope, recoveryOnset, recoverySlope: Double

    public init(onset: Double, slope: Double, recoveryOnset: Double, recoverySlope: Double) {
      (self.onset, self.slope) = (onset, slope)
      (self.recoveryOnset, self.recoverySlope) = (recoveryOnset, recoverySlope)
    }
  }

  /// A physical blowing agent.
  public struct Agent: Hashable, Sendable {
    /// [kg/mol]
    public var molarMass: Double
    /// Density of the liquid [kg/m³].
    public var density: Double
    /// [J/(kg·K)]
    public var specificHeatLiquid: Double
    /// [J/(kg·K)]
    public var specificHeatGas: Double
    /// Heat of vaporization at the caloric reference temperature [J/kg].
    public var latentHeat: Double
    /// ln(p/Pa) = `antoineIntercept` − `antoineSlope` / (T + `antoineShift`).
    public var antoineIntercept: Double
    public var antoineSlope: Double
    public var antoineShift: Double
    /// Flory–Huggins χ at infinite dilution [–].
    public var interaction: Double
    /// Change of the apparent χ per volume fraction of dissolved agent [–].
    public var interactionSlope: Double
    /// Diffusivity in the polymer [m²/s].
    public var diffusivity: Double

    /// - Parameters:
    ///   - antoine: A, B, C of log10 p[bar] = A − B/(T + C), T in K.
    public init(
      molarMass: Double, density: Double, specificHeatLiquid: Double, specificHeatGas: Double, latentHeat: Double,
      antoine: (a: Double, b: Double, c: Double), interaction: Double, interactionSlope: Double = 0, diffusivity: Double
    ) {
      self.molarMass = molarMass
      self.density = density
      self.specificHeatLiquid = specificHeatLiquid
      self.specificHeatGas = specificHeatGas
      self.latentHeat = latentHeat
      antoineIntercept = PhysicalConstants.lnTen * (antoine.a + 5)
      antoineSlope = PhysicalConstants.lnTen * antoine.b
      antoineShift = antoine.c
      self.interaction = interaction
      self.interactionSlope = interactionSlope
      self.diffusivity = diffusivity
    }

    /// Vapor pressure of the pure agent [Pa] at T [K].
    public func saturationPressure(_ temperature: Double) -> Double {
      Double.exp(antoineIntercept - antoineSlope / (temperature + antoineShift))
    }
  }

  // Recipe, per kilogram of shot.
  /// Hydroxyl groups e_OH0 [mol/kg].
  public var hydroxyl: Double
  /// Water e_W0 [mol/kg].
  public var water: Double
  /// Isocyanate groups e_N0 [mol/kg].
  public var isocyanate: Double
  /// Blowing agent n_B0 [mol/kg].
  public var agentAmount: Double
  /// Air entrained in the cells n_A [mol/kg].
  public var cellAir: Double
  /// Temperature of the fresh mixture [K].
  public var initialTemperature: Double

  // Reactions.
  public var gelling: Reaction
  public var blowing: Reaction
  /// `nil` when the system does not trimerize.
  public var trimerization: Reaction?
  /// Autocatalysis b of gelling [–].
  public var autocatalysis: Double
  /// `nil` when gelling is not slowed beyond gel.
  public var postGelFactor: PostGelFactor?
  /// Temperature at which the rate constants are stated [K].
  public var referenceTemperature: Double
  /// Induction time [s].
  public var inductionTime: Double

  // Polymer and gas.
  /// [kg/m³]
  public var polymerDensity: Double
  /// [J/(kg·K)]
  public var polymerSpecificHeat: Double
  /// Henry solubility of CO2 [mol/(m³·Pa)].
  public var carbonDioxideSolubility: Double
  /// [m²/s]
  public var carbonDioxideDiffusivity: Double
  /// [J/(kg·K)]
  public var carbonDioxideSpecificHeat: Double
  /// Dissolved at the start n_C0 [mol/kg].
  public var carbonDioxideInitial: Double
  /// Share of the CO2 formed that stays, η_C.
  public var carbonDioxideRetained: Double
  /// `nil` when there is no physical blowing agent.
  public var agent: Agent?
  /// Number of cells N [1/kg].
  public var cellNumber: Double

  // Structure.
  /// X_gel.
  public var gelConversion: Double
  /// X_lock.
  public var lockConversion: Double
  /// Conductivity of the foam between core and wall [W/(m·K)].
  public var foamConductivity: Double

  /// All numbers at once, in SI units; see the properties for their meaning.
  public init(
    hydroxyl: Double, water: Double, isocyanate: Double, agentAmount: Double, cellAir: Double,
    initialTemperature: Double, gelling: Reaction, blowing: Reaction, trimerization: Reaction?, autocatalysis: Double,
    postGelFactor: PostGelFactor? = nil, referenceTemperature: Double, inductionTime: Double, polymerDensity: Double,
    polymerSpecificHeat: Double,
    carbonDioxideSolubility: Double, carbonDioxideDiffusivity: Double, carbonDioxideSpecificHeat: Double,
    carbonDioxideInitial: Double, carbonDioxideRetained: Double, agent: Agent?, cellNumber: Double,
    gelConversion: Double, lockConversion: Double, foamConductivity: Double
  ) {
    self.hydroxyl = hydroxyl
    self.water = water
    self.isocyanate = isocyanate
    self.agentAmount = agentAmount
    self.cellAir = cellAir
    self.initialTemperature = initialTemperature
    self.gelling = gelling
    self.blowing = blowing
    self.trimerization = trimerization
    self.autocatalysis = autocatalysis
    self.postGelFactor = postGelFactor
    self.referenceTemperature = referenceTemperature
    self.inductionTime = inductionTime
    self.polymerDensity = polymerDensity
    self.polymerSpecificHeat = polymerSpecificHeat
    self.carbonDioxideSolubility = carbonDioxideSolubility
    self.carbonDioxideDiffusivity = carbonDioxideDiffusivity
    self.carbonDioxideSpecificHeat = carbonDioxideSpecificHeat
    self.carbonDioxideInitial = carbonDioxideInitial
    self.carbonDioxideRetained = carbonDioxideRetained
    self.agent = agent
    self.cellNumber = cellNumber
    self.gelConversion = gelConversion
    self.lockConversion = lockConversion
    self.foamConductivity = foamConductivity
  }

  /// Mass fraction of blowing agent w_B0.
  public var agentMassFraction: Double { agentAmount * (agent?.molarMass ?? 0) }

  /// Liquid volume of the fresh mixture [m³/kg].
  public var liquidVolumeInitial: Double {
    let polymer = 1 - agentMassFraction - PhysicalConstants.carbonDioxideMolarMass * carbonDioxideInitial
    return polymer / polymerDensity + (agent.map { agentMassFraction / $0.density } ?? 0)
  }
}

/// Constants of nature and conventions of the model.
public enum PhysicalConstants {
  /// Molar gas constant [J/(mol·K)], CODATA 2018 to ten digits.
  public static let gas = 8.314462618
  /// Molar mass of CO2 [kg/mol].
  public static let carbonDioxideMolarMass = 0.04401
  /// Molar mass of water [kg/mol].
  public static let waterMolarMass = 0.018015
  /// Molar mass of dry air [kg/mol].
  public static let airMolarMass = 0.0289647
  /// Temperature at which enthalpies are counted from, T_r [K].
  public static let caloricReference = 298.15
  /// Standard atmosphere [Pa].
  public static let atmosphere = 101_325.0
  /// ln 10.
  static let lnTen = 2.302585092994045684
}
