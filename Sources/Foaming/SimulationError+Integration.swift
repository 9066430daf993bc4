internal import Integrators

extension SimulationError {
  /// A numerical failure in process language.
  init(translating failure: IntegrationFailure, of foam: some ShotModel) {
    let reading =
      failure.state.count == foam.dimension + foam.quadratures
      ? foam.reading(failure.state.span) : nil
    var found = "the simulation stopped \(Self.rounded(failure.time)) s after mixing"
    if let reading {
      found +=
        " (core \(Self.rounded(reading.coreTemperature - 273.15)) °C, \(Self.rounded(reading.pressure / 1e5)) bar)"
    }
    let remedy: String
    switch (failure.reason, reading) {
    case (.unavailable, _):
      found = failure.detail
      remedy = failure.remedy
    case (.stepSizeUnderflow, let reading?) where reading.pressure > 50e5,
      (.nonFinite, let reading?) where reading.pressure > 50e5:
      found += "; pressure rises without bound"
      remedy = "the cavity is overpacked or its vents close too early: check shot mass, cavity volume and vents"
    case (_, let reading?) where reading.coreTemperature > 600:
      found += "; the foam overheats beyond anything a polyurethane survives"
      remedy = "check reaction enthalpies, heat capacities and their units in the system"
    case (.stepLimit, _):
      remedy = "use the stiff method rodas5p, or a looser relative_tolerance"
    default:
      remedy = "\(failure.remedy); --explain-solver shows the details"
    }
    self.init(
      kind: .integration, field: failure.integrator, found: found, expected: "a solution over the whole duration",
      remedy: remedy, failure: failure)
  }

  private static func rounded(_ value: Double) -> String {
    value.isFinite && abs(value) < 1e12 ? "\((value * 10).rounded() / 10)" : "\(value)"
  }
}
