internal import Integrators
internal import Quantities

extension KeyFigure {
  /// Temperature at which parts are stored and measured [K].
  static let roomTemperature = 296.15

  /// Every figure of a shot, in the order of ``KeyFigureID``.
  static func all(_ facts: ShotFacts) -> [KeyFigure] {
    KeyFigureID.allCases.map { id in
      var figure =
        timing(id, facts) ?? extremes(id, facts) ?? filling(id, facts) ?? atDemold(id, facts)
        ?? chemistry(id, facts) ?? layered(id, facts) ?? insulation(id, facts)
        ?? KeyFigure(id, nil, note: "not computed")
      if let target = facts.scenario.quality.target(for: id) {
        figure.assessment = target.assess(figure.value)
      }
      return figure
    }
  }

  private static func timing(_ id: KeyFigureID, _ facts: ShotFacts) -> KeyFigure? {
    let duration = Shown.seconds(facts.course.endTime + facts.mixing)
    func moment(_ time: Double?, _ absence: String) -> KeyFigure {
      KeyFigure(id, time, note: time == nil ? "\(absence) within \(duration)" : nil)
    }
    switch id {
    case .creamTime: return moment(facts.time("cream"), "no cream")
    case .gelTime: return moment(facts.time("gel"), "no gel")
    case .riseTime: return moment(facts.rise, "no rise")
    case .tackFreeTime: return moment(facts.time("tack_free"), "not tack-free")
    case .lockTime:
      return facts.filled != nil
        ? KeyFigure(id, nil, note: "the cavity was full first") : moment(facts.time("locked"), "no end of expansion")
    case .fillTime:
      return facts.cavityVolume == nil ? KeyFigure(id, nil, note: "open cup") : moment(facts.filled, "not filled")
    case .ventClosureTime:
      let hasVents = facts.course.model(at: 0).ventsOpen > 0
      return hasVents
        ? moment(facts.lastVentCovered, "no vent covered") : KeyFigure(id, nil, note: "no discrete vents")
    case .demoldEarliest: return moment(facts.demold.window?.lowerBound, "no demold window")
    case .demoldRecommended: return moment(facts.demold.recommended, "no demold window")
    case .demoldLatest:
      var figure = moment(facts.demold.window?.upperBound, "no demold window")
      if let end = figure.value, end >= facts.demold.horizon { figure.note = "open at the end of the run" }
      return figure
    default: return nil
    }
  }

  private static func extremes(_ id: KeyFigureID, _ facts: ShotFacts) -> KeyFigure? {
    let peak = facts.pressurePeak
    let reading = facts.course.reading(at: peak.time)
    switch id {
    case .coreTemperatureMaximum: return KeyFigure(id, facts.temperaturePeak.value)
    case .coreTemperatureMaximumTime: return KeyFigure(id, facts.temperaturePeak.time + facts.mixing)
    case .pressureMaximum:
      return KeyFigure(id, peak.value, note: facts.cavityVolume == nil ? "inside the cells of free foam" : nil)
    case .pressureMaximumTime: return KeyFigure(id, peak.time + facts.mixing)
    case .airAtPressureMaximum: return KeyFigure(id, peak.value * reading.cellAir / reading.gas)
    case .carbonDioxideAtPressureMaximum: return KeyFigure(id, peak.value * reading.carbonDioxideGas / reading.gas)
    case .agentAtPressureMaximum:
      return facts.parameters.agent == nil
        ? KeyFigure(id, nil, note: "no physical blowing agent")
        : KeyFigure(id, peak.value * reading.agentGas / reading.gas)
    case .clampForceRequired:
      guard facts.cavityVolume != nil, let area = facts.scenario.mold.projectedArea?.si else {
        return KeyFigure(id, nil, note: "mold.projected_area is not stated")
      }
      return KeyFigure(id, max(0, peak.value - facts.ambientPressure) * area)
    case .scorchDose: return KeyFigure(id, facts.scorchDose)
    default: return nil
    }
  }

  private static func filling(_ id: KeyFigureID, _ facts: ShotFacts) -> KeyFigure? {
    switch id {
    case .freeRiseDensity: return KeyFigure(id, facts.freeRise.density, note: "adiabatic cup, same mixture")
    case .moldedDensity:
      return KeyFigure(id, facts.moldedDensity, note: facts.cavityVolume == nil ? "open cup: final foam density" : nil)
    case .packingFactor:
      return facts.cavityVolume == nil
        ? KeyFigure(id, nil, note: "open cup") : KeyFigure(id, facts.moldedDensity / facts.freeRise.density)
    case .fillFraction: return KeyFigure(id, facts.fillFraction, note: facts.cavityVolume == nil ? "open cup" : nil)
    case .trappedAirFraction:
      return KeyFigure(
        id, facts.trappedAirFraction, note: facts.trappedAirFraction == nil ? "air leaves without resistance" : nil)
    default: return nil
    }
  }

