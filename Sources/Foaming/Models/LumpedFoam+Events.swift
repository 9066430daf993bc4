public import Integrators

extension LumpedFoam {
  /// The moments at which the equations change or that a technologist asks for.
  ///
  /// `cream` (volume +5 %), `gel`, `tack_free` and `vent_covered:NAME` in every case they apply; `filled` when an
  /// ideally vented cavity is full; `locked` when the polymer sets before the cavity is full.
  ///
  /// - Parameters:
  ///   - tackFreeConversion: hydroxyl conversion at which the surface is tack-free.
  ///   - vents: the vents the shot was set up with.
  public func events(tackFreeConversion: Double, vents: [Surroundings.VentGroup] = []) -> [Event<LumpedFoam>] {
    var events = [creamEvent, gelEvent, lockEvent, Self.conversionEvent("tack_free", at: tackFreeConversion)]
    if surroundings.cavityVolume.isFinite && !surroundings.hasHeadSpace { events.append(fillEvent) }
    return events + vents.map(Self.ventEvent)
  }

  private var creamEvent: Event<LumpedFoam> {
    let initial = point(initialState.span).volume
    return Event("cream", direction: .rising, occursOnce: true) { foam, _, state in
      foam.point(state).volume - 1.05 * initial
    }
  }

  private static func conversionEvent(_ name: String, at conversion: Double) -> Event<LumpedFoam> {
    Event(name, direction: .rising, occursOnce: true) { foam, _, state in
      state[foam.layout.gelling] * foam.coefficients.perHydroxyl - conversion
    }
  }

  /// Gel opens covered vents to cell gas; without permeable vents it is a marker only.
  private var gelEvent: Event<LumpedFoam> {
    let root: @Sendable (LumpedFoam, Double, Span<Double>) -> Double = { foam, _, state in
      state[foam.layout.gelling] * foam.coefficients.perHydroxyl - foam.parameters.gelConversion
    }
    guard layout.lost != nil else { return Event("gel", direction: .rising, occursOnce: true, root: root) }
    return Event(
      "gel", direction: .rising,
      action: .change { foam, _, _ in
        var next = foam
        next.isGelled = true
        return next
      }, occursOnce: true, root: root)
  }

  /// The polymer sets: the cells keep their volume. A cavity that is full has no room left to lose.
  private var lockEvent: Event<LumpedFoam> {
    Event(
      "locked", direction: .rising,
      action: .change { foam, _, state in
        var next = foam
        next.confinement = .locked(gasVolume: foam.point(state.span).gasVolume)
        return next
      }, occursOnce: true
    ) { foam, _, state in
      foam.isExpanding ? state[foam.layout.gelling] * foam.coefficients.perHydroxyl - foam.parameters.lockConversion : 1
    }
  }

  private var fillEvent: Event<LumpedFoam> {
    Event(
      "filled", direction: .rising,
      action: .change { foam, _, _ in
        var next = foam
        next.confinement = .cavity
        return next
      }, occursOnce: true
    ) { foam, _, state in
      foam.confinement == .open ? foam.point(state).volume - foam.surroundings.cavityVolume : 1
    }
  }

  private static func ventEvent(_ vent: Surroundings.VentGroup) -> Event<LumpedFoam> {
    Event(
      "vent_covered:\(vent.name)", direction: .rising,
      action: .change { foam, _, _ in
        var next = foam
        next.cover(vent)
        return next
      }, occursOnce: true
    ) { foam, _, state in
      foam.point(state).volume / foam.surroundings.cavityVolume - vent.sealedAtFill
    }
  }

  private mutating func cover(_ vent: Surroundings.VentGroup) {
    ventsOpen -= 1
    // The last one closes exactly, without a remainder of rounding.
    openVentArea = ventsOpen == 0 ? 0 : openVentArea - vent.effectiveArea
    coveredPermeance += vent.foamPermeance
  }

  /// True while the foam still has room: in a cup, under an ideal vent, or below an uncovered vent.
  var isExpanding: Bool {
    switch confinement {
    case .open: true
    case .cavity: ventsOpen > 0
    case .locked: false
    }
  }
}
