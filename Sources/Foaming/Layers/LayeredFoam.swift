public import Integrators

/// PUR-M1 in one dimension: layers of fixed mass between two walls, at a common pressure.
///
/// Each layer is a ``LumpedFoam`` of its own temperature, conversion and density; heat is conducted between
/// neighbors and to the walls over a contact area that grows with the foam, a = v̄/H per kilogram. The cavity is
/// ideally vented: ambient pressure until it is full, then the pressure that keeps its volume. Layers set one by one.
///
/// Conserved, as in the lumped model: mass, isocyanate groups, CO2, agent, and energy with the heat to both walls.
/// Identities: adiabatic layers equal the lumped model; equal walls give mirror-symmetric profiles.
///
/// Solved in O(layers) per step: it is a ``ChainedProblem``. Where walls and layers mirror themselves, the state vector
/// is that of the first half alone, per kilogram of it; what is read from it is the whole.
///
/// - Reference: equations in Documentation/Physics.md, "One dimension".
public struct LayeredFoam: InitialValueProblem {
  let shot: LayerConstants
  public var parameters: FoamParameters { shot.parameters }
  var coefficients: FoamCoefficients { shot.coefficients }
  public var surroundings: LayerSurroundings { shot.surroundings }
  public var grid: LayerGrid { shot.grid }
  public var layout: LayerLayout { shot.layout }
  public var conductivity: FoamConductivity { shot.conductivity }
  /// True once the foam fills the cavity.
  public internal(set) var isFull = false
  /// Gas volume at which each layer that is solved for has set [m³ per kg of layer]; `nil` while it still expands.
  var lockedVolume: [Double?]

  var solved: SolvedLayers { shot.solved }

  public var dimension: Int { layout.dimension }
  public var quadratures: Int { layout.quadratures }

  /// A shot at the end of mixing, all layers alike.
  ///
  /// - Parameter usesSymmetry: solves for one half of a shot that mirrors itself; `false` for both all the same.
  public init(
    _ parameters: FoamParameters, in surroundings: LayerSurroundings, grid: LayerGrid,
    conductivity: FoamConductivity = FoamConductivity(), usesSymmetry: Bool = true
  ) {
    shot = LayerConstants(
      parameters, in: surroundings, grid: grid, conductivity: conductivity, usesSymmetry: usesSymmetry)
    lockedVolume = Array(repeating: nil, count: shot.solved.count)
  }

  /// y(0) and q(0), shape (dimension + quadratures).
  public var initialState: [Double] {
    // A lumped foam of the same parameters has the state of every layer.
    let lumped = LumpedFoam(parameters, in: .adiabaticCup(pressure: surroundings.ambientPressure))
    let layer = lumped.initialState
    var state = Array(repeating: 0.0, count: dimension + quadratures)
    for i in 0..<solved.count {
      let first = layout.first(ofLayer: i)
      for j in 0..<layout.stride { state[first + j] = layer[j] }
    }
    if let i = layout.firstTool { state[i] = solved.first.temperature }
    if let i = layout.secondTool { state[i] = solved.second.temperature }
    return state
  }

  /// Absolute tolerances in proportion to the size of each state; see ``LumpedFoam/tolerances(relative:)``.
  public func tolerances(relative: Double) -> Tolerances {
    let lumped = LumpedFoam(parameters, in: .adiabaticCup(pressure: surroundings.ambientPressure))
    let layer = lumped.tolerances(relative: relative).absolute
    let tool = parameters.initialTemperature * relative
    var absolute = Array(repeating: tool, count: dimension)
    for i in 0..<solved.count {
      for j in 0..<layout.stride { absolute[layout.first(ofLayer: i) + j] = layer[j] }
    }
    return Tolerances(relative: relative, absolute: absolute)
  }
}

/// Where each variable of the layered model stands: layer by layer, then the tools, then the quadratures.
///
/// Layers and tools are those that are solved for.
public struct LayerLayout: Hashable, Sendable {
  /// Variables per layer, in the order of ``StateLayout``: ξ₁, ξ₂, h, n_C, then n_B and ξ₃ where there are any.
  public let stride: Int
  public let layers: Int
  let agent, trimerization: Int?
  /// Temperature of the tool node of each side [K].
  public let firstTool, secondTool: Int?
  public let dimension: Int
  /// Quadratures: heat to the first bound and to the second [J/kg], all of it to the first where only one half is
  /// solved for; flow work [J/kg], isocyanate consumed and CO2 lost
  /// [mol/kg], enthalpy lost with it [J/kg]; all per kilogram of shot.
  public let firstWallHeat, secondWallHeat, flowWork, isocyanateConsumed, carbonDioxideLost, lostEnthalpy: Int
  public let quadratures = 6

  init(layers: Int, agent: Bool, trimerization: Bool, firstTool: Bool, secondTool: Bool) {
    self.layers = layers
    self.agent = agent ? 4 : nil
    self.trimerization = trimerization ? 4 + (agent ? 1 : 0) : nil
    stride = 4 + (agent ? 1 : 0) + (trimerization ? 1 : 0)
    var next = layers * stride
    self.firstTool = firstTool ? next : nil
    next += firstTool ? 1 : 0
    self.secondTool = secondTool ? next : nil
    next += secondTool ? 1 : 0
    dimension = next
    (firstWallHeat, secondWallHeat, flowWork) = (next, next + 1, next + 2)
    (isocyanateConsumed, carbonDioxideLost, lostEnthalpy) = (next + 3, next + 4, next + 5)
  }

  /// Index of ξ₁ of a layer.
  public func first(ofLayer layer: Int) -> Int { layer * stride }
}
