import Foaming
import Quantities

extension FieldReader {
  /// A mold file, or a mold written into a scenario, where `schema` may be missing.
  func mold(isFile: Bool) -> Mold? {
    let keys = [
      "schema", "id", "name", "enclosure", "volume", "venting", "vents", "wall", "thickness", "contact_area",
      "film_coefficient", "second_side", "projected_area", "clamp_force", "seal_pressure",
    ]
    guard let fields = fields(keys) else { return nil }
    if isFile { _ = fields.require("schema", "`\(FileKind.mold.schema)`") }
    fields["schema"]?.checkSchema(.mold)
    let id = fields.require("id", "an identifier")?.identifier()
    let name = fields["name"]?.text()
    let enclosure = fields.require("enclosure", "open or cavity")?.enclosure(fields)
    let venting = venting(fields, enclosure)
    let wall = fields.require("wall", "adiabatic, or a map with temperature or tool")?.wall()
    let thickness = fields.require("thickness", "the foam thickness between the walls, such as 10 cm")?
      .quantity(LengthDimension.self, in: 1e-4...10)
    let secondWall = fields["second_side"]?.secondWall(orElse: wall)
    let exchange = exchange(fields, enclosure, [wall, secondWall], thickness)
    let projectedArea = fields["projected_area"]?.quantity(AreaDimension.self, in: 1e-6...100)
    let clampForce = fields["clamp_force"]?.quantity(ForceDimension.self, in: 0...1e8)
    let sealPressure = fields["seal_pressure"]?.quantity(PressureDimension.self, in: 1e4...1e8)
    guard let id, let enclosure, let venting, let wall, let thickness, let exchange else { return nil }
    var secondSide: Mold.Side?
    if let field = fields["second_side"] {
      guard let wall = secondWall, let film = field.secondFilm(orElse: exchange.film) else { return nil }
      secondSide = Mold.Side(wall: wall, filmCoefficient: film)
    }
    return Mold(
      id: id, name: name ?? id, enclosure: enclosure, venting: venting, wall: wall, thickness: thickness,
      contactArea: exchange.area, filmCoefficient: exchange.film, projectedArea: projectedArea,
      clampForce: clampForce, sealPressure: sealPressure, secondSide: secondSide)
  }

  /// The wall of the second side: its own, or that of the first.
  private func secondWall(orElse first: Mold.Wall?) -> Mold.Wall? {
    guard let fields = fields(["wall", "film_coefficient"]) else { return nil }
    guard let wall = fields["wall"] else { return first }
    return wall.wall()
  }

  /// The film of the second side: its own, or that of the first.
  private func secondFilm(orElse first: HeatTransferCoefficient) -> HeatTransferCoefficient? {
    guard let film = Fields(reader: self)["film_coefficient"] else { return first }
    return film.quantity(HeatTransferCoefficientDimension.self, in: Self.film)
  }

  private static let film = 1e-3...1e5

  private func enclosure(_ fields: Fields) -> Mold.Enclosure? {
    switch choice(["open", "cavity"]) {
    case "open":
      fields["volume"]?.report(expected: "no volume, the mold is open", remedy: "write `enclosure: cavity`")
      return .open
    case "cavity":
      return fields.require("volume", "the volume of the cavity, such as 25 L")?
        .quantity(VolumeDimension.self, in: 1e-7...100).map { .cavity($0) }
    default: return nil
    }
  }

  private func venting(_ fields: Fields, _ enclosure: Mold.Enclosure?) -> Mold.Venting? {
    if let vents = fields["vents"] {
      fields["venting"]?.report(expected: "either venting or vents", remedy: "remove one of them")
      guard let items = vents.items() else { return nil }
      return .vents(items.compactMap { $0.vent() })
    }
    if case .open = enclosure, fields["venting"] == nil { return .ideal }
    switch fields.require("venting", "ideal or sealed, or a list of vents")?.choice(["ideal", "sealed"]) {
    case "ideal": return .ideal
    case "sealed": return .sealed
    default: return nil
    }
  }

