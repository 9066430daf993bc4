import Plant
import Testing
import Twin

@Suite struct `A simulated plant` {
  private func plant() throws -> PlantDescription {
    let file = try #require(ShippedFiles.all.first { $0.file == "Plants/demo-plant.yaml" })
    return try PlantDescription.read(file.text, file: file.file)
  }

  /// The hydraulic unit alone, so that no shot need be computed.
  private func rig(_ faults: [PlantFault] = [], seed: UInt64 = 1) throws -> SimulatedPlant {
    var plant = try plant()
    plant.machines.removeAll { $0.kind == .foamLine }
    return SimulatedPlant(plant, shots: nil, faults: faults, seed: seed)
  }

  private func place(_ name: String) throws -> SignalIndex {
    try #require(try SignalID(rawValue: "hydraulics.\(name)").flatMap { try plant().index(of: $0) })
  }

  /// What a signal shows, second by second.
  private func course(_ name: String, _ plant: SimulatedPlant, to end: Int) throws -> [Double] {
    var plant = plant
    let place = try place(name)
    var course: [Double] = []
    for second in 0..<end {
      _ = plant.run(to: Double(second))
      course.append(plant.values().first { $0.signal == place }?.value?.number ?? .nan)
    }
    return course
  }

  @Test func `repeats its load cycle at the pressures of the rig`() throws {
    let pressures = try course("ps1", rig(), to: 120).map { $0 / 1e5 }
    for (second, expected) in [
      (8, 191.4), (18, 146.6), (28, 156.4), (38, 166.2), (48, 156.4), (58, 151.5), (108, 156.4),
    ] {
      #expect((pressures[second] - expected).magnitude < 1, "at \(second) s")
    }
  }

  @Test func `gives the same values for the same seed and others for another`() throws {
    #expect(try course("ts1", rig(), to: 30) == course("ts1", rig(), to: 30))
    #expect(try course("ts1", rig(), to: 30) != course("ts1", rig(seed: 2), to: 30))
  }

  @Test func `passes its own validation when healthy, physics included`() throws {
    var simulated = try rig()
    var check = SampleCheck(try plant())
    let start = try #require(Instant(microseconds: 1_770_000_000_000_000))
    for second in 0..<600 {
      _ = simulated.run(to: Double(second))
      for sample in simulated.samples(at: start.advanced(by: Double(second))) { _ = check.judge(sample) }
    }
    #expect(check.total.received == 600 * 18 && check.total.quarantined == 0)
    #expect(check.total.isBalanced)
  }

  /// Each fault of a machine moves the signal that shows it, by far more than noise, and in the right direction.
  @Test(
    arguments: [
      (PlantFault.Kind.leakage, "fs1", -0.2), (.leakage, "vs1", 0.3), (.coolerLoss, "ce", -0.5),
      (.coolerLoss, "ts1", 0.02),
    ])
  func `shows the faults of its machines`(_ kind: PlantFault.Kind, _ signal: String, _ change: Double) throws {
    let healthy = try course(signal, rig(), to: 600).suffix(60).reduce(0, +)
    let faulty = try course(signal, rig([PlantFault(kind, start: 60)]), to: 600).suffix(60).reduce(0, +)
    let relative = faulty / healthy - 1
    #expect(change < 0 ? relative < change : relative > change, "\(relative)")
  }

  @Test func `switches late with a lagging valve and rings without its accumulator`() throws {
    let late = try course("ps1", rig([PlantFault(.valveLag, start: 0)]), to: 60)
    #expect(late[10] / 1e5 > 185)
    let lone = try course("ps1", rig(), to: 60)
    let ringing = try course("ps1", rig([PlantFault(.accumulatorLoss, start: 0)]), to: 60)
    #expect(zip(lone, ringing).map { ($0 - $1).magnitude }.max() ?? 0 > 1e5)
  }

