import Foaming
import Integrators

/// A failure brought about on purpose, and the words each method answers with.
struct ProvokedFailure: Sendable {
  /// What is wrong with the problem, in a few words.
  let title: String
  /// What was asked for.
  let request: String
  /// The words a user sees; of a library call that did not fail `nil`, of a shot its verdict.
  let words: @Sendable (any Integrator) throws -> String?

  /// A problem for the library alone.
  init<Problem: InitialValueProblem>(
    _ title: String, _ request: String, _ problem: Problem, from initial: [Double],
    over interval: ClosedRange<Double> = 0...2, events: [Event<Problem>] = [], output: Output = .steps,
    limits: Limits = Limits()
  ) {
    (self.title, self.request) = (title, request)
    words = { integrator in
      do throws(IntegrationFailure) {
        _ = try integrator.integrate(
          problem, from: initial, over: interval, events: events, output: output, tolerances: Tolerances(),
          limits: limits)
        return nil
      } catch {
        return error.description
      }
    }
  }

  /// A shipped scenario with values that no shot should have.
  init(_ title: String, scenario: String, _ overrides: [String]) {
    self.title = title
    request = "run-sim --scenario \(scenario)" + overrides.map { " --set \"\($0)\"" }.joined()
    words = { integrator in
      do {
        let shot = try ShippedCatalog().simulate(scenario, overrides: overrides, with: integrator)
        return "solved; verdict \(shot.verdict.rawValue): " + (shot.verdictReasons.first ?? "no complaint")
      } catch let error as SimulationError {
        return error.description
      }
    }
  }
}

extension ProvokedFailure {
  static let ofTheLibrary = [
    ProvokedFailure(
      "too few steps allowed", "y″ = −y over 1000 s with 20 steps", Swing(), from: [1, 0], over: 0...1000,
      limits: Limits(steps: 20)),
    ProvokedFailure(
      "a derivative that is no number at the start", "y′ = √(1 − t) from t = 1.5 s", Edge(), from: [0], over: 1.5...2),
    ProvokedFailure("a derivative that stops being a number", "y′ = √(1 − t) beyond t = 1 s", Edge(), from: [0]),
    ProvokedFailure("a solution that explodes", "y′ = y² beyond its pole at t = 1 s", Explosion(), from: [1]),
    ProvokedFailure(
      "a slope without bound", "y′ = √y from 0, where ∂f/∂y is infinite", Root(), from: [0]),
    ProvokedFailure(
      "an event that breaks the state", "an event at t = 0.5 s divides by zero", Swing(), from: [1, 0],
      events: [
        Event(
          "break", direction: .rising,
          action: .change { problem, _, state in
            state[1] /= 0
            return problem
          }
        ) { _, time, _ in time - 0.5 }
      ]),
    ProvokedFailure(
      "an initial state that is no number", "y″ = −y from (1, NaN)", Swing(), from: [1, .nan]),
    ProvokedFailure(
      "output beyond the interval", "states at t = 3 s of an interval of 2 s", Swing(), from: [1, 0],
      output: .times([3])),
  ]

  static let ofShots = [
    ProvokedFailure("more liquid than cavity", scenario: "appliance-panel", ["recipe.shot=40 kg"]),
    ProvokedFailure(
      "a mold overpacked thirty times, just short of that", scenario: "appliance-panel", ["recipe.shot=38.5 kg"]),
    ProvokedFailure(
      "a reaction 270,000 times too fast", scenario: "appliance-panel",
      ["system.model.gelling.rate_constant=1 m³/(mol·s)"]),
    ProvokedFailure(
      "reactions that release four times the heat", scenario: "appliance-panel",
      ["system.model.gelling.enthalpy=-300 kJ/mol", "system.model.blowing.enthalpy=-300 kJ/mol"]),
  ]
}

/// y″ = −y.
private struct Swing: InitialValueProblem {
  var dimension: Int { 2 }
  func evaluate<S: Scalar>(at time: S, state y: Span<S>, derivative: inout MutableSpan<S>) {
    derivative[0] = y[1]
    derivative[1] = -y[0]
  }
}

/// y′ = √(1 − t).
private struct Edge: InitialValueProblem {
  var dimension: Int { 1 }
  func evaluate<S: Scalar>(at time: S, state y: Span<S>, derivative: inout MutableSpan<S>) {
    derivative[0] = S.sqrt(1.0 - time) + 0.0 * y[0]
  }
}

/// y′ = y².
private struct Explosion: InitialValueProblem {
  var dimension: Int { 1 }
  func evaluate<S: Scalar>(at time: S, state y: Span<S>, derivative: inout MutableSpan<S>) {
    derivative[0] = y[0] * y[0]
  }
}

/// y′ = √y.
private struct Root: InitialValueProblem {
  var dimension: Int { 1 }
  func evaluate<S: Scalar>(at time: S, state y: Span<S>, derivative: inout MutableSpan<S>) {
    derivative[0] = S.sqrt(y[0])
  }
}
