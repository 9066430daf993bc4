extension KeyFigure {
  /// The figures that only layers through the thickness can tell.
  static func layered(_ id: KeyFigureID, _ facts: ShotFacts) -> KeyFigure? {
    guard id.needsLayers else { return nil }
    let part = facts.atDemold ?? facts.course.end
    guard let core = part.core, let skins = part.skins else {
      return KeyFigure(id, nil, note: "needs settings.dimension: 1D")
    }
    func atDemold(_ figure: (FoamReading) -> Double?) -> KeyFigure {
      KeyFigure(id, facts.atDemold.flatMap(figure), note: facts.atDemold == nil ? "no demold window" : nil)
    }
    let moment = facts.atDemold == nil ? "at the end of the run" : "at demold"
    switch id {
    case .skinDensity:
      return KeyFigure(
        id, max(skins.first.density, skins.second.density),
        note: "\(moment); a layer of \(Shown.percent(skins.first.share)) of the mass")
    case .coreDensity: return KeyFigure(id, core.density, note: moment)
    case .leastConversionAtDemold: return atDemold(\.leastConversion)
    case .meanTemperatureAtDemold: return atDemold(\.temperature)
    case .skinTemperatureAtDemold:
      return atDemold { $0.skins.map { max($0.first.temperature, $0.second.temperature) } }
    case .temperatureSpreadMaximum:
      return KeyFigure(id, facts.spreadPeak?.value, note: facts.spreadPeak == nil ? "no gel" : nil)
    default: return nil
    }
  }
}
