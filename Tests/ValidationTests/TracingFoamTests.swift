import Foaming
import Integrators
import Testing
import Twin

@Suite("Tracing the foam")
struct TracingFoamTests {
  /// Compares traces of every phase with the model itself.
  private func compare(_ foam: LumpedFoam, states: Int) {
    var source = TracingStates(seed: 20)
    for phase in foam.phases {
      let equations = foam.equations(in: phase)
      for isGelled in [false, true] {
        for _ in 0..<states {
          let stage = source.stage(foam, phase, isGelled: isGelled)
          let traced = TracedProblem(equations.trace, parameters: equations.values(of: stage))
          let (time, state) = source.next(of: foam)
          let (expected, found) = (stage.derivative(at: time, state), traced.derivative(at: time, state))
          #expect(expected.allSatisfy { $0.isFinite })
          // Before gel the model writes 0 where the trace multiplies by it: equal, but perhaps −0.
          if isGelled || foam.layout.lost == nil {
            #expect(expected.map(\.bitPattern) == found.map(\.bitPattern), "\(phase)")
          } else {
            #expect(expected == found, "\(phase)")
          }
        }
      }
    }
  }

  @Test("The trace has the bits of the model in every variant and phase", arguments: TracingVariant.all)
  func variants(variant: TracingVariant) { compare(variant.foam, states: 25) }

  @Test("The trace has the bits of the model for every archetype", arguments: Archetype.all)
  func archetypes(archetype: Archetype) {
    let (volume, conductance, wall) = archetype.cavity
    compare(LumpedFoam(archetype.parameters, in: .adiabaticCup()), states: 100)
    compare(
      LumpedFoam(
        archetype.parameters,
        in: .ventedCavity(volume: volume, wallConductance: conductance, wallTemperature: wall)), states: 100)
  }

  @Test("The trace has the bits of the model for every shipped scenario that can be simulated")
  func scenarios() throws {
    let files = try ShippedCatalog().files
    var count = 0
    for id in files.ids(.scenario) {
      let scenario = try files.scenario(id: id)
      guard let foam = try? LumpedFoam(of: scenario, system: files.system(of: scenario)) else { continue }
      compare(foam, states: 25)
      count += 1
    }
    #expect(count >= 5)
  }

  @Test("Numbers change the digest of the shot and leave that of the equations")
  func digests() {
    let foam = LumpedFoam(Archetype.rigidAppliance.parameters, in: .adiabaticCup())
    var parameters = Archetype.rigidAppliance.parameters
    parameters.gelling.rate = parameters.gelling.rate.nextUp
    let other = LumpedFoam(parameters, in: .adiabaticCup())
    #expect(foam.equations(in: .open).trace.digest != other.equations(in: .open).trace.digest)
    #expect(foam.formDigest == other.formDigest)
    parameters.autocatalysis = 0.7
    parameters.postGelFactor = .init(onset: 0.5, slope: -2, recoveryOnset: 0.87, recoverySlope: 3.4)
    #expect(LumpedFoam(parameters, in: .adiabaticCup()).formDigest != foam.formDigest)
  }

  @Test("Every variant and phase has equations of its own")
  func formsDiffer() {
    var forms: Set<SHA256Digest> = []
    var count = 0
    for variant in TracingVariant.all {
      let foam = variant.foam
      // Walls of a cup and of a mold differ in numbers only until the cavity is filled.
      guard variant.place != .ventedCavity else { continue }
      for phase in foam.phases {
        forms.insert(foam.formDigest(of: phase))
        count += 1
      }
    }
    #expect(forms.count == count)
  }

  /// A change here is a change of the physics, or of the order of operations, and belongs into the change log.
  @Test("The equations are those on record")
  func equationsOnRecord() {
    let digests = LumpedFoam.completeForms.map { "\($0.phase.rawValue) \($0.digest)" }
    #expect(
      digests == [
        "open fe196d126cd57703cb7f327f042c82d3c183e9d3be93cf7a0f535183eb5252a7",
        "cavity 1de847a319d2d4785e7499dba894db0e89bb5a0654c818336a20cb0a8290a57b",
        "locked d2526d3eef9a46875a9762ff61d42200311878c6225a5ae529b331a2fc88ef51",
      ])
  }

  @Test("Names are identifiers, and no two are alike", arguments: TracingVariant.all)
  func names(variant: TracingVariant) {
    let foam = variant.foam
    for phase in foam.phases {
      let listing = foam.listing(of: phase, shot: "*/ int x; /*\nimport os")
      let labels = listing.components + listing.parameters + listing.constants.values
      #expect(Set(labels.map(\.name)).count == labels.count)
      #expect(labels.allSatisfy { $0.name.wholeMatch(of: /[a-z][a-z_]*/) != nil && !$0.unit.isEmpty })
      #expect(listing.c.contains("import os") && !listing.c.contains("*/ int"))
      #expect(listing.jax.split(separator: "\n").allSatisfy { !$0.hasPrefix("import os") })
      #expect(listing == foam.listing(of: phase, shot: "*/ int x; /*\nimport os") && listing.c == listing.c)
    }
  }
}
