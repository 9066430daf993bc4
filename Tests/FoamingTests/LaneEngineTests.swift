import Foaming
import Testing
import Twin

@Suite struct `Studies in lanes` {
  /// Shots of all recipes and molds, some of which fail.
  private static let shots: [ShotInput] = RandomShot.all.flatMap { shot in
    [1e-6, 1e-5, 1e-7].map { tolerance in
      var scenario = shot.scenario
      scenario.settings.relativeTolerance = tolerance
      return ShotInput(scenario: scenario, system: shot.system, archetype: nil)
    }
  }

  @Test func `say of every shot what it says alone, to nine digits`() {
    let (found, expected) = (LaneEngine().outcomes(Self.shots), SequentialEngine().outcomes(Self.shots))
    #expect(found.count == expected.count)
    var compared = 0
    for (i, (lane, alone)) in zip(found, expected).enumerated() {
      switch (lane, alone) {
      case (.success(let lane), .success(let alone)):
        #expect(lane.verdict == alone.verdict, "shot \(i)")
        #expect(lane.defects.map(\.severity) == alone.defects.map(\.severity), "shot \(i)")
        for (a, b) in zip(lane.keyFigures, alone.keyFigures) {
          #expect(a.note == b.note && (a.value == nil) == (b.value == nil), "shot \(i): \(b.id)")
          guard let x = a.value, let y = b.value else { continue }
          #expect(abs(x - y) <= 1e-9 * abs(y), "shot \(i): \(b.id) \(x) \(y)")
          compared += 1
        }
      case (.failure(let lane), .failure(let alone)): #expect(lane == alone, "shot \(i)")
      default: Issue.record("shot \(i) fails on one side only")
      }
    }
    #expect(compared > 20 * Self.shots.count)
  }

  @Test func `do not depend on how shots are divided`() throws {
    let engine = LaneEngine()
    let shots = Array(Self.shots.prefix(24))
    let whole = try engine.outcomes(shots).map { try $0.get().keyFigures.map(\.value) }
    let parts = try [0..<1, 1..<10, 10..<24].flatMap { engine.outcomes(Array(shots[$0])) }
      .map { try $0.get().keyFigures.map(\.value) }
    #expect(parts == whole)
  }

  @Test func `leave other methods alone`() throws {
    var shot = Self.shots[0]
    shot.scenario.settings.integrator = "dopri5"
    let found = try LaneEngine().outcomes([shot])[0].get().keyFigures.map(\.value)
    #expect(try found == SequentialEngine().outcomes([shot])[0].get().keyFigures.map(\.value))
  }
}
