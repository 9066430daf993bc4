internal import Integrators

/// Which features a cycle has, in which order.
public struct HydraulicFeatureSchema: Sendable {
  /// Raised when a feature is added, removed, renamed or computed differently.
  public static let version = 1
  /// Cycles before this one that ``HydraulicFeatureGroup/history`` compares with.
  static let histories = [1, 10, 40]

  /// The schema that this program computes.
  public static let current = HydraulicFeatureSchema()

  public let features: [HydraulicFeature]
  /// SHA-256 over version, names, formulas and units, in order, as 64 hexadecimal digits.
  public let hash: String
  private let ranges: [HydraulicFeatureGroup: Range<Int>]

  private init() {
    var features: [HydraulicFeature] = []
    var ranges: [HydraulicFeatureGroup: Range<Int>] = [:]
    for group in HydraulicFeatureGroup.allCases {
      let start = features.count
      features += Self.features(group)
      ranges[group] = start..<features.count
    }
    self.features = features
    self.ranges = ranges
    var text = "pur-mold-twin/hydraulic-features/\(Self.version)\n"
    for feature in features { text += "\(feature.name)\t\(feature.formula)\t\(feature.unit)\n" }
    hash = SHA256Digest(text).description
  }

  /// Version and first twelve digits of the hash: `1:0123456789ab`.
  public var mark: String { "\(Self.version):\(hash.prefix(12))" }

  /// Columns of a group.
  public func range(_ group: HydraulicFeatureGroup) -> Range<Int> { ranges[group] ?? 0..<0 }

  /// Columns of several groups, in the order of the groups.
  func columns(_ groups: [HydraulicFeatureGroup]) -> [Int] { groups.flatMap { Array(range($0)) } }

  /// The column of a name.
  func column(_ name: String) -> Int? { features.firstIndex { $0.name == name } }

  private static func features(_ group: HydraulicFeatureGroup) -> [HydraulicFeature] {
    func list(
      _ sensors: [HydraulicSensor], _ parts: [(name: String, formula: String)], unit: String? = nil
    ) -> [HydraulicFeature] {
      sensors.flatMap { sensor in
        parts.map { part in
          HydraulicFeature(
            name: "\(group.rawValue)_\(sensor.rawValue)_\(part.name)", group: group, formula: part.formula,
            sensor: sensor, unit: unit ?? sensor.unit)
        }
      }
    }
    func plateaus(_ segments: Range<Int>) -> [(String, String)] {
      segments.map {
        let seconds = LoadCycle.plateau($0)
        return ("\($0)", "mean of seconds \(seconds.lowerBound) … \(seconds.upperBound - 1)")
      }
    }
    switch group {
    case .level: return list(HydraulicSensor.work, plateaus(0..<6))
    case .transition:
      return list(
        HydraulicSensor.work, LoadCycle.transitions.map { ("\($0)", "second \($0) − plateau of its segment") })
    case .relative:
      return list(
        HydraulicSensor.work,
        LoadCycle.transitions.map { ("\($0)", "(second \($0) − plateau of its segment) / mean size of the plateaus") },
        unit: "")
    case .ratio:
      return list(HydraulicSensor.work, (1..<6).map { ("\($0)", "plateau \($0) / plateau 3") }, unit: "")
        + list([.fs1], (1..<6).map { ("per_PS1_\($0)", "plateau \($0) / that of PS1") }, unit: "l/min/bar")
    case .opening:
      return list(
        HydraulicSensor.work, LoadCycle.opening.map { ("\($0)", "second \($0) / plateau 1") }, unit: "")
        + list([.ps1, .eps1], [("dead", "plateau 0 / plateau 1")], unit: "")
    case .openingLevel: return list(HydraulicSensor.work, plateaus(0..<2))
    case .cooling:
      return list(
        HydraulicSensor.cooling,
        (0..<3).map { ("\($0)", "mean of seconds \(20 * $0) … \(20 * $0 + 19)") })
    case .cooler: return list([.ce, .cp], [("end", "mean of seconds 55 … 59")])
    case .warming:
      return list(HydraulicSensor.cooling, [("change", "mean of seconds 50 … 59 − mean of seconds 0 … 9")])
    case .history:
      return histories.flatMap { count in
        let words = "− its mean in up to \(count) cycles before"
        return list(HydraulicSensor.work, (0..<6).map { ("level_\($0)_\(count)", "plateau \($0) \(words)") })
          + list(
            HydraulicSensor.work,
            [9, 10].map { ("second_\($0)_\(count)", "(second \($0) − plateau 1) \(words)") })
          + list(HydraulicSensor.cooling, [("mean_\(count)", "mean of the cycle \(words)")])
      }
    }
  }
}
