public import Plant
import Synchronization

/// Says to many clients at once what happens in the plant.
///
/// What is published gets the next sequence number of its topic and is kept within a window; clients read it off at
/// their own pace.
public final class LiveHub: Sendable {
  private struct Members {
    var clients: [ObjectIdentifier: LiveClient] = [:]
    var isDraining = false
  }

  /// One topic's log. A class, because a mutex cannot be moved.
  private final class Stream: Sendable {
    let log: Mutex<LiveLog>

    init(_ log: LiveLog) { self.log = Mutex(log) }
  }

  /// The numbering of sequences: another one wherever they began anew.
  public let epoch: String
  public let limits: LiveLimits
  let meter = LiveMeter()
  private let streams: TopicMap<Stream>
  private let members = Mutex(Members())

  /// A feed that has said nothing yet.
  /// - Parameter epoch: a text that no other feed had: a random one.
  public init(epoch: String, limits: LiveLimits = LiveLimits()) {
    self.epoch = epoch
    self.limits = limits
    streams = TopicMap { topic in
      Stream(LiveLog(capacity: limits.window(of: topic), keyMaximum: limits.keyMaximum))
    }
  }

  /// Says something; clients that hear its topic are woken.
  ///
  /// Items of one call keep their order. Never waits for a client.
  public func publish<Content: LiveContent>(_ contents: [Content], at now: Instant) {
    guard !contents.isEmpty else { return }
    let stamped = contents.map { $0.published(at: now) }
    streams[Content.topic].log.withLock { log in
      for content in stamped { log.append(LiveEntry(content, sequence: log.head + 1)) }
    }
    meter.published.wrappingAdd(contents.count, ordering: .relaxed)
    wake(Content.topic)
  }

  /// Lets a client in.
  /// - Throws: ``LiveRefusal`` when there are as many as may be, or the feed is draining.
  public func join(_ access: LiveAccess, at now: Instant) throws(LiveRefusal) -> LiveClient {
    let client = LiveClient(hub: self, access: access, at: now)
    let isIn = members.withLock { members in
      guard !members.isDraining, members.clients.count < limits.clientMaximum else { return false }
      members.clients[ObjectIdentifier(client)] = client
      return true
    }
    guard isIn else {
      meter.turnedAway.wrappingAdd(1, ordering: .relaxed)
      throw LiveRefusal(
        .full, at: "", found: "\(limits.clientMaximum) clients, or a service that is going down",
        expected: "fewer clients; try again later")
    }
    meter.joined.wrappingAdd(1, ordering: .relaxed)
    return client
  }

  /// Lets time pass: wakes clients whose heartbeat or interval may be due. To be called every tenth of a second.
  public func tick(at now: Instant) {
    for client in members.withLock({ Array($0.clients.values) }) { client.ringIfDue(at: now) }
  }

  /// Tells every client to come back later and resume, and lets no new one in.
  public func drain() {
    let clients = members.withLock { members in
      members.isDraining = true
      return Array(members.clients.values)
    }
    for client in clients { client.close(.draining) }
  }

  /// What has been done since the feed began.
  public var counters: LiveCounters {
    var counters = LiveCounters()
    counters.published = meter.published.load(ordering: .relaxed)
    counters.delivered = meter.delivered.load(ordering: .relaxed)
    counters.coalesced = meter.coalesced.load(ordering: .relaxed)
    counters.clients = members.withLock { $0.clients.count }
    counters.joined = meter.joined.load(ordering: .relaxed)
    counters.turnedAway = meter.turnedAway.load(ordering: .relaxed)
    counters.tooSlow = meter.tooSlow.load(ordering: .relaxed)
    counters.resumed = meter.resumed.load(ordering: .relaxed)
    counters.restarted = meter.restarted.load(ordering: .relaxed)
    counters.refused = meter.refused.load(ordering: .relaxed)
    counters.unlisted = LiveTopic.allCases.reduce(0) { $0 + withLog(of: $1) { log in log.unlisted } }
    return counters
  }

  /// Where a topic is: the sequence number of its newest item, 0 before the first.
  public func head(of topic: LiveTopic) -> Int { withLog(of: topic) { $0.head } }

  func withLog<Result: Sendable>(of topic: LiveTopic, _ body: (borrowing LiveLog) -> Result) -> Result {
    streams[topic].log.withLock { body($0) }
  }

  func remove(_ client: LiveClient) {
    members.withLock { _ = $0.clients.removeValue(forKey: ObjectIdentifier(client)) }
  }

  private func wake(_ topic: LiveTopic) {
    for client in members.withLock({ Array($0.clients.values) }) { client.ringIfHearing(topic) }
  }
}
