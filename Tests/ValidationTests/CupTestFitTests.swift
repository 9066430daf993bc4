import Foaming
import Quantities
import Testing
import Twin

/// Systems fitted to what their data sheets say of a cup test.
@Suite struct CupTestFitTests {
  /// `system` with its gaps filled from `archetype`.
  static func filled(_ system: MaterialSystem, from archetype: MaterialSystem) -> MaterialSystem {
    var result = system
    for key in ModelParameter.allCases where result.model[key] == nil { result.model[key] = archetype.model[key] }
    return result
  }

  @Test(
    "every stated figure is met within 2 %, or the shortfall is reported",
    arguments: ["system-r1", "system-m1"])
  func statedSheets(id: String) throws {
    let files = try ShippedCatalog().files
    let system = Self.filled(try files.system(id: id), from: try files.system(id: "rigid-appliance"))
    let test = try #require(CupTest(sheet: system.sheet))
    let fit = try CupTestFit(of: system, to: test)
    #expect(test.isComplete)
    #expect(fit.residuals.map(\.label) == ["cream time", "gel time", "rise time", "free-rise density"])
    for residual in fit.residuals {
      let isReported = fit.shortfalls.contains { $0.contains(residual.label) }
      #expect((abs(residual.relative) <= CupTestFit.tolerance) != isReported, "\(residual.label) \(residual.relative)")
    }
    // What a sheet decides is marked as fitted, what it does not keeps its source.
    #expect(fit.system.model[.gellingRate]?.provenance.kind == .fitted)
    #expect(fit.system.model[.polymerDensity]?.provenance == system.model[.polymerDensity]?.provenance)
  }

  @Test func `the water of system R1 cannot make its stated density, and the fit says so`() throws {
    let files = try ShippedCatalog().files
    let system = Self.filled(try files.system(id: "system-r1"), from: try files.system(id: "rigid-appliance"))
    let fit = try CupTestFit(of: system, to: try #require(CupTest(sheet: system.sheet)))
    let density = try #require(fit.residuals.last)
    #expect(density.simulated > 60)
    #expect(fit.shortfalls.contains { $0.contains("free-rise density") && $0.contains("cannot make more gas") })
    for time in fit.residuals.dropLast() { #expect(abs(time.relative) <= 0.02, "\(time.label)") }
  }

  @Test(
    "a sheet made with other rates is recovered to 2 % in its times",
    arguments: ["rigid-appliance", "flexible-molded", "semi-rigid"], [0.6, 1.7])
  func retrieval(id: String, factor: Double) throws {
    let archetype = try ShippedCatalog().files.system(id: id)
    var truth = archetype
    for (key, change) in [
      (ModelParameter.gellingRate, factor), (.blowingRate, 1 / factor.squareRoot()), (.inductionTime, 1.3),
    ] {
      truth.model[key]?.value *= change
    }
    let cup = try Self.cup(of: truth)
    var sheet = archetype.sheet
    for (item, value) in [
      (SheetItem.cupCream, cup.cream), (.cupGel, cup.gel), (.cupRise, cup.rise), (.cupFreeRiseDensity, cup.density),
    ] {
      sheet[item] = Sourced(try #require(value), Provenance(.measured, "synthetic"))
    }
    let fit = try CupTestFit(of: archetype, to: try #require(CupTest(sheet: sheet)))
    for residual in fit.residuals { #expect(abs(residual.relative) <= 0.02, "\(residual.label) \(residual.relative)") }
    #expect(fit.shortfalls.isEmpty)
    // The rates move towards the truth, not away from it.
    let (from, to) = (archetype.model.value(.gellingRate) ?? 0, truth.model.value(.gellingRate) ?? 0)
    let found = try #require(fit.system.model.value(.gellingRate))
    #expect((found - from) * (to - from) > 0)
  }

  /// The cup test of a system as its sheet would print it.
  static func cup(of system: MaterialSystem) throws -> FreeRise {
    let scenario = Scenario(
      id: "cup", name: "cup", system: system.id, recipe: Recipe(charge: .shot(.init(si: 1))),
      process: ProcessConditions(
        polyolTemperature: .init(si: 296.15), isocyanateTemperature: .init(si: 296.15),
        ambientTemperature: .init(si: 296.15)), mold: .cup(id: "cup", name: "cup"))
    let mixture = try Mixture(scenario: scenario, system: system)
    let parameters = try FoamParameters(system: system, mixture: mixture, pressure: PhysicalConstants.atmosphere)
    return try FreeRise(parameters, tackFreeConversion: 0.85, relativeTolerance: 1e-8)
  }
}
