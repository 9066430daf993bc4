/// The foam at one moment, in plain numbers: what a state vector means.
///
/// Of a foam in layers these are means by mass, the pressure a mean by gas volume; the layers themselves come along.
public struct FoamReading: Hashable, Sendable {
  /// ξ₁, ξ₂, ξ₃ [mol/kg].
  public let gellingExtent, blowingExtent, trimerizationExtent: Double
  /// Hydroxyl, water and isocyanate conversions [–].
  public let hydroxylConversion, waterConversion, isocyanateConversion: Double
  /// Amounts left [mol/kg].
  public let isocyanate: Double
  /// CO2 and agent: in the cells, and dissolved in the polymer [mol/kg].
  public let carbonDioxideGas, agentGas, carbonDioxideDissolved, agentLiquid: Double
  /// Air in the cells and in the head space [mol/kg].
  public let cellAir, headSpaceAir: Double
  /// Polymer mass without dissolved gas [kg/kg].
  public let polymer: Double
  /// Temperatures of the foam and of its wall, in one dimension of the first wall [K].
  public let temperature, wallTemperature: Double
  /// Pressure in the cells and in the head space, absolute [Pa].
  public let pressure, headSpacePressure: Double
  /// v_G and v_L [m³/kg].
  public let gasVolume, liquidVolume: Double
  /// Temperature of the second wall [K]; that of the only wall without layers.
  public let secondWallTemperature: Double
  /// From the first wall to the second; empty in zero dimensions.
  public let layers: [Layer]

  /// Reads the full state vector of `foam`.
  public init(_ foam: LumpedFoam, state: Span<Double>) {
    let point = foam.point(state)
    let c = point.composition
    let p = foam.parameters
    gellingExtent = c.gelling
    blowingExtent = c.blowing
    trimerizationExtent = c.trimerization
    hydroxylConversion = c.gelling / p.hydroxyl
    waterConversion = p.water > 0 ? c.blowing / p.water : 0
    isocyanateConversion = 1 - c.isocyanate / p.isocyanate
    isocyanate = c.isocyanate
    carbonDioxideGas = c.carbonDioxideGas
    agentGas = c.agentGas
    carbonDioxideDissolved = c.carbonDioxideDissolved
    agentLiquid = c.agentLiquid
    cellAir = c.cellAir
    headSpaceAir = point.headSpaceAir
    polymer = c.polymer
    temperature = point.temperature
    wallTemperature = point.wallTemperature
    pressure = point.pressure
    headSpacePressure = point.headSpacePressure
    gasVolume = point.gasVolume
    liquidVolume = c.liquidVolume
    secondWallTemperature = point.wallTemperature
    layers = []
  }

  /// Reads the full state vector of `foam`.
  public init(_ foam: LumpedFoam, state: [Double]) { self.init(foam, state: state.span) }

  /// v = v_G + v_L [m³/kg].
  public var volume: Double { gasVolume + liquidVolume }
  /// Foam density [kg/m³].
  public var density: Double { 1 / volume }
  /// Moles of gas in the cells [mol/kg].
  public var gas: Double { carbonDioxideGas + agentGas + cellAir }
}
