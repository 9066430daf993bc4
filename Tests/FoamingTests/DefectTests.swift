import Foaming
import Quantities
import Testing

/// Every kind of defect has a shot in which it is found and one in which it is looked for and not found.
@Suite("Defects") struct DefectTests {
  /// A shot and the severity it must have.
  struct Case: CustomTestStringConvertible, Sendable {
    var kind: Defect.Kind
    var severity: Defect.Severity
    var family = MaterialSystem.Family.rigid
    var changes: [ModelParameter: Double] = [:]
    var sheet: [SheetItem: Double] = [:]
    var scenario = Scenario.sample(mass: 1, mold: .sample(liters: 25))
    var testDescription: String { "\(kind.rawValue): \(severity.rawValue)" }
  }

  static func packed(_ mass: Double, venting: Mold.Venting = .ideal, wall: Double = 45) -> Scenario {
    .sample(mass: mass, mold: .sample(liters: 25, venting: venting, wall: .fixed(Temperature(wall, .celsius))))
  }

  static func clamped(_ kilonewton: Double) -> Scenario {
    var scenario = packed(1.2)
    scenario.mold.projectedArea = Area(0.4, .squareMeter)
    scenario.mold.clampForce = Force(kilonewton, .kilonewton)
    return scenario
  }

  static func sealing(_ bar: Double) -> Scenario {
    var scenario = packed(1.2)
    scenario.mold.sealPressure = Pressure(bar, .bar)
    return scenario
  }

  static func indexed(_ polyol: Double, _ isocyanate: Double) -> Scenario {
    var scenario = packed(1)
    scenario.recipe = Recipe(
      charge: .components(polyol: Mass(polyol, .kilogram), isocyanate: Mass(isocyanate, .kilogram)),
      declaredIndex: 1.15)
    return scenario
  }

  static func humid(_ wall: Double, minutes: Double) -> Scenario {
    var scenario = packed(1, wall: wall)
    scenario.process.relativeHumidity = 0.8
    scenario.process.openTime = TimeSpan(minutes, .minute)
    return scenario
  }

  static let cases = [
    Case(kind: .underfill, severity: .fail, scenario: packed(0.4)),
    Case(kind: .underfill, severity: .none, scenario: packed(1)),
    Case(kind: .underfill, severity: .notAssessed, scenario: .sample()),
    Case(kind: .overpressure, severity: .fail, scenario: clamped(2)),
    Case(kind: .overpressure, severity: .none, scenario: clamped(200)),
    Case(kind: .overpressure, severity: .fail, scenario: sealing(1.3)),
    Case(kind: .overpressure, severity: .none, scenario: sealing(10)),
    Case(kind: .overpressure, severity: .notAssessed, scenario: packed(1)),
    Case(kind: .trappedAir, severity: .fail, scenario: packed(1, venting: .sealed)),
    Case(
      kind: .trappedAir, severity: .none,
      scenario: packed(1, venting: .vents([.sample("top", area: 300, sealedAtFill: 0.999)]))),
    Case(kind: .trappedAir, severity: .notAssessed, scenario: packed(1)),
    Case(
      kind: .collapse, severity: .fail, family: .flexible, changes: [.gellingRate: 1e-7], scenario: .sample()),
    Case(kind: .collapse, severity: .none, family: .flexible, scenario: .sample()),
    Case(kind: .cracks, severity: .fail, changes: [.modulusRubbery: 1e5, .modulusGlassy: 1e5], scenario: packed(1.2)),
    Case(kind: .cracks, severity: .none, scenario: packed(0.95)),
    Case(
      kind: .cracks, severity: .notAssessed, family: .flexible, scenario: .sample(mass: 1, mold: .sample(liters: 20))),
    Case(kind: .shrinkage, severity: .fail, changes: [.modulusRubbery: 1e5, .modulusGlassy: 1e5], scenario: .sample()),
    Case(kind: .shrinkage, severity: .none, scenario: packed(1.2)),
    Case(kind: .shrinkage, severity: .notAssessed, family: .flexible, scenario: .sample()),
    Case(
      kind: .scorch, severity: .fail, family: .flexible, sheet: [.mixtureWater: 2, .mixtureIsocyanate: 4.6],
      scenario: .sample()),
    Case(kind: .scorch, severity: .none, family: .flexible, scenario: .sample()),
    Case(kind: .prematureGel, severity: .fail, scenario: packed(0.4)),
    Case(kind: .prematureGel, severity: .none, changes: [.gelConversion: 0.85], scenario: packed(1.3)),
    Case(kind: .prematureGel, severity: .notAssessed, scenario: .sample()),
    Case(
      kind: .thermalSkin, severity: .fail, family: .integralSkin,
      scenario: .sample(mass: 10, mold: .sample(liters: 25, wall: .fixed(Temperature(60, .celsius)), thickness: 0.02))),
    Case(
      kind: .thermalSkin, severity: .none, family: .integralSkin,
      scenario: .sample(mass: 10, mold: .sample(liters: 25, wall: .fixed(Temperature(40, .celsius)), thickness: 0.02))),
    Case(kind: .thermalSkin, severity: .notAssessed, scenario: packed(1)),
    Case(kind: .index, severity: .fail, scenario: indexed(0.5, 0.5)),
    Case(kind: .index, severity: .none, scenario: indexed(1 - 0.54852, 0.54852)),
    Case(kind: .index, severity: .notAssessed, scenario: packed(1)),
    Case(kind: .moisture, severity: .fail, scenario: humid(-5, minutes: 20)),
    Case(kind: .moisture, severity: .none, scenario: humid(45, minutes: 20)),
  ]

  @Test("is judged as it should be", arguments: cases)
  func judged(_ item: Case) throws {
    let simulation = try Simulation(
      of: item.scenario, system: .sample(item.family, item.changes, sheet: item.sheet))
    let defect = try #require(simulation.defects.first { $0.kind == item.kind })
    #expect(defect.severity == item.severity, "\(defect.finding)")
    #expect(!defect.reason.isEmpty && !defect.label.isEmpty)
    // Something to do where something is wrong, nothing where nothing is.
    switch item.severity {
    case .fail, .watch: #expect(!defect.remedy.isEmpty)
    case .none, .notAssessed: #expect(defect.remedy.isEmpty)
    }
    #expect(simulation.verdictReasons.contains { $0.hasPrefix(defect.label) } == (item.severity == .fail))
    #expect(item.severity != .fail || simulation.verdict == .fail)
  }

  @Test func `every kind is judged in every shot, once and in order`() throws {
    let simulation = try Simulation(of: .sample(), system: .sample(.rigid))
    #expect(simulation.defects.map(\.kind) == Defect.Kind.allCases)
    #expect(Set(Self.cases.filter { $0.severity == .fail }.map(\.kind)) == Set(Defect.Kind.allCases))
    #expect(Set(Self.cases.filter { $0.severity == .none }.map(\.kind)) == Set(Defect.Kind.allCases))
  }
}
