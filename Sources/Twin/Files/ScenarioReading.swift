import Foaming
import Quantities

extension FieldReader {
  /// A scenario file whose mold and quality are written out.
  func scenario() -> Scenario? {
    let keys = [
      "schema", "id", "name", "summary", "system", "recipe", "process", "mold", "quality", "settings", "measurement",
    ]
    guard let fields = fields(keys) else { return nil }
    fields.require("schema", "`\(FileKind.scenario.schema)`")?.checkSchema(.scenario)
    let id = fields.require("id", "an identifier")?.identifier()
    let name = fields["name"]?.text()
    let summary = fields["summary"]?.text() ?? ""
    let system = fields.require("system", "the identifier of a system")?.identifier()
    let recipe = fields.require("recipe", "a map with shot, or with polyol and isocyanate")?.recipe()
    let process = fields["process"].map { $0.process() } ?? ProcessConditions()
    let mold = fields.require("mold", "the identifier of a mold, or a map")?.mold(isFile: false)
    let quality = fields["quality"].map { $0.quality(isFile: false) } ?? QualityTargets()
    let settings = fields["settings"].map { $0.settings() } ?? SimulationSettings()
    let measurement = fields["measurement"].map { $0.measurement() }
    guard let id, let system, let recipe, let process, let mold, let quality, let settings else { return nil }
    return Scenario(
      id: id, name: name ?? id, summary: summary, system: system, recipe: recipe, process: process, mold: mold,
      quality: quality, settings: settings, measurement: measurement ?? nil)
  }

  private func recipe() -> Recipe? {
    guard let fields = fields(["shot", "polyol", "isocyanate", "index"]) else { return nil }
    let masses = 1e-4...1000.0
    let index = fields["index"]?.siValue(FractionDimension.self, in: 0.2...5)
    if let shot = fields["shot"] {
      for component in ["polyol", "isocyanate"] {
        fields[component]?.report(
          expected: "either shot, or polyol and isocyanate", remedy: "remove `shot` or both components")
      }
      return shot.quantity(in: masses).map { Recipe(charge: .shot($0), declaredIndex: index) }
    }
    if fields["polyol"] == nil, fields["isocyanate"] == nil {
      report(expected: "shot, or polyol and isocyanate", remedy: "for example `shot: 1.05 kg`")
      return nil
    }
    let polyol = fields.require("polyol", "a mass, such as 1 kg")?.quantity(MassDimension.self, in: masses)
    let isocyanate = fields.require("isocyanate", "a mass, such as 1 kg")?.quantity(MassDimension.self, in: masses)
    guard let polyol, let isocyanate else { return nil }
    return Recipe(charge: .components(polyol: polyol, isocyanate: isocyanate), declaredIndex: index)
  }

  private func process() -> ProcessConditions? {
    let keys = [
      "polyol_temperature", "isocyanate_temperature", "ambient_temperature", "ambient_pressure", "relative_humidity",
      "mixing_time", "open_time",
    ]
    guard let fields = fields(keys) else { return nil }
    let component = 263.15...353.15
    var process = ProcessConditions()
    if let value: Temperature = fields["polyol_temperature"]?.quantity(in: component) {
      process.polyolTemperature = value
    }
    if let value: Temperature = fields["isocyanate_temperature"]?.quantity(in: component) {
      process.isocyanateTemperature = value
    }
    if let value: Temperature = fields["ambient_temperature"]?.quantity(in: 243.15...333.15) {
      process.ambientTemperature = value
    }
    if let value: Pressure = fields["ambient_pressure"]?.quantity(in: 3e4...2e5) { process.ambientPressure = value }
    if let value = fields["relative_humidity"]?.share() { process.relativeHumidity = value }
    if let value: TimeSpan = fields["mixing_time"]?.quantity(in: 0...120) { process.mixingTime = value }
    if let value: TimeSpan = fields["open_time"]?.quantity(in: 0...86_400) { process.openTime = value }
    return process
  }

