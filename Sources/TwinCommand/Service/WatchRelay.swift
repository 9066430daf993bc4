import Foundation
import Historian
import LiveFeed
import Plant
import Synchronization
import Twin
import TwinServer
import Watch

/// Tells listeners of the live feed what a watch does.
struct WatchRelay: WatchListener {
  private final class Lines: Sendable {
    /// Whether a shot is under way, and its number, by machine.
    let running = Mutex<[String: (isRunning: Bool, number: Int)]>([:])
  }

  private let hub: any LivePublisher
  private let plant: PlantDescription
  private let sources: [SignalIndex: String]
  private let rules: [String: AlarmRule]
  /// What the model says, by the signal that it says it of.
  private let modeled: [SignalIndex: ModeledSignal]
  /// The model, as listeners are told.
  private let model: String
  private let now: @Sendable () -> Instant
  private let lines = Lines()

  /// A signal that the model speaks of.
  private struct ModeledSignal {
    let measured: SignalIndex
    /// Measured less modeled; `nil` where the plant does not keep it.
    let deviation: SignalIndex?
  }

  /// - Parameter scenario: what the twins of foam lines run; `nil` where there are none.
  init(
    _ plant: PlantDescription, to hub: any LivePublisher, twin scenario: String?,
    now: @escaping @Sendable () -> Instant
  ) {
    self.plant = plant
    self.hub = hub
    self.now = now
    model = "PUR-M1, \(scenario ?? "none"), \(Version.number)"
    modeled = scenario == nil ? [:] : Self.modeled(plant)
    sources = Dictionary(uniqueKeysWithValues: plant.indices.map { ($0, Self.device(of: plant[$0])) })
    rules = Dictionary(plant.alarms.map { ($0.id, $0) }) { first, _ in first }
  }

  func hear(_ event: WatchEvent) {
    switch event {
    case .accepted(let accepted):
      hub.publish(
        accepted.samples.map { LiveSample($0, of: plant[$0.signal], source: accepted.source) }, at: now())
      hub.publish(shots(in: accepted), at: now())
      if accepted.source == TwinSource.account { hub.publish(comparisons(in: accepted), at: now()) }
    case .alarms(let steps):
      hub.publish(
        steps.compactMap { step in
          rules[step.alarm].map {
            LiveAlarm(step, of: $0, signal: plant[$0.signal], source: sources[$0.signal] ?? "")
          }
        }, at: now())
    case .counts(let counts): hub.publish([account(counts)], at: now())
    case .quarantined(let entries): hub.publish(entries.compactMap(doubted), at: now())
    case .store: break
    }
  }

  /// The newest of the samples in quarantine: the signal is not known, and why. `nil` for samples that are only out of
  /// order, and for those about which somebody has decided.
  private func doubted(_ entry: QuarantineEntry) -> LiveSample? {
    guard entry.state == .waiting, entry.rule != .duplicate, entry.rule != .late,
      let signal = SignalID(rawValue: entry.signal).flatMap({ plant.index(of: $0) })
    else { return nil }
    var sample = Sample(signal, at: entry.last, received: entry.last, missing: .unusable)
    if let held = entry.samples.last, let number = held.number {
      sample = Sample(signal, at: held.time, received: held.received, value: .number(number))
    }
    return LiveSample(
      sample, of: plant[signal], source: entry.source, quarantined: entry.detail ?? entry.rule.rawValue)
  }

  /// Says which alarms stand, as a watch found them when it began.
  /// - Parameter known: what listeners were last told of alarms that stood, as JSON: only what is otherwise is told.
  func tell(_ alarms: [(rule: AlarmRule, state: AlarmState)], known: [String: String]) {
    struct Told: Decodable { let stage: AlarmStage }
    let told = alarms.filter { rule, state in
      let last = known[rule.id].flatMap { try? JSONDecoder().decode(Told.self, from: Data($0.utf8)) }
      return state.stage != last?.stage ?? .normal
    }
    hub.publish(
      told.map { rule, state in
        let step = AlarmTransition(
          alarm: rule.id, from: state.stage, to: state.stage, cause: state.stage == .normal ? .returned : .raised,
          time: state.now ?? now())
        return LiveAlarm(step, of: rule, signal: plant[rule.signal], source: sources[rule.signal] ?? "")
      }, at: now())
  }

  /// What the twins write of each signal of foam lines.
  private static func modeled(_ plant: PlantDescription) -> [SignalIndex: ModeledSignal] {
    var found: [SignalIndex: ModeledSignal] = [:]
    for machine in plant.machines where machine.kind == .foamLine {
      func index(_ name: String) -> SignalIndex? {
        SignalID(rawValue: "\(machine.id).\(name)").flatMap { plant.index(of: $0) }
      }
      let names: [(measured: String, said: LineTwin.Output, deviation: LineTwin.Output)] = [
        ("core-temperature", .coreTemperature, .coreDeviation),
        ("cavity-pressure", .cavityPressure, .pressureDeviation),
      ]
      for name in names {
        guard let said = index(name.said.rawValue), let measured = index(name.measured) else { continue }
        found[said] = ModeledSignal(measured: measured, deviation: index(name.deviation.rawValue))
      }
    }
    return found
  }

  /// What the model says beside what was measured.
  private func comparisons(in accepted: AcceptedSamples) -> [LiveTwin] {
    accepted.samples.compactMap { sample in
      guard let pair = modeled[sample.signal] else { return nil }
      let signal = plant[pair.measured]
      let said = sample.value?.number
      let deviation = pair.deviation.flatMap { place in
        accepted.samples.first { $0.signal == place && $0.time == sample.time }?.value?.number
      }
      let measured = said.flatMap { said in deviation.map { said + $0 } }
      return LiveTwin(
        machine: signal.machine, signal: signal.id.rawValue, time: sample.time, measured: measured.map(signal.shown),
        predicted: said.map(signal.shown), unit: signal.unit?.symbol, source: model)
    }
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
