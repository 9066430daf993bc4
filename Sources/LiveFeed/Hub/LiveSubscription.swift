import Plant

/// One client's wish to hear one topic, and how far it has been heard.
struct LiveSubscription: Sendable {
  /// What a look at the topic brings.
  enum Outcome: Sendable {
    /// Messages in order; more may be ready at once.
    case messages([String], coalesced: Int, delivered: Int, hasMore: Bool)
    case nothing
    /// More events wait than may; the client is to be closed.
    case tooFarBehind
  }

  let topic: LiveTopic
  private let keys: Set<String>?
  private let machines: Set<String>?
  private let interval: Double?
  /// The last sequence number that was delivered or does not concern the client.
  private(set) var cursor: Int
  /// When the next message may be sent; at once where `nil`.
  private(set) var due: Instant?
  /// Whether a snapshot is still to come.
  private(set) var needsSnapshot: Bool

  /// - Parameters:
  ///   - allowed: machines the client may hear of; all where `nil`.
  ///   - cursor: the sequence number to go on after; a snapshot comes first where `nil`.
  init(_ request: LiveSubscribe, allowed: Set<String>?, cursor: Int?) {
    topic = request.topic
    keys = request.keys.map(Set.init)
    machines =
      switch (request.machines, allowed) {
      case (let wished?, let allowed?): allowed.intersection(wished)
      case (let wished?, nil): Set(wished)
      case (nil, let allowed): allowed
      }
    interval = request.interval
    self.cursor = cursor ?? 0
    needsSnapshot = cursor == nil
  }

  /// Whether messages wait for a time rather than for news.
  var isTimed: Bool { interval != nil }

  /// What is new, and moves on.
  mutating func take(from log: LiveLog, at now: Instant, limits: LiveLimits) -> Outcome {
    if needsSnapshot { return snapshot(of: log, at: now, limits: limits) }
    guard cursor < log.head else { return .nothing }
    if let due, now < due, due.seconds(since: now) <= interval ?? 0 { return .nothing }
    return topic.isCoalesced ? coalesced(log, at: now, limits: limits) : events(log, limits: limits)
  }

  private func concerns(_ entry: LiveEntry) -> Bool {
    if let keys, !keys.contains(entry.key) { return false }
    guard let machines else { return true }
    return entry.machine.map { machines.contains($0) } ?? false
  }

  private mutating func snapshot(of log: LiveLog, at now: Instant, limits: LiveLimits) -> Outcome {
    needsSnapshot = false
    cursor = log.head
    due = interval.map { now.advanced(by: $0) }
    let items = log.newest(after: -1).filter(concerns).map(\.json)
    // A client cut off amid a snapshot has to begin anew: -1 is within no window.
    let messages = LiveBatch.messages(
      topic, isSnapshot: true, items, from: -1, to: cursor, size: limits.batchMaximum)
    return .messages(messages, coalesced: 0, delivered: items.count, hasMore: false)
  }

  private mutating func events(_ log: LiveLog, limits: LiveLimits) -> Outcome {
    guard log.floor <= cursor else { return .tooFarBehind }
    let isWhole = keys == nil && machines == nil
    if isWhole, let made = log.stretch.messages(after: cursor, head: log.head) {
      cursor = made.reached
      return .messages(made.texts, coalesced: 0, delivered: made.count, hasMore: made.reached < log.head)
    }
    var items: [String] = []
    var reached = cursor
    log.forEach(after: cursor) { entry in
      reached = entry.sequence
      if concerns(entry) { items.append(entry.json) }
      return items.count < limits.batchMaximum
    }
    defer { cursor = reached }
    guard !items.isEmpty else { return .nothing }
    let messages = LiveBatch.messages(
      topic, isSnapshot: false, items, from: cursor, to: reached, size: limits.batchMaximum)
    if isWhole {
      log.stretch.keep(
        .init(cursor: cursor, head: log.head, texts: messages, count: items.count, reached: reached))
    }
    return .messages(messages, coalesced: 0, delivered: items.count, hasMore: reached < log.head)
  }

  private mutating func coalesced(_ log: LiveLog, at now: Instant, limits: LiveLimits) -> Outcome {
    var entries: [LiveEntry] = []
    log.forEach(after: cursor) { entry in
      if concerns(entry) { entries.append(entry) }
      return true
    }
    let mustSum = interval != nil || entries.count > limits.batchMaximum || log.floor > cursor
    let items: [String]
    var coalesced = 0
    if mustSum {
      var sums: [String: LiveSum] = [:]
      var known = entries.count
      // What fell out of the window is still known by the newest item of its key.
      if log.floor > cursor {
        for entry in log.newest(after: cursor) where entry.sequence <= log.floor && concerns(entry) {
          sums[entry.key] = LiveSum(entry)
          known += 1
        }
      }
      for entry in entries {
        if sums[entry.key]?.add(entry) == nil { sums[entry.key] = LiveSum(entry) }
      }
      coalesced = known - sums.count
      items = sums.values.sorted { $0.newest.sequence < $1.newest.sequence }.map(\.json)
    } else {
      items = entries.map(\.json)
    }
    defer { cursor = log.head }
    guard !items.isEmpty else { return .nothing }
    due = interval.map { now.advanced(by: $0) }
    let messages = LiveBatch.messages(
      topic, isSnapshot: false, items, from: cursor, to: log.head, coalesced: coalesced,
      size: limits.batchMaximum)
    return .messages(messages, coalesced: coalesced, delivered: items.count, hasMore: false)
  }
}
