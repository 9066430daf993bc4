import Foundation
import Integrators

#if Sundials
  import Sundials
#endif

/// Methods of fixed order that take one step at a time.
let everyOneStepMethod = IntegratorCatalog.names

/// Every integrator there is, as arguments of the conformance suites.
let everyIntegrator = methods.map(\.name)

private var methods: [any Integrator] {
  #if Sundials
    IntegratorCatalog.entries.map(\.integrator) + [CVODE()]
  #else
    IntegratorCatalog.entries.map(\.integrator)
  #endif
}

/// The named integrator; suites only ask for names of ``everyIntegrator``.
func integrator(_ name: String) -> any Integrator {
  methods.first { $0.name == name } ?? Rodas5P()
}

/// Mixed error significant correct digits: −log₁₀ maxᵢ |errorᵢ| / (floorᵢ + |referenceᵢ|).
///
/// With `floor` = atol / rtol this is the accuracy asked for, so that a tolerance of 10⁻ᵏ should give about k digits.
/// - Reference: F. Mazzia, C. Magherini, *Test Set for Initial Value Problem Solvers* (2008).
func correctDigits(_ state: some Collection<Double>, reference: [Double], floor: [Double]) -> Double {
  var largest = 0.0
  for (i, value) in state.enumerated() {
    let error = abs(value - reference[i]) / (floor[i] + abs(reference[i]))
    guard error.isFinite else { return -.infinity }
    largest = max(largest, error)
  }
  return -log10(max(largest, 1e-17))
}

/// A reference solution.
struct Reference {
  let times: [Double]
  let states: [[Double]]

  init(fixture name: String) throws {
    struct File: Decodable {
      struct Point: Decodable {
        let t: String
        let y: [String]
      }
      let reference: [Point]
    }
    let url = Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures")
    guard let url else { throw CocoaError(.fileNoSuchFile) }
    let file = try JSONDecoder().decode(File.self, from: Data(contentsOf: url))
    times = file.reference.compactMap { Double($0.t) }
    states = file.reference.map { $0.y.compactMap(Double.init) }
  }
}
