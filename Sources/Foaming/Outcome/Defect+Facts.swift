internal import Quantities

extension Defect {
  /// Judges one shot for every kind of defect, in the order of ``Kind``.
  static func all(_ facts: ShotFacts) -> [Defect] {
    [
      underfill(facts), overpressure(facts), trappedAir(facts), collapse(facts), cracks(facts), shrinkage(facts),
      scorch(facts), prematureGel(facts), thermalSkin(facts), index(facts), moisture(facts),
    ]
  }

  private static func notAssessed(_ kind: Kind, _ label: String, _ why: String, _ evidence: Evidence) -> Defect {
    Defect(kind: kind, label: label, severity: .notAssessed, finding: "not judged", reason: why, evidence: evidence)
  }

  /// The foam must still have room when it sets, and enough gas to use it.
  private static func underfill(_ facts: ShotFacts) -> Defect {
    let label = "Underfill, short shot"
    guard let fill = facts.fillFraction, let overpack = facts.overpack else {
      return notAssessed(.underfill, label, "an open cup has no volume to fill", .measured)
    }
    let isFull = facts.filled != nil
    let isTight = overpack < 1.05
    return Defect(
      kind: .underfill, label: label, severity: !isFull ? .fail : isTight ? .watch : .none,
      finding: "fill \(Shown.percent(fill)), shot \(Shown.percent(overpack)) of the mass that just fills",
      reason: isFull
        ? "the front covers the last vent before the polymer sets"
        : "the polymer sets before the cavity is full",
      remedy: isFull && !isTight
        ? "" : "raise the shot mass, or slow gelling against blowing (warmer components, catalyst)",
      evidence: .measured)
  }

  private static func overpressure(_ facts: ShotFacts) -> Defect {
    let label = "Overpressure, flash"
    let mold = facts.scenario.mold
    let pressure = facts.pressurePeak.value
    var loads: [(share: Double, text: String)] = []
    if let area = mold.projectedArea?.si, let clamp = mold.clampForce?.si {
      let force = max(0, pressure - facts.ambientPressure) * area
      loads.append(
        (force / clamp, "\(Shown.rounded(force / 1e3, 1)) kN of \(Shown.rounded(clamp / 1e3, 1)) kN clamp force"))
    }
    if let seal = mold.sealPressure?.si {
      loads.append((pressure / (0.8 * seal), "\(Shown.bar(pressure)) against 80 % of the seal's \(Shown.bar(seal))"))
    }
    guard facts.cavityVolume != nil, let worst = loads.max(by: { $0.share < $1.share }) else {
      return notAssessed(
        .overpressure, label, "state mold.projected_area and mold.clamp_force, or mold.seal_pressure", .physics)
    }
    let severity: Severity = worst.share > 1 ? .fail : worst.share > 0.9 ? .watch : .none
    return Defect(
      kind: .overpressure, label: label, severity: severity, finding: worst.text,
      reason: "cell gas pushes against a full cavity while the foam still heats up",
      remedy: severity == .none ? "" : "lower the shot mass, water or wall temperature, or add vents that stay open",
      evidence: .physics)
  }

  private static func trappedAir(_ facts: ShotFacts) -> Defect {
    let label = "Voids, trapped air"
    guard let trapped = facts.trappedAirFraction else {
      return notAssessed(.trappedAir, label, "the scenario lets air leave without resistance", .physics)
    }
    let severity: Severity = trapped > 0.01 ? .fail : trapped > 0.005 ? .watch : .none
    let covered = facts.lastVentCovered.map { "last vent covered at \(Shown.seconds($0))" } ?? "no vent covered"
    return Defect(
      kind: .trappedAir, label: label, severity: severity,
      finding: "\(Shown.percent(trapped)) of the cavity keeps air, limit 0.5 %; \(covered)",
      reason: "air that is still above the front when the last vent is covered stays and is compressed",
      remedy: severity == .none ? "" : "move a vent to where the front arrives last, or enlarge the vents",
      evidence: .physics)
  }

