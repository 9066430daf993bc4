/// What is learned from the shots of a plant. The raw value is the name in files and in the registry.
public enum ModelTask: String, Hashable, Sendable, CaseIterable {
  /// How likely a part has a defect.
  case defectRisk = "defect_risk"
  /// Which class a part is of.
  case defectClass = "defect_class"
  /// How long a shot takes.
  case cycleTime = "cycle_time"

  /// The targets it can be learned from, the usual one first.
  public var targets: [String] {
    switch self {
    case .defectRisk: ["target_any_defect", "target_operator_risk"]
    case .defectClass: ["target_status", "target_defects"]
    case .cycleTime: ["target_cycle_time_s", "target_demold_time_s"]
    }
  }

  /// Whether the model answers with a number or with a class.
  public var kind: ModelCard.Kind { self == .defectClass ? .classification : .regression }

  /// What a person reads.
  public var words: String {
    switch self {
    case .defectRisk: "Defect risk"
    case .defectClass: "Defect class"
    case .cycleTime: "Cycle time"
    }
  }
}

/// Why rows cannot be learned from.
public struct TrainingRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// The task, the column or the part of the configuration.
  public let place: String
  public let found: String
  public let expected: String
  public let remedy: String

  public init(place: String, found: String, expected: String, remedy: String = "") {
    (self.place, self.found, self.expected, self.remedy) = (place, found, expected, remedy)
  }

  public var description: String {
    "\(place): found \(found); expected \(expected)" + (remedy.isEmpty ? "" : "; \(remedy)")
  }
}
