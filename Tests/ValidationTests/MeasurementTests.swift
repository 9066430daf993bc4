import Foaming
import Testing
import Twin

/// The one open measurement with numbers: rigid foam blown with R-11 in a cup, nothing fitted.
@Suite struct MeasurementTests {
  @Test func `the R-11 cup follows its measured temperature within 20 K, its maximum within 5 K`() throws {
    let simulation = try ShippedCatalog().simulate("r11-cup")
    let comparison = try #require(simulation.comparison)
    let temperature = try #require(comparison.curves.first { $0.column == .coreTemperature })
    #expect(temperature.times.count == 37)
    #expect(temperature.largest <= 20)
    let measured = try #require(temperature.measured.max())
    let simulated = try #require(simulation.value(.coreTemperatureMaximum))
    #expect(abs(simulated - measured) <= 5)
  }

  @Test func `the measured density is shown against the simulation, and both stop at the same density`() throws {
    let simulation = try ShippedCatalog().simulate("r11-cup")
    let density = try #require(simulation.comparison?.curves.first { $0.column == .density })
    #expect(density.times.count == 20)
    let (measured, simulated) = (try #require(density.measured.last), try #require(density.simulated.last))
    // The plateau after gel: what the reference calls arrested expansion.
    #expect(abs(simulated / measured - 1) < 0.25)
  }

  @Test func `measured values are the stored ones, digit for digit`() throws {
    let scenario = try ShippedCatalog().files.scenario(id: "r11-cup", overrides: [])
    let measurement = try #require(scenario.measurement)
    for (name, curve) in [
      ("r11_L0_0.155_temperature", measurement.coreTemperature), ("r11_L0_0.155_density", measurement.density),
    ] {
      let table = try ReferenceTable(name)
      let curve = try #require(curve)
      #expect(curve.times.count == table.rows.count)
      for (index, row) in table.rows.enumerated() {
        #expect(abs(curve.times[index] - row[0]) < 0.006)
        #expect(abs(curve.values[index] / row[1] - 1) < 1e-9)
      }
    }
  }
}
