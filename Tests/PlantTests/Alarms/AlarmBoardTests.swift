import Foundation
import Plant
import Testing

@Suite struct `An alarm board` {
  private static let place = LivePlant.place

  private func stages(_ seconds: Double) -> StageTimes {
    let time = LivePlant.time(seconds)
    return StageTimes(sensed: time, received: time)
  }

  private func high(_ id: String, group: String? = nil, flapGuard: FlapGuard? = nil) -> AlarmRule {
    AlarmRule(
      id: id, signal: Self.place, condition: .above(10, hysteresis: 1), flapGuard: flapGuard, group: group)
  }

  @Test func `an alarm carries the value, the limit, the times of its sample and how long it had been coming`() throws {
    var machine = AlarmMachine(
      AlarmRule(id: "a", signal: Self.place, condition: .above(10, hysteresis: 1), onDelay: 5))
    #expect(machine.take(12, stages: stages(0)).isEmpty)
    #expect(machine.take(13, stages: stages(4)).isEmpty)
    let steps = machine.advance(to: LivePlant.time(60))
    let raised = try #require(steps.first)
    #expect(steps.count == 1 && raised.cause == .raised && raised.to == .unacknowledged)
    #expect(raised.time == (LivePlant.time(5)))
    #expect(raised.evidence?.value == 13 && raised.evidence?.limit == 10)
    #expect(raised.evidence?.since == (LivePlant.time(0)))
    #expect(raised.evidence?.stages.sensed == (LivePlant.time(4)))
  }

  @Test func `a value within the hysteresis neither raises nor clears`() throws {
    var machine = AlarmMachine(high("a"))
    #expect(machine.take(9.5, stages: stages(0)).isEmpty)
    #expect(machine.take(10.5, stages: stages(1)).map(\.cause) == [.raised])
    #expect(machine.take(9.5, stages: stages(2)).isEmpty)
    #expect(machine.take(9, stages: stages(3)).map(\.cause) == [.returned])
  }

  @Test(
    arguments: [
      (AlarmRule.UnknownPolicy.keep, AlarmStage.normal, AlarmStage.unacknowledged),
      (.raise, .unacknowledged, .unacknowledged), (.clear, .normal, .returned),
    ])
  func `what is not known is taken as the rule says`(
    _ policy: AlarmRule.UnknownPolicy, _ fromNormal: AlarmStage, _ fromRaised: AlarmStage
  ) throws {
    var rule = high("a")
    rule.whenUnknown = policy
    var calm = AlarmMachine(rule)
    _ = calm.take(1, stages: stages(0))
    _ = calm.take(nil, stages: stages(1))
    #expect(calm.state.stage == fromNormal)
    var raised = AlarmMachine(rule)
    _ = raised.take(11, stages: stages(0))
    _ = raised.take(nil, stages: stages(1))
    #expect(raised.state.stage == fromRaised)
  }

  @Test func `a delay does not run while nothing is known`() throws {
    var rule = high("a")
    rule.onDelay = 5
    var machine = AlarmMachine(rule)
    _ = machine.take(11, stages: stages(0))
    _ = machine.take(nil, stages: stages(2))
    #expect(machine.advance(to: LivePlant.time(100)).isEmpty)
    _ = machine.take(11, stages: stages(101))
    #expect(machine.advance(to: LivePlant.time(106)).map(\.time) == [LivePlant.time(106)])
  }

  @Test func `a chattering alarm is raised so often and then held until it is quiet`() throws {
    var machine = AlarmMachine(high("a", flapGuard: FlapGuard(count: 3, window: 60, quiet: 30)))
    var causes: [AlarmTransition.Cause] = []
    for second in 0..<40 {
      causes += machine.take(second % 2 == 0 ? 11 : 5, stages: stages(Double(second))).map(\.cause)
    }
    #expect(causes == [.raised, .returned, .raised, .returned, .raised, .chattering])
    #expect(machine.state.stage == .unacknowledged && machine.state.isChattering)
    // The last change was at 39 s, to a value that is no alarm.
    #expect(machine.advance(to: LivePlant.time(68.9)).isEmpty)
    let end = machine.advance(to: LivePlant.time(100))
    #expect(end.map(\.cause) == [.settled] && end.first?.time == (LivePlant.time(69)))
    #expect(machine.state.stage == .returned)
  }