  private func vent() -> Vent? {
    let keys = ["name", "count", "area", "discharge_coefficient", "sealed_at_fill", "foam_permeance"]
    guard let fields = fields(keys) else { return nil }
    let name = fields.require("name", "the vent's name")?.text()
    let count = fields["count"].map { $0.count(in: 0...10_000) } ?? 1
    let area = fields.require("area", "the free cross-section of one opening, such as 3 mm²")?
      .quantity(AreaDimension.self, in: 0...1)
    guard let name, let count, let area else { return nil }
    var vent = Vent(name: name, count: count, area: area)
    if let value = fields["discharge_coefficient"]?.share() { vent.dischargeCoefficient = value }
    if let value = fields["sealed_at_fill"]?.share() { vent.sealedAtFill = value }
    if let value = fields["foam_permeance"]?.quantity(MolarPermeanceDimension.self, in: 0...1) {
      vent.foamPermeance = value
    }
    return vent
  }

  private func wall() -> Mold.Wall? {
    if case .text("adiabatic") = node.content { return .adiabatic }
    guard case .map = node.content else {
      report(expected: "adiabatic, or a map with temperature or tool")
      return nil
    }
    guard let fields = fields(["temperature", "tool"]) else { return nil }
    if let tool = fields["tool"] {
      fields["temperature"]?.report(expected: "either temperature or tool", remedy: "remove one of them")
      return tool.tool().map { .tool($0) }
    }
    return fields.require("temperature", "the temperature of the wall, such as 45 °C")?
      .quantity(TemperatureDimension.self, in: Self.wallTemperature).map { .fixed($0) }
  }

  private func tool() -> Mold.ToolNode? {
    let keys = ["initial_temperature", "mass", "specific_heat", "coolant_temperature", "coolant_conductance"]
    guard let fields = fields(keys) else { return nil }
    let initial = fields.require("initial_temperature", "a temperature, such as 45 °C")?
      .quantity(TemperatureDimension.self, in: Self.wallTemperature)
    let mass = fields.require("mass", "the mass of the tool, such as 120 kg")?
      .quantity(MassDimension.self, in: 1e-3...1e5)
    let specificHeat = fields.require("specific_heat", "a specific heat, such as 900 J/(kg K)")?
      .quantity(SpecificHeatDimension.self, in: 100...5000)
    let coolant = fields.require("coolant_temperature", "a temperature, such as 45 °C")?
      .quantity(TemperatureDimension.self, in: Self.wallTemperature)
    let conductance = fields.require("coolant_conductance", "a conductance, such as 30 W/K")?
      .quantity(ThermalConductanceDimension.self, in: 0...1e7)
    guard let initial, let mass, let specificHeat, let coolant, let conductance else { return nil }
    return Mold.ToolNode(
      initialTemperature: initial, mass: mass, specificHeat: specificHeat, coolantTemperature: coolant,
      coolantConductance: conductance)
  }

  private static let wallTemperature = 243.15...523.15

  /// Contact area and film coefficient; without heat exchange both may be left out, and any film does for no area.
  private func exchange(
    _ fields: Fields, _ enclosure: Mold.Enclosure?, _ walls: [Mold.Wall?], _ thickness: Length?
  ) -> (area: Area, film: HeatTransferCoefficient)? {
    let isAdiabatic = walls.allSatisfy { $0 == nil || $0 == .adiabatic } && walls[0] != nil
    var area = fields["contact_area"]?.quantity(AreaDimension.self, in: 0...1000)
    if fields["contact_area"] == nil {
      if isAdiabatic {
        area = .zero
      } else if case .cavity(let volume) = enclosure, let thickness {
        area = Area(si: 2 * volume.si / thickness.si)
      } else if case .open = enclosure {
        _ = fields.require("contact_area", "the area between foam and cup, such as 0.06 m²")
      }
    }
    let film: HeatTransferCoefficient? =
      isAdiabatic && fields["film_coefficient"] == nil
      ? HeatTransferCoefficient(100, .wattPerSquareMeterKelvin)
      : fields.require("film_coefficient", "the film coefficient at the wall, such as 100 W/(m² K)")?
        .quantity(HeatTransferCoefficientDimension.self, in: Self.film)
    guard let area, let film else { return nil }
    return (area, film)
  }
}
