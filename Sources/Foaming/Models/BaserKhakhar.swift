public import Integrators

/// The classical two-reaction model of free-rising foam, "BK0D": equilibrium blowing at one atmosphere.
///
/// State: hydroxyl conversion X, water conversion W and temperature T [K]. Blowing agent and CO2 leave the
/// polymer as soon as it is saturated; both onsets, and the joints of the post-gel factor, are exact events
/// (``events()``), so that between events every expression is smooth. For verification and teaching: without
/// pressure it cannot describe a closed mold, and with its constant latent heat it has no energy invariant.
///
/// - Reference: S. A. Baser, D. V. Khakhar, Polymer Engineering & Science 34 (1994) 632–641,
///   doi:10.1002/pen.760340804; form as in Documentation/Physics.md.
public struct BaserKhakhar: InitialValueProblem, Hashable {
  /// Recipe, kinetics and material constants in SI units.
  public struct Parameters: Hashable, Sendable {
    /// Solubility of the agent at one atmosphere, kg per kg polymer:
    /// `floor + height · exp(−(T − center)² / (2 width²))`.
    public struct Solubility: Hashable, Sendable {
      public var floor, height, center, width: Double

      public init(floor: Double, height: Double, center: Double, width: Double) {
        self.floor = floor
        self.height = height
        self.center = center
        self.width = width
      }
    }

    /// Hydroxyl, isocyanate and water at the start [mol/m³ of polymer].
    public var hydroxyl, isocyanate, water: Double
    /// Gelling: A [m³/(mol·s)], E [J/mol], ΔH [J/mol].
    public var gellingFactor, gellingActivation, gellingEnthalpy: Double
    /// Blowing: A [1/s], E [J/mol], ΔH [J/mol].
    public var blowingFactor, blowingActivation, blowingEnthalpy: Double
    /// Polymer: density [kg/m³] and specific heat [J/(kg·K)].
    public var polymerDensity, polymerSpecificHeat: Double
    /// CO2: specific heat [J/(kg·K)] and mass fraction that stays dissolved.
    public var carbonDioxideSpecificHeat, carbonDioxideDissolved: Double
    /// Agent: mass per mass of polymer, molar mass [kg/mol], liquid density [kg/m³], latent heat [J/kg],
    /// specific heats of liquid and gas [J/(kg·K)].
    public var agent, agentMolarMass, agentDensity, latentHeat, agentSpecificHeatLiquid, agentSpecificHeatGas: Double
    public var solubility: Solubility
    /// Temperature of the fresh mixture [K] and ambient pressure [Pa].
    public var initialTemperature, pressure: Double
    /// Hydroxyl conversion at gel, a marker only.
    public var gelConversion: Double
    /// Applies the rate factor F(X) fitted beyond X = 0.5.
    public var hasPostGelFactor: Bool

    public init(
      hydroxyl: Double, isocyanate: Double, water: Double,
      gelling: (factor: Double, activation: Double, enthalpy: Double),
      blowing: (factor: Double, activation: Double, enthalpy: Double), polymer: (density: Double, specificHeat: Double),
      carbonDioxide: (specificHeat: Double, dissolved: Double), agent: Double,
      agentProperties: (
        molarMass: Double, density: Double, latentHeat: Double, specificHeatLiquid: Double, specificHeatGas: Double
      ), solubility: Solubility, initialTemperature: Double, pressure: Double = PhysicalConstants.atmosphere,
      gelConversion: Double, hasPostGelFactor: Bool = false
    ) {
      (self.hydroxyl, self.isocyanate, self.water) = (hydroxyl, isocyanate, water)
      (gellingFactor, gellingActivation, gellingEnthalpy) = gelling
      (blowingFactor, blowingActivation, blowingEnthalpy) = blowing
      (polymerDensity, polymerSpecificHeat) = polymer
      (carbonDioxideSpecificHeat, carbonDioxideDissolved) = carbonDioxide
      self.agent = agent
      (agentMolarMass, agentDensity, latentHeat, agentSpecificHeatLiquid, agentSpecificHeatGas) = agentProperties
      self.solubility = solubility
      self.initialTemperature = initialTemperature
      self.pressure = pressure
      self.gelConversion = gelConversion
      self.hasPostGelFactor = hasPostGelFactor
    }
  }

  public let parameters: Parameters
  /// The agent exceeds its solubility.
  var isBoiling: Bool
  /// CO2 exceeds what stays dissolved.
  var isSaturated = false
  /// Which piece of the post-gel factor applies: F = slope · X + intercept.
  var postGel: (slope: Double, intercept: Double) { Self.postGelPieces[postGelPiece] }
  var postGelPiece = 0

  /// The pieces of F(X) and the conversions at which they end.
  private static let postGelPieces = [(slope: 0.0, intercept: 1.0), (-2.027, 2.013), (3.461, -2.761)]
  private static let postGelJoints = [0.5, 0.87]

  public var dimension: Int { 3 }

