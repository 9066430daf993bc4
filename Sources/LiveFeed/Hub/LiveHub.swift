public import Plant
import Synchronization

/// Says to many clients at once what happens in the plant.
///
/// What is published gets the next sequence number of its topic and is kept within a window; clients read it off at
/// their own pace.
public final class LiveHub: LivePublisher {
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
  public var epoch: String { numbering.withLock { $0 } }
  private let numbering: Mutex<String>
  public let limits: LiveLimits
  let meter = LiveMeter()
  private let streams: TopicMap<Stream>
  private let members = Mutex(Members())
  /// What keeps items for the process that comes after; `nil` where nothing does.
  private let journal: LiveJournal?

  /// A feed that has said nothing yet.
  /// - Parameter epoch: a text that no other feed had: a random one.
  public init(epoch: String, limits: LiveLimits = LiveLimits()) {
    numbering = Mutex(epoch)
    self.limits = limits
    streams = TopicMap { topic in
      Stream(LiveLog(capacity: limits.window(of: topic), keyMaximum: limits.keyMaximum))
    }
    journal = nil
  }

  /// A feed that keeps in a folder what it says, and goes on from what a process that has ended kept there.
  /// - Parameter epoch: a text that no other feed had, for where there is nothing to go on from: on another start of
  ///   the system, too.
  /// - Returns: `nil` when the folder cannot be written to, or another process keeps its feed there.
  public init?(keptIn folder: String, epoch: String, limits: LiveLimits = LiveLimits()) {
    guard let beginning = LiveJournal.open(folder, fresh: epoch, limits: limits) else { return nil }
    numbering = Mutex(beginning.epoch)
    self.limits = limits
    streams = TopicMap { Stream(beginning.logs[$0]) }
    journal = beginning.journal
  }

  /// Says something; clients that hear its topic are woken.
  ///
  /// Items of one call keep their order. Never waits for a client.
  public func publish<Content: LiveContent>(_ contents: [Content], at now: Instant) {
    guard !contents.isEmpty else { return }
    let stamped = contents.map { $0.published(at: now) }
    streams[Content.topic].log.withLock { log in
      var entries: [LiveEntry] = []
      for content in stamped {
        let entry = LiveEntry(content, sequence: log.head + 1)
        log.append(entry)
        if journal != nil { entries.append(entry) }
      }
      // Before the lock is given back nobody can take them.
      journal?.keep(Content.topic, entries[...], log)
    }
    meter.published.wrappingAdd(contents.count, ordering: .relaxed)
    wake(Content.topic)
  }

  /// Takes items that were numbered elsewhere, each topic's in order; those that are known already are passed over.
  ///
  /// Where numbers are missing, clients that have not heard what came before them begin anew.
  public func take(_ items: [LiveItem]) {
    for (topic, items) in Dictionary(grouping: items, by: \.topic) {
      let count = streams[topic].log.withLock { log in
        let news = items.filter { $0.sequence > log.head }
        for item in news { log.append(LiveEntry(item)) }
        return news.count
      }
      meter.published.wrappingAdd(count, ordering: .relaxed)
      if count > 0 { wake(topic) }
    }
  }

  /// Begins with a numbering that was kept elsewhere. Clients there are told to come back.
  /// - Parameters:
  ///   - floors: the newest number of each topic that is kept no more.
  ///   - items: what is kept, each topic's in order; of what is older the newest of each key.
  public func begin(epoch: String, after floors: [LiveTopic: Int], _ items: [LiveItem]) {
    for client in members.withLock({ Array($0.clients.values) }) { client.close(.draining) }
    numbering.withLock { $0 = epoch }
    let byTopic = Dictionary(grouping: items, by: \.topic)
    for topic in LiveTopic.allCases {
      let floor = floors[topic] ?? 0
      var log = LiveLog(capacity: limits.window(of: topic), keyMaximum: limits.keyMaximum, head: floor)
      for item in byTopic[topic] ?? [] {
        if item.sequence <= floor { log.remember(LiveEntry(item)) } else { log.append(LiveEntry(item)) }
      }
      streams[topic].log.withLock { $0 = log }
    }
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

  /// The newest item of each key of a topic as JSON, where something is left to show.
  public func newest(of topic: LiveTopic) -> [String: String] {
    withLog(of: topic) { Dictionary($0.newest(after: 0).map { ($0.key, $0.item) }) { $1 } }
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
