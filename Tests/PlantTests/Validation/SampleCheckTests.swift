import Plant
import Testing

@Suite struct `Samples of a plant` {
  /// Sends anything at all: wild values, times, qualities, kinds.
  private func wild(_ dice: inout SeededDice, signals: Int, clock: inout Double) throws -> Sample {
    let signal = SignalIndex(rawValue: UInt32.random(in: 0..<UInt32(signals), using: &dice))
    clock += Double.random(in: 0...0.5, using: &dice)
    if Int.random(in: 0..<500, using: &dice) == 0 { clock -= 100 }
    let received = LivePlant.time(clock)
    let offset = Int.random(in: 0..<10, using: &dice) == 0 ? Double.random(in: -20...20, using: &dice) : 0
    let time = LivePlant.time((clock + offset).rounded())
    switch Int.random(in: 0..<12, using: &dice) {
    case 0: return Sample(signal, at: time, received: received, missing: .timedOut)
    case 1: return Sample(signal, at: time, received: received, value: .flag(true))
    case 2: return Sample(signal, at: time, received: received, value: .number(.nan))
    case 3:
      return Sample(signal, at: time, received: received, value: .number(1), quality: .uncertain(.doubted))
    default:
      let value = Double.random(in: -50...300, using: &dice).rounded() * 1e5
      return Sample(signal, at: time, received: received, value: .number(value))
    }
  }

  private let limits = SignalLimits(
    range: 0...2.5e7, rate: 2e7, flatTime: 5, flatBand: 0, gap: 3, lateness: 4, skew: 10)

  @Test(arguments: 0..<40) func `are each counted once, and what breaks a rule never passes`(_ seed: Int) throws {
    var dice = SeededDice(seed: seed)
    let signals = try (0..<3).map { try LivePlant.signal("press.p\($0)", limits: limits) }
    var check = SampleCheck(PlantDescription(id: "p", signals: signals))
    var clock = 0.0
    var passed: [SignalIndex: [Sample]] = [:]
    for _ in 0..<2000 {
      let sample = try wild(&dice, signals: 3, clock: &clock)
      let judgment = check.judge(sample)
      if judgment.clockWasSetBack { passed[sample.signal] = [] }
      guard judgment.verdict.isPassed else { continue }
      // Whatever the machine thinks, these hold for all that passes.
      #expect(sample.quality == .good)
      let number = try #require(sample.value?.number)
      #expect(sample.value?.type == .number && number >= 0 && number <= 2.5e7)
      #expect(sample.time.seconds(since: sample.received).magnitude <= 10)
      let before = passed[sample.signal, default: []]
      if let newest = before.map(\.time).max() {
        #expect(newest.seconds(since: sample.time) <= 4)
        #expect(!before.contains { $0.time == sample.time })
      }
      if judgment.verdict == .passed(isLate: false), let last = before.max(by: { $0.time < $1.time }),
        let was = last.value?.number
      {
        #expect((number - was).magnitude <= 2e7 * sample.time.seconds(since: last.time) * (1 + 1e-12))
      }
      passed[sample.signal, default: []].append(sample)
    }
    #expect(check.total.received == 2000 && check.total.isBalanced)
    #expect(check.counts.allSatisfy { $0.isBalanced })
    // The seeds must reach every rule that one signal can break, or this test shows nothing about it.
    for rule in [ValidationRule.sourceBad, .sourceUncertain, .type, .skew, .range, .rate, .late] {
      #expect(check.total[rule] > 0, "\(rule)")
    }
  }

  @Test func `that stop coming make their signal silent once`() throws {
    var check = SampleCheck(PlantDescription(id: "p", signals: [try LivePlant.signal(limits: SignalLimits(gap: 2))]))
    let start = LivePlant.time(0)
    #expect(check.newlySilent(at: LivePlant.time(1), since: start).isEmpty)
    #expect(check.newlySilent(at: LivePlant.time(3), since: start) == [LivePlant.place])
    #expect(check.newlySilent(at: LivePlant.time(4), since: start).isEmpty)
    _ = check.judge(LivePlant.sample(1, at: 5))
    #expect(check.newlySilent(at: LivePlant.time(6), since: start).isEmpty)
    #expect(check.newlySilent(at: LivePlant.time(8), since: start) == [LivePlant.place])
  }
}

@Suite struct `Physics between signals` {
  /// PS2, FS1, EPS1, SE, FS2, TS3, TS4, CP, CE of a healthy rig, in SI.
  private static let healthy: [Double] = {
    let (ps2, fs1, eps1) = (125e5, 7.8e-3 / 60, 2430.0)
    let (fs2, ts3, ts4) = (9.6e-3 / 60, 320.0, 313.0)
    return [
      ps2, fs1, eps1, ps2 * fs1 / eps1, fs2, ts3, ts4, 1.617e6 * fs2 * (ts3 - ts4), (ts3 - ts4) / (ts3 - 297.15),
    ]
  }()

  private func index(_ place: Int) -> SignalIndex { SignalIndex(rawValue: UInt32(place)) }

  private var identities: [PhysicalIdentity] {
    [
      PhysicalIdentity(
        id: "se",
        equation: .hydraulicEfficiency(efficiency: index(3), pressure: index(0), flow: index(1), power: index(2)),
        tolerance: 0.03, persistence: 3),
      PhysicalIdentity(
        id: "cp",
        equation: .coolingPower(
          power: index(7), flow: index(4), inlet: index(5), outlet: index(6), heatCapacity: 1.617e6),
        tolerance: 100, persistence: 3),
      PhysicalIdentity(
        id: "ce",
        equation: .coolingEfficiency(efficiency: index(8), inlet: index(5), outlet: index(6), ambient: 297.15),
        tolerance: 0.03, persistence: 3),
    ]
  }

  /// The signals blamed when `place` is off by `factor` from the fifth second on.
  private func blamed(_ place: Int, factor: Double) throws -> (signals: Set<Int>, first: Double?, after: Set<Int>) {
    var check = PhysicsCheck(identities)
    var blamed: Set<Int> = []
    var first: Double?
    var after: Set<Int> = []
    for second in 0..<40 {
      for (signal, value) in Self.healthy.enumerated() {
        let isOff = signal == place && (5..<20).contains(second)
        let time = LivePlant.time(Double(second))
        guard check.judge(index(signal), isOff ? value * factor : value, at: time) != nil else { continue }
        first = first ?? Double(second)
        blamed.insert(signal)
        if second > 21 { after.insert(signal) }
      }
    }
    return (blamed, first, after)
  }

  @Test func `lets a healthy rig pass`() throws {
    #expect(try blamed(0, factor: 1).signals.isEmpty)
  }

  /// A temperature shared by two broken identities is told from the flow; a flow that only one knows is not told from
  /// what else only that one knows.
  @Test(
    arguments: [
      (0, 1.2, [0, 1, 2, 3]), (1, 0.7, [0, 1, 2, 3]), (7, 1.3, [4, 7]), (8, 1.3, [8]), (5, 1.01, [5, 6]),
      (4, 0.7, [4, 7]),
    ])
  func `blames the signals that can be at fault`(_ place: Int, _ factor: Double, _ expected: [Int]) throws {
    let found = try blamed(place, factor: factor)
    #expect(found.signals == Set(expected))
    // Three seconds of persistence after the fifth second, seen by the round that completes it.
    #expect(found.first.map { (8...9).contains($0) } == true)
    #expect(found.after.isEmpty)
  }
}
