/// The life-cycle of one alarm. A state machine without a clock: time comes with every call and never runs back.
///
/// Between two calls the condition is taken to stay as it was, so that an alarm rises at the same instant however often
/// the machine is told the time.
public struct AlarmMachine: Sendable {
  /// The longest an alarm may be shelved [s].
  public static let shelfMaximum = 86_400.0

  public let rule: AlarmRule
  public private(set) var state: AlarmState

  /// The life-cycle of `rule`, from the beginning or from where it was.
  public init(_ rule: AlarmRule, state: AlarmState = AlarmState()) {
    self.rule = rule
    self.state = state
  }

  /// Takes the newest value of the signal [SI], or the word that there is none that may be used.
  public mutating func take(_ value: Double?, stages: StageTimes) -> [AlarmTransition] {
    var transitions = advance(to: stages.sensed)
    let now = state.now ?? stages.sensed
    state.value = value
    state.stages = stages
    guard let isMet = verdict(on: value) else {
      // Nothing is known: neither delay runs on.
      state.pendingSince = nil
      state.steadySince = nil
      return transitions
    }
    if isMet != state.isMet || state.steadySince == nil { state.steadySince = now }
    if isMet, !state.isMet { state.metSince = now }
    state.isMet = isMet
    if isMet == state.isActive {
      state.pendingSince = nil
    } else if state.pendingSince == nil {
      state.pendingSince = now
    }
    transitions += settle(until: now)
    return transitions
  }

  /// Lets time pass: delays and shelves run out in the order of their times.
  public mutating func advance(to time: Instant) -> [AlarmTransition] {
    let now = max(state.now ?? time, time)
    let transitions = settle(until: now)
    state.now = now
    return transitions
  }

  /// Does what an operator asks, or says why not; what was due until then happens in either case.
  public mutating func obey(_ command: AlarmCommand, at time: Instant, by actor: String) -> AlarmAnswer {
    var transitions = advance(to: time)
    let now = state.now ?? time
    if let refusal = obstacle(to: command, now) { return AlarmAnswer(transitions: transitions, refusal: refusal) }
    let from = state.stage
    let cause: AlarmTransition.Cause
    switch command {
    case .acknowledge:
      state.needsAcknowledgment = false
      cause = .acknowledged
    case .reset:
      state.needsReset = false
      cause = .reset
    case .shelve(let until):
      state.shelvedUntil = until
      cause = .shelved
    case .unshelve:
      state.shelvedUntil = nil
      comeBack()
      cause = .unshelved
    case .removeFromService:
      state.isOutOfService = true
      cause = .removedFromService
    case .returnToService:
      state.isOutOfService = false
      comeBack()
      cause = .returnedToService
    }
    transitions.append(transition(from, cause, now, actor: actor))
    return AlarmAnswer(transitions: transitions)
  }

  /// Suppresses the alarm by design, or lets it come back.
  public mutating func suppress(_ isSuppressed: Bool, at time: Instant) -> [AlarmTransition] {
    var transitions = advance(to: time)
    guard isSuppressed != state.isSuppressed else { return transitions }
    let from = state.stage
    state.isSuppressed = isSuppressed
    if !isSuppressed { comeBack() }
    transitions.append(transition(from, isSuppressed ? .suppressed : .unsuppressed, state.now ?? time))
    return transitions
  }

  // MARK: Condition

  /// Whether a value meets the condition; `nil` where nothing is known and the rule keeps its state.
  private func verdict(on value: Double?) -> Bool? {
    if case .unusable = rule.condition { return value == nil }
    guard let value else {
      switch rule.whenUnknown {
      case .keep: return nil
      case .raise: return true
      case .clear: return false
      }
    }
    return rule.condition.isMet(by: value, before: state.isMet)
  }

  // MARK: Time

  private enum Due {
    case change, quiet, shelf
  }

  /// Does all that is due up to `now`, earliest first; of several at one time the shelf comes last.
  private mutating func settle(until now: Instant) -> [AlarmTransition] {
    var transitions: [AlarmTransition] = []
    while let (due, time) = nextDue(), time <= now {
      switch due {
      case .change: transitions += change(at: time)
      case .quiet: transitions += calm(at: time)
      case .shelf:
        let from = state.stage
        state.shelvedUntil = nil
        comeBack()
        if from == .shelved { transitions.append(transition(from, .shelfExpired, time)) }
      }
    }
    return transitions
  }

