import Learning
import Testing

@Suite struct `Features of a load cycle` {
  static let cycle = HydraulicCycle(number: HydraulicExcerpt.number, means: HydraulicExcerpt.means)
  static let matrix = HydraulicFeatureMatrix([cycle, cycle, cycle])

  static func value(_ name: String, row: Int = 0) throws -> Double {
    let schema = HydraulicFeatureSchema.current
    let column = try #require(schema.features.firstIndex { $0.name == name }, "\(name)")
    return matrix[row, column]
  }

  @Test(
    "Figures of a recorded cycle are those computed by hand from the same numbers",
    arguments: [
      ("opening_PS2_9", 0.7050420586332188), ("level_FS1_1", 7.918), ("transition_PS1_19", -2.064),
      ("ratio_EPS1_2", 0.9482290500222423), ("cooler_CE_end", 47.84), ("warming_TS1_change", 0.253),
    ])
  func figures(name: String, expected: Double) throws {
    #expect(abs(try Self.value(name) - expected) < 1e-9 * max(1, abs(expected)))
  }

  @Test func `a cycle like those before it has no history to tell, the first one none at all`() throws {
    #expect(try Self.value("history_TS1_mean_10").isNaN)
    #expect(abs(try Self.value("history_TS1_mean_10", row: 2)) < 1e-9)
  }

  @Test func `every feature has its own name, and signals not needed have none`() {
    let features = HydraulicFeatureSchema.current.features
    #expect(Set(features.map(\.name)).count == features.count)
    #expect(Set(features.map(\.sensor)) == Set(HydraulicSensor.needed))
    #expect(HydraulicFeatureSchema.current.hash.utf8.count == 64)
    #expect(Self.matrix.columns == features.count)
  }

  @Test func `a signal that is not recorded leaves its features missing and no others`() {
    var means = HydraulicExcerpt.means
    means[.ts1] = nil
    means[.ps4] = nil
    let cycle = HydraulicCycle(number: 0, means: means)
    #expect(cycle.gaps == [.ts1: .noFile, .ps4: .noFile, .vs1: .noFile])
    let matrix = HydraulicFeatureMatrix([cycle])
    for (column, feature) in HydraulicFeatureSchema.current.features.enumerated() where feature.group != .history {
      #expect(matrix[0, column].isNaN == (feature.sensor == .ts1), "\(feature.name)")
    }
  }

  @Test func `relations of physics hold in a recorded cycle, and break with a sensor that drifts`() throws {
    #expect(HydraulicIdentity.all(Self.cycle).allSatisfy { $0.holds && $0.residual != nil })
    let drifts: [(HydraulicSensor, Double, String)] = [
      (.fs1, 1.03, "work_efficiency"), (.fs2, 1.1, "cooling_power"), (.ce, 0.5, "cooling_efficiency"),
    ]
    for (sensor, factor, name) in drifts {
      var means = HydraulicExcerpt.means
      means[sensor] = means[sensor]?.map { $0 * factor }
      let broken = HydraulicIdentity.all(HydraulicCycle(number: 0, means: means)).filter { !$0.holds }
      #expect(broken.map(\.name) == [name])
    }
  }

  @Test func `the digest of a cycle follows every bit`() {
    var means = HydraulicExcerpt.means
    means[.ts2]?[59] += 1e-12
    let other = HydraulicCycle(number: HydraulicExcerpt.number, means: means)
    #expect(other.digest != Self.cycle.digest)
    #expect(HydraulicCycle(number: 1, means: HydraulicExcerpt.means).digest != Self.cycle.digest)
  }
}
