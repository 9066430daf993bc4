import Foaming
import Quantities

/// What an operator can change when a target is missed and no defect says so.
enum TargetRemedy {
  /// Advice in plain words; `nil` for figures that nobody sets a target for.
  static func text(_ figure: KeyFigure, _ quality: QualityTargets) -> String? {
    switch figure.id {
    case .moldedDensity:
      guard let band = quality.moldedDensity, let value = figure.value else { return nil }
      return value < band.lowerBound.si
        ? "Density too low: pour more (same mold)." : "Density too high: pour less, and check that the mold fills."
    case .coreTemperatureMaximum:
      return "Core too hot: use cooler components or a cooler mold, or less water in the polyol."
    case .coreTemperatureAtDemold: return "Core too hot to demold: wait longer or cool the mold."
    case .pressureMaximum: return "Pressure too high: pour less, or open more vents."
    case .pressureAtDemold: return "Too much pressure left at demold: wait longer or cool the mold."
    case .conversionAtDemold: return "Not cured enough at demold: wait longer or warm the mold."
    case .hardnessAtDemold: return "Too soft at demold: wait longer or warm the mold."
    case .hardnessAfterDay: return "Too soft after a day: check the mixing ratio; raise the density."
    case .demoldEarliest, .demoldRecommended, .demoldLatest:
      guard figure.value != nil else { return nil }
      return "Cycle too long: warm the mold or the components; ask the technologist for a faster system."
    case .fillFraction: return "Mold not full: pour more or warm the mold."
    default: return nil
    }
  }
}
