/// Where each variable of the lumped model stands in the state vector; absent ones are `nil`.
///
/// A shot without blowing agent, trimerization, head space or tool node carries no component for it, so that
/// the linear algebra stays as small as the shot allows. States come first, then the quadratures.
public struct StateLayout: Hashable, Sendable {
  /// ξ₁ [mol/kg].
  public var gelling: Int { 0 }
  /// ξ₂ [mol/kg].
  public var blowing: Int { 1 }
  /// Specific enthalpy of the foam h [J/kg].
  public var enthalpy: Int { 2 }
  /// CO2 in the cells n_C [mol/kg].
  public var carbonDioxide: Int { 3 }
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

  /// Quadrature: flow work ∫ v_G dp [J/kg].
  public let flowWork: Int
  /// Quadrature: isocyanate groups consumed [mol/kg].
  public let isocyanateConsumed: Int
  /// Quadrature: heat given to the wall [J/kg].
  public let wallHeat: Int?
  /// Quadrature: enthalpy that left with lost gas [J/kg].
  public let lostEnthalpy: Int?
  /// Quadrature: CO2 that left the foam [mol/kg].
  public let carbonDioxideLost: Int?
  /// Quadrature: agent evaporated, net [mol/kg].
  public let agentEvaporated: Int?
  /// Quadrature: air that left the head space [mol per kg of shot].
  public let airVented: Int?
  /// Number of quadratures.
  public let quadratures: Int

  /// What a shot has.
  struct Features {
    var agent, trimerization, headSpace, tool, permeableVents, wall, escapingCarbonDioxide: Bool
  }

  init(_ has: Features) {
    var next = 4
    func take(_ present: Bool, _ width: Int = 1) -> Int? {
      defer { next += present ? width : 0 }
      return present ? next : nil
    }
    agent = take(has.agent)
    trimerization = take(has.trimerization)
    headSpaceAir = take(has.headSpace)
    tool = take(has.tool)
    lost = take(has.permeableVents, 3)
    dimension = next
    flowWork = next
    isocyanateConsumed = next + 1
    next += 2
    wallHeat = take(has.wall)
    let loses = has.escapingCarbonDioxide || has.permeableVents
    lostEnthalpy = take(loses)
    carbonDioxideLost = take(loses)
    agentEvaporated = take(has.agent)
    airVented = take(has.headSpace)
    quadratures = next - dimension
  }
}
