import Quantities
import Testing

@Suite struct `Text of a quantity` {
  @Test(
    arguments: [
      (TemperatureDimension.self, "25 °C", 298.15), (TemperatureDimension.self, "21degC", 294.15),
      (TemperatureDimension.self, "297 K", 297), (PressureDimension.self, "3.2 bar", 320_000),
      (PressureDimension.self, "101.325 kPa", 101_325), (MassDimension.self, "1.05 kg", 1.05),
      (MassDimension.self, "\t200\u{A0}g ", 0.2), (MolarEnergyDimension.self, "-75 kJ/mol", -75_000),
      (FractionDimension.self, "12 %", 0.12), (FractionDimension.self, "5.17%", 0.0517),
      (FractionDimension.self, "1.05", 1.05), (DiffusivityDimension.self, "4.4e-10 m2/s", 4.4e-10),
      (DiffusivityDimension.self, "4.4E-10 m²/s", 4.4e-10), (LengthDimension.self, "25 um", 25e-6),
      (LengthDimension.self, "25 µm", 25e-6), (LengthDimension.self, "25 \u{3BC}m", 25e-6),
      (AreaDimension.self, "3 mm^2", 3e-6), (VolumeDimension.self, "25 L", 0.025),
      (VolumeDimension.self, "25 l", 0.025),
      (HeatTransferCoefficientDimension.self, "100 W/(m2 K)", 100),
      (HeatTransferCoefficientDimension.self, "100 W/m2/K", 100),
      (HeatTransferCoefficientDimension.self, "100 W/(K·m²)", 100), (SpecificHeatDimension.self, "1.8 kJ/(kg K)", 1800),
      (RateConstantDimension.self, "3e-6 m3/mol/s", 3e-6), (RateConstantDimension.self, "3e-6 m3/(mol s)", 3e-6),
      (HydroxylNumberDimension.self, "250 mgKOH/g", 250), (NumberPerMassDimension.self, "2e8 1/kg", 2e8),
      (ViscosityDimension.self, "950 mPa.s", 0.95), (GasSolubilityDimension.self, "1.1e-4 mol/(m3*Pa)", 1.1e-4),
      (TimeSpanDimension.self, "+10 min", 600), (TimeSpanDimension.self, "1 ms", 0.001),
      (TemperatureDifferenceDimension.self, "-42.412 K", -42.412),
    ] as [(any Dimension.Type, String, Double)])
  func `reads a number and a unit`(dimension: any Dimension.Type, text: String, si: Double) throws {
    #expect(try dimension.siValue(of: text) == si)
  }

