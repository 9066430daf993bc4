import Plant
import Testing

/// The life-cycle once more, written as the table of ISA-18.2 and stepped second by second, with none of the code
/// under test. Delays are counted on a tape of what was known each second.
private struct TableModel {
  enum Shown: Hashable { case normal, unack, ack, returned, latchedUnack, latchedAck }

  let limit: Double
  let hysteresis: Double
  let onDelay: Int
  let offDelay: Int
  let isLatched: Bool
  var shown = Shown.normal
  var met = false
  var known = 0
  var active = false
  var shelf: Int?
  var suppressed = false
  var out = false

  var isHidden: Bool { shelf != nil || suppressed || out }

  var stage: AlarmStage {
    if out { return .outOfService }
    if suppressed { return .suppressed }
    if shelf != nil { return .shelved }
    switch shown {
    case .normal: return .normal
    case .unack: return .unacknowledged
    case .ack: return .acknowledged
    case .returned: return .returned
    case .latchedUnack: return .latchedUnacknowledged
    case .latchedAck: return .latchedAcknowledged
    }
  }

  private mutating func raise() {
    active = true
    shown = .unack
  }

  private mutating func fall() {
    active = false
    switch (shown, isLatched) {
    case (.unack, false): shown = .returned
    case (.unack, true): shown = .latchedUnack
    case (.ack, false): shown = .normal
    case (.ack, true): shown = .latchedAck
    default: break
    }
  }

  /// Shows again what was hidden.
  private mutating func surface() {
    if isHidden { return }
    switch shown {
    case .unack, .ack: shown = .unack
    case .latchedUnack, .latchedAck: shown = .latchedUnack
    case .normal, .returned: shown = .normal
    }
  }

  /// What is due at the end of second `second`.
  mutating func tick(_ second: Int) {
    if met != active, known > 0, known - 1 >= (met ? onDelay : offDelay) {
      if met { raise() } else { fall() }
    }
    if let end = shelf, second >= end {
      shelf = nil
      surface()
    }
  }

  /// One second passes in which nothing new is heard.
  mutating func pass() {
    if known > 0 { known += 1 }
  }

  mutating func hear(_ value: Double?) {
    guard let value else {
      known = 0
      return
    }
    let isMet = met ? value > limit - hysteresis : value > limit
    if isMet != met || known == 0 || isMet == active { known = 1 }
    met = isMet
  }

  mutating func obey(_ command: AlarmCommand, shelfEnd: Int) -> Bool {
    switch command {
    case .acknowledge:
      guard !isHidden else { return false }
      switch shown {
      case .unack: shown = .ack
      case .returned: shown = .normal
      case .latchedUnack: shown = .latchedAck
      default: return false
      }
    case .reset:
      guard !isHidden, shown == .latchedAck else { return false }
      shown = .normal
    case .shelve:
      guard !suppressed, !out else { return false }
      shelf = shelfEnd
    case .unshelve:
      guard shelf != nil else { return false }
      shelf = nil
      surface()
    case .removeFromService:
      guard !out else { return false }
      out = true
    case .returnToService:
      guard out else { return false }
      out = false
      surface()
    }
    return true
  }

  mutating func suppress(_ flag: Bool) {
    guard flag != suppressed else { return }
    suppressed = flag
    surface()
  }
}

@Suite struct `An alarm's life` {
  @Test(arguments: 0..<300) func `follows the table of the standard`(_ seed: Int) throws {
    var dice = SeededDice(seed: seed)
    let onDelay = Int.random(in: 0...3, using: &dice)
    let offDelay = Int.random(in: 0...3, using: &dice)
    let isLatched = Bool.random(using: &dice)
    let rule = AlarmRule(
      id: "a", signal: LivePlant.place, condition: .above(10, hysteresis: 2), onDelay: Double(onDelay),
      offDelay: Double(offDelay), isLatched: isLatched)
    var machine = AlarmMachine(rule)
    var model = TableModel(limit: 10, hysteresis: 2, onDelay: onDelay, offDelay: offDelay, isLatched: isLatched)
    var stage = AlarmStage.normal
    for second in 0..<120 {
      let now = LivePlant.time(Double(second))
      model.pass()
      model.tick(second)
      var steps: [AlarmTransition] = []
      // Being told the time more often than needed must change nothing.
      for _ in 0..<Int.random(in: 0...2, using: &dice) { steps += machine.advance(to: now) }
      switch Int.random(in: 0..<10, using: &dice) {
      case 0...5:
        let value = Double.random(in: 5...14, using: &dice).rounded()
        steps += machine.take(value, stages: StageTimes(sensed: now, received: now))
        model.hear(value)
      case 6:
        steps += machine.take(nil, stages: StageTimes(sensed: now, received: now))
        model.hear(nil)
      case 7:
        let flag = Bool.random(using: &dice)
        steps += machine.suppress(flag, at: now)
        model.suppress(flag)
      default:
        let end = second + Int.random(in: 1...9, using: &dice)
        let commands: [AlarmCommand] = [
          .acknowledge, .acknowledge, .acknowledge, .reset, .reset, .shelve(until: LivePlant.time(Double(end))),
          .unshelve, .removeFromService, .returnToService, .returnToService,
        ]
        let command = try #require(commands.randomElement(using: &dice))
        let isAllowed = model.obey(command, shelfEnd: end)
        let answer = machine.obey(command, at: now, by: "me")
        steps += answer.transitions
        #expect((answer.refusal == nil) == isAllowed, "\(command) in \(stage)")
      }
      // Delays of nothing are due at once.
      steps += machine.advance(to: now)
      model.tick(second)
      #expect(machine.state.stage == model.stage, "second \(second)")
      // The steps told are an unbroken path.
      for step in steps {
        #expect(step.from == stage || step.from == step.to)
        stage = step.to
      }
      #expect(stage == machine.state.stage, "second \(second)")
    }
  }
}