  public init(_ parameters: Parameters) {
    self.parameters = parameters
    isBoiling =
      Self.solubility(parameters.solubility, parameters.initialTemperature) <= parameters.agent
      && parameters.agent > 0
  }

  /// (X, W, T) at the start.
  public var initialState: [Double] { [0, 0, parameters.initialTemperature] }

  private static func solubility<S: Scalar>(_ fit: Parameters.Solubility, _ temperature: S) -> S {
    let z = (temperature - fit.center) / fit.width
    return fit.floor + fit.height * S.exp(-0.5 * (z * z))
  }

  /// Agent dissolved, agent in the gas and CO2 in the gas, kg per kg of polymer.
  private func blowing<S: Scalar>(waterConversion: S, temperature: S) -> (liquid: S, gas: S, carbonDioxide: S) {
    let p = parameters
    let liquid = isBoiling ? Self.solubility(p.solubility, temperature) : S(p.agent)
    let formed = (p.water * PhysicalConstants.carbonDioxideMolarMass / p.polymerDensity) * waterConversion
    return (liquid, p.agent - liquid, isSaturated ? formed - p.carbonDioxideDissolved : S(0))
  }

  public func evaluate<S: Scalar>(at time: S, state: Span<S>, derivative: inout MutableSpan<S>) {
    let p = parameters
    let (conversion, waterConversion, temperature) = (state[0], state[1], state[2])
    let (liquid, gas, carbonDioxide) = blowing(waterConversion: waterConversion, temperature: temperature)
    let dilution = 1 / (1 + (p.polymerDensity / p.agentDensity) * liquid)
    let factor = postGel.slope * conversion + postGel.intercept
    let left = p.isocyanate - (2 * p.water) * waterConversion - p.hydroxyl * conversion
    let gellingRate =
      p.gellingFactor * S.exp(-(p.gellingActivation / PhysicalConstants.gas) / temperature) * factor
      * (1 - conversion) * left * dilution
    let blowingRate =
      p.blowingFactor * S.exp(-(p.blowingActivation / PhysicalConstants.gas) / temperature)
      * (1 - waterConversion) * dilution
    var capacity =
      p.polymerSpecificHeat + p.agentSpecificHeatLiquid * liquid + p.agentSpecificHeatGas * gas
      + p.carbonDioxideSpecificHeat * carbonDioxide
    if isBoiling {
      // −λ dw_max/dT: the agent evaporates as the solubility falls.
      let z = (temperature - p.solubility.center) / p.solubility.width
      capacity = capacity + (p.latentHeat / p.solubility.width) * z * (liquid - p.solubility.floor)
    }
    let heat = (-p.gellingEnthalpy * p.hydroxyl) * gellingRate + (-p.blowingEnthalpy * p.water) * blowingRate
    derivative[0] = gellingRate
    derivative[1] = blowingRate
    derivative[2] = heat / (p.polymerDensity * capacity)
  }

  /// Foam density [kg/m³] at a state (X, W, T).
  public func density(_ state: Span<Double>) -> Double {
    let p = parameters
    let (liquid, gas, carbonDioxide) = blowing(waterConversion: state[1], temperature: state[2])
    let moles = carbonDioxide / PhysicalConstants.carbonDioxideMolarMass + gas / p.agentMolarMass
    let gasVolume = moles * PhysicalConstants.gas * state[2] / p.pressure
    return (1 + p.agent) / (gasVolume + 1 / p.polymerDensity + liquid / p.agentDensity)
  }

  /// Onsets and joints at which the equations change, and the gel marker: `"co2"`, `"boil"`, `"R1"`, `"R2"`, `"gel"`.
  public func events() -> [Event<BaserKhakhar>] {
    var events = [
      Event<BaserKhakhar>("gel", direction: .rising) { model, _, state in state[0] - model.parameters.gelConversion }
    ]
    if parameters.water > 0 {
      events.append(
        Event(
          "co2", direction: .rising,
          action: .change { model, _, _ in
            var next = model
            next.isSaturated = true
            return next
          }
        ) { model, _, state in
          let p = model.parameters
          let formed = p.water * state[1] * PhysicalConstants.carbonDioxideMolarMass / p.polymerDensity
          return model.isSaturated ? 1 : formed - p.carbonDioxideDissolved
        })
    }
    if parameters.agent > 0 && !isBoiling {
      events.append(
        Event(
          "boil", direction: .rising,
          action: .change { model, _, _ in
            var next = model
            next.isBoiling = true
            return next
          }
        ) { model, _, state in
          model.isBoiling ? 1 : model.parameters.agent - Self.solubility(model.parameters.solubility, state[2])
        })
    }
    if parameters.hasPostGelFactor {
      for (piece, joint) in Self.postGelJoints.enumerated() {
        events.append(
          Event(
            "R\(piece + 1)", direction: .rising,
            action: .change { model, _, _ in
              var next = model
              next.postGelPiece = piece + 1
              return next
            }
          ) { model, _, state in model.postGelPiece > piece ? 1 : state[0] - joint })
      }
    }
    return events
  }
}
