import Foaming
import Integrators
import JAXBackend
import Testing
import Twin

#if Sundials
  import Sundials
#endif

/// Every shipped scenario by every method: the same verdict, figures and moments, to ten times the tolerance.
@Suite struct BackendAgreementTests {
  /// What fills the gaps of scenarios that cannot be simulated as they stand.
  private static let archetype = "rigid-appliance"

  private static let peers: [any Integrator] = {
    #if Sundials
      [Seulex7(), CVODE()]
    #else
      [Seulex7()]
    #endif
  }()

  private func compare(_ id: String, _ catalog: ShippedCatalog, with peer: any Integrator) throws {
    let ours: Simulation
    do {
      ours = try catalog.simulate(id, assuming: Self.archetype, with: Rodas5P())
    } catch {
      // What cannot be simulated cannot by any method.
      #expect(throws: SimulationError.self) { try catalog.simulate(id, assuming: Self.archetype, with: peer) }
      return
    }
    let theirs = try catalog.simulate(id, assuming: Self.archetype, with: peer)
    let comparison = BackendComparison(
      reference: ours.integrator, tolerance: ours.scenario.settings.relativeTolerance,
      peers: [BackendComparison.Peer(theirs, against: ours)])
    let found = comparison.peers[0]
    #expect(found.agreesOnVerdict == true, "\(id)")
    for difference in found.differences {
      let parts = difference.inTolerances(comparison.tolerance)
      #expect(
        parts <= BackendComparison.limit, "\(peer.name), \(id): \(difference.label) is off by \(parts) tolerances")
    }
  }

  @Test("Every shipped scenario is the same by every compiled stiff method, to ten times the tolerance")
  func compiled() throws {
    let catalog = try ShippedCatalog()
    for id in catalog.files.ids(.scenario) {
      for peer in Self.peers { try compare(id, catalog, with: peer) }
    }
  }

  /// Shots in a mold with vents, in a cup and with a physical blowing agent; the others have the same equations.
  @Test(
    "Shipped scenarios are the same by diffrax, to ten times the tolerance",
    .enabled(if: JAXInterpreter.find() != nil, "no Python with JAX: run `make jax-venv`"),
    arguments: ["car-seat", "r11-cup", "appliance-panel"])
  func diffrax(id: String) throws {
    try compare(id, ShippedCatalog(), with: Diffrax())
  }
}
