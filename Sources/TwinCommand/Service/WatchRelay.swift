import Historian
import LiveFeed
import Plant
import Synchronization
import TwinServer
import Watch

/// Tells listeners of the live feed what a watch does.
struct WatchRelay: WatchListener {
  private final class Lines: Sendable {
    /// Whether a shot is under way, and its number, by machine.
    let running = Mutex<[String: (isRunning: Bool, number: Int)]>([:])
  }

  private let hub: LiveHub
  private let plant: PlantDescription
  private let sources: [SignalIndex: String]
  private let rules: [String: AlarmRule]
  private let now: @Sendable () -> Instant
  private let lines = Lines()

  init(_ plant: PlantDescription, to hub: LiveHub, now: @escaping @Sendable () -> Instant) {
    self.plant = plant
    self.hub = hub
    self.now = now
    sources = Dictionary(uniqueKeysWithValues: plant.indices.map { ($0, Self.device(of: plant[$0])) })
    rules = Dictionary(plant.alarms.map { ($0.id, $0) }) { first, _ in first }
  }

  func hear(_ event: WatchEvent) {
    switch event {
    case .accepted(let accepted):
      hub.publish(
        accepted.samples.map { LiveSample($0, of: plant[$0.signal], source: accepted.source) }, at: now())
      hub.publish(shots(in: accepted), at: now())
    case .alarms(let steps):
      hub.publish(
        steps.compactMap { step in
          rules[step.alarm].map {
            LiveAlarm(step, of: $0, signal: plant[$0.signal], source: sources[$0.signal] ?? "")
          }
        }, at: now())
    case .counts(let counts): hub.publish([account(counts)], at: now())
    case .quarantined, .store: break
    }
  }

  /// Says which alarms stand, as a watch found them when it began.
  func tell(_ alarms: [(rule: AlarmRule, state: AlarmState)]) {
    let standing = alarms.filter { $0.state.stage != .normal }
    hub.publish(
      standing.map { rule, state in
        let step = AlarmTransition(
          alarm: rule.id, from: state.stage, to: state.stage, cause: .raised, time: state.now ?? now())
        return LiveAlarm(step, of: rule, signal: plant[rule.signal], source: sources[rule.signal] ?? "")
      }, at: now())
  }

  private static func device(of signal: SignalDescription) -> String {
    if case .modbus(let address) = signal.address { address.device } else { signal.machine }
  }

  /// Shots that began or ended, by the signals `shot-running` and `shot-number` of foam lines.
  private func shots(in accepted: AcceptedSamples) -> [LiveShot] {
    var found: [LiveShot] = []
    for machine in plant.machines where machine.kind == .foamLine {
      let mine = accepted.samples.filter { plant[$0.signal].machine == machine.id }
      func newest(_ name: String) -> Sample? {
        mine.last { plant[$0.signal].id.rawValue == "\(machine.id).\(name)" }
      }
      guard let running = newest("shot-running"), case .flag(let isRunning)? = running.value else { continue }
      var number: Int?
      if case .whole(let whole)? = newest("shot-number")?.value { number = Int(whole) }
      lines.running.withLock { lines in
        let before = lines[machine.id]
        let shot = number ?? before?.number ?? 0
        lines[machine.id] = (isRunning, shot)
        guard let before, before.isRunning != isRunning else { return }
        found.append(
          LiveShot(
            machine: machine.id, shot: shot, phase: isRunning ? .began : .ended, time: running.time,
            source: accepted.source))
      }
    }
    return found
  }

  private func account(_ counts: WatchCounts) -> LiveLedger {
    let store = counts.store
    return LiveLedger(
      source: counts.sources.keys.sorted().joined(separator: ", "), time: now(), received: store.received,
      stored: store.stored, quarantined: store.quarantined, deduplicated: store.deduplicated,
      dropped: store.dropped.values.reduce(0, +), waiting: store.inSpool + store.inQueue,
      isBalanced: store.imbalance == 0)
  }
}

/// The watch as the desk that obeys what is asked of alarms.
struct WatchDesk: AlarmDesk {
  let watch: PlantWatch

  func obey(_ command: AlarmCommand, alarm: String, by actor: String) async -> AlarmAnswer {
    await watch.obey(command, alarm: alarm, by: actor)
  }
}
