public import Integrators

/// A shot that cannot be simulated, in words its author can act on.
public struct SimulationError: Error, Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable {
    /// The system lacks numbers the model needs.
    case gaps
    /// The request contradicts itself or the laws of mass.
    case infeasible
    /// A value is outside the model's domain.
    case invalid
    /// The integrator gave up.
    case integration
    /// A balance of the finished run does not hold.
    case audit
  }

  public var kind: Kind
  /// Path of the field or name of the part concerned: `"recipe.index"`, `"system-r1: data_sheet.polyol.density"`.
  public var field: String
  public var found: String
  public var expected: String
  public var remedy: String
  /// The numerical failure behind it, for ``Kind/integration``.
  public var failure: IntegrationFailure?

  public init(
    kind: Kind, field: String, found: String, expected: String, remedy: String, failure: IntegrationFailure? = nil
  ) {
    self.kind = kind
    self.field = field
    self.found = found
    self.expected = expected
    self.remedy = remedy
    self.failure = failure
  }
}

extension SimulationError: CustomStringConvertible {
  public var description: String { "\(field): found \(found), expected \(expected); \(remedy)" }
}
