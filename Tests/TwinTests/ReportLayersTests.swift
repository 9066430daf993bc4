import DocumentSchemas
import Foaming
import Foundation
import Quantities
import Testing
import Twin

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Layers in every rendering: document, tables, charts.
@Suite struct ReportLayersTests {
  /// A synthetic shot with layers that nothing smooths: the worst case for the size of a drawing.
  private static func simulation(layers count: Int, rows: Int) -> Simulation {
    var simulation = SampleShot.simulation(rows: rows)
    simulation.scenario.settings.dimension = .one
    simulation.scenario.settings.layers = count
    var layers = LayerProfile(shares: Array(repeating: 1 / Double(count), count: count), thickness: 0.07)
    // A fixed sequence without pattern.
    var state: UInt64 = 7
    func noise() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 33) / Double(1 << 31)
    }
    let places = (0..<count).map { 0.07 * (Double($0) + 0.5) / Double(count) }
    layers[.position] = (0..<rows).flatMap { _ in places }
    layers[.temperature] = (0..<rows * count).map { _ in 300 + 120 * noise() }
    layers[.conversion] = (0..<rows * count).map { _ in noise() }
    layers[.density] = (0..<rows * count).map { _ in 30 + 40 * noise() }
    layers[.pressure] = (0..<rows * count).map { _ in 1e5 }
    simulation.profile.layers = layers
    return simulation
  }

  @Test func `the document with layers conforms to its schema`() throws {
    let schema = try EncodingSchema(named: "simulation-1")
    var simulation = Self.simulation(layers: 5, rows: 11)
    simulation.scenario.mold.secondSide = Mold.Side(
      wall: .fixed(Temperature(20, .celsius)), filmCoefficient: HeatTransferCoefficient(si: 50))
    simulation.profile[.meanTemperature] = simulation.profile[.time]
    let json = SimulationDocument.json(simulation, reproduction: SampleShot.reproduction, withProfile: true)
    let object = try JSONSerialization.jsonObject(with: Data(json.utf8))
    #expect(schema.problems(object) == [])
    let layers = ((object as? [String: Any])?["profile"] as? [String: Any])?["layers"] as? [String: Any]
    let columns = try #require(layers?["columns"] as? [String: [[Double]]])
    #expect(Set(columns.keys) == Set(LayerProfile.Column.allCases.map(\.rawValue)))
    #expect(columns.values.allSatisfy { $0.count == 11 && $0.allSatisfy { $0.count == 5 } })
  }

  @Test func `the table of layers has one row per time and layer`() throws {
    let simulation = Self.simulation(layers: 3, rows: 4)
    let csv = try #require(ProfileTable.layersCSV(simulation.profile))
    let lines = csv.split(separator: "\r\n")
    #expect(
      lines[0] == "time_s,layer,mass_share,position_m,temperature_K,hydroxyl_conversion,density_kg_per_m3,pressure_Pa")
    #expect(lines.count == 1 + 3 * 4)
    #expect(lines.dropFirst().allSatisfy { $0.split(separator: ",").count == 8 })
    #expect(lines[5].hasPrefix("200,2,"))
    #expect(ProfileTable.layersCSV(SampleShot.simulation().profile) == nil)
  }

  @Test func `two hundred layers of noise over a long run still make a page below a megabyte`() {
    let content = SimulationReport.content(
      Self.simulation(layers: 200, rows: 2000), reproduction: SampleShot.reproduction)
    #expect(HTMLReport.render(content).utf8.count < 1_000_000)
    #expect(content.sections.contains { $0.id == "layers" })
    #expect(content.drawings.map(\.name).contains("layers.svg"))
  }

  @Test(arguments: [(1, 2), (2, 600), (200, 3)])
  func `drawings of few and of many layers are well formed`(layers: Int, rows: Int) {
    let content = SimulationReport.content(
      Self.simulation(layers: layers, rows: rows), reproduction: SampleShot.reproduction)
    for drawing in content.drawings where ["layers.svg", "thickness.svg"].contains(drawing.name) {
      let parser = XMLParser(data: Data(drawing.contents.utf8))
      #expect(parser.parse(), "\(drawing.name)")
      #expect(!drawing.contents.contains("nan"))
    }
  }

  @Test func `a map shows the layer that is there, and gaps where nothing was computed`() throws {
    var layers = LayerProfile(shares: [0.5, 0.5], thickness: 1)
    layers[.position] = [0.25, 0.75, 0.25, 0.75]
    layers[.temperature] = [300, 400, 310, 410]
    layers[.conversion] = [0, 1, 0, 1]
    layers[.density] = [50, 50, 50, 50]
    let map = try #require(HeatMap(.temperature, of: layers, times: [10, 20], domain: 0...20))
    #expect(map.columns == 2 && map.rows == 8)
    // The first column lies before the first time.
    #expect(map.values[0].isNaN)
    #expect(abs(map.values[1] - (305 - 273.15)) < 1e-9)
    #expect(abs(map.values[7 * 2 + 1] - (405 - 273.15)) < 1e-9)
    #expect(map.range.lowerBound >= 26 && map.range.upperBound <= 137)
  }

  @Test func `the colors rise evenly in lightness`() throws {
    let lightness = try (0..<ColorRamp.count).map { index -> Double in
      let color = try #require(Int(ColorRamp.color(index).dropFirst(), radix: 16))
      func linear(_ shift: Int) -> Double {
        let value = Double((color >> shift) & 0xFF) / 255
        return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
      }
      // Relative luminance of sRGB, then CIE lightness.
      let y = 0.2126 * linear(16) + 0.7152 * linear(8) + 0.0722 * linear(0)
      return y > 0.008856 ? 116 * cbrt(y) - 16 : 903.3 * y
    }
    let steps = zip(lightness, lightness.dropFirst()).map { $1 - $0 }
    #expect(steps.allSatisfy { $0 > 0.5 && $0 < 3 })
    #expect(ColorRamp.index(5, in: 0...4) == ColorRamp.count - 1 && ColorRamp.index(-1, in: 0...4) == 0)
  }

  @Test func `figures that need layers are shown with layers only`() {
    let flat = KPITable.rows(SampleShot.simulation())
    let layered = KPITable.rows(Self.simulation(layers: 2, rows: 3))
    #expect(!flat.contains { $0.id.needsLayers })
    #expect(layered.contains { $0.id.needsLayers })
  }

  @Test func `settings and sides are read back as written`() throws {
    let catalog = try ShippedFiles.catalog()
    var scenario = try catalog.scenario(
      id: "appliance-panel-1d",
      overrides: [Override("settings.wall_layer_share=1 %"), Override("mold.second_side.film_coefficient=20 W/(m2 K)")])
    #expect(scenario.settings.dimension == .one && scenario.settings.wallLayerShare == 0.01)
    #expect(scenario.mold.secondSide?.wall == scenario.mold.wall)
    #expect(try catalog.scenario(fileText(of: scenario), file: "again.yaml") == scenario)
    scenario.mold.secondSide?.wall = .adiabatic
    #expect(try catalog.mold(fileText(of: scenario.mold), file: "again.yaml") == scenario.mold)
  }

  @Test(arguments: [
    ("settings.dimension=2D", "one of 0D, 1D"), ("settings.layers=0", "a whole number 1 … 200"),
    ("settings.layers=201", "a whole number 1 … 200"), ("mold.second_side.wall=45 °C", "adiabatic, or a map"),
    ("mold.second_side.film=1", "one of wall, film_coefficient"),
  ])
  func `an unknown choice is answered with those there are`(override: String, expected: String) throws {
    let errors = try #require(throws: FileErrors.self) {
      try ShippedFiles.catalog().scenario(id: "appliance-panel-1d", overrides: [Override(override)])
    }
    #expect(errors.errors.contains { $0.description.contains(expected) }, "\(errors)")
  }
}
