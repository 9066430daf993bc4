package import Plant
package import Watch

/// Who obeys what operators ask of alarms.
package protocol AlarmDesk: Sendable {
  /// An alarm as it stands; `nil` where there is none of this name.
  /// - Throws: ``Problem`` when nobody can be asked now.
  func alarm(_ id: String) async throws -> StandingAlarm?
  /// Does what is asked, or says why not.
  /// - Parameter version: the version of the alarm that the actor saw; any where `nil`.
  /// - Throws: `StaleVersion` for an alarm that has made a step since; nothing is done then. ``Problem`` when nobody
  ///   can be asked now.
  func obey(
    _ command: AlarmCommand, alarm: String, by actor: String, seen version: String?
  ) async throws -> AlarmReply
}

/// What came of something that was asked of an alarm.
package struct AlarmReply: Hashable, Sendable {
  /// What the alarm did.
  package var steps: [AlarmTransition]
  /// Why the command was not obeyed; `nil` when it was.
  package var refusal: AlarmRefusal?

  package init(steps: [AlarmTransition], refusal: AlarmRefusal?) {
    self.steps = steps
    self.refusal = refusal
  }

  /// The answer of a board of alarms.
  package init(_ answer: AlarmAnswer) { self.init(steps: answer.transitions, refusal: answer.refusal) }
}
