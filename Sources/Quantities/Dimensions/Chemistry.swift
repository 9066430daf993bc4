// Composition and reaction.

/// The dimension of fraction.
public enum FractionDimension: LinearDimension {
  public static let name = "fraction"
  public static let units: [Unit<Self>] = [.one, .percent]
}

/// A fraction, stored in parts of one.
public typealias Fraction = Quantity<FractionDimension>

extension Unit where D == FractionDimension {
  /// The SI unit.
  public static let one = Unit("")
  /// 1 % = 0.01.
  public static let percent = Unit("%", scale: 0.01)
}

/// The dimension of molar mass.
public enum MolarMassDimension: LinearDimension {
  public static let name = "molar mass"
  public static let units: [Unit<Self>] = [.kilogramPerMole, .gramPerMole]
  public static let everydayUnits: [Unit<Self>] = [.gramPerMole, .kilogramPerMole]
}

/// A molar mass, stored in kg/mol.
public typealias MolarMass = Quantity<MolarMassDimension>

extension Unit where D == MolarMassDimension {
  /// The SI unit.
  public static let kilogramPerMole = Unit("kg/mol")
  /// 1 g/mol = 0.001 kg/mol.
  public static let gramPerMole = Unit("g/mol", scale: 0.001)
}

/// The dimension of amount per mass.
public enum AmountPerMassDimension: LinearDimension {
  public static let name = "amount per mass"
  public static let units: [Unit<Self>] = [.molePerKilogram]
}

/// An amount per mass, stored in mol/kg.
public typealias AmountPerMass = Quantity<AmountPerMassDimension>

extension Unit where D == AmountPerMassDimension {
  /// The SI unit.
  public static let molePerKilogram = Unit("mol/kg")
}

/// The dimension of hydroxyl number.
public enum HydroxylNumberDimension: LinearDimension {
  public static let name = "hydroxyl number"
  public static let units: [Unit<Self>] = [.milligramPerGram]
}

/// A hydroxyl number, stored in mgKOH/g: mass of KOH equivalent to the hydroxyl groups of one gram.
public typealias HydroxylNumber = Quantity<HydroxylNumberDimension>

extension Unit where D == HydroxylNumberDimension {
  /// The SI unit.
  public static let milligramPerGram = Unit("mgKOH/g")
}

/// The dimension of molar energy.
public enum MolarEnergyDimension: LinearDimension {
  public static let name = "molar energy"
  public static let units: [Unit<Self>] = [.joulePerMole, .kilojoulePerMole]
  public static let everydayUnits: [Unit<Self>] = [.kilojoulePerMole, .joulePerMole]
}

/// A molar energy, stored in J/mol.
public typealias MolarEnergy = Quantity<MolarEnergyDimension>

extension Unit where D == MolarEnergyDimension {
  /// The SI unit.
  public static let joulePerMole = Unit("J/mol")
  /// 1 kJ/mol = 1000 J/mol.
  public static let kilojoulePerMole = Unit("kJ/mol", scale: 1000.0)
}

/// The dimension of second-order rate constant.
public enum RateConstantDimension: LinearDimension {
  public static let name = "second-order rate constant"
  public static let units: [Unit<Self>] = [.cubicMeterPerMoleSecond, .literPerMoleSecond]
}

/// A second-order rate constant, stored in m³/(mol·s).
public typealias RateConstant = Quantity<RateConstantDimension>

extension Unit where D == RateConstantDimension {
  /// The SI unit.
  public static let cubicMeterPerMoleSecond = Unit("m³/(mol·s)")
  /// 1 L/(mol·s) = 0.001 m³/(mol·s).
  public static let literPerMoleSecond = Unit("L/(mol·s)", scale: 0.001)
}