  private func settings() -> SimulationSettings? {
    let keys = [
      "duration", "output_interval", "integrator", "relative_tolerance", "dimension", "layers", "wall_layer_share",
    ]
    guard let fields = fields(keys) else { return nil }
    var settings = SimulationSettings()
    if let value: TimeSpan = fields["duration"]?.quantity(in: 1...86_400) { settings.duration = value }
    if let value: TimeSpan = fields["output_interval"]?.quantity(in: 1e-3...3600) { settings.outputInterval = value }
    if let value = fields["integrator"]?.identifier() { settings.integrator = value }
    if let value = fields["relative_tolerance"]?.siValue(FractionDimension.self, in: 1e-12...1e-2) {
      settings.relativeTolerance = value
    }
    if let word = fields["dimension"]?.choice(ModelDimension.allCases.map(\.rawValue)) {
      settings.dimension = ModelDimension(rawValue: word) ?? settings.dimension
    }
    if let value = fields["layers"]?.count(in: 1...200) { settings.layers = value }
    if let value = fields["wall_layer_share"]?.share(in: 1e-4...1) {
      settings.wallLayerShare = value
      let equal = 1 / Double(settings.layers)
      if value > equal {
        fields["wall_layer_share"]?.report(
          expected: "at most \(FractionDimension.text(ofSI: equal)), the share of \(settings.layers) equal layers")
      }
    }
    if settings.outputInterval > settings.duration {
      fields["output_interval"]?.report(expected: "not longer than the duration \(settings.duration)")
    }
    if settings.duration / settings.outputInterval > 1e6 {
      (fields["output_interval"] ?? self).report(
        expected: "at most a million points", remedy: "write a longer output_interval")
    }
    return settings
  }

  private func measurement() -> Measurement? {
    guard let fields = fields(["source", "core_temperature", "density", "pressure"]) else { return nil }
    guard let source = fields.require("source", "where the curves come from")?.text() else { return nil }
    return Measurement(
      source: source, coreTemperature: fields["core_temperature"]?.curve("temperature_K", in: 200...600),
      density: fields["density"]?.curve("density_kg_per_m3", in: 1...2000),
      pressure: fields["pressure"]?.curve("pressure_Pa", in: 1e3...1e8))
  }

  private func curve(_ key: String, in range: ClosedRange<Double>) -> Measurement.Curve? {
    guard let fields = fields(["time_s", key]) else { return nil }
    let times = fields.require("time_s", "a list of times [s]")?.numbers(in: 0...1e6)
    let values = fields.require(key, "a list of values")?.numbers(in: range)
    guard let times, let values else { return nil }
    guard times.count == values.count, !times.isEmpty else {
      report(
        found: "\(times.count) times and \(values.count) values", expected: "as many values as times, at least one")
      return nil
    }
    guard zip(times, times.dropFirst()).allSatisfy({ $0 < $1 }) else {
      fields["time_s"]?.report(expected: "rising times")
      return nil
    }
    return Measurement.Curve(times: times, values: values)
  }

  /// A list of bare numbers, whose unit the key names.
  private func numbers(in range: ClosedRange<Double>) -> [Double]? {
    guard let items = items() else { return nil }
    var numbers: [Double] = []
    numbers.reserveCapacity(items.count)
    for item in items {
      guard let number = item.bareNumber(in: range) else {
        if findings.isFull { return nil }
        continue
      }
      numbers.append(number)
    }
    return numbers.count == items.count ? numbers : nil
  }

  private func bareNumber(in range: ClosedRange<Double>) -> Double? {
    if case .text(let text) = node.content, !text.hasSuffix("%"),
      let number = try? FractionDimension.siValue(of: text), range.contains(number)
    {
      return number
    }
    report(expected: "a number \(range.lowerBound) … \(range.upperBound) without unit")
    return nil
  }
}
