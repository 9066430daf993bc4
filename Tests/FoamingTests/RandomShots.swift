import Foaming
import Foundation
import Quantities
import Testing

/// SplitMix64: the same shots on every machine and in every run.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func between(_ low: Double, _ high: Double) -> Double { Double.random(in: low...high, using: &self) }
  /// Uniform in the logarithm.
  mutating func decades(_ low: Double, _ high: Double) -> Double { low * pow(high / low, between(0, 1)) }
  mutating func chance(_ probability: Double) -> Bool { between(0, 1) < probability }
}

/// A recipe, a mold and a way to vent it, drawn from wide ranges.
struct RandomShot: CustomTestStringConvertible, Sendable {
  var number: Int
  var system: MaterialSystem
  var scenario: Scenario

  var testDescription: String { "shot \(number)" }

  static let all: [RandomShot] = {
    var generator = SeededGenerator(seed: 20_240_611)
    return (0..<60).map { RandomShot(number: $0, &generator) }
  }()

  init(number: Int, _ random: inout SeededGenerator) {
    self.number = number
    let hydroxyl = random.between(0.4, 4)
    let water = random.chance(0.15) ? 0 : random.decades(0.02, 1.5)
    let index = random.between(0.7, 2.5)
    let agent = random.chance(0.5) ? random.between(0.01, 0.15) : 0
    let trimerizes = random.chance(0.3)
    let gel = random.between(0.35, 0.7)
    system = .sample(
      .rigid,
      [
        .gellingRate: random.decades(5e-7, 5e-5), .gellingActivation: random.between(30e3, 70e3),
        .gellingEnthalpy: -random.between(60e3, 100e3), .gellingAutocatalysis: random.chance(0.3) ? 5 : 0,
        .blowingRate: random.decades(2e-7, 5e-5), .blowingActivation: random.between(30e3, 70e3),
        .trimerizationRate: trimerizes ? random.decades(1e-9, 1e-7) : 0, .inductionTime: random.decades(0.1, 20),
        .polymerDensity: random.between(1000, 1250), .polymerSpecificHeat: random.between(1500, 2200),
        .carbonDioxideRetained: random.chance(0.5) ? 1 : random.between(0.5, 1),
        .cellDensity: random.decades(1e7, 1e10),
        .cellAir: random.decades(1e-3, 0.1), .carbonDioxideInitial: random.between(0, 0.02),
        .carbonDioxideDiffusivity: random.decades(1e-11, 1e-9), .agentDiffusivity: random.decades(1e-11, 1e-9),
        .agentInteraction: random.between(1, 2.2), .gelConversion: gel, .lockConversion: random.between(gel, 0.98),
      ],
      sheet: [
        .mixtureHydroxyl: hydroxyl, .mixtureWater: water, .mixtureIsocyanate: index * (hydroxyl + 2 * water),
        .mixtureAgent: agent,
      ])
    system.sheet[.isocyanateContent] = nil
    if number % 3 == 0 {
      let stated: [ModelParameter: Double] = [
        .postGelOnset: 0.5, .postGelSlope: -2, .postGelRecoveryOnset: 0.87, .postGelRecoverySlope: 3.5,
        .agentInteractionSlope: -2,
      ]
      for (key, value) in stated { system.model[key] = Sourced(value, Provenance(.estimated, "test")) }
    }
    var shape = Self.mold(&random)
    // From a short shot to a tight one.
    let density = random.decades(15, 700)
    let mass = density * shape.liters / 1000
    if case .vents(let vents) = shape.mold.venting {
      // A vent below the surface of the fresh mixture is a case of its own, see VentTests.
      let liquid = density / 900
      shape.mold.venting = .vents(
        vents.map { vent in
          var higher = vent
          higher.sealedAtFill = max(vent.sealedAtFill, min(liquid + 0.05, 0.999))
          return higher
        })
    }
    scenario = .sample(
      mass: mass, mold: shape.mold, process: .at(random.between(15, 40), mixing: random.between(0, 8)),
      settings: SimulationSettings(duration: TimeSpan(400, .second), outputInterval: TimeSpan(10, .second)))
  }

  private static func mold(_ random: inout SeededGenerator) -> (mold: Mold, liters: Double) {
    let liters = random.decades(0.5, 100)
    guard random.chance(0.85) else { return (.cup(id: "cup", name: "cup"), liters) }
    let wall = Temperature(random.between(15, 80), .celsius)
    let tool = Mold.ToolNode(
      initialTemperature: wall, mass: Mass(random.decades(1, 200), .kilogram), specificHeat: SpecificHeat(si: 900),
      coolantTemperature: Temperature(20, .celsius), coolantConductance: ThermalConductance(si: random.between(0, 50)))
    let walls: [Mold.Wall] = [.adiabatic, .fixed(wall), .tool(tool)]
    let area = random.decades(0.5, 30) * liters
    let vents: [Vent] = [
      .sample(
        "low", area: 0.5 * area, sealedAtFill: random.between(0.3, 0.9), permeance: random.chance(0.5) ? 1e-7 : 0),
      .sample(
        "high", area: 0.5 * area, sealedAtFill: random.between(0.95, 0.999), permeance: random.chance(0.5) ? 1e-7 : 0),
    ]
    let venting: [Mold.Venting] = [.ideal, .sealed, .vents(vents), .vents(vents), .vents([vents[1]])]
    let chosen = venting[Int(random.between(0, 4.999))]
    return (.sample(liters: liters, venting: chosen, wall: walls[Int(random.between(0, 2.999))]), liters)
  }

  /// Shots with a known issue of ``ConservationTests``, left out elsewhere. Balances of matter miss 1e-12 by round-off,
  /// because the stiff method's linear algebra pivots on rows of very different size; shot 13 fails at rtol 1e-3.
  static let reported: Set<Int> = [6, 9, 13, 15, 21, 23, 27, 37, 46]
  static let prone = all.filter { reported.contains($0.number) }
  static let others = all.filter { !reported.contains($0.number) }

  /// The shot at another tolerance.
  func simulate(relativeTolerance: Double) throws -> Simulation {
    var scenario = scenario
    scenario.settings.relativeTolerance = relativeTolerance
    return try Simulation(of: scenario, system: system)
  }
}
