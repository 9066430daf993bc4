internal import Integrators

extension KeyFigure {
  /// The figures that only layers through the thickness can tell.
  static func layered(_ id: KeyFigureID, _ facts: ShotFacts) -> KeyFigure? {
    guard id.needsLayers else { return nil }
    let end = facts.course.end
    guard let core = end.core, let skins = end.skins else {
      return KeyFigure(id, nil, note: "needs settings.dimension: 1D")
    }
    func atDemold(_ figure: (FoamReading) -> Double?) -> KeyFigure {
      KeyFigure(id, facts.atDemold.flatMap(figure), note: facts.atDemold == nil ? "no demold window" : nil)
    }
    func layer(_ share: Double) -> String { "mean of a layer of \(Shown.percent(share)) of the mass" }
    switch id {
    case .skinDensity:
      return KeyFigure(id, max(skins.first.density, skins.second.density), note: layer(skins.first.share))
    case .coreDensity: return KeyFigure(id, core.density)
    case .leastConversionAtDemold: return atDemold(\.leastConversion)
    case .meanTemperatureAtDemold: return atDemold(\.temperature)
    case .skinTemperatureAtDemold:
      return atDemold { $0.skins.map { max($0.first.temperature, $0.second.temperature) } }
    case .temperatureSpreadMaximum:
      guard let gel = facts.course.event("gel")?.time else { return KeyFigure(id, nil, note: "no gel") }
      let after = facts.course.samples.lazy.filter { $0.time >= gel }.map(\.reading.temperatureSpread)
      return KeyFigure(id, max(facts.course.reading(at: gel).temperatureSpread, after.max() ?? 0))
    default: return nil
    }
  }
}
