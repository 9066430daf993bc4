import Foaming
import Testing

/// Gas exchange of closed-cell foam and its conductivity against the analytic solution.
@Suite("Aging of insulation foam") struct PanelAgingTests {
  /// Inputs of the reference: half thickness 15 mm, aged at 343 K, conductivity at 283 K.
  static let panel = PanelAging(
    slab: SlabExchange(depth: 0.015),
    diffusivity: PerCellGas(
      oxygen: 1.7996336072e-10, nitrogen: 5.09229881418e-11, carbonDioxide: 5.85539723664e-10, agent: 1.34453792484e-12
    ),
    initial: PerCellGas(oxygen: 0, nitrogen: 0, carbonDioxide: 30_000, agent: 30_000),
    gasConductivity: PerCellGas { $0.conductivity.slope * 283 + $0.conductivity.intercept },
    morphology: PanelAging.Morphology(solid: 39.8 / 1100, cellDiameter: 4.6e-4, strutContent: 0.68))

  @Test("mean pressures and conductivities over three years are the reference's to 1e-6")
  func meetsReference() throws {
    let reference = try ReferenceTable("closed_cell_slab_343K")
    let panel = Self.panel
    // The reference rounds the constant of radiation to three digits.
    let rounding = 5.67e-8 / 5.670374419e-8
    let extinction = 4.09 * panel.morphology.solid.squareRoot() / panel.morphology.cellDiameter
    let cube: Double = 283 * 283 * 283
    let radiation = 16 * 5.670374419e-8 * cube / (3 * extinction)
    let excess = radiation * (1 - rounding)
    for row in reference.rows {
      let pressures = panel.meanPressures(after: row[0])
      for (gas, expected) in zip(CellGas.allCases, row[1...4]) {
        #expect(abs(pressures[gas] - expected) <= 1e-6 * max(expected, 1), "\(gas) at \(row[0]) s")
      }
      let conductivity = panel.conductivity(after: row[0], at: 283)
      #expect(abs(conductivity - excess - row[6]) <= 1e-6 * row[6], "\(row[0]) s")
    }
  }

  @Test("the two forms of the solution meet where they are exchanged", arguments: [0.0299999, 0.03, 0.0300001])
  func isContinuous(elapsed: Double) {
    let share = SlabExchange(depth: 1).share(diffusivity: 1, time: elapsed)
    #expect(abs(share - (1 - 2 * (elapsed / Double.pi).squareRoot())) < 1e-13)
  }

  @Test("a foam in balance with the air around it does not age")
  func staysInBalance() {
    var panel = Self.panel
    panel.initial = panel.surroundings
    #expect(panel.conductivity(after: 0, at: 283) == panel.conductivity(after: 1e8, at: 283))
  }

  @Test("a shipped insulation shot states both conductivities, a seat none")
  func isKeyFigure() throws {
    let catalog = try ShippedCatalog()
    let panel = try catalog.simulate("appliance-panel")
    let initial = try #require(panel.value(.conductivityInitial))
    let aged = try #require(panel.value(.conductivityAged))
    #expect((0.018...0.030).contains(initial))
    #expect(initial < aged)
    let seat = try catalog.simulate("car-seat")
    #expect(seat.value(.conductivityInitial) == nil)
    #expect(seat.figure(.conductivityAged)?.note == "only for rigid closed-cell foam")
  }
}
