import Historian
public import Plant

/// What somebody asks of a watch from outside.
public enum WatchRequest: Hashable, Sendable, Codable {
  /// `seen` is the version of the alarm that was looked at; any where `nil`.
  case alarm(id: String, command: AlarmCommand, seen: String? = nil)
  /// How an alarm stands.
  case standing(id: String)
  /// `seen` is the version of the entry that was looked at; any where `nil`.
  case review(id: String, decision: ReviewDecision, note: String?, seen: String? = nil)
  /// Something that was found out elsewhere is to be kept in the historian.
  case diagnosis(DiagnosisRecord)
  /// How many samples are on their way.
  case waiting
}

/// What came of a request.
public struct WatchReply: Hashable, Sendable, Codable {
  /// Why it was not carried out: what stands in the way, what it needs, what to do.
  public struct Refusal: Hashable, Sendable, Codable {
    public var place: String
    public var found: String
    public var expected: String
    public var remedy: String
    /// Whether what was asked for is another than it was when it was looked at, or is not there.
    public var isStale = false
    public var isMissing = false
  }

  public var refusal: Refusal?
  /// What alarms did.
  public var steps: [AlarmTransition] = []
  /// Where the alarm is now.
  public var stage: AlarmStage?
  /// The alarm that was asked for; `nil` where there is none of this name.
  public var standing: StandingAlarm?
  /// The entry that was decided upon.
  public var entry: QuarantineEntry?
  /// Samples in the queue and in the spool.
  public var waiting: Int?

  /// That what was asked is done, and nothing more to say.
  public init() {}
}

extension PlantWatch {
  /// Does what is asked, or says why not.
  public func answer(_ request: WatchRequest, by actor: String) async -> WatchReply {
    var reply = WatchReply()
    switch request {
    case .alarm(let id, let command, let seen):
      let answer: AlarmAnswer
      do throws(StaleVersion) {
        answer = try await obey(command, alarm: id, by: actor, seen: seen)
      } catch {
        reply.refusal = WatchReply.Refusal(
          place: "alarm \(id)", found: error.current, expected: error.seen, remedy: "look at it again", isStale: true)
        return reply
      }
      reply.steps = answer.transitions
      reply.stage = board.alarm(id)?.state.stage
      reply.refusal = answer.refusal.map { refusal in
        WatchReply.Refusal(
          place: "alarm \(refusal.alarm)", found: refusal.found, expected: refusal.expected, remedy: "")
      }
    case .standing(let id): reply.standing = alarm(id)
    case .review(let id, let decision, let note, let seen):
      do throws(ReviewRefusal) {
        reply.entry = try await decide(id, decision, by: actor, note: note, seen: seen)
      } catch {
        reply.refusal = WatchReply.Refusal(
          place: "quarantine \(error.entry)", found: error.found, expected: error.expected, remedy: error.remedy,
          isStale: error.isStale, isMissing: error.isMissing)
      }
    case .diagnosis(let diagnosis):
      if await records.put([diagnosis.record]) == .dropped {
        reply.refusal = WatchReply.Refusal(
          place: "diagnosis \(diagnosis.id)", found: "too many records that wait for the historian",
          expected: "a historian that answers", remedy: "look at `ledger show`")
      }
    case .waiting:
      let store = await store.counters
      reply.waiting = store.inSpool + store.inQueue
    }
    return reply
  }

  /// Carries out what comes into a mailbox until the task is canceled.
  public func serve(_ mailbox: Mailbox, clock: some Clock<Duration>) async {
    while !Task.isCancelled {
      for letter in mailbox.collect() {
        mailbox.reply(await answer(letter.request, by: letter.actor), to: letter)
      }
      do { try await clock.sleep(for: .seconds(Mailbox.period)) } catch { return }
    }
  }
}
