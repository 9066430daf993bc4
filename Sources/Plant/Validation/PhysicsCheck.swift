/// Holds signals against the physics between them. A state machine without a clock.
///
/// One broken identity says that something is wrong, several say what: the suspects are the signals that take part in
/// every broken identity and in none that holds. Where that leaves nobody, all signals of broken identities are.
public struct PhysicsCheck: Sendable {
  private let identities: [PhysicalIdentity]
  /// The identities that each signal takes part in.
  private let memberships: [SignalIndex: [Int]]
  private var latest: [SignalIndex: (value: Double, time: Instant)] = [:]
  private var states: [State]

  private struct State {
    /// Whether the last look could tell, and what it saw.
    var deviation: Double?
    var isBeyond = false
    /// Since when the deviation has been too large.
    var since: Instant?
    /// Too large for long enough.
    var isBroken = false
  }

  /// A check that has seen nothing.
  public init(_ identities: [PhysicalIdentity]) {
    self.identities = identities
    var memberships: [SignalIndex: [Int]] = [:]
    for (place, identity) in identities.enumerated() {
      for member in identity.members { memberships[member, default: []].append(place) }
    }
    self.memberships = memberships
    states = Array(repeating: State(), count: identities.count)
  }

  /// The identities that do not hold at the moment.
  public var broken: [PhysicalIdentity] { zip(identities, states).filter(\.1.isBroken).map(\.0) }

  /// Takes a value [SI] that passed the rules of its own signal; the answer is why it must not be used all the same.
  ///
  /// Values must come in order of time for each signal.
  public mutating func judge(_ signal: SignalIndex, _ value: Double, at time: Instant) -> QuarantineReason? {
    guard let places = memberships[signal] else { return nil }
    latest[signal] = (value, time)
    for place in places { look(at: place, time) }
    guard places.contains(where: { states[$0].isBroken }), suspects().contains(signal) else { return nil }
    let worst = places.first { states[$0].isBroken }
    return worst.map { place in
      QuarantineReason(
        .physics, found: states[place].deviation, limit: identities[place].tolerance, detail: identities[place].id)
    }
  }

  private mutating func look(at place: Int, _ time: Instant) {
    let identity = identities[place]
    var values: [Double] = []
    for member in identity.members {
      guard let known = latest[member], time.seconds(since: known.time).magnitude <= identity.window else {
        // Not known now; a deviation goes on where it was when the values are there again.
        states[place].deviation = nil
        return
      }
      values.append(known.value)
    }
    guard let deviation = identity.deviation(values) else {
      states[place] = State()
      return
    }
    states[place].deviation = deviation
    states[place].isBeyond = !(deviation.magnitude <= identity.tolerance)
    guard states[place].isBeyond else {
      states[place].since = nil
      states[place].isBroken = false
      return
    }
    let since = states[place].since ?? time
    states[place].since = since
    if time.seconds(since: since) >= identity.persistence { states[place].isBroken = true }
  }

  /// Who may be at fault. Identities that deviate but have not done so for long enough are evidence too.
  private func suspects() -> Set<SignalIndex> {
    var common: Set<SignalIndex>?
    var all: Set<SignalIndex> = []
    var acquitted: Set<SignalIndex> = []
    for (identity, state) in zip(identities, states) {
      if state.isBeyond {
        common = common?.intersection(identity.members) ?? Set(identity.members)
        all.formUnion(identity.members)
      } else if state.deviation != nil {
        acquitted.formUnion(identity.members)
      }
    }
    let narrow = (common ?? []).subtracting(acquitted)
    return narrow.isEmpty ? all : narrow
  }
}
