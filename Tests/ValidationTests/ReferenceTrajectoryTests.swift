import Foaming
import Integrators
import Testing

/// Trajectories that were computed elsewhere, with other solvers, to more digits than we claim.
@Suite struct ReferenceTrajectoryTests {
  /// Largest deviation from a table relative to each column's largest value.
  static func deviations(_ table: ReferenceTable, _ row: (_ time: Double) throws -> [Double]) rethrows -> [Double] {
    let scales = table.scales
    var worst = Array(repeating: 0.0, count: scales.count - 1)
    for reference in table.rows {
      for (column, value) in try row(reference[0]).enumerated() where scales[column + 1] > 0 {
        worst[column] = max(worst[column], abs(value - reference[column + 1]) / scales[column + 1])
      }
    }
    return worst
  }

  @Test("PUR-M1 follows the reference, free and closed", arguments: Archetype.referenced, ["free", "closed"])
  func lumpedFoam(archetype: Archetype, mode: String) throws {
    let table = try ReferenceTable("purm1_\(archetype.name)_\(mode)")
    let (volume, conductance, wall) = archetype.cavity
    let surroundings: Surroundings =
      mode == "free"
      ? .adiabaticCup() : .ventedCavity(volume: volume, wallConductance: conductance, wallTemperature: wall)
    let foam = LumpedFoam(archetype.parameters, in: surroundings)
    let solution = try Rodas5P().integrate(
      foam, from: foam.initialState, over: 0...600, events: foam.events(tackFreeConversion: 0.85),
      tolerances: foam.tolerances(relative: 1e-9))
    let dense = try #require(solution.dense)
    let worst = Self.deviations(table) { time in
      let point = FoamReading(solution.problem(at: time), state: dense.state(at: time).span)
      return [
        point.gellingExtent, point.blowingExtent, point.temperature, point.carbonDioxideGas, point.agentGas,
        point.pressure, point.gasVolume, point.liquidVolume,
      ]
    }
    for (column, deviation) in zip(table.header.dropFirst(), worst) {
      #expect(deviation < 1e-7, "\(column)")
    }
    print(archetype.name, mode, solution.statistics, worst)
  }
}