  @Test func `breaks its sensors as told, and says when`() throws {
    let ts1 = try place("ts1")
    let stuck = try course("ts1", rig([PlantFault(.stuckSensor, signal: ts1, start: 20, end: 40)]), to: 60)
    #expect(Set(stuck[20..<40]).count == 1 && Set(stuck[0..<20]).count > 10 && Set(stuck[40..<60]).count > 10)
    let failed = try course("ts1", rig([PlantFault(.failedSensor, signal: ts1, start: 20, end: 40)]), to: 60)
    #expect(failed[20..<40].allSatisfy { $0.isNaN } && failed[0..<20].allSatisfy { !$0.isNaN })
    let noisy = try course("ts1", rig([PlantFault(.noisySensor, signal: ts1, start: 0)]), to: 60)
    #expect((noisy.max() ?? 0) - (noisy.min() ?? 0) > 10)
    var plant = try rig([
      PlantFault(.stuckSensor, signal: ts1, start: 2.5, end: 4.5), PlantFault(.networkCut, start: 3, end: 4),
    ])
    var told: [String] = []
    for second in 0..<8 {
      told += plant.run(to: Double(second)).map { "\($0.event.rawValue) \($0.time)" }
      if second == 3 { #expect(plant.isCut && plant.samples(at: .earliest).isEmpty) }
    }
    #expect(told == ["fault_began 2.5", "fault_began 3.0", "fault_ended 4.0", "fault_ended 4.5"])
  }

  @Test func `a drifting sensor is caught by the physics between signals`() throws {
    let ps2 = try place("ps2")
    var simulated = try rig([PlantFault(.driftingSensor, signal: ps2, start: 60)])
    var check = SampleCheck(try plant())
    let start = try #require(Instant(microseconds: 1_770_000_000_000_000))
    var first: Double?
    var blamed: Set<SignalIndex> = []
    for second in 0..<900 {
      _ = simulated.run(to: Double(second))
      for sample in simulated.samples(at: start.advanced(by: Double(second))) {
        guard check.judge(sample).verdict.reason?.rule == .physics else { continue }
        first = first ?? Double(second)
        blamed.insert(sample.signal)
      }
    }
    #expect(first.map { $0 > 60 && $0 < 600 } == true, "\(first ?? -1)")
    #expect(blamed == (try Set(["ps2", "fs1", "eps1", "se"].map { try place($0) })))
  }

  @Test func `pours shots through the foam model`() throws {
    let catalog = try ShippedFiles.catalog()
    let scenario = try catalog.scenario(id: "car-seat")
    let shots = try SyntheticPlant(scenario, catalog.system(of: scenario), count: SimulatedPlant.shotCount, seed: 3)
    var simulated = SimulatedPlant(try plant(), shots: shots, seed: 3)
    #expect(simulated.unknown.isEmpty)
    let core = try #require(try SignalID(rawValue: "foam-line.core-temperature").flatMap { try plant().index(of: $0) })
    var hottest = 0.0
    var numbers: [Int] = []
    for second in stride(from: 0, to: 300, by: 2) {
      numbers += simulated.run(to: Double(second)).compactMap(\.shot)
      hottest = max(hottest, simulated.values().first { $0.signal == core }?.value?.number ?? 0)
    }
    #expect(numbers == [1, 2])
    #expect(hottest > 350 && hottest < 480, "\(hottest) K")
  }

  @Test func `reads its faults from a file and says what is wrong with them`() throws {
    let text = """
      schema: pur-mold-twin/faults/1
      faults:
        - {kind: leakage, from: 1 min, until: 5 min, level: 50 %}
        - {kind: stuck-sensor, signal: hydraulics.ps1, from: 10 s}
      """
    let faults = try PlantFault.read(text, file: "f.yaml", plant: plant())
    #expect(
      faults == [
        PlantFault(.leakage, start: 60, end: 300, level: 0.5),
        PlantFault(.stuckSensor, signal: try place("ps1"), start: 10),
      ])
    for (line, words) in [
      ("{kind: leak}", "one of leakage"), ("{kind: stuck-sensor}", "the whole name of a signal"),
      ("{kind: leakage, signal: hydraulics.ps1}", "no signal"), ("{kind: leakage, form: 1 s}", "did you mean `from`?"),
      ("{kind: leakage, from: 2 s, until: 1 s}", "an end before the start"),
      ("{kind: stuck-sensor, signal: hydraulics.ps9}", "did you mean `hydraulics.ps"),
    ] {
      #expect {
        try PlantFault.read(
          "schema: pur-mold-twin/faults/1\nfaults:\n  - \(line)\n", file: "f.yaml", plant: plant())
      } throws: { "\($0)".contains(words) }
    }
  }
}
