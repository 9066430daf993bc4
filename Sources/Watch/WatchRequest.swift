import Historian
public import Plant

/// What somebody asks of a watch from outside.
public enum WatchRequest: Hashable, Sendable, Codable {
  case alarm(id: String, command: AlarmCommand)
  case review(id: String, decision: ReviewDecision, note: String?)
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
  }

  public var refusal: Refusal?
  /// What alarms did.
  public var steps: [AlarmTransition] = []
  /// Where the alarm is now.
  public var stage: AlarmStage?
  /// The entry that was decided upon.
  public var entry: QuarantineEntry?
  /// Samples in the queue and in the spool.
  public var waiting: Int?

  init() {}
}

extension PlantWatch {
  /// Does what is asked, or says why not.
  public func answer(_ request: WatchRequest, by actor: String) async -> WatchReply {
    var reply = WatchReply()
    switch request {
    case .alarm(let id, let command):
      let answer = await obey(command, alarm: id, by: actor)
      reply.steps = answer.transitions
      reply.stage = board.alarm(id)?.state.stage
      reply.refusal = answer.refusal.map { refusal in
        WatchReply.Refusal(
          place: "alarm \(refusal.alarm)", found: refusal.found, expected: refusal.expected, remedy: "")
      }
    case .review(let id, let decision, let note):
      do throws(ReviewRefusal) {
        reply.entry = try await decide(id, decision, by: actor, note: note)
      } catch {
        reply.refusal = WatchReply.Refusal(
          place: "quarantine \(error.entry)", found: error.found, expected: error.expected, remedy: error.remedy)
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