  @Test func `the first of a group is marked until the group has been at rest`() throws {
    var second = AlarmRule(id: "b", signal: Self.place, condition: .above(20, hysteresis: 1), group: "g")
    second.priority = .high
    var board = AlarmBoard([second, high("a", group: "g")])
    func send(_ value: Double, _ seconds: Double) throws -> [AlarmTransition] {
      board.take(LivePlant.sample(value, at: seconds))
    }
    #expect(try send(15, 0).map(\.isFirstOut) == [true])
    #expect(try send(25, 1).map(\.isFirstOut) == [false])
    _ = try send(0, 2)
    #expect(try send(25, 3).map(\.isFirstOut) == [false, false])
    _ = try send(0, 4)
    for id in ["a", "b"] {
      #expect(board.obey(.acknowledge, alarm: id, at: LivePlant.time(5), by: "me").refusal == nil)
    }
    #expect(try send(25, 6).map(\.isFirstOut) == [true, false])
  }

  @Test func `an alarm without meaning in the state of the plant is suppressed and comes back unacknowledged`() throws {
    let running = SignalIndex(rawValue: 1)
    var rule = AlarmRule(id: "low", signal: Self.place, condition: .below(5, hysteresis: 0))
    rule.suppression = AlarmSuppression(signal: running, condition: .equals(0))
    var board = AlarmBoard([rule])
    func run(_ flag: Bool, _ seconds: Double) throws -> [AlarmTransition] {
      let time = LivePlant.time(seconds)
      return board.take(Sample(running, at: time, received: time, value: .flag(flag)))
    }
    #expect(try run(false, 0).map(\.to) == [.suppressed])
    #expect(board.take(LivePlant.sample(1, at: 1)).isEmpty)
    #expect(try run(true, 2).map(\.to) == [.unacknowledged])
  }

  @Test func `a signal without a usable value is an alarm where a rule says so`() throws {
    var board = AlarmBoard([AlarmRule(id: "lost", signal: Self.place, condition: .unusable)])
    #expect(board.lose(Self.place, at: LivePlant.time(0)).map(\.to) == [.unacknowledged])
    #expect(board.take(LivePlant.sample(1, at: 1)).map(\.to) == [.returned])
  }

  @Test(arguments: 0..<50) func `goes on after a restart as if there had been none`(_ seed: Int) throws {
    var dice = SeededDice(seed: seed)
    var rule = high("a", group: "g", flapGuard: FlapGuard(count: 3, window: 20, quiet: 5))
    rule.onDelay = 1
    rule.offDelay = 2
    let rules = [rule, AlarmRule(id: "b", signal: Self.place, condition: .below(3, hysteresis: 1), isLatched: true)]
    var whole = AlarmBoard(rules)
    var broken = AlarmBoard(rules)
    for second in 0..<60 {
      let time = LivePlant.time(Double(second))
      // Written down and read back at any moment.
      let text = try JSONEncoder().encode(broken.memory)
      broken = AlarmBoard(rules, memory: try JSONDecoder().decode(AlarmBoard.Memory.self, from: text))
      if Int.random(in: 0..<4, using: &dice) > 0 {
        let sample = LivePlant.sample(Double.random(in: 0...14, using: &dice), at: Double(second))
        #expect(whole.take(sample) == broken.take(sample))
      } else {
        let commands: [AlarmCommand] = [.acknowledge, .reset, .shelve(until: time.advanced(by: 4)), .unshelve]
        let command = try #require(commands.randomElement(using: &dice))
        #expect(
          whole.obey(command, alarm: "a", at: time, by: "me") == broken.obey(command, alarm: "a", at: time, by: "me"))
      }
    }
    #expect(whole.memory == broken.memory)
  }

  @Test func `figures count what operators have to bear`() throws {
    func step(
      _ alarm: String, _ cause: AlarmTransition.Cause, _ to: AlarmStage, _ seconds: Double
    ) throws -> AlarmTransition {
      AlarmTransition(alarm: alarm, from: .normal, to: to, cause: cause, time: LivePlant.time(seconds))
    }
    var steps = try (0..<12).map { try step("often", .raised, .unacknowledged, Double($0)) }
    steps += [
      try step("once", .raised, .unacknowledged, 700), try step("once", .acknowledged, .acknowledged, 730),
      try step("often", .acknowledged, .acknowledged, 111), try step("often", .chattering, .acknowledged, 12),
      try step("often", .returned, .normal, 1000),
    ]
    let figures = AlarmFigures(
      steps, from: LivePlant.time(0), to: LivePlant.time(2 * 86_400), priorities: ["once": .high])
    #expect(figures.raised == 13 && figures.peak == 12 && figures.chattering == 1)
    #expect(figures.floodShare == 1.0 / 288)
    #expect(figures.mostFrequent.map(\.alarm) == ["often", "once"] && figures.mostFrequentShare == 1)
    #expect(figures.byPriority == [0, 12, 1, 0])
    #expect(figures.standing == 1 && figures.stale == 1)
    #expect(figures.acknowledgment == AlarmFigures.Waits(median: 30, most: 100))
    #expect((figures.rate - 13.0 / 48).magnitude < 1e-12)
  }
}