  private static func collapse(_ facts: ShotFacts) -> Defect {
    let label = "Collapse"
    guard let conversion = facts.freeRise.conversionAtRise else {
      return notAssessed(.collapse, label, "the mixture does not rise freely", .rule)
    }
    let severity: Severity = conversion < 0.35 ? .fail : conversion < 0.45 ? .watch : .none
    return Defect(
      kind: .collapse, label: label, severity: severity,
      finding: "conversion \(Shown.percent(conversion)) at the end of free rise, at least 35 %",
      reason: "cell walls drain and burst when the gas comes before the polymer can carry it",
      remedy: severity == .none ? "" : "more gel catalyst or less blow catalyst, warmer polyol", evidence: .rule)
  }

  private static func cracks(_ facts: ShotFacts) -> Defect {
    let label = "Cracks, splits"
    guard let structure = facts.structure, let gel = facts.time("gel") else {
      return notAssessed(.cracks, label, "needs the structure parameters of the system and a gel point", .rule)
    }
    guard facts.system.family.isClosedCell else {
      return notAssessed(.cracks, label, "open-celled foam relieves its pressure through the cells", .rule)
    }
    // Judged once the part may be demolded; before, the mold carries the load.
    let reading = facts.atDemold ?? facts.course.end
    let strain = structure.postExpansion(reading, ambientPressure: facts.ambientPressure)
    let severity: Severity = strain > 0.1 ? .fail : strain > 0.05 ? .watch : .none
    return Defect(
      kind: .cracks, label: label, severity: severity,
      finding: "free strain \(Shown.percent(strain)) under the cell pressure when the mold opens, limit 10 %",
      reason: "gelled at \(Shown.seconds(gel)); the network must hold the cells when the mold no longer does",
      remedy: severity == .none ? "" : "demold later, cool longer, or lower the packing", evidence: .rule)
  }

  /// Cold cells: condensable agent is gone from the gas, the frame must hold the difference.
  private static func shrinkage(_ facts: ShotFacts) -> Defect {
    let label = "Shrinkage"
    guard facts.system.family.isClosedCell else {
      return notAssessed(
        .shrinkage, label, "open-celled foam: crush the part after demold; cell opening is not modeled", .physics)
    }
    guard let structure = facts.structure else {
      return notAssessed(.shrinkage, label, "needs the structure parameters of the system", .physics)
    }
    let end = facts.course.end
    let room = KeyFigure.roomTemperature
    let energy = PhysicalConstants.gas * room
    let permanent = (end.carbonDioxideGas + end.cellAir) * energy / end.gasVolume
    var vapor = end.agentGas * energy / end.gasVolume
    if let agent = facts.parameters.agent { vapor = min(vapor, agent.saturationPressure(room)) }
    let modulus = structure.foamModulus(
      conversion: end.hydroxylConversion, temperature: room, density: end.density)
    let support = permanent + vapor + 0.1 * modulus - facts.ambientPressure
    let severity: Severity = support < 0 ? .fail : support < 0.1 * facts.ambientPressure ? .watch : .none
    return Defect(
      kind: .shrinkage, label: label, severity: severity,
      finding: "cells at 23 °C hold \(Shown.bar(permanent + vapor)), the frame \(Shown.bar(0.1 * modulus))",
      reason: "at room temperature cell gas and a tenth of the foam modulus must carry the atmosphere",
      remedy: severity == .none ? "" : "raise the density or the index, or shift from condensable agent to water",
      evidence: .physics)
  }

  private static func scorch(_ facts: ShotFacts) -> Defect {
    let core = facts.temperaturePeak.value - 273.15
    let isRigid = facts.system.family == .rigid || facts.system.family == .laboratory
    let (warn, stop) = isRigid ? (190.0, 204.0) : (160.0, 170.0)
    let severity: Severity = core > stop ? .fail : core > warn ? .watch : .none
    return Defect(
      kind: .scorch, label: "Scorch", severity: severity,
      finding:
        "core \(Shown.rounded(core, 1)) °C, warns at \(Shown.rounded(warn, 0)) °C, limit \(Shown.rounded(stop, 0)) °C; "
        + "dose \(Shown.seconds(facts.scorchDose)) at 170 °C",
      reason: "the polymer discolors and degrades by a dose of time and temperature",
      remedy: severity == .none ? "" : "less water, lower component temperature, or a larger share of physical agent",
      evidence: .measured)
  }

