package import Foaming
package import Quantities

/// How numbers are shown to people: the shop unit and the digits of each quantity. The only such table.
package enum Display {
  /// How many digits are shown.
  package enum Digits: Hashable, Sendable {
    case decimals(Int)
    case significant(Int)
  }

  /// A unit and a precision.
  package struct Form: Hashable, Sendable {
    /// The unit as written; empty for a pure number.
    package let unit: String
    /// The unit of differences: K where the unit is °C.
    package let stepUnit: String
    private let scale: Double
    private let offset: Double
    private let digits: Digits

    fileprivate init<D: Dimension>(_ unit: Unit<D>, _ digits: Digits) {
      self.unit = unit.symbol
      stepUnit = unit.offset == 0 ? unit.symbol : D.units.first?.symbol ?? unit.symbol
      scale = unit.scale
      offset = unit.offset
      self.digits = digits
    }

    /// The SI value in the unit of this form.
    package func value(_ si: Double) -> Double { (si - offset) / scale }

    /// The SI value in the unit of this form, as text without the unit.
    package func number(_ si: Double) -> String { text(value(si)) }

    /// The SI value with its unit: `"92.4 °C"`.
    package func text(si: Double) -> String { si.isFinite ? Display.joined(number(si), unit) : "–" }

    /// A difference of SI values with its unit: `"1.3 K"`.
    package func step(si: Double) -> String { si.isFinite ? Display.joined(text(si / scale), stepUnit) : "–" }

    /// A difference of SI values as text without the unit.
    package func stepNumber(_ si: Double) -> String { text(si / scale) }

    private func text(_ value: Double) -> String {
      switch digits {
      case .decimals(let count): value.text(decimals: count)
      case .significant(let count): value.text(significant: count)
      }
    }
  }

  /// How a key figure is shown.
  package static func form(_ id: KeyFigureID) -> Form {
    switch id {
    case .creamTime, .gelTime, .riseTime, .tackFreeTime, .fillTime, .lockTime, .coreTemperatureMaximumTime,
      .pressureMaximumTime, .ventClosureTime, .demoldEarliest, .demoldRecommended, .demoldLatest:
      seconds
    case .scorchDose: Form(.second, .significant(3))
    case .coreTemperatureMaximum, .coreTemperatureAtDemold, .glassTransitionFinal, .meanTemperatureAtDemold,
      .skinTemperatureAtDemold:
      celsius
    case .temperatureSpreadMaximum: Form(.kelvin, .decimals(1))
    case .pressureMaximum, .airAtPressureMaximum, .carbonDioxideAtPressureMaximum, .agentAtPressureMaximum,
      .pressureAtDemold:
      bar
    case .clampForceRequired: Form(.kilonewton, .decimals(2))
    case .conductivityInitial, .conductivityAged: Form(.milliwattPerMeterKelvin, .decimals(2))
    case .freeRiseDensity, .moldedDensity, .skinDensity, .coreDensity: density
    case .hardnessAtDemold, .hardnessAfterDay: shore
    case .waterFromPolyol, .waterFromAir, .waterEffective: Form(.gram, .decimals(2))
    case .fillFraction, .trappedAirFraction, .conversionAtDemold, .conversionFinal, .leastConversionAtDemold: percent
    case .packingFactor, .index: Form(.one, .decimals(3))
    }
  }

  /// How a column of the profile is shown.
  package static func form(_ column: Profile.Column) -> Form {
    switch column {
    case .time: seconds
    case .coreTemperature, .wallTemperature, .glassTransition, .secondWallTemperature, .meanTemperature,
      .skinTemperature, .secondSkinTemperature:
      celsius
    case .density, .coreDensity: density
    case .pressure, .airPressure, .carbonDioxidePressure, .agentPressure, .headSpacePressure: bar
    case .hydroxylConversion, .waterConversion, .isocyanateConversion, .fill, .ventOpen, .coreConversion,
      .leastConversion:
      percent
    case .hardness: shore
    case .foamModulus: Form(.megapascal, .significant(3))
    case .gellingExtent, .blowingExtent, .carbonDioxideGas, .agentGas: Form(.molePerKilogram, .significant(4))
    case .gasVolume, .liquidVolume: Form(.one, .significant(4))
    }
  }

  /// How a column of the layers is shown.
  package static func form(layer column: LayerProfile.Column) -> Form {
    switch column {
    case .position: Form(.millimeter, .decimals(1))
    case .temperature: celsius
    case .conversion: percent
    case .density: density
    case .pressure: bar
    }
  }

  /// How a quantity of this dimension is shown where nothing more is known about it.
  package static func form(_ dimension: any Dimension.Type) -> Form {
    forms[ObjectIdentifier(dimension)] ?? plain(dimension)
  }

  /// A quantity with its unit: `"23.0 °C"`.
  package static func text<D: Dimension>(_ quantity: Quantity<D>) -> String { form(D.self).text(si: quantity.si) }

  /// A pure number as a percentage.
  package static func text(percent fraction: Double) -> String { percent.text(si: fraction) }

  /// A water mass in kilograms, shown in grams.
  package static let water = Form(.gram, .decimals(2))
  /// The area of a vent in m², shown in mm².
  package static let ventArea = Form(.squareMillimeter, .significant(4))
  package static let seconds = Form(.second, .decimals(1))
  package static let celsius = Form(.celsius, .decimals(1))
  package static let bar = Form(.bar, .decimals(3))
  package static let percent = Form(.percent, .decimals(1))
  package static let content = Form(.percent, .significant(4))
  package static let density = Form(.kilogramPerCubicMeter, .decimals(1))
  package static let shore = Form(.shore, .decimals(1))
  package static let ratio = Form(.one, .decimals(3))
  package static let count = Form(Unit<FractionDimension>.one, .significant(6))
  package static let amountPerMass = Form(.molePerKilogram, .decimals(4))

  /// A time as minutes and seconds, rounded to the second: `"3:05"`.
  package static func clock(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "–" }
    let whole = Int(seconds.rounded())
    return "\(whole / 60):" + (whole % 60 < 10 ? "0" : "") + "\(whole % 60)"
  }

  /// An interval of times: `"182.0 … 305.5 s"`.
  package static func interval(_ range: ClosedRange<Double>) -> String {
    joined(seconds.number(range.lowerBound) + " … " + seconds.number(range.upperBound), seconds.unit)
  }

  fileprivate static func joined(_ number: String, _ unit: String) -> String {
    unit.isEmpty ? number : number + " " + unit
  }

  private static let forms: [ObjectIdentifier: Form] = [
    ObjectIdentifier(TemperatureDimension.self): celsius,
    ObjectIdentifier(PressureDimension.self): bar,
    ObjectIdentifier(DensityDimension.self): density,
    ObjectIdentifier(TimeSpanDimension.self): seconds,
    ObjectIdentifier(HardnessDimension.self): shore,
    ObjectIdentifier(LengthDimension.self): Form(.millimeter, .significant(4)),
    ObjectIdentifier(VolumeDimension.self): Form(.liter, .significant(5)),
    ObjectIdentifier(ForceDimension.self): Form(.kilonewton, .significant(4)),
    ObjectIdentifier(ConductivityDimension.self): Form(.milliwattPerMeterKelvin, .significant(4)),
    ObjectIdentifier(SpecificHeatDimension.self): Form(.kilojoulePerKilogramKelvin, .significant(4)),
    ObjectIdentifier(SpecificEnergyDimension.self): Form(.kilojoulePerKilogram, .significant(4)),
    ObjectIdentifier(MolarEnergyDimension.self): Form(.kilojoulePerMole, .significant(4)),
    ObjectIdentifier(MolarMassDimension.self): Form(.gramPerMole, .significant(5)),
    ObjectIdentifier(ViscosityDimension.self): Form(.millipascalSecond, .significant(4)),
    ObjectIdentifier(RateConstantDimension.self): Form(.literPerMoleSecond, .significant(4)),
  ]

  private static func plain(_ dimension: any Dimension.Type) -> Form { siForm(dimension) }

  private static func siForm<D: Dimension>(_ dimension: D.Type) -> Form {
    Form(D.units.first ?? Unit(""), .significant(5))
  }
}

extension ModelParameter {
  /// How the parameter is shown; moduli of the polymer in MPa, everything else as its dimension.
  package var displayForm: Display.Form {
    switch self {
    case .modulusGlassy, .modulusRubbery: Display.form(.foamModulus)
    default: Display.form(dimension)
    }
  }
}

extension SheetItem {
  /// How the item is shown; contents by mass in percent, everything else as its dimension.
  package var displayForm: Display.Form {
    switch self {
    case .polyolWater, .polyolAgent, .isocyanateContent, .mixtureAgent: Display.content
    default: Display.form(dimension)
    }
  }
}
