public import Plant
import Synchronization

/// One client of the feed: what it hears, and what waits for it.
///
/// Nothing is queued for a client. It reads off what the feed keeps of each topic, at its own pace, so that a thousand
/// slow clients need no more memory than one.
public final class LiveClient: Sendable {
  /// What is to be sent now.
  public struct Output: Sendable {
    /// Messages as JSON, in order.
    public var messages: [String] = []
    /// Whether a heartbeat is due: the connection should send a ping.
    public var isHeartbeat = false
    /// Whether more is ready already.
    public var hasMore = false
    /// Why the connection is to be closed after the messages; it goes on where `nil`.
    public var closing: LiveClosingReason?
  }

  private struct State {
    var subscriptions = TopicMap<LiveSubscription?> { _ in nil }
    /// Messages that answer the client.
    var answers: [String]
    var nextHeartbeat: Instant
    var closing: LiveClosingReason?
    var isClosed = false
  }

  /// The numbering of what the client hears.
  public let epoch: String
  private let hub: LiveHub
  private let access: LiveAccess
  private let state: Mutex<State>
  private let bell = LiveBell()
  /// A bit for each topic whose news wake the client.
  private let interest = Atomic<UInt8>(0)
  /// Whether some subscription waits for a time.
  private let isTimed = Atomic<Bool>(false)
  /// When the next heartbeat is due [µs since 1970].
  private let heartbeatDue: Atomic<Int64>

  init(hub: LiveHub, access: LiveAccess, at now: Instant) {
    self.hub = hub
    self.access = access
    epoch = hub.epoch
    let offers = LiveTopic.allCases.filter(access.mayHear).map {
      LiveWelcome.Offer(topic: $0, window: hub.limits.window(of: $0))
    }
    let welcome = LiveWelcome(time: now, epoch: epoch, heartbeat: hub.limits.heartbeat, topics: offers)
    let next = now.advanced(by: hub.limits.heartbeat)
    state = Mutex(State(answers: [welcome.json], nextHeartbeat: next))
    heartbeatDue = Atomic(next.microseconds)
  }

  /// Begins a subscription, or replaces the one there is; the answer is among the next messages.
  /// - Throws: ``LiveRefusal`` for a topic the client may not hear, another version, an interval out of range, or too
  ///   many keys.
  public func subscribe(_ request: LiveSubscribe) throws(LiveRefusal) {
    do throws(LiveRefusal) {
      try check(request)
    } catch {
      refuse(error)
      throw error
    }
    let (head, canResume) = hub.withLog(of: request.topic) { log in
      (log.head, request.resume.map { $0.epoch == epoch && log.holdsAll(after: $0.sequence) })
    }
    let beginning: LiveSubscribed.Beginning
    switch (request.resume, canResume) {
    case (nil, _): beginning = .snapshot
    case (_, true?): beginning = .resumed
    case (let resume?, _): beginning = resume.epoch == epoch ? .beyondWindow : .newEpoch
    }
    if request.resume != nil {
      if beginning == .resumed {
        hub.meter.resumed.wrappingAdd(1, ordering: .relaxed)
      } else {
        hub.meter.restarted.wrappingAdd(1, ordering: .relaxed)
      }
    }
    let subscription = LiveSubscription(
      request, allowed: access.machines, cursor: beginning == .resumed ? request.resume?.sequence : nil)
    let answer = LiveSubscribed(topic: request.topic, beginning: beginning, sequence: head)
    state.withLock { state in
      state.subscriptions[request.topic] = subscription
      state.answers.append(answer.json)
      noteInterest(state)
    }
    bell.ring()
  }

  /// Ends a subscription; the answer is among the next messages.
  public func unsubscribe(_ request: LiveUnsubscribe) {
    state.withLock { state in
      state.subscriptions[request.topic] = nil
      state.answers.append(LiveUnsubscribed(topic: request.topic).json)
      noteInterest(state)
    }
    bell.ring()
  }

  /// Tells the client that it was not obeyed.
  public func refuse(_ refusal: LiveRefusal) {
    hub.meter.refused.wrappingAdd(1, ordering: .relaxed)
    state.withLock { $0.answers.append(refusal.json) }
    bell.ring()
  }

  /// Asks that the connection be closed; the client is told why, and where to resume.
  public func close(_ reason: LiveClosingReason) {
    state.withLock { if $0.closing == nil { $0.closing = reason } }
    bell.ring()
  }

  /// What is to be sent now. Called by the one who sends, again and again: after ``wait()`` or when called, and at once
  /// while there is more.
  public func take(at now: Instant) -> Output {
    bell.quiet()
    return state.withLock { state in
      guard !state.isClosed else { return Output() }
      var output = Output(messages: state.answers)
      state.answers = []
      for topic in Self.order where state.closing == nil { take(topic, at: now, &state, &output) }
      if now >= state.nextHeartbeat || state.nextHeartbeat.seconds(since: now) > hub.limits.heartbeat {
        heartbeat(at: now, &state, &output)
      }
      if let reason = state.closing {
        output.closing = reason
        output.messages.append(
          LiveClosing(reason: reason, epoch: epoch, marks: marks(state), retryAfter: 1).json)
        state.isClosed = true
      }
      return output
    }
  }

