import Foaming
import Foundation
import Learning
import Plant
import Testing
import Twin

@Suite("A made-up plant is what its document says") struct SyntheticPlantTests {
  private static func plant(_ scenario: String = "car-seat", count: Int, seed: UInt64 = 7) throws -> SyntheticPlant {
    let catalog = try ShippedFiles.catalog()
    let read = try catalog.scenario(id: scenario)
    return try SyntheticPlant(read, catalog.system(of: read), count: count, seed: seed)
  }

  @Test("The same seed gives the same shots whatever is made besides, another seed others")
  func isReproducible() throws {
    let plant = try Self.plant(count: 40)
    let (first, again) = (try plant.shot(at: 7), try plant.shot(at: 7))
    _ = try plant.shot(at: 3)
    #expect(first.record == again.record)
    #expect(SyntheticFiles.document(first) == SyntheticFiles.document(again))
    #expect(try Self.plant(count: 40, seed: 8).shot(at: 7).record.conditions != first.record.conditions)
  }

  @Test("Causes come at their rate, and defects follow them through the model")
  func causes() throws {
    let plant = try Self.plant(count: 300)
    let shots = try (0..<300).map { try plant.shot(at: $0) }
    let faulty = shots.filter { $0.cause != nil }
    // 300 draws of one in five: 60 ± 7; four standard deviations leave one run in ten thousand out.
    #expect((32...88).contains(faulty.count))
    func share(_ shots: [SyntheticShot]) -> Double {
      Double(shots.count { $0.simulation.defects.contains { $0.severity == .fail } }) / Double(max(shots.count, 1))
    }
    #expect(share(faulty) > 2 * share(shots.filter { $0.cause == nil }))
    #expect(shots.contains { $0.status == .good } && shots.contains { $0.status == .scrap })
    for shot in shots { #expect(shot.record.metadata == ["origin": "synthetic"]) }
  }

  @Test("The twin of a log sees the drift that the log hides")
  func drift() throws {
    let plant = try Self.plant(count: 2000)
    #expect(try plant.shot(at: 0).wallSensorError == 0)
    #expect(abs(try plant.shot(at: 1999).wallSensorError - SyntheticAssumptions.wallSensorDrift) < 1e-12)
  }

  @Test("A cup, a system without disclosed ratio or a mold without vents can be made up", arguments: ["r11-cup"])
  func others(_ scenario: String) throws {
    let shot = try Self.plant(scenario, count: 2).shot(at: 1)
    #expect(shot.record.course(of: .pressure) == nil || shot.simulation.scenario.mold.enclosure != .open)
    #expect(!shot.conditions.isEmpty)
  }

  @Test("Documentation/SyntheticShots.md lists every cause as the code has it")
  func document() throws {
    let root = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL
    let text = try String(contentsOf: root.appending(path: "Documentation/SyntheticShots.md"), encoding: .utf8)
    for cause in SyntheticCause.allCases { #expect(text.contains("| `\(cause.rawValue)` | \(cause.meaning) |")) }
  }
}
