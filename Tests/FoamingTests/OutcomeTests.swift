import Foaming
import Quantities
import Testing

/// Demold windows, targets and the verdict.
@Suite("Demold window and verdict") struct OutcomeTests {
  static func simulate(
    _ quality: QualityTargets, mixing: Double = 0, wall: Double = 45, duration: Double = 900, mass: Double = 0.95
  ) throws -> Simulation {
    try Simulation(
      of: .sample(
        mass: mass, mold: .sample(liters: 25, wall: .fixed(Temperature(wall, .celsius)), thickness: 0.03),
        quality: quality, process: .at(23, mixing: mixing),
        settings: SimulationSettings(duration: TimeSpan(duration, .second), outputInterval: TimeSpan(0.1, .second))),
      system: .sample(.rigid))
  }

  static func value(_ column: Profile.Column, at time: Double, _ profile: Profile) -> Double {
    let times = profile[.time]
    guard let after = times.firstIndex(where: { $0 >= time }), after > 0 else { return profile[column][0] }
    let share = (time - times[after - 1]) / (times[after] - times[after - 1])
    return profile[column][after - 1] + share * (profile[column][after] - profile[column][after - 1])
  }

  @Test func `the window used is the first interval, opened by a tenth of its length or 15 s`() {
    let window = DemoldWindow(criteria: [], intervals: [100...150, 200...900], horizon: 900)
    #expect(window.window == 100...150)
    #expect(window.recommended == 105)
    #expect(DemoldWindow(criteria: [], intervals: [100...900], horizon: 900).recommended == 115)
    #expect(DemoldWindow(criteria: [], intervals: [], horizon: 900).recommended == nil)
    let never = DemoldWindow(
      criteria: [.init(label: "a", satisfied: []), .init(label: "b", satisfied: [1...2])], intervals: [], horizon: 3)
    #expect(never.neverSatisfied.map(\.label) == ["a"])
  }

  @Test func `a core that heats and cools meets its limit twice, and opens the window when it cools`() throws {
    let quality = QualityTargets(conversionAtDemold: 0.9, coreTemperatureAtDemold: Temperature(110, .celsius))
    let simulation = try Self.simulate(quality)
    let core = try #require(simulation.demold.criteria.first { $0.label.hasPrefix("core ≤") })
    #expect(core.satisfied.count == 2)
    #expect(core.satisfied.first?.lowerBound == 0)
    for time in [core.satisfied[0].upperBound, core.satisfied[1].lowerBound] {
      #expect(abs(Self.value(.coreTemperature, at: time, simulation.profile) - 383.15) < 0.05)
    }
    let conversion = try #require(simulation.demold.criteria.first { $0.label.hasPrefix("conversion") })
    #expect(conversion.satisfied.count == 1)
    let reached = try #require(conversion.satisfied.first?.lowerBound)
    #expect(abs(Self.value(.hydroxylConversion, at: reached, simulation.profile) - 0.9) < 1e-4)
    let window = try #require(simulation.demold.window)
    let latestOpening = try #require(simulation.demold.criteria.compactMap(\.satisfied.last?.lowerBound).max())
    #expect(abs(window.lowerBound - latestOpening) < 1e-9)
    #expect(window.upperBound == simulation.demold.horizon)
    #expect(simulation.value(.demoldEarliest) == window.lowerBound)
    #expect(simulation.figure(.demoldLatest)?.note == "open at the end of the run")
  }

  @Test("the window is where every criterion holds", arguments: RandomShot.others)
  func intersection(shot: RandomShot) throws {
    let demold = try shot.simulate(relativeTolerance: 1e-6).demold
    for interval in demold.intervals {
      let middle = (interval.lowerBound + interval.upperBound) / 2
      for criterion in demold.criteria {
        #expect(criterion.satisfied.contains { $0.contains(middle) }, "\(criterion.label) at \(middle) s")
      }
    }
    // Between two windows, and before the first, at least one criterion fails.
    for (left, right) in zip(demold.intervals, demold.intervals.dropFirst()) {
      let middle = (left.upperBound + right.lowerBound) / 2
      #expect(demold.criteria.contains { criterion in !criterion.satisfied.contains { $0.contains(middle) } })
    }
  }

