/// The balances of one run, computed from its result and not from its equations.
public struct Audit: Hashable, Sendable {
  /// One conserved quantity.
  public struct Balance: Hashable, Sendable {
    /// What is conserved: `"mass"`, `"isocyanate groups"`, `"carbon dioxide"`, `"blowing agent"`, `"energy"`.
    public var name: String
    /// Largest deviation over the run, relative to the content (energy: to the heat released).
    public var residual: Double
    /// Largest admissible residual.
    public var limit: Double
    /// Time at which the residual is largest [s].
    public var time: Double

    /// NaN fails.
    public var holds: Bool { residual <= limit }

    public init(name: String, residual: Double, limit: Double, time: Double) {
      self.name = name
      self.residual = residual
      self.limit = limit
      self.time = time
    }
  }

  public var balances: [Balance]

  public init(balances: [Balance]) { self.balances = balances }

  /// True when a balance of matter is broken, by so little that round-off explains it.
  var isOffByRoundOff: Bool {
    !holds && balances.allSatisfy { $0.holds || $0.residual < 100 * Self.matterLimit }
  }

  /// True when every balance holds.
  public var holds: Bool { balances.allSatisfy(\.holds) }
}
