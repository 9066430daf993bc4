import Foaming
import Plant
import Testing
import Twin

@Suite struct `The twin of a foam line` {
  private static let core = "core-temperature-deviation"
  private static let pressure = "cavity-pressure-deviation"

  private func plant() throws -> PlantDescription {
    let file = try #require(ShippedFiles.all.first { $0.file == "Plants/demo-plant.yaml" })
    return try PlantDescription.read(file.text, file: file.file)
  }

  /// What the twin says of a signal of the line, from a minute before the second shot to its end, every half second.
  private func course(
    _ names: [String], _ faults: [(PlantFault.Kind, signal: String, from: Double)] = [], scenario: String = "car-seat"
  ) throws -> (courses: [String: [Double]], twin: LineTwin) {
    let plant = try plant()
    let catalog = try ShippedFiles.catalog()
    let poured = try catalog.scenario(id: "car-seat")
    let shots = try SyntheticPlant(poured, catalog.system(of: poured), count: SimulatedPlant.shotCount, seed: 3)
    func place(_ name: String) throws -> SignalIndex {
      try #require(SignalID(rawValue: "foam-line.\(name)").flatMap { plant.index(of: $0) })
    }
    var simulated = SimulatedPlant(
      plant, shots: shots, faults: try faults.map { PlantFault($0.0, signal: try place($0.signal), start: $0.from) },
      seed: 3)
    let machine = try #require(plant.machines.first { $0.kind == .foamLine })
    var twin = try #require(LineTwin(of: machine, plant, poured, catalog.system(of: poured)))
    let start = try #require(Instant(microseconds: 1_770_000_000_000_000))
    let places = try names.map { ($0, try place($0)) }
    var courses: [String: [Double]] = [:]
    for step in 360..<900 {
      _ = simulated.run(to: Double(step) / 2)
      let time = start.advanced(by: Double(step) / 2)
      for sample in simulated.samples(at: time) {
        for answer in twin.take(sample, received: time) {
          #expect(answer.time == sample.time)
          guard let (name, _) = places.first(where: { $0.1 == answer.signal }) else { continue }
          courses[name, default: []].append(try #require(answer.value?.number))
        }
      }
    }
    return (courses, twin)
  }

  @Test func `says nothing of a shot whose start it did not see, and follows the next until the mold opens`() throws {
    let (courses, twin) = try course(["twin-core-temperature", "twin-cavity-pressure", Self.core, Self.pressure])
    #expect(twin.shots == 1 && twin.failure == nil)
    // The mold is closed for 200 s; one look every half second.
    for course in courses.values { #expect(course.count == 400) }
    let modeled = try #require(courses["twin-core-temperature"])
    #expect((modeled.max() ?? 0) > 350 && modeled[0] < 320)
    // Noise of the thermocouple, rounding of what the line tells, and scatter of masses: a few kelvins.
    let deviations = try #require(courses[Self.core])
    #expect(deviations.allSatisfy { $0.magnitude < 12 }, "\(deviations.map(\.magnitude).max() ?? 0) K")
  }

  @Test func `shows a sensor that is stuck, and one that runs away`() throws {
    let stuck = try course([Self.core], [(.stuckSensor, "core-temperature", 250)]).courses[Self.core] ?? []
    #expect((stuck.map(\.magnitude).max() ?? 0) > 25)
    let drifting = try course([Self.core], [(.driftingSensor, "core-temperature", 240)]).courses[Self.core] ?? []
    let healthy = try course([Self.core]).courses[Self.core] ?? []
    try #require(drifting.count == healthy.count && !healthy.isEmpty)
    // 250 K in an hour, after 199.5 s.
    let shift = drifting[drifting.count - 1] - healthy[healthy.count - 1]
    #expect((shift - 250 * 199.5 / 3600).magnitude < 3, "\(shift) K")
  }

  @Test func `is not there for a machine without its signals`() throws {
    let plant = try plant()
    let catalog = try ShippedFiles.catalog()
    let scenario = try catalog.scenario(id: "car-seat")
    let machine = try #require(plant.machines.first { $0.kind == .hydraulicUnit })
    #expect(LineTwin(of: machine, plant, scenario, try catalog.system(of: scenario)) == nil)
  }
}