  @Test func `mixing time shifts the clock and nothing else`() throws {
    let quality = QualityTargets(conversionAtDemold: 0.9)
    let (plain, mixed) = (try Self.simulate(quality), try Self.simulate(quality, mixing: 7))
    let ids: [KeyFigureID] = [.creamTime, .gelTime, .fillTime, .demoldEarliest, .pressureMaximumTime]
    for id in ids {
      let (a, b) = (try #require(plain.value(id)), try #require(mixed.value(id)))
      #expect(abs(b - a - 7) < 1e-9, "\(id)")
    }
    #expect(plain.value(.pressureMaximum) == mixed.value(.pressureMaximum))
    #expect(plain.profile[.time].map { $0 + 7 } == mixed.profile[.time])
  }

  @Test func `a target that cannot be met leaves no window and says which`() throws {
    let simulation = try Self.simulate(QualityTargets(coreTemperatureAtDemold: Temperature(20, .celsius)))
    #expect(simulation.demold.window == nil)
    #expect(simulation.demold.neverSatisfied.contains { $0.label.hasPrefix("core ≤ 20 °C") })
    #expect(simulation.verdict == .fail)
    #expect(simulation.verdictReasons.contains { $0.hasPrefix("no demold window") && $0.contains("core ≤ 20 °C") })
    #expect(simulation.value(.demoldRecommended) == nil)
    #expect(simulation.figure(.demoldRecommended)?.note?.hasPrefix("no demold window") == true)
  }

  @Test func `a target is met, close, or missed`() throws {
    let peak = try #require(try Self.simulate(QualityTargets()).value(.coreTemperatureMaximum))
    for (above, status) in [(6.0, Assessment.Status.pass), (3, .marginal), (-1, .fail)] {
      let quality = QualityTargets(coreTemperatureMaximum: Temperature(si: peak + above))
      let simulation = try Self.simulate(quality)
      #expect(simulation.figure(.coreTemperatureMaximum)?.assessment?.status == status)
      let isNamed = simulation.verdictReasons.contains { $0.hasPrefix("Highest core temperature") }
      #expect(isNamed == (status != .pass))
      #expect(status != .fail || simulation.verdict == .fail)
    }
  }

  @Test("the verdict follows from figures, window and defects", arguments: RandomShot.others)
  func verdict(shot: RandomShot) throws {
    var shot = shot
    shot.scenario.quality = QualityTargets(
      conversionAtDemold: 0.8, moldedDensity: Density(si: 30)...Density(si: 400),
      coreTemperatureMaximum: Temperature(170, .celsius), pressureMaximum: Pressure(4, .bar))
    let simulation = try shot.simulate(relativeTolerance: 1e-6)
    let statuses = simulation.keyFigures.compactMap { $0.assessment?.status }
    let severities = simulation.defects.map(\.severity)
    let isInfeasible = simulation.warnings.contains { $0.contains("by mass balance") }
    let fails =
      statuses.contains(.fail) || severities.contains(.fail) || simulation.demold.window == nil || isInfeasible
    let doubts = statuses.contains(.marginal) || severities.contains(.watch)
    #expect(simulation.verdict == (fails ? .fail : doubts ? .marginal : .pass))
    #expect(simulation.verdictReasons.isEmpty == (simulation.verdict == .pass))
  }

  @Test func `every figure is there, with a value or with the reason for none`() throws {
    for scenario in [Scenario.sample(), .sample(mass: 1, mold: .sample(liters: 25, venting: .sealed))] {
      let simulation = try Simulation(of: scenario, system: .sample(.flexible))
      #expect(simulation.keyFigures.map(\.id) == KeyFigureID.allCases)
      for figure in simulation.keyFigures where figure.value == nil { #expect(figure.note != nil, "\(figure.id)") }
      #expect(simulation.keyFigures.allSatisfy { $0.value?.isFinite != false })
    }
  }

  @Test func `milestones are in order, and those of a cup are the figures of the cup`() throws {
    let simulation = try Simulation(of: .sample(), system: .sample(.rigid))
    let times = simulation.milestones.map(\.time)
    #expect(times == times.sorted())
    for (kind, id) in [
      (Simulation.Milestone.Kind.cream, KeyFigureID.creamTime), (.gel, .gelTime), (.rise, .riseTime),
      (.tackFree, .tackFreeTime), (.locked, .lockTime),
    ] {
      #expect(simulation.time(kind) == simulation.value(id))
    }
  }
}

/// Glass transition, modulus and hardness.
@Suite("Structure of the foam") struct FoamStructureTests {
  @Test func `hardness grows with conversion, density and modulus, and falls with temperature`() throws {
    let structure = try #require(FoamStructure(system: .sample(.rigid)))
    func hardness(_ conversion: Double, _ temperature: Double, _ density: Double) -> Double {
      structure.hardness(
        modulus: structure.foamModulus(conversion: conversion, temperature: temperature, density: density))
    }
    let conversions = stride(from: 0.5, through: 1, by: 0.05).map { hardness($0, 330, 60) }
    #expect(conversions == conversions.sorted())
    #expect(conversions[0] < conversions[10])
    let densities = stride(from: 30, through: 600, by: 30.0).map { hardness(0.95, 300, $0) }
    #expect(densities == densities.sorted())
    let temperatures = stride(from: 280, through: 480, by: 10.0).map { hardness(0.95, $0, 60) }
    #expect(temperatures == temperatures.sorted(by: >))
    #expect(structure.hardness(modulus: 0) == 0)
    #expect(structure.hardness(modulus: 1e12) == 100)
  }

  @Test func `the glass transition runs from uncured to cured, and there is no modulus before gel`() throws {
    let structure = try #require(FoamStructure(system: .sample(.rigid)))
    #expect(structure.glassTransition(conversion: 0) == 250)
    #expect(abs(structure.glassTransition(conversion: 1) - 430) < 1e-9)
    let course = stride(from: 0, through: 1, by: 0.1).map { structure.glassTransition(conversion: $0) }
    #expect(course == course.sorted())
    #expect(structure.polymerModulus(conversion: 0.4, temperature: 300) < 1)
    #expect(structure.polymerModulus(conversion: 0.6, temperature: 300) > 1e6)
  }

  @Test func `a hardness map from anything but measurements is marked uncalibrated`() throws {
    var system = MaterialSystem.sample(.rigid)
    #expect(FoamStructure(system: system)?.isHardnessCalibrated == false)
    let estimated = try Simulation(of: .sample(), system: system)
    #expect(estimated.figure(.hardnessAfterDay)?.note == "uncalibrated")
    for key in [ModelParameter.hardnessIntercept, .hardnessSlope] {
      system.model[key]?.provenance = Provenance(.measured, "two points")
    }
    #expect(FoamStructure(system: system)?.isHardnessCalibrated == true)
    system.model[.modulusGlassy] = nil
    #expect(FoamStructure(system: system) == nil)
  }
}
