public import Plant

/// One alarm as it stands, as it can be told to another process.
public struct StandingAlarm: Hashable, Sendable, Codable {
  /// Its name in the plant file, and in words.
  public let id, name: String
  /// A word of ``AlarmPriority``.
  public let priority: String
  /// What happens if nobody acts, and what to do.
  public let consequence, response: String
  public let stage: AlarmStage
  /// Until when it is shelved; `nil` for one that is not.
  public let shelvedUntil: Instant?
  /// The signal that its rule looks at, and the machine of that.
  public let signal, machine: String
  /// Another one after every step of the alarm, and after the watch began anew.
  public let version: String

  /// An alarm.
  public init(
    rule: AlarmRule, stage: AlarmStage, shelvedUntil: Instant?, signal: SignalID, machine: String, version: String
  ) {
    (id, name, priority) = (rule.id, rule.name, rule.priority.rawValue)
    (consequence, response) = (rule.consequence, rule.response)
    self.stage = stage
    self.shelvedUntil = shelvedUntil
    self.signal = signal.rawValue
    self.machine = machine
    self.version = version
  }
}

/// Somebody wanted to change something as he had seen it, and it has changed since.
public struct StaleVersion: Error, Hashable, Sendable {
  /// The version that he saw, and the one that there is.
  public let seen: String
  public let current: String

  /// A version that is no more.
  public init(seen: String, current: String) {
    self.seen = seen
    self.current = current
  }
}

extension PlantWatch {
  /// An alarm as it stands; `nil` where the plant has none of this name.
  public func alarm(_ id: String) -> StandingAlarm? {
    board.alarm(id).map { found in
      StandingAlarm(
        rule: found.rule, stage: found.state.stage, shelvedUntil: found.state.shelvedUntil,
        signal: plant[found.rule.signal].id, machine: machines[id] ?? "", version: version(of: id))
    }
  }

  private func version(of alarm: String) -> String { "\(start.microseconds).\(stepCounts[alarm] ?? 0)" }

  /// Does what an operator asks of an alarm, or says why not.
  public func obey(_ command: AlarmCommand, alarm: String, by actor: String) async -> AlarmAnswer {
    await enter(0)
    defer { leave(0) }
    return await carryOut(command, alarm, actor)
  }

  /// Does what an operator asks of an alarm as he has seen it, or says why not.
  /// - Parameter version: the version that he saw; any where `nil`.
  /// - Throws: ``StaleVersion`` for an alarm that has made a step since; nothing is done then.
  public func obey(
    _ command: AlarmCommand, alarm: String, by actor: String, seen version: String?
  ) async throws(StaleVersion) -> AlarmAnswer {
    await enter(0)
    defer { leave(0) }
    let current = self.version(of: alarm)
    if let version, board.alarm(alarm) != nil, version != current {
      throw StaleVersion(seen: version, current: current)
    }
    return await carryOut(command, alarm, actor)
  }

  private func carryOut(_ command: AlarmCommand, _ alarm: String, _ actor: String) async -> AlarmAnswer {
    var answer = board.obey(command, alarm: alarm, at: now(), by: actor)
    answer.transitions = await publish(answer.transitions)
    return answer
  }
}
