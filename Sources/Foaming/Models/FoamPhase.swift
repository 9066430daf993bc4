public import Integrators

/// A time of the shot during which one set of equations holds, up to numbers that events change.
public enum FoamPhase: String, Hashable, Sendable, CaseIterable {
  /// The foam expands against ambient pressure.
  case open
  /// Foam and head-space air share the cavity, or fill it.
  case cavity
  /// The polymer has set.
  case locked

  /// A number of the equations that events change, so that traced equations take it as a parameter.
  public enum Parameter: String, Hashable, Sendable, CaseIterable {
    /// Σ C_d A of the vents not yet covered [m² per kg of shot].
    case openVentArea = "open_vent_area"
    /// Permeance of the covered vents, 0 before gel [mol/(s·Pa) per kg of shot].
    case coveredPermeance = "covered_permeance"
    /// Volume that the cells keep [m³/kg].
    case gasVolume = "gas_volume"

    /// Its value in `foam`.
    public func value(of foam: LumpedFoam) -> Double {
      switch self {
      case .openVentArea: foam.openVentArea
      case .coveredPermeance: foam.isGelled ? foam.coveredPermeance : 0
      case .gasVolume: if case .locked(let volume) = foam.confinement { volume } else { 0 }
      }
    }

    /// SI unit.
    public var unit: String {
      switch self {
      case .openVentArea: "m²/kg"
      case .coveredPermeance: "mol/(s·Pa·kg)"
      case .gasVolume: "m³/kg"
      }
    }

    /// A number of no other meaning that stands in its place while the equations are traced.
    ///
    /// Digits of √2, √3 and √5 in the size of the real thing: no parameter and no product of parameters has these bits.
    var marker: Double {
      switch self {
      case .openVentArea: 1.414_213_562_373_095e-4
      case .coveredPermeance: 1.732_050_807_568_877e-7
      case .gasVolume: 2.236_067_977_499_789e-2
      }
    }
  }
}

/// The equations of one phase of a shot, traced.
public struct PhaseEquations: Hashable, Sendable {
  public let phase: FoamPhase
  public let trace: Trace
  /// What the trace's parameters are, in their order.
  public let parameters: [FoamPhase.Parameter]

  /// The values that the parameters have in `foam`.
  public func values(of foam: LumpedFoam) -> [Double] { parameters.map { $0.value(of: foam) } }
}

extension LumpedFoam {
  /// The phases the shot may pass through, in their order.
  public var phases: [FoamPhase] {
    if surroundings.hasHeadSpace { return [.cavity, .locked] }
    return surroundings.cavityVolume.isFinite ? [.open, .cavity, .locked] : [.open, .locked]
  }

  /// The phase in force.
  public var phase: FoamPhase {
    switch confinement {
    case .open: .open
    case .cavity: .cavity
    case .locked: .locked
    }
  }

  /// The equations of this shot in `phase`, with its numbers as constants and what events change as parameters.
  public func equations(in phase: FoamPhase) -> PhaseEquations {
    var parameters: [FoamPhase.Parameter] = []
    if layout.headSpaceAir != nil { parameters.append(.openVentArea) }
    if layout.lost != nil { parameters.append(.coveredPermeance) }
    if phase == .locked { parameters.append(.gasVolume) }
    let markers = parameters.enumerated().map { index, parameter in
      let input = Expression(.parameter(index))
      // The area enters the equations by this quotient only, formed in `Double`.
      guard parameter == .openVentArea else { return Trace.Marker(parameter.marker, means: input) }
      let molarMass = PhysicalConstants.airMolarMass
      return Trace.Marker(parameter.marker / molarMass, means: input / molarMass)
    }
    // Gelled, because a covered permeance of 0 gives the equations before gel.
    let foam = stage(phase, isGelled: layout.lost != nil, \.marker)
    return PhaseEquations(
      phase: phase, trace: Trace(foam, markers: markers, parameters: parameters.count), parameters: parameters)
  }

  /// This shot as it would be in `phase` with the given numbers, without having run there.
  package func stage(
    _ phase: FoamPhase, isGelled: Bool, _ value: (FoamPhase.Parameter) -> Double
  ) -> LumpedFoam {
    var foam = self
    foam.isGelled = isGelled
    foam.openVentArea = value(.openVentArea)
    foam.coveredPermeance = value(.coveredPermeance)
    switch phase {
    case .open: foam.confinement = .open
    case .cavity: foam.confinement = .cavity
    case .locked: foam.confinement = .locked(gasVolume: value(.gasVolume))
    }
    return foam
  }
}
