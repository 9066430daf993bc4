public import Quantities

/// What was found when the part was judged.
public struct ShotQuality: Hashable, Sendable {
  /// The verdict; `nil` when the log has none.
  public var status: QualityStatus?
  /// What was wrong with the part, sorted; empty means that nothing was noted, which is no proof of a good part.
  public var defects: [DefectClass]
  /// Measured figures.
  public var figures: Readings<QualityFigure>
  /// Free words of the person who judged.
  public var remark: String?

  /// A judgment; by default there is none.
  public init(
    status: QualityStatus? = nil, defects: [DefectClass] = [], figures: Readings<QualityFigure> = Readings(),
    remark: String? = nil
  ) {
    self.status = status
    self.defects = defects
    self.figures = figures
    self.remark = remark
  }
}

/// The verdict on a part.
public enum QualityStatus: String, Hashable, Sendable, CaseIterable {
  case good
  /// Usable with a reservation: repaired, second choice.
  case marginal
  case scrap
}

/// A number found when the part was judged, in SI. The raw value is the key in files and reports.
public enum QualityFigure: String, Hashable, Sendable, CaseIterable {
  case moldedDensity = "molded_density"
  case freeRiseDensity = "free_rise_density"
  case hardnessAtDemold = "hardness_at_demold"
  /// Hardness a day later.
  case hardnessAfterDay = "hardness_24h"
  /// Time from the start of the shot to the opening of the mold.
  case demoldTime = "demold_time"
  case cycleTime = "cycle_time"
  /// Mass of the part.
  case partMass = "part_mass"
  /// How likely a defect is in the eyes of the operator, 0 … 1.
  case operatorRisk = "operator_risk"

  public var dimension: any Dimension.Type {
    switch self {
    case .moldedDensity, .freeRiseDensity: DensityDimension.self
    case .hardnessAtDemold, .hardnessAfterDay: HardnessDimension.self
    case .demoldTime, .cycleTime: TimeSpanDimension.self
    case .partMass: MassDimension.self
    case .operatorRisk: FractionDimension.self
    }
  }

  /// What can be true [SI]; a value outside is a fault of the log.
  public var range: ClosedRange<Double> {
    switch self {
    case .moldedDensity, .freeRiseDensity: 5...2000
    case .hardnessAtDemold, .hardnessAfterDay: 0...100
    case .demoldTime, .cycleTime: 1...86_400
    case .partMass: 1e-4...1000
    case .operatorRisk: 0...1
    }
  }
}

/// A kind of defect: lower-case words joined by underscores, as the model's own defects are.
public struct DefectClass: RawRepresentable, Hashable, Sendable, Comparable {
  public let rawValue: String

  /// `nil` unless the text is lower-case words and digits joined by underscores, at most 64 letters.
  public init?(rawValue: String) {
    let bytes = rawValue.utf8
    let isWord = bytes.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
    guard (1...64).contains(bytes.count), isWord, bytes.first != 95, bytes.last != 95 else { return nil }
    self.rawValue = rawValue
  }

  /// Alphabetic.
  public static func < (lhs: DefectClass, rhs: DefectClass) -> Bool { lhs.rawValue < rhs.rawValue }

  /// The defects that the foam model also knows, and those only a person sees.
  public static let known: [DefectClass] = [
    "underfill", "overpressure", "trapped_air", "collapse", "cracks", "shrinkage", "scorch", "premature_gel",
    "thermal_skin", "index", "moisture", "voids", "surface", "density", "hardness", "flash", "adhesion", "other",
  ].compactMap(DefectClass.init(rawValue:))
}
