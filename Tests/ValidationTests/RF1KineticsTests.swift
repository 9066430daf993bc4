import Foaming
import Integrators
import Testing

/// The public rigid-foam kinetics with the amine as an explicit intermediate.
@Suite("Reference trajectories of RF-1") struct RF1KineticsTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var table: String
    /// Enthalpies of hydroxyl, water and amine with isocyanate [J/mol].
    var enthalpies: (Double, Double, Double)
    var testDescription: String { table }
  }

  static let cases = [
    Case(table: "rf1_original", enthalpies: (-83e3, -47e3, -127e3)),
    Case(table: "rf1_modena_example", enthalpies: (-68.5e3, -81.5e3, 0)),
  ]

  @Test("both recipes to 1e-9 with every method", arguments: cases, IntegratorCatalog.names)
  func trajectory(reference: Case, method: String) throws {
    let integrator = try #require(IntegratorCatalog.integrator(named: method))
    let table = try ReferenceTable(reference.table)
    let (hydroxyl, water, amine) = reference.enthalpies
    let kinetics = RF1Kinetics(hydroxylEnthalpy: hydroxyl, waterEnthalpy: water, amineEnthalpy: amine)
    let initial = Array(table.rows[0].dropFirst())
    let solution = try integrator.integrate(
      kinetics, from: initial, over: 0...(try #require(table.times.last)), output: .dense,
      tolerances: Tolerances(relative: 1e-12, absolute: [1e-13, 1e-13, 1e-13, 1e-13, 1e-10]))
    let dense = try #require(solution.dense)
    let worst = table.deviations { Array(dense.state(at: $0)) }
    for (column, deviation) in zip(table.header.dropFirst(), worst) { #expect(deviation < 1e-9, "\(column)") }
    let balance = kinetics.isocyanateBalance(initial.span)
    #expect(abs(kinetics.isocyanateBalance(solution.end.state.span) - balance) < 1e-12)
  }
}