  @Test(
    arguments: [
      (PressureDimension.self, "fast", .noNumber), (PressureDimension.self, "", .noNumber),
      (PressureDimension.self, "nan bar", .noNumber), (PressureDimension.self, "inf bar", .noNumber),
      (PressureDimension.self, "-inf", .noNumber), (PressureDimension.self, ".5 bar", .noNumber),
      (PressureDimension.self, "0x10 bar", .unitUnknown), (PressureDimension.self, "1,05 bar", .unitUnknown),
      (PressureDimension.self, "1e999 bar", .overflow), (PressureDimension.self, "1e308 bar", .overflow),
      (PressureDimension.self, "1e99999999999999999999 bar", .overflow), (PressureDimension.self, "3", .unitMissing),
      (PressureDimension.self, "3 Bar", .unitUnknown), (PressureDimension.self, "3 bar bar", .unitUnknown),
      (PressureDimension.self, "3 4 bar", .unitUnknown), (PressureDimension.self, "3 (bar", .unitUnknown),
      (TemperatureDifferenceDimension.self, "20 °C", .unitUnknown),
      (HeatTransferCoefficientDimension.self, "100 W/m2 K", .unitUnknown),
      (HeatTransferCoefficientDimension.self, "100 W/(m2/K)", .unitUnknown),
    ] as [(any Dimension.Type, String, QuantityError.Reason)])
  func `refuses what is no quantity`(dimension: any Dimension.Type, text: String, reason: QuantityError.Reason) {
    #expect {
      try dimension.siValue(of: text)
    } throws: { error in
      let error = error as? QuantityError
      return error?.reason == reason && error?.found == text && error?.dimension == dimension.name
    }
  }

  @Test func `names the units accepted and the one probably meant`() {
    #expect(throws: QuantityError.self) { try Pressure("3 Bar") }
    do {
      _ = try Pressure("3 Bar")
    } catch {
      #expect(error.suggestion == "bar")
      #expect(
        "\(error)"
          == "found `3 Bar`; expected a pressure with one of the units Pa, kPa, MPa, bar, mbar; did you mean bar?")
    }
  }

  @Test func `takes a bare number as SI only where the caller says so`() throws {
    #expect(try PressureDimension.siValue(of: "101325", bareNumbersAreSI: true) == 101_325)
    #expect(throws: QuantityError.self) { try PressureDimension.siValue(of: "101325") }
  }

  @Test func `is finite or an error`() {
    for exponent in stride(from: -400, through: 400, by: 1) {
      let value = try? VolumeDimension.siValue(of: "9.9e\(exponent) L")
      #expect(value.map(\.isFinite) ?? (exponent > 305))
    }
  }

  @Test(
    arguments: [
      (TemperatureDimension.self, 296.15, "23 °C"), (TemperatureDimension.self, 318.15, "45 °C"),
      (TemperatureDimension.self, 430, "430 K"),
      (PressureDimension.self, 320_000, "3.2 bar"), (FractionDimension.self, 0.0517, "5.17 %"),
      (FractionDimension.self, 1.9, "1.9"), (FractionDimension.self, 3, "3"), (MassDimension.self, 1.05, "1.05 kg"),
      (DensityDimension.self, 34, "34 kg/m³"), (DensityDimension.self, 1120, "1120 kg/m³"),
      (NumberPerMassDimension.self, 2e8, "2e8 1/kg"), (TimeSpanDimension.self, 600, "600 s"),
      (TimeSpanDimension.self, 0.001, "0.001 s"),
      (MolarEnergyDimension.self, -75_000, "-75 kJ/mol"),
      (RateConstantDimension.self, 3.705730280184646e-06, "3.705730280184646e-6 m³/(mol·s)"),
    ] as [(any Dimension.Type, Double, String)])
  func `is written in the unit that reads best`(dimension: any Dimension.Type, si: Double, text: String) {
    #expect(dimension.text(ofSI: si) == text)
  }

  @Test func `writes a range with one unit`() {
    #expect(TemperatureDimension.text(ofSI: 263.15...353.15) == "-10 … 80 °C")
    #expect(FractionDimension.text(ofSI: 0.02...0.5) == "0.02 … 0.5")
    #expect(LengthDimension.text(ofSI: 1e-9...10) == "1e-9 … 10 m")
    #expect(TemperatureDimension.text(ofSI: 100...600) == "100 … 600 K")
  }

  @Test(
    arguments: [
      TemperatureDimension.self, PressureDimension.self, MassDimension.self, LengthDimension.self, AreaDimension.self,
      VolumeDimension.self, TimeSpanDimension.self, FractionDimension.self, MolarEnergyDimension.self,
    ] as [any Dimension.Type])
  func `reads back to the same bits`(dimension: any Dimension.Type) throws {
    var random = SplitMix(state: 20_260_101)
    for _ in 0..<500 {
      let mantissa = Double(random.next() >> 11) / Double(1 << 53)
      let si = mantissa * [1e-9, 1e-3, 1, 1e3, 1e7][Int(random.next() % 5)] * (random.next() % 2 == 0 ? 1 : -1)
      #expect(try dimension.siValue(of: dimension.text(ofSI: si)) == si)
      let rounded = (si * 100).rounded() / 100
      #expect(try dimension.siValue(of: dimension.text(ofSI: rounded)) == rounded)
    }
  }

  /// A small generator with a fixed seed.
  private struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }
}

@Suite struct `Spelling of words` {
  @Test(arguments: [
    ("bar", "bar", 0), ("bra", "bar", 1), ("temperture", "temperature", 1), ("", "abc", 3), ("kitten", "sitting", 3),
  ])
  func `counts insertions, deletions, replacements and swaps`(lhs: String, rhs: String, distance: Int) {
    #expect(Spelling.distance(lhs, rhs) == distance)
    #expect(Spelling.distance(rhs, lhs) == distance)
  }

  @Test func `suggests only what is near`() {
    let keys = ["polyol_temperature", "isocyanate_temperature", "mixing_time", "shot"]
    #expect(Spelling.nearest(to: "polyol_temperture", among: keys) == "polyol_temperature")
    #expect(Spelling.nearest(to: "MIXING_TIME", among: keys) == "mixing_time")
    #expect(Spelling.nearest(to: "shto", among: keys) == "shot")
    #expect(Spelling.nearest(to: "clamp", among: keys) == nil)
    #expect(Spelling.nearest(to: String(repeating: "x", count: 100_000), among: keys) == nil)
  }
}
