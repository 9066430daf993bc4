import LiveFeed
import Plant

/// Numbers of a seed (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Items made up for tests.
enum Made {
  /// An instant some seconds after 2026-01-01.
  static func time(_ seconds: Double) -> Instant {
    (Instant("2026-01-01T00:00:00Z") ?? .earliest).advanced(by: seconds)
  }

  static func sample(_ signal: String, _ value: Double, machine: String = "m1", at seconds: Double = 0) -> LiveSample {
    guard let id = SignalID(rawValue: signal) else { preconditionFailure("\(signal) is a name") }
    let description = SignalDescription(
      id: id, machine: machine, address: .none)
    return LiveSample(
      Sample(SignalIndex(rawValue: 0), at: time(seconds), received: time(seconds), value: .number(value)),
      of: description, source: "test")
  }

  static func shot(_ number: Int, machine: String = "m1") -> LiveShot {
    LiveShot(machine: machine, shot: number, phase: .began, time: time(Double(number)), source: "test")
  }

  static func text(_ signal: String, _ text: String) -> LiveSample {
    var sample = sample(signal, 0)
    sample.value = nil
    sample.text = text
    return sample
  }

  static func ledger() -> LiveLedger {
    LiveLedger(
      source: "plc", time: time(0), received: 3, stored: 2, quarantined: 1, deduplicated: 0, dropped: 0, waiting: 0,
      isBalanced: true)
  }

  static func alarm(_ id: String, _ stage: AlarmStage) -> LiveAlarm {
    let signal = SignalDescription(id: SignalID(rawValue: "m1.a") ?? other, machine: "m1", address: .none)
    let rule = AlarmRule(id: id, signal: SignalIndex(rawValue: 0), condition: .above(1, hysteresis: 0))
    let evidence = AlarmEvidence(
      value: 2, limit: 1, since: time(0), stages: StageTimes(sensed: time(0), received: time(0.001)))
    let step = AlarmTransition(
      alarm: id, from: .normal, to: stage, cause: .raised, time: time(0), evidence: evidence)
    return LiveAlarm(step, of: rule, signal: signal, source: "plc")
  }

  private static var other: SignalID {
    guard let id = SignalID(rawValue: "other") else { preconditionFailure("other is a name") }
    return id
  }
}