  private static func atDemold(_ id: KeyFigureID, _ facts: ShotFacts) -> KeyFigure? {
    func value(_ figure: (FoamReading) -> Double) -> KeyFigure {
      KeyFigure(id, facts.atDemold.map(figure), note: facts.atDemold == nil ? "no demold window" : nil)
    }
    switch id {
    case .conversionAtDemold: return value(\.hydroxylConversion)
    case .coreTemperatureAtDemold: return value(\.coreTemperature)
    case .pressureAtDemold: return value(\.pressure)
    case .hardnessAtDemold, .hardnessAfterDay, .glassTransitionFinal:
      guard let structure = facts.structure else {
        return KeyFigure(id, nil, note: "the system states no structure and hardness parameters")
      }
      if id == .hardnessAtDemold {
        guard let reading = facts.atDemold else { return KeyFigure(id, nil, note: "no demold window") }
        return hardness(id, structure.hardness(reading), structure)
      }
      let conversion = facts.course.end.hydroxylConversion
      if id == .glassTransitionFinal {
        return KeyFigure(id, structure.glassTransition(conversion: conversion), note: "at the end of the run")
      }
      let cold = structure.skinHardness(facts.course.end, temperature: Self.roomTemperature)
      let modulus = structure.foamModulus(
        conversion: conversion, temperature: Self.roomTemperature, density: facts.moldedDensity)
      return hardness(id, cold ?? structure.hardness(modulus: modulus), structure)
    default: return nil
    }
  }

  /// A foam that does not press a Shore needle back has no Shore hardness; zero would look like a measurement.
  private static func hardness(_ id: KeyFigureID, _ value: Double, _ structure: FoamStructure) -> KeyFigure {
    let trust = structure.isHardnessCalibrated ? nil : "uncalibrated"
    guard value > 0 else {
      return KeyFigure(
        id, nil, note: ["softer than the Shore scale begins", trust].compactMap { $0 }.joined(separator: "; "))
    }
    return KeyFigure(id, value, note: trust)
  }

  private static func chemistry(_ id: KeyFigureID, _ facts: ShotFacts) -> KeyFigure? {
    let mixture = facts.mixture
    switch id {
    case .conversionFinal: return KeyFigure(id, facts.course.end.hydroxylConversion)
    case .index: return KeyFigure(id, mixture.index)
    case .waterFromPolyol: return KeyFigure(id, mixture.waterFromPolyol)
    case .waterFromAir: return KeyFigure(id, mixture.waterFromAir)
    case .waterEffective:
      let reacted = facts.course.end.blowingExtent * mixture.mass * PhysicalConstants.waterMolarMass
      return KeyFigure(id, reacted, note: "reacted by the end of the run")
    default: return nil
    }
  }
}

extension QualityTargets {
  /// The target for a figure, if one is set.
  func target(for id: KeyFigureID) -> Target? {
    switch id {
    case .conversionAtDemold:
      conversionAtDemold.map { Target(bound: .atLeast($0), margin: 0, label: "≥ \(Shown.percent($0))") }
    case .moldedDensity:
      moldedDensity.map { band in
        let (low, high) = (band.lowerBound.si, band.upperBound.si)
        return Target(
          bound: .within(low...high), margin: 0.05 * (high - low),
          label: "\(Shown.rounded(low, 1)) … \(Shown.density(high))")
      }
    case .coreTemperatureAtDemold:
      coreTemperatureAtDemold.map { Target(bound: .atMost($0.si), margin: 0, label: "≤ \(Shown.celsius($0.si))") }
    case .coreTemperatureMaximum:
      coreTemperatureMaximum.map { Target(bound: .atMost($0.si), margin: 5, label: "≤ \(Shown.celsius($0.si))") }
    case .hardnessAtDemold:
      hardnessAtDemold.map { Target(bound: .atLeast($0.si), margin: 0, label: "≥ \(Shown.shore($0.si))") }
    case .hardnessAfterDay:
      hardnessAfterDay.map { Target(bound: .atLeast($0.si), margin: 3, label: "≥ \(Shown.shore($0.si))") }
    case .pressureMaximum:
      pressureMaximum.map { Target(bound: .atMost($0.si), margin: 0.1 * $0.si, label: "≤ \(Shown.bar($0.si))") }
    case .pressureAtDemold:
      pressureAtDemold.map { Target(bound: .atMost($0.si), margin: 0, label: "≤ \(Shown.bar($0.si))") }
    case .demoldRecommended:
      cycleTime.map { Target(bound: .atMost($0.si), margin: 0.05 * $0.si, label: "≤ \(Shown.seconds($0.si))") }
    default: nil
    }
  }
}
