import Foaming
import Integrators
import Testing

/// A shot with some of the terms the model knows.
struct TracingVariant: Sendable, CustomTestStringConvertible {
  /// Where the foam rises.
  enum Place: String, CaseIterable, Sendable {
    case adiabaticCup, cup, ventedCavity, sealedCavity, moldWithToolAndVents
  }

  let agent, trimerization, postGelFactor, escapingCarbonDioxide: Bool
  let place: Place

  var testDescription: String {
    let terms = [
      (agent, "agent"), (trimerization, "trimer"), (postGelFactor, "post-gel"), (escapingCarbonDioxide, "escape"),
    ]
    return ([place.rawValue] + terms.filter(\.0).map(\.1)).joined(separator: " ")
  }

  static let all = Place.allCases.flatMap { place in
    (0..<16).map { bits in
      TracingVariant(
        agent: bits & 1 > 0, trimerization: bits & 2 > 0, postGelFactor: bits & 4 > 0,
        escapingCarbonDioxide: bits & 8 > 0, place: place)
    }
  }

  var foam: LumpedFoam {
    let isMold = place == .moldWithToolAndVents
    return LumpedFoam(
      .standard(
        agent: agent, trimerization: trimerization, postGelFactor: postGelFactor,
        escapingCarbonDioxide: escapingCarbonDioxide),
      in: .standard(
        cavity: place != .adiabaticCup && place != .cup, headSpace: isMold || place == .sealedCavity,
        wall: place != .adiabaticCup, tool: isMold), vents: isMold ? [.standard] : [])
  }
}

/// A reproducible source of states of a foam.
///
/// - Reference: G. L. Steele, D. Lea, C. H. Flood, OOPSLA 2014, doi:10.1145/2660193.2660195.
struct TracingStates {
  private var seed: UInt64

  init(seed: UInt64) { self.seed = seed }

  mutating func number(in range: ClosedRange<Double>) -> Double {
    seed &+= 0x9e37_79b9_7f4a_7c15
    var z = seed
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return range.lowerBound + (range.upperBound - range.lowerBound) * Double((z ^ z >> 31) >> 11) * 0x1p-53
  }

  /// A time, and a state somewhere between the fresh mixture and the cured foam.
  mutating func next(of foam: LumpedFoam) -> (time: Double, state: [Double]) {
    let (p, layout) = (foam.parameters, foam.layout)
    var state = foam.initialState
    state[layout.gelling] = p.hydroxyl * number(in: 0...0.98)
    state[layout.blowing] = p.water * number(in: 0...0.98)
    state[layout.enthalpy] += number(in: -2e4...2e4)
    state[layout.carbonDioxide] = p.water * number(in: 0.01...0.9)
    if let i = layout.agent { state[i] = p.agentAmount * number(in: 0.01...0.95) }
    if let i = layout.trimerization { state[i] = p.isocyanate * number(in: 0...0.05) }
    if let i = layout.headSpaceAir { state[i] *= number(in: 0.05...1) }
    if let i = layout.tool { state[i] += number(in: -10...20) }
    if let i = layout.lost { for j in i..<i + 3 { state[j] = number(in: 0...1e-4) } }
    for j in foam.dimension..<state.count { state[j] = number(in: -1...1) }
    return (number(in: 0...60), state)
  }

  /// The foam in `phase`, with numbers of events that may occur.
  mutating func stage(_ foam: LumpedFoam, _ phase: FoamPhase, isGelled: Bool) -> LumpedFoam {
    let cavity = foam.surroundings.cavityVolume
    // The liquid needs room beside the cells.
    let room = cavity.isFinite ? cavity - 1.1 * foam.parameters.liquidVolumeInitial : 3e-2
    let values: [FoamPhase.Parameter: Double] = [
      .openVentArea: number(in: 0...3e-5), .coveredPermeance: number(in: 0...1e-8),
      .gasVolume: room * number(in: 0.2...0.95),
    ]
    return foam.stage(phase, isGelled: isGelled) { values[$0] ?? 0 }
  }
}

extension InitialValueProblem {
  /// dy/dt and dq/dt as an array.
  func derivative(at time: Double, _ state: [Double]) -> [Double] {
    var derivative = Array(repeating: Double.nan, count: state.count)
    var target = derivative.mutableSpan
    rightHandSide(at: time, state: state.span, derivative: &target)
    return derivative
  }
}