  /// Where a client that has taken all messages so far may resume; topics whose snapshot is to come are left out.
  public var marks: [LiveMark] { state.withLock { marks($0) } }

  /// Returns when something may be there to take, or the task is canceled.
  public func wait() async { await bell.wait() }

  /// Has `body` called when something may be there to take, instead of waiting for it; not again before something was
  /// taken. It is called on whatever thread has news, must not wait, and is let go of by ``leave()``.
  public func call(_ body: @escaping @Sendable () -> Void) { bell.call(body) }

  /// Leaves the hub. What was subscribed to is forgotten.
  public func leave() {
    hub.remove(self)
    bell.call(nil)
  }

  func ringIfHearing(_ topic: LiveTopic) {
    if interest.load(ordering: .acquiring) & topic.bit != 0 { bell.ring() }
  }

  func ringIfDue(at now: Instant) {
    if isTimed.load(ordering: .acquiring) || heartbeatDue.load(ordering: .acquiring) <= now.microseconds {
      bell.ring()
    }
  }

  /// Alarms go first.
  private static let order: [LiveTopic] = [.alarms, .shots, .predictions, .samples, .twin, .ledger]

  private func take(_ topic: LiveTopic, at now: Instant, _ state: inout State, _ output: inout Output) {
    guard var subscription = state.subscriptions[topic] else { return }
    // Read within the lock: a copy of the log would have to be made whole with the next item.
    let outcome = hub.withLog(of: topic) { subscription.take(from: $0, at: now, limits: hub.limits) }
    state.subscriptions[topic] = subscription
    switch outcome {
    case .nothing: break
    case .tooFarBehind:
      hub.meter.tooSlow.wrappingAdd(1, ordering: .relaxed)
      state.closing = .tooSlow
    case .messages(let messages, let coalesced, let delivered, let hasMore):
      output.messages += messages
      output.hasMore = output.hasMore || hasMore
      hub.meter.delivered.wrappingAdd(delivered, ordering: .relaxed)
      hub.meter.coalesced.wrappingAdd(coalesced, ordering: .relaxed)
    }
  }

  private func heartbeat(at now: Instant, _ state: inout State, _ output: inout Output) {
    state.nextHeartbeat = now.advanced(by: hub.limits.heartbeat)
    heartbeatDue.store(state.nextHeartbeat.microseconds, ordering: .releasing)
    let heard = LiveTopic.allCases.filter { state.subscriptions[$0] != nil }
    if !heard.allSatisfy(access.mayHear), state.closing == nil { state.closing = .unauthorized }
    output.isHeartbeat = true
    output.messages.append(LiveHeartbeat(time: now, marks: marks(state)).json)
  }

  private func marks(_ state: borrowing State) -> [LiveMark] {
    LiveTopic.allCases.compactMap { topic in
      guard let subscription = state.subscriptions[topic], !subscription.needsSnapshot else { return nil }
      return LiveMark(topic: topic, sequence: subscription.cursor)
    }
  }

  private func noteInterest(_ state: borrowing State) {
    var mask: UInt8 = 0
    var timed = false
    for topic in LiveTopic.allCases {
      guard let subscription = state.subscriptions[topic] else { continue }
      if subscription.isTimed { timed = true } else { mask |= topic.bit }
    }
    interest.store(mask, ordering: .releasing)
    isTimed.store(timed, ordering: .releasing)
  }

  private func check(_ request: LiveSubscribe) throws(LiveRefusal) {
    let limits = hub.limits
    guard access.mayHear(request.topic) else {
      throw LiveRefusal(
        .forbidden, at: "/topic", found: request.topic.rawValue, expected: "a topic that the key may hear")
    }
    if let version = request.version, version != request.topic.version {
      throw LiveRefusal(
        .version, at: "/version", found: "\(version)", expected: "\(request.topic.version)")
    }
    for (name, filter) in [("keys", request.keys), ("machines", request.machines)] {
      if let filter, filter.count > limits.filterMaximum {
        throw LiveRefusal(
          .invalid, at: "/\(name)", found: "\(filter.count) elements", expected: "at most \(limits.filterMaximum)")
      }
    }
    if let interval = request.interval {
      guard request.topic.isCoalesced else {
        throw LiveRefusal(
          .invalid, at: "/every_s", found: "an interval", expected: "none: every event of \(request.topic) is delivered"
        )
      }
      guard limits.intervals.contains(interval) else {
        throw LiveRefusal(
          .invalid, at: "/every_s", found: "\(interval)",
          expected: "\(limits.intervals.lowerBound) to \(limits.intervals.upperBound)")
      }
    }
  }
}

extension LiveTopic {
  var bit: UInt8 { 1 << UInt8(place) }
}
