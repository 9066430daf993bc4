package import Plant

/// A plant that exists only here: what its file says, moved by physics, with faults at stated times. Pure: the same
/// seed, faults and times give the same values.
package struct SimulatedPlant: Sendable {
  /// An event of the plant that a diagnosis should have noticed, or may be compared with.
  package struct Truth: Hashable, Sendable {
    /// What happened.
    package enum Event: String, Hashable, Sendable {
      case faultBegan = "fault_began"
      case faultEnded = "fault_ended"
      case shotBegan = "shot_began"
    }

    /// Seconds since the start of the plant.
    package let time: Double
    package let event: Event
    /// The fault, for its beginning and its end.
    package let fault: PlantFault?
    /// The number of the shot, and the cause of defects it was given, if any.
    package let shot: Int?
    package let cause: String?
  }

  package let plant: PlantDescription
  package let faults: [PlantFault]
  /// Signals of machines that are simulated but whose names the simulation does not know; they show nothing.
  package let unknown: [SignalIndex]
  private var rigs: [String: HydraulicRig] = [:]
  private var lines: [String: FoamLine] = [:]
  private var random: SyntheticNumbers
  /// Seconds since the start.
  package private(set) var time = 0.0
  private var active: Set<Int> = []
  /// What a stuck sensor stays at.
  private var held: [SignalIndex: SampleValue] = [:]

  /// A plant at its start.
  /// - Parameter shots: what the foam lines pour; `nil` where the plant has none.
  package init(_ plant: PlantDescription, shots: SyntheticPlant?, faults: [PlantFault] = [], seed: UInt64) {
    self.plant = plant
    self.faults = faults
    random = SyntheticNumbers(seed: seed)
    for machine in plant.machines {
      switch machine.kind {
      case .hydraulicUnit: rigs[machine.id] = HydraulicRig()
      case .foamLine: lines[machine.id] = shots.map { FoamLine($0) }
      case .other: continue
      }
    }
    var unknown: [SignalIndex] = []
    var probe = lines
    // What we compute ourselves has no address, and is not missed.
    for (index, signal) in zip(plant.indices, plant.signals) where signal.address != .none {
      let name = String(signal.id.rawValue.dropFirst(signal.machine.count + 1))
      if rigs[signal.machine] != nil {
        if Self.noises[name] == nil, !["running", "cycle-number"].contains(name) { unknown.append(index) }
      } else if probe[signal.machine] != nil {
        _ = probe[signal.machine]?.run(to: 0)
        if probe[signal.machine]?.value(name) == nil { unknown.append(index) }
      } else {
        unknown.append(index)
      }
    }
    self.unknown = unknown
  }

  /// How many shots the plant of a foam line must be able to make.
  package static var shotCount: Int { FoamLine.shotCount }

  /// Runs on to `end` [s since the start]; says what happened on the way.
  package mutating func run(to end: Double) -> [Truth] {
    guard end >= time else { return [] }
    var truths: [Truth] = []
    for (place, fault) in faults.enumerated() {
      let isNow = fault.isActive(at: end)
      guard isNow != active.contains(place) else { continue }
      if isNow { active.insert(place) } else { active.remove(place) }
      truths.append(
        Truth(
          time: isNow ? fault.start : fault.end, event: isNow ? .faultBegan : .faultEnded, fault: fault, shot: nil,
          cause: nil))
      if fault.kind == .stuckSensor, !isNow, let signal = fault.signal { held[signal] = nil }
    }
    let wear = HydraulicRig.Wear(
      leakage: faults.level(of: .leakage, at: end), valveLag: faults.level(of: .valveLag, at: end),
      coolerLoss: faults.level(of: .coolerLoss, at: end),
      accumulatorLoss: faults.level(of: .accumulatorLoss, at: end))
    for machine in plant.machines {
      rigs[machine.id]?.run(to: end, wear)
      if lines[machine.id]?.run(to: end) == true, let shot = lines[machine.id]?.shot {
        truths.append(
          Truth(
            time: end, event: .shotBegan, fault: nil, shot: shot.index + 1, cause: shot.cause?.rawValue))
      }
    }
    time = end
    return truths.sorted { $0.time < $1.time }
  }

  /// Whether the network is cut at the moment.
  package var isCut: Bool { faults.level(of: .networkCut, at: time) > 0 }

  /// What every signal shows now [SI]; `nil` where its sensor has failed. Signals of unknown names are left out.
  package mutating func values() -> [(signal: SignalIndex, value: SampleValue?)] {
    let silent = Set(unknown)
    var values: [(signal: SignalIndex, value: SampleValue?)] = []
    for (index, signal) in zip(plant.indices, plant.signals) where !silent.contains(index) {
      let name = String(signal.id.rawValue.dropFirst(signal.machine.count + 1))
      guard let value = truth(signal.machine, name) else { continue }
      values.append((index, sensed(value, index, signal)))
    }
    return values
  }

  /// The values as samples of a source in this process, whose clock is as skewed as its faults say.
  package mutating func samples(at now: Instant) -> [Sample] {
    let skew = 60 * faults.level(of: .clockSkew, at: time)
    guard !isCut else { return [] }
    return values().map { signal, value in
      let time = now.advanced(by: skew)
      guard let value else { return Sample(signal, at: time, received: now, missing: .sensorFailed) }
      return Sample(signal, at: time, received: now, value: value)
    }
  }

  // MARK: Sensors

  /// Standard deviation of the noise of a healthy sensor [SI], by the name of the signal.
  private static let noises: [String: Double] = [
    "ps1": 3e3, "ps2": 3e3, "ps3": 5e2, "ps5": 5e2, "ps6": 5e2, "eps1": 2, "fs1": 5e-8, "fs2": 5e-8, "ts1": 0.02,
    "ts2": 0.02, "ts3": 0.02, "ts4": 0.02, "vs1": 5e-6, "ce": 1e-3, "cp": 3, "se": 1e-3,
  ]

  private mutating func truth(_ machine: String, _ name: String) -> SampleValue? {
    if let rig = rigs[machine] {
      let readings = rig.readings
      switch name {
      case "running": return .flag(true)
      case "cycle-number": return .whole(readings.cycle)
      default: break
      }
      guard let value = Self.reading(name, readings), let noise = Self.noises[name] else { return nil }
      return .number(max(0, value + noise * random.normal()))
    }
    guard case .number(let number) = lines[machine]?.value(name) else { return lines[machine]?.value(name) }
    // The log of a shot brings the noise of its own sensors; a condition stands for the shot and gets a little.
    return .number(name.hasSuffix("temperature") ? number + 0.05 * random.normal() : number)
  }

  private static func reading(_ name: String, _ readings: HydraulicRig.Readings) -> Double? {
    switch name {
    case "ps1": readings.ps1
    case "ps2": readings.ps2
    case "ps3": readings.ps3
    case "ps5": readings.ps5
    case "ps6": readings.ps6
    case "eps1": readings.power
    case "fs1": readings.fs1
    case "fs2": readings.fs2
    case "ts1": readings.ts1
    case "ts2": readings.ts2
    case "ts3": readings.ts3
    case "ts4": readings.ts4
    case "vs1": readings.vibration
    case "ce": readings.coolerEfficiency
    case "cp": readings.coolingPower
    case "se": readings.efficiency
    default: nil
    }
  }

  /// What a sensor makes of the truth, its faults included.
  private mutating func sensed(
    _ value: SampleValue, _ index: SignalIndex, _ signal: SignalDescription
  ) -> SampleValue? {
    var value = value
    for fault in faults where fault.signal == index && fault.isActive(at: time) {
      let span = signal.limits.range.map { $0.upperBound - $0.lowerBound } ?? value.number.map { $0.magnitude } ?? 0
      switch (fault.kind, value) {
      case (.failedSensor, _): return nil
      case (.stuckSensor, _):
        value = held[index] ?? value
        held[index] = value
      case (.driftingSensor, .number(let number)):
        value = .number(number + fault.level * span * (time - fault.start) / 3600)
      case (.noisySensor, .number(let number)):
        value = .number(number + fault.level * span / 10 * random.normal())
      default: continue
      }
    }
    return value
  }
}
