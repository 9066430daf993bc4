import Plant
import Testing

@Suite struct `A sample is judged by its signal` {
  private static let bar = 1e5

  private func verdicts(_ limits: SignalLimits, _ samples: [Sample]) throws -> [Verdict] {
    var check = SignalCheck(try LivePlant.signal(limits: limits))
    return samples.map { check.judge($0).verdict }
  }

  private func rules(_ verdicts: [Verdict]) -> [ValidationRule?] { verdicts.map { $0.reason?.rule } }

  @Test func `what is outside of the range is quarantined and the rest passes`() throws {
    let limits = SignalLimits(range: 0...(250 * Self.bar))
    let values: [Double] = [0, 250, 250.1, -0.1, 100]
    let samples = values.enumerated().map { LivePlant.sample($0.element * Self.bar, at: Double($0.offset)) }
    #expect(rules(try verdicts(limits, samples)) == [nil, nil, .range, .range, nil])
  }

  @Test func `a range that other units would meet is blamed on the unit after five samples in a row`() throws {
    // 146 bar sent as 14.6 MPa would be within 100 … 250 bar.
    let limits = SignalLimits(range: (100 * Self.bar)...(250 * Self.bar))
    let samples = (0..<7).map { LivePlant.sample((14.6 + Double($0) * 0.01) * Self.bar, at: Double($0)) }
    let found = try verdicts(limits, samples)
    #expect(rules(found) == [.range, .range, .range, .range, .unit, .unit, .unit])
    #expect(found.last?.reason?.detail?.contains("MPa") == true)
  }

  @Test func `a step is quarantined until the slowest true change could have reached it`() throws {
    let limits = SignalLimits(rate: 10 * Self.bar)
    let samples = [(0, 100.0), (1, 105), (2, 150), (3, 150), (4, 150), (5, 150), (6, 150), (7, 150)].map {
      LivePlant.sample($0.1 * Self.bar, at: $0.0)
    }
    // From 105 bar at 1 s, 45 bar need 4.5 s: the first sample that can be true is at 6 s.
    #expect(rules(try verdicts(limits, samples)) == [nil, nil, .rate, .rate, .rate, .rate, nil, nil])
  }

  @Test func `one spike costs one sample`() throws {
    let limits = SignalLimits(rate: 10 * Self.bar)
    let samples = [100.0, 101, 240, 102, 103].enumerated().map {
      LivePlant.sample($0.element * Self.bar, at: Double($0.offset))
    }
    #expect(rules(try verdicts(limits, samples)) == [nil, nil, .rate, nil, nil])
  }

  @Test func `a value that stands still for too long is quarantined until it moves`() throws {
    let limits = SignalLimits(flatTime: 3, flatBand: 0.5 * Self.bar)
    let values = [100.0, 100.2, 99.8, 100.4, 100.1, 100.1, 100.6, 100.6]
    let samples = values.enumerated().map { LivePlant.sample($0.element * Self.bar, at: Double($0.offset)) }
    #expect(rules(try verdicts(limits, samples)) == [nil, nil, nil, nil, .flat, .flat, nil, nil])
  }

  @Test func `a gap is told by the sample that ends it, and proves no standstill`() throws {
    var check = SignalCheck(try LivePlant.signal(limits: SignalLimits(flatTime: 3, gap: 2)))
    #expect(check.judge(LivePlant.sample(1, at: 0)).gap == nil)
    #expect(check.judge(LivePlant.sample(1, at: 2)).gap == nil)
    let judgment = check.judge(LivePlant.sample(1, at: 7))
    #expect(judgment.gap?.length == 5)
    #expect(judgment.verdict == .passed(isLate: false))
  }

  @Test func `a repeated sample is a duplicate, another value for its time a conflict`() throws {
    let samples = [(0.0, 1.0), (0, 1), (0, 2), (1, 3)].map { LivePlant.sample($0.1, at: $0.0) }
    let found = try verdicts(SignalLimits(), samples)
    #expect(found[1] == .duplicate)
    #expect(rules(found) == [nil, nil, .duplicate, nil])
  }

  @Test func `a late sample passes within its allowance, once, and not beyond`() throws {
    let limits = SignalLimits(lateness: 5)
    let samples = [(10.0, 1.0), (7, 2), (7, 2), (4.9, 3), (11, 4)].map {
      LivePlant.sample($0.1, at: $0.0, received: 12)
    }
    let found = try verdicts(limits, samples)
    #expect(found[1] == .passed(isLate: true))
    #expect(found[2] == .duplicate)
    #expect(rules(found) == [nil, nil, nil, .late, nil])
  }

  @Test func `a source clock too far from ours is refused and does not make what follows late`() throws {
    let limits = SignalLimits(skew: 2)
    let samples = [
      LivePlant.sample(1, at: 0, received: 1), LivePlant.sample(2, at: 100, received: 2),
      LivePlant.sample(3, at: -5, received: 3), LivePlant.sample(4, at: 3.5, received: 4),
    ]
    #expect(rules(try verdicts(limits, samples)) == [nil, .skew, .skew, nil])
  }

  @Test func `a source clock set back is followed after ten samples, ours at once`() throws {
    var check = SignalCheck(try LivePlant.signal())
    _ = check.judge(LivePlant.sample(0, at: 1000, received: 1000))
    var judgments: [Judgment] = []
    for step in 1...11 {
      judgments.append(check.judge(LivePlant.sample(Double(step), at: Double(step), received: 1000 + Double(step))))
    }
    #expect(judgments.prefix(9).allSatisfy { $0.verdict.reason?.rule == .late })
    #expect(judgments[9].clockWasSetBack && judgments[9].verdict.isPassed && judgments[10].verdict.isPassed)
    let ours = check.judge(LivePlant.sample(1, at: -3600, received: -3600))
    #expect(ours.clockWasSetBack && ours.verdict.isPassed)
  }

  @Test func `what the source says of its value counts`() throws {
    let lost = Sample(LivePlant.place, at: LivePlant.time(0), received: LivePlant.time(0), missing: .timedOut)
    let doubted = LivePlant.sample(1, at: 1, quality: .uncertain(.lastKnown))
    let found = try verdicts(SignalLimits(), [lost, doubted])
    #expect(rules(found) == [.sourceBad, .sourceUncertain])
    #expect(found[0].reason?.source == .timedOut)
    var lenient = SignalCheck(try LivePlant.signal(), acceptsUncertain: true)
    #expect(lenient.judge(doubted).verdict.isPassed)
  }

  @Test func `a value of another kind is refused`() throws {
    let time = LivePlant.time(0)
    let flag = Sample(LivePlant.place, at: time, received: time, value: .flag(true))
    let endless = Sample(LivePlant.place, at: time, received: time, value: .number(.infinity))
    #expect(rules(try verdicts(SignalLimits(), [flag, endless])) == [.type, .type])
  }

  @Test func `the reason names numbers in the unit of the signal`() throws {
    let signal = try LivePlant.signal(limits: SignalLimits(range: 0...2.5e7))
    var check = SignalCheck(signal)
    let reason = check.judge(LivePlant.sample(2.6e7, at: 0)).verdict.reason
    #expect(reason?.words(for: signal) == "range: 260 bar, limit 250 bar")
  }
}
