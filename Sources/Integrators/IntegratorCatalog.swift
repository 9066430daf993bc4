/// The integrators of this package by name.
///
/// An explicit list: a method that is not here is used by its type.
public enum IntegratorCatalog {
  /// What a method is and when to take it.
  public struct Entry: Sendable {
    public let integrator: any Integrator
    /// One line: family, order, cost.
    public let summary: String
    /// One line: the problems it is meant for.
    public let useWhen: String

    package init(integrator: any Integrator, summary: String, useWhen: String) {
      self.integrator = integrator
      self.summary = summary
      self.useWhen = useWhen
    }

    /// Name accepted by ``IntegratorCatalog/integrator(named:)``.
    public var name: String { integrator.name }
  }

  /// Every method, the usual choice first.
  public static let entries: [Entry] = [
    Entry(
      integrator: Rodas5P(),
      summary: "Rosenbrock method of order 5(4), L-stable, exact Jacobian, 7 right-hand sides per step",
      useWhen: "reactions, heat and phase change with rates that differ by orders of magnitude; the default"),
    Entry(
      integrator: Seulex7(),
      summary: "linearly implicit Euler method extrapolated to order 7(6), exact Jacobian, 28 substeps in four lanes",
      useWhen: "one stiff problem of few states, or layers, as quickly as possible, at tolerances down to 1e-8"),
    Entry(
      integrator: DormandPrince(),
      summary: "explicit Runge–Kutta pair of order 5(4), 6 right-hand sides per step",
      useWhen: "smooth problems without fast decaying processes, or as an independent check of a stiff method"),
  ]

  /// Names of all methods, the usual choice first.
  public static var names: [String] { entries.map(\.name) }

  /// The method named `name`, or `nil`.
  public static func integrator(named name: String) -> (any Integrator)? {
    entries.first { $0.name == name }?.integrator
  }
}
