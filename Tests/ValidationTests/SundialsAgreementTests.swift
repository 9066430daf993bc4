#if Sundials
  import Foaming
  import Integrators
  import Quantities
  import Sundials
  import Testing
  import Twin

  /// Two methods of different origin must give the same shot.
  @Suite struct SundialsAgreementTests {
    private static let relative = 1e-6

    /// States of a closed shot, with the cavity filled without resistance.
    private func solution(_ archetype: Archetype, _ integrator: any Integrator, _ relative: Double) throws
      -> Solution<LumpedFoam>
    {
      let (volume, conductance, wall) = archetype.cavity
      let foam = LumpedFoam(
        archetype.parameters,
        in: .ventedCavity(volume: volume, wallConductance: conductance, wallTemperature: wall))
      return try integrator.integrate(
        foam, from: foam.initialState, over: 0...600, events: foam.events(tackFreeConversion: 0.85),
        tolerances: foam.tolerances(relative: relative))
    }

    @Test(
      "A closed shot of each archetype is the same by cvode and rodas5p, to ten times the tolerance",
      arguments: Archetype.all)
    func archetypes(archetype: Archetype) throws {
      let ours = try solution(archetype, Rodas5P(), Self.relative)
      let theirs = try solution(archetype, CVODE(), Self.relative)
      #expect(ours.events.map(\.name) == theirs.events.map(\.name))
      for (a, b) in zip(ours.events, theirs.events) {
        #expect(abs(a.time - b.time) < 10 * Self.relative * 600, "\(a.name)")
      }
      let (dense, peer) = (try #require(ours.dense), try #require(theirs.dense))
      let times = stride(from: 1.0, through: 600, by: 1).map { $0 }
      let a = times.map { FoamReading(ours.problem(at: $0), state: dense.state(at: $0).span) }
      let b = times.map { FoamReading(theirs.problem(at: $0), state: peer.state(at: $0).span) }
      for (name, figure) in Self.figures {
        let scale = a.map { abs(figure($0)) }.max() ?? 0
        let worst = zip(a, b).map { abs(figure($0) - figure($1)) }.max() ?? 0
        #expect(worst <= 10 * Self.relative * scale, "\(name)")
      }
    }

    private static let figures: [(String, @Sendable (FoamReading) -> Double)] = [
      ("gelling", { $0.gellingExtent }), ("blowing", { $0.blowingExtent }), ("temperature", { $0.temperature }),
      ("CO₂", { $0.carbonDioxideGas }), ("agent", { $0.agentGas }), ("pressure", { $0.pressure }),
      ("volume", { $0.volume }),
    ]

    /// What 1 means for a figure: the value itself, for a moment three times the length of the run, and for numbers
    /// whose zero is a matter of definition the usual size. A moment is a crossing: where the figure that crosses is
    /// slow, as the volume of the R-11 cup at cream, its error is that of the figure divided by a small slope.
    private static func scale(of figure: KeyFigure, duration: Double) -> Double {
      switch figure.id.unit {
      case "s": 3 * duration
      case "Shore": 100
      case "kg", "": max(abs(figure.value ?? 0), 1e-3)
      case "Pa": max(abs(figure.value ?? 0), 1)
      default: abs(figure.value ?? 0)
      }
    }

    /// Without heat loss the temperature rises to a plateau: the moment of its maximum is an accident of round-off.
    private static func isPlateau(_ id: KeyFigureID, _ simulation: Simulation) -> Bool {
      let isMoment = id == .coreTemperatureMaximumTime || id == .pressureMaximumTime
      return isMoment && simulation.scenario.mold.enclosure == .open
    }

    @Test("Every shipped scenario has the same key figures by cvode and rodas5p")
    func scenarios() throws {
      let catalog = try ShippedCatalog()
      for id in catalog.files.ids(.scenario) {
        guard let ours = try? catalog.simulate(id, with: Rodas5P()) else {
          #expect(throws: SimulationError.self) { try catalog.simulate(id, with: CVODE()) }
          continue
        }
        let theirs = try catalog.simulate(id, with: CVODE())
        #expect(ours.verdict == theirs.verdict, "\(id)")
        for (a, b) in zip(ours.keyFigures, theirs.keyFigures) {
          #expect((a.value == nil) == (b.value == nil), "\(id): \(a.id)")
          guard let x = a.value, let y = b.value, !Self.isPlateau(a.id, ours) else { continue }
          let scale = Self.scale(of: a, duration: ours.scenario.settings.duration.si)
          #expect(abs(x - y) <= 10 * Self.relative * scale, "\(id): \(a.id) is \(x) and \(y)")
        }
      }
    }
  }
#endif
