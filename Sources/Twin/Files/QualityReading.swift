import Foaming
import Quantities

extension FieldReader {
  /// A quality file, or targets written into a scenario, where `schema` may be missing.
  func quality(isFile: Bool) -> QualityTargets? {
    let keys = [
      "schema", "id", "name", "conversion_at_demold", "molded_density", "core_temperature_at_demold",
      "core_temperature_maximum", "hardness_at_demold", "hardness_24h", "pressure_maximum", "pressure_at_demold",
      "cycle_time",
    ]
    guard let fields = fields(keys) else { return nil }
    if isFile { _ = fields.require("schema", "`\(FileKind.quality.schema)`") }
    fields["schema"]?.checkSchema(.quality)
    guard let id = fields.require("id", "an identifier")?.identifier() else { return nil }
    return QualityTargets(
      id: id, name: fields["name"]?.text() ?? id,
      conversionAtDemold: fields["conversion_at_demold"]?.share(),
      moldedDensity: fields["molded_density"]?.densityBand(),
      coreTemperatureAtDemold: fields["core_temperature_at_demold"]?.quantity(in: 273.15...523.15),
      coreTemperatureMaximum: fields["core_temperature_maximum"]?.quantity(in: 273.15...523.15),
      hardnessAtDemold: fields["hardness_at_demold"]?.quantity(in: 0...100),
      hardnessAfterDay: fields["hardness_24h"]?.quantity(in: 0...100),
      pressureMaximum: fields["pressure_maximum"]?.quantity(in: 1e4...1e8),
      pressureAtDemold: fields["pressure_at_demold"]?.quantity(in: 1e4...1e8),
      cycleTime: fields["cycle_time"]?.quantity(in: 1...86_400))
  }

  private func densityBand() -> ClosedRange<Density>? {
    guard let fields = fields(["min", "max"]) else { return nil }
    let range = 1.0...2000.0
    let low = fields.require("min", "a density, such as 35 kg/m³")?.quantity(DensityDimension.self, in: range)
    let high = fields.require("max", "a density, such as 45 kg/m³")?.quantity(DensityDimension.self, in: range)
    guard let low, let high else { return nil }
    guard low <= high else {
      report(found: "\(low) … \(high)", expected: "min not above max")
      return nil
    }
    return low...high
  }
}
