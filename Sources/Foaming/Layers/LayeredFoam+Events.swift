public import Integrators

extension LayeredFoam {
  /// `filled` and one `locked:I` per layer: the moments at which the equations change.
  public func events() -> [Event<LayeredFoam>] {
    let events = (0..<grid.count).map(Self.lockEvent)
    return surroundings.cavityVolume.isFinite ? events + [Self.fillEvent] : events
  }

  /// ``events()`` and the moments that a technologist asks for, which change nothing.
  ///
  /// `cream`: the shot's volume has grown by 5 %. `gel`: the middle layer reaches the gel conversion, as a string drawn
  /// from the core would. `tack_free`: the surface does, that is the less converted of the two wall layers.
  ///
  /// - Parameter tackFreeConversion: hydroxyl conversion at which a surface is tack-free.
  public func events(tackFreeConversion: Double) -> [Event<LayeredFoam>] {
    let initial = meanVolume(initialState.span)
    let (middle, last) = (grid.count / 2, grid.count - 1)
    let gelConversion = parameters.gelConversion
    return events() + [
      Event("cream", direction: .rising, occursOnce: true) { foam, _, state in
        foam.meanVolume(state) - 1.05 * initial
      },
      Event("gel", direction: .rising, occursOnce: true) { foam, _, state in
        foam.distance(fromConversion: gelConversion, layer: middle, state)
      },
      Event("tack_free", direction: .rising, occursOnce: true) { foam, _, state in
        min(
          foam.distance(fromConversion: tackFreeConversion, layer: 0, state),
          foam.distance(fromConversion: tackFreeConversion, layer: last, state))
      },
    ]
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
        next.lockedGasVolume[layer] = foam.reading(span, layer: layer, commonPressure: pressure).gasVolume
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
