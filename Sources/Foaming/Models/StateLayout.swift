/// Where each variable of the lumped model stands in the state vector; absent ones are `nil`.
///
/// A shot without blowing agent, trimerization, head space or tool node carries no component for it, so that
/// the linear algebra stays as small as the shot allows.
public struct StateLayout: Hashable, Sendable {
  /// ξ₁ [mol/kg].
  public let gelling = 0
  /// ξ₂ [mol/kg].
  public let blowing = 1
  /// Specific enthalpy of the foam h [J/kg].
  public let enthalpy = 2
  /// CO2 in the cells n_C [mol/kg].
  public let carbonDioxide = 3
  /// Agent in the cells n_B [mol/kg].
  public let agent: Int?
  /// ξ₃ [mol/kg].
  public let trimerization: Int?
  /// Air in the head space [mol per kg of shot].
  public let headSpaceAir: Int?
  /// Temperature of the tool node [K].
  public let tool: Int?
  /// First of three components: CO2, agent and cell air lost through covered vents [mol/kg].
  public let lost: Int?
  /// Number of states.
  public let dimension: Int

  init(agent: Bool, trimerization: Bool, headSpace: Bool, tool: Bool, permeableVents: Bool) {
    var next = 4
    func take(_ present: Bool, _ width: Int = 1) -> Int? {
      defer { next += present ? width : 0 }
      return present ? next : nil
    }
    self.agent = take(agent)
    self.trimerization = take(trimerization)
    headSpaceAir = take(headSpace)
    self.tool = take(tool)
    lost = take(permeableVents, 3)
    dimension = next
  }

  /// The quadratures, counted from ``dimension``; see ``LumpedFoam``.
  public enum Quadrature: Int, CaseIterable, Sendable {
    /// Heat given to the wall [J/kg].
    case wallHeat
    /// Flow work ∫ v_G dp [J/kg].
    case flowWork
    /// Enthalpy that left with lost gas [J/kg].
    case lostEnthalpy
    /// Isocyanate groups consumed [mol/kg].
    case isocyanateConsumed
    /// CO2 that left the foam [mol/kg].
    case carbonDioxideLost
    /// Agent evaporated, net [mol/kg].
    case agentEvaporated
    /// Air that left the head space [mol per kg of shot].
    case airVented
  }

  /// Index of a quadrature in the full vector.
  public func index(of quadrature: Quadrature) -> Int { dimension + quadrature.rawValue }
}