  private func nextDue() -> (Due, Instant)? {
    var next: (Due, Instant)?
    func offer(_ due: Due, _ time: Instant?) {
      if let time, time < next?.1 ?? .latest { next = (due, time) }
    }
    if !state.isChattering {
      offer(.change, state.pendingSince?.advanced(by: state.isMet ? rule.onDelay : rule.offDelay))
    } else if let guardian = rule.flapGuard {
      offer(.quiet, state.steadySince?.advanced(by: guardian.quiet))
    }
    offer(.shelf, state.shelvedUntil)
    return next
  }

  /// The condition has lasted for its delay: the alarm is raised or returns.
  private mutating func change(at time: Instant) -> [AlarmTransition] {
    let from = state.stage
    state.isActive = state.isMet
    state.pendingSince = nil
    guard state.isActive else {
      return from.isAnnunciated ? [transition(from, .returned, time, evidence: true)] : []
    }
    state.needsAcknowledgment = true
    if rule.isLatched { state.needsReset = true }
    var transitions: [AlarmTransition] = []
    if state.stage.isAnnunciated { transitions.append(transition(from, .raised, time, evidence: true)) }
    guard let guardian = rule.flapGuard else { return transitions }
    state.raises = state.raises.filter { time.seconds(since: $0) < guardian.window } + [time]
    if state.raises.count >= guardian.count {
      state.isChattering = true
      state.raises = []
      if state.stage.isAnnunciated { transitions.append(transition(state.stage, .chattering, time)) }
    }
    return transitions
  }

  /// A chattering alarm has been quiet: it follows its condition again.
  private mutating func calm(at time: Instant) -> [AlarmTransition] {
    let from = state.stage
    state.isChattering = false
    state.isActive = state.isMet
    state.pendingSince = nil
    return from.isAnnunciated ? [transition(from, .settled, time, evidence: true)] : []
  }

  // MARK: Commands

  /// What was hidden is shown again: an alarm that is still there must be acknowledged anew, one that came and went
  /// unseen is forgotten unless it is latched.
  private mutating func comeBack() {
    guard !state.isOutOfService, !state.isSuppressed, state.shelvedUntil == nil else { return }
    state.needsAcknowledgment = state.isActive || state.needsReset
  }

  private func obstacle(to command: AlarmCommand, _ now: Instant) -> AlarmRefusal? {
    let stage = "the alarm \(state.stage.rawValue)"
    func require(_ condition: Bool, _ expected: String, found: String? = nil) -> AlarmRefusal? {
      condition ? nil : AlarmRefusal(alarm: rule.id, found: found ?? stage, expected: expected)
    }
    switch command {
    case .acknowledge:
      return require(
        state.stage.isAnnunciated && state.needsAcknowledgment, "an alarm that nobody has acknowledged")
    case .reset:
      return require(
        state.stage == .latchedAcknowledged,
        "a latched alarm whose condition is gone and that has been acknowledged")
    case .shelve(let until):
      return require(
        until > now && until.seconds(since: now) <= Self.shelfMaximum, "a time at most a day ahead",
        found: "shelving until \(until) at \(now)")
        ?? require(!state.isOutOfService && !state.isSuppressed, "an alarm that is in service")
    case .unshelve: return require(state.shelvedUntil != nil, "a shelved alarm")
    case .removeFromService: return require(!state.isOutOfService, "an alarm that is in service")
    case .returnToService: return require(state.isOutOfService, "an alarm that is out of service")
    }
  }

  private func transition(
    _ from: AlarmStage, _ cause: AlarmTransition.Cause, _ time: Instant, evidence: Bool = false, actor: String? = nil
  ) -> AlarmTransition {
    AlarmTransition(
      alarm: rule.id, from: from, to: state.stage, cause: cause, time: time,
      evidence: evidence ? self.evidence : nil, actor: actor)
  }

  private var evidence: AlarmEvidence? {
    state.stages.map { stages in
      AlarmEvidence(
        value: state.value, limit: state.value.flatMap { rule.condition.limit(for: $0) },
        since: state.metSince ?? stages.sensed, stages: stages)
    }
  }
}
