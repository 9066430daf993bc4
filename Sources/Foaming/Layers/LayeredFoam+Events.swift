public import Integrators

extension LayeredFoam {
  /// `filled` and one `locked:I` per layer that is solved for: the moments at which the equations change.
  public func events() -> [Event<LayeredFoam>] {
    let events = (0..<solved.count).map(Self.lockEvent)
    return surroundings.cavityVolume.isFinite ? events + [Self.fillEvent] : events
  }

  /// ``events()`` and the moments that a technologist asks for, which change nothing.
  ///
  /// `cream`: the mean volume has grown by 5 %; `gel`: the core has reached the conversion of string gel, as a string
  /// drawn from it would tell; `skin_gel`: both skins have; `tack_free`: both skins have reached the tack-free
  /// conversion; `locked`: the last layer has set before the cavity was full.
  ///
  /// - Parameter tackFreeConversion: hydroxyl conversion at which a surface is tack-free.
  public func events(tackFreeConversion: Double) -> [Event<LayeredFoam>] {
    let initial = meanVolume(initialState.span)
    func note(
      _ name: String, _ root: @escaping @Sendable (LayeredFoam, Span<Double>) -> Double
    ) -> Event<LayeredFoam> {
      Event(name, direction: .rising, occursOnce: true) { foam, _, state in root(foam, state) }
    }
    // Both layers are read even where they are one, so that the step loop allocates nothing.
    func conversionEvent(
      _ name: String, of layers: (Int, Int), at threshold: Double,
      _ combined: @escaping @Sendable (Double, Double) -> Double
    ) -> Event<LayeredFoam> {
      let (first, second) = (solved.index(ofLayer: layers.0), solved.index(ofLayer: layers.1))
      return note(name) { foam, state in
        combined(
          foam.distance(fromConversion: threshold, layer: first, state),
          foam.distance(fromConversion: threshold, layer: second, state))
      }
    }
    let last = grid.count - 1
    return [
      note("cream") { foam, state in foam.meanVolume(state) - 1.05 * initial },
      conversionEvent("gel", of: (last / 2, grid.count / 2), at: parameters.gelConversion) { 0.5 * ($0 + $1) },
      conversionEvent("skin_gel", of: (0, last), at: parameters.gelConversion, min),
      conversionEvent("tack_free", of: (0, last), at: tackFreeConversion, min),
      note("locked") { foam, state in
        guard !foam.isFull else { return 1 }
        var least = 1.0
        for layer in 0..<foam.solved.count {
          least = min(least, foam.distance(fromConversion: foam.parameters.lockConversion, layer: layer, state))
        }
        return least
      },
    ] + events()
  }

  /// Hydroxyl conversion of a layer less `threshold`. Full conversion is only ever approached: a threshold of 1 is not
  /// reached, whatever round-off says.
  private func distance(fromConversion threshold: Double, layer: Int, _ state: Span<Double>) -> Double {
    threshold < 1 ? state[layout.first(ofLayer: layer)] * coefficients.perHydroxyl - threshold : -1
  }

  /// The polymer of a layer sets: its cells keep their volume. A cavity that is full has no room left to lose.
  private static func lockEvent(_ layer: Int) -> Event<LayeredFoam> {
    Event(
      "locked:\(layer)", direction: .rising,
      action: .change { foam, _, state in
        var next = foam
        let span = state.span
        let pressure = foam.consensus(span).pressure
        next.lockedVolume[layer] = foam.reading(span, layer: layer, commonPressure: pressure).gasVolume
        return next
      }, occursOnce: true
    ) { foam, _, state in
      foam.isFull ? 1 : foam.distance(fromConversion: foam.parameters.lockConversion, layer: layer, state)
    }
  }

  private static let fillEvent = Event<LayeredFoam>(
    "filled", direction: .rising,
    action: .change { foam, _, _ in
      var next = foam
      next.isFull = true
      return next
    }, occursOnce: true
  ) { foam, _, state in
    foam.isFull ? 1 : foam.meanVolume(state) - foam.surroundings.cavityVolume
  }
}
