import Plant
import Quantities

extension FieldReader {
  /// What must hold between signals of a machine; its identifier is `machine.check`.
  func identity(of machine: MachineDescription, _ names: SignalNames) -> PhysicalIdentity? {
    let keys = [
      "id", "kind", "efficiency", "pressure", "flow", "power", "inlet", "outlet", "ambient", "heat_capacity",
      "tolerance", "persistence", "window",
    ]
    guard let fields = fields(keys) else { return nil }
    let id = fields.require("id", "an identifier")?.identifier()
    let members = [
      "hydraulic-efficiency": ["efficiency", "pressure", "flow", "power"],
      "cooling-power": ["power", "flow", "inlet", "outlet"], "cooling-efficiency": ["efficiency", "inlet", "outlet"],
    ]
    let kinds = ["hydraulic-efficiency", "cooling-power", "cooling-efficiency"]
    let word = fields.require("kind", "one of \(kinds.joined(separator: ", "))")?.choice(kinds)
    guard let id, let word, let roles = members[word] else { return nil }
    let quantities: [String: SignalQuantity] = [
      "efficiency": .fraction, "pressure": .pressure, "flow": .volumeFlow, "power": .power, "inlet": .temperature,
      "outlet": .temperature,
    ]
    var places: [String: SignalIndex] = [:]
    for role in quantities.keys.sorted() {
      guard roles.contains(role) else {
        fields[role]?.report(expected: "no \(role) beside the kind \(word)")
        continue
      }
      guard let field = fields.require(role, "a signal of this machine"),
        let place = field.signalPlace(machine, names)
      else { continue }
      if names.signals[Int(place.rawValue)].quantity == quantities[role] {
        places[role] = place
      } else {
        field.report(expected: "a signal of the quantity \(quantities[role]?.rawValue ?? "")")
      }
    }
    let equation = equation(word, fields, places)
    let isPower = word == "cooling-power"
    let tolerance = fields.require("tolerance", "the deviation that is still noise")?
      .siValue(isPower ? PowerDimension.self : FractionDimension.self, in: 0...1e6)
    let persistence = fields["persistence"].map { $0.siValue(TimeSpanDimension.self, in: 0...3600) } ?? 5
    let window = fields["window"].map { $0.siValue(TimeSpanDimension.self, in: 0...60) } ?? 1
    guard let equation, let tolerance, let persistence, let window else { return nil }
    return PhysicalIdentity(
      id: "\(machine.id).\(id)", equation: equation, tolerance: tolerance, persistence: persistence, window: window)
  }

  private func equation(
    _ word: String, _ fields: Fields, _ places: [String: SignalIndex]
  ) -> PhysicalIdentity.Equation? {
    if word != "cooling-power" { fields["heat_capacity"]?.report(expected: "it only beside the kind cooling-power") }
    if word != "cooling-efficiency" {
      fields["ambient"]?.report(expected: "it only beside the kind cooling-efficiency")
    }
    switch word {
    case "hydraulic-efficiency":
      guard let efficiency = places["efficiency"], let pressure = places["pressure"], let flow = places["flow"],
        let power = places["power"]
      else { return nil }
      return .hydraulicEfficiency(efficiency: efficiency, pressure: pressure, flow: flow, power: power)
    case "cooling-power":
      let capacity = fields.require("heat_capacity", "the heat capacity of the oil's volume, such as 1617 kJ/(m³ K)")?
        .siValue(VolumetricHeatCapacityDimension.self, in: 1e5...1e7)
      guard let power = places["power"], let flow = places["flow"], let inlet = places["inlet"],
        let outlet = places["outlet"], let capacity
      else { return nil }
      return .coolingPower(power: power, flow: flow, inlet: inlet, outlet: outlet, heatCapacity: capacity)
    default:
      let ambient = fields.require("ambient", "the temperature of the air, such as 24 °C")?
        .siValue(TemperatureDimension.self, in: 233...353)
      guard let efficiency = places["efficiency"], let inlet = places["inlet"], let outlet = places["outlet"],
        let ambient
      else { return nil }
      return .coolingEfficiency(efficiency: efficiency, inlet: inlet, outlet: outlet, ambient: ambient)
    }
  }
}
