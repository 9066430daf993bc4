import Foaming

/// What changed in a made-up plant for good: the known truth behind a drift. The raw value is the word of the option
/// `--drift`; `Documentation/SyntheticShots.md` has the list.
package enum SyntheticDrift: String, Hashable, Sendable, CaseIterable {
  /// The core thermocouple shows 5 K too much.
  case coreSensor = "core_sensor"
  /// The mold sensor shows 8 K too much.
  case moldSensor = "mold_sensor"
  /// The isocyanate pump delivers 8 % less than the log says.
  case pump
  /// Both components are set 4 K warmer.
  case recipe
  /// A material lot that reacts faster: gelling and blowing by 30 %.
  case lot
  /// Inspection notes a defect on every fifth part that has none.
  case inspection

  /// What changed, in words.
  package var meaning: String {
    switch self {
    case .coreSensor: "the core thermocouple shows 5 K too much"
    case .moldSensor: "the mold sensor shows 8 K too much"
    case .pump: "the isocyanate pump delivers 8 % less than the log says"
    case .recipe: "both components are set 4 K warmer"
    case .lot: "a lot that gels and blows 30 % faster"
    case .inspection: "inspection notes scorch on every fifth part"
    }
  }

  /// Of the core thermocouple [K].
  var coreError: Double { self == .coreSensor ? 5 : 0 }
  /// Of the mold sensor [K].
  var wallError: Double { self == .moldSensor ? 8 : 0 }
  /// Share of the isocyanate that arrives.
  var isocyanateShare: Double { self == .pump ? 0.92 : 1 }
  /// Of the component temperatures that are set [K].
  var componentStep: Double { self == .recipe ? 4 : 0 }
  /// Share of parts with a defect noted whatever they are like.
  var notedShare: Double { self == .inspection ? 0.2 : 0 }

  /// The material as it is now.
  func changed(_ system: MaterialSystem) -> MaterialSystem {
    guard self == .lot else { return system }
    var system = system
    for key in [ModelParameter.gellingRate, .blowingRate] { system.model[key]?.value *= 1.3 }
    return system
  }
}