  private static func prematureGel(_ facts: ShotFacts) -> Defect {
    let label = "Premature gel"
    guard facts.cavityVolume != nil, let gel = facts.time("gel") else {
      return notAssessed(.prematureGel, label, "needs a closed cavity and a gel point", .physics)
    }
    let filled = facts.filled
    let conversion = filled.map { facts.course.reading(at: $0 - facts.mixing).greatestConversion } ?? 1
    // Between string gel and lock foam still rises, but no longer flows around corners.
    let isNearLock = conversion > 0.95 * facts.parameters.lockConversion
    let severity: Severity = isNearLock ? .fail : conversion > facts.parameters.gelConversion ? .watch : .none
    let fill =
      filled.map { "filled at \(Shown.seconds($0)), conversion \(Shown.percent(conversion))" } ?? "never filled"
    return Defect(
      kind: .prematureGel, label: label, severity: severity, finding: "gel at \(Shown.seconds(gel)), \(fill)",
      reason: "foam that gels before the cavity is full tears, folds and leaves a poor skin",
      remedy: severity == .none ? "" : "less gel catalyst, a larger shot, or a wall nearer to the start temperature",
      evidence: .physics)
  }

  private static func thermalSkin(_ facts: ShotFacts) -> Defect {
    let label = "Skin quality"
    guard facts.system.family == .integralSkin, let wall = facts.scenario.mold.wall.initialTemperature?.si else {
      return notAssessed(.thermalSkin, label, "a criterion of integral-skin parts with a tempered wall", .measured)
    }
    let step = wall - facts.mixture.temperature
    let severity: Severity = step > 25 ? .fail : step > 20 ? .watch : .none
    return Defect(
      kind: .thermalSkin, label: label, severity: severity,
      finding: "wall \(Shown.rounded(step, 1)) K above the mixture, limit 25 K",
      reason: "a hot wall gels the surface before the agent condenses into a dense skin",
      remedy: severity == .none ? "" : "lower the wall temperature or warm the components", evidence: .measured)
  }

  private static func index(_ facts: ShotFacts) -> Defect {
    let label = "Index"
    guard let declared = facts.mixture.declaredIndex else {
      return notAssessed(.index, label, "the recipe declares no index", .physics)
    }
    let deviation = facts.mixture.index / declared - 1
    let severity: Severity = abs(deviation) > 0.1 ? .fail : abs(deviation) > 0.03 ? .watch : .none
    return Defect(
      kind: .index, label: label, severity: severity,
      finding: "true index \(Shown.rounded(facts.mixture.index, 3)), declared \(Shown.rounded(declared, 3))",
      reason: "the masses and the data sheet decide what reacts, not the label",
      remedy: severity == .none ? "" : "correct the dosing ratio, or the declared index", evidence: .physics)
  }

  private static func moisture(_ facts: ShotFacts) -> Defect {
    let mixture = facts.mixture
    let total = mixture.waterFromPolyol + mixture.waterFromAir
    let share = total > 0 ? mixture.waterFromAir / total : 0
    let severity: Severity = share > 0.25 ? .fail : share > 0.1 ? .watch : .none
    return Defect(
      kind: .moisture, label: "Moisture from the air", severity: severity,
      finding: "\(Shown.rounded(mixture.waterFromAir * 1e3, 2)) g of \(Shown.rounded(total * 1e3, 2)) g water",
      reason: "water on the mold surface reacts like water in the polyol",
      remedy: severity == .none ? "" : "warm the mold above the dew point, or close it sooner", evidence: .physics)
  }
}
