internal import Integrators
internal import Quantities
internal import RealModule

extension PanelAging {
  /// Mean temperature at which insulation is measured: 10 °C [K].
  static let measurementTemperature = 283.15
  /// Accelerated aging: 70 °C [K] for 60 days [s].
  static let agingTemperature = 343.15
  static let agingTime = 60 * 86_400.0

  /// The panel that a shot makes, cooled and taken out of its mold.
  ///
  /// Cells keep the gas and the volume they have at the end of the run. The agent does not condense at 70 °C; what
  /// exceeds its vapor pressure at 10 °C does not count for the conductivity there.
  ///
  /// - Returns: the panel, and the pressure of ``conductivity(after:at:saturation:)`` above which agent condenses; or
  ///   why there is none.
  static func panel(_ facts: ShotFacts) -> Result<(aging: PanelAging, saturation: Double), Absence> {
    guard facts.system.family == .rigid else { return .failure(Absence("only for rigid closed-cell foam")) }
    let model = facts.system.model
    var missing: [ModelParameter] = []
    func need(_ key: ModelParameter) -> Double {
      if model.value(key) == nil { missing.append(key) }
      return model.value(key) ?? .nan
    }
    let agent = facts.parameters.agent
    let diffusivity = PerCellGas(
      oxygen: need(.agingOxygenDiffusivity), nitrogen: need(.agingNitrogenDiffusivity),
      carbonDioxide: need(.agingCarbonDioxideDiffusivity), agent: agent == nil ? 0 : need(.agingAgentDiffusivity))
    let agentConductivity = agent == nil ? 0 : need(.agentGasConductivity)
    guard missing.isEmpty else {
      let names = missing.map { "model.\($0.rawValue)" }.joined(separator: ", ")
      return .failure(Absence("the system does not state \(names)"))
    }
    let end = facts.course.end
    guard end.gas > 0, end.gasVolume > 0 else { return .failure(Absence("no foam")) }
    let perMole = PhysicalConstants.gas * agingTemperature / end.gasVolume
    let aging = PanelAging(
      slab: SlabExchange(depth: facts.scenario.mold.thickness.si / 2), diffusivity: diffusivity,
      initial: PerCellGas(
        oxygen: 0.21 * end.cellAir * perMole, nitrogen: 0.79 * end.cellAir * perMole,
        carbonDioxide: end.carbonDioxideGas * perMole, agent: end.agentGas * perMole),
      gasConductivity: PerCellGas { gas in
        gas == .agent ? agentConductivity : gas.conductivity(measurementTemperature)
      },
      morphology: Morphology(
        solid: end.liquidVolume / end.volume,
        cellDiameter: 2 * Double.cubeRoot(0.75 * end.gasVolume / (Double.pi * facts.parameters.cellNumber)),
        strutContent: FoamStructure.strutContent(density: end.density)))
    let saturation = agent.map {
      $0.saturationPressure(measurementTemperature) * agingTemperature / measurementTemperature
    }
    return .success((aging, saturation ?? .infinity))
  }

  /// Why a figure has no value.
  struct Absence: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
  }
}

extension KeyFigure {
  /// The figures of insulation: a published form of model with parameters from literature (evidence A for the form).
  static func insulation(_ id: KeyFigureID, _ facts: ShotFacts) -> KeyFigure? {
    guard id == .conductivityInitial || id == .conductivityAged else { return nil }
    switch PanelAging.panel(facts) {
    case .failure(let absence): return KeyFigure(id, nil, note: absence.reason)
    case .success(let panel):
      func value(_ time: Double) -> Double {
        panel.aging.conductivity(
          after: time, at: PanelAging.measurementTemperature, saturation: panel.saturation)
      }
      if id == .conductivityInitial { return KeyFigure(id, value(0), note: "at 10 °C; published form (A)") }
      guard facts.cavityVolume != nil else { return KeyFigure(id, nil, note: "open cup: no panel") }
      let thickness = Shown.rounded(facts.scenario.mold.thickness.si * 1e3, 1)
      return KeyFigure(
        id, value(PanelAging.agingTime),
        note: "at 10 °C after 60 days at 70 °C, \(thickness) mm uncovered; published form (A)")
    }
  }
}
