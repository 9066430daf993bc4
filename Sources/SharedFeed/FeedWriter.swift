#if PostgreSQL
  import Databases
  import Foundation
  import LiveFeed
  import Plant
  import Twin

  /// Writes what is published to the tables of a shared feed, in order, and again after a failure.
  actor FeedWriter {
    private let outbox: FeedOutbox
    private let limits: LiveLimits
    private let report: @Sendable (SharedFeedEvent) -> Void
    private let executor = QueueExecutor("shared feed, writing")
    private var connection: FeedConnection
    /// Our name among the publishers, and the number of the newest batch.
    private let name = UUID().uuidString
    private var batch: Int64 = 0
    /// Taken from the outbox, and not known to be written.
    private var held: [LiveItem] = []
    private var flushes = 0
    private let tally: FeedTally

    /// Items of one transaction.
    private static let batchMaximum = 1_000
    /// Between two looks whether more is kept than should be.
    private static let boundingPeriod = 64

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(
      _ server: LogServer, environment: [String: String], outbox: FeedOutbox, limits: LiveLimits, tally: FeedTally,
      report: @escaping @Sendable (SharedFeedEvent) -> Void
    ) {
      connection = FeedConnection(server, environment: environment)
      self.outbox = outbox
      self.limits = limits
      self.tally = tally
      self.report = report
    }

    /// Items that wait, those in work included.
    private var waiting: Int { held.count + outbox.waiting }

    /// Writes until the outbox is finished or the task is canceled.
    func run() async {
      for await _ in outbox.rings {
        while !Task.isCancelled, waiting > 0 {
          if flush() { continue }
          do { try await Task.sleep(for: .seconds(0.25)) } catch { return }
        }
      }
    }

    /// Writes what waits, for so many seconds at most.
    func finish(within seconds: Double) async {
      let end = ContinuousClock.now + .seconds(seconds)
      while waiting > 0, ContinuousClock.now < end {
        if flush() { continue }
        do { try await Task.sleep(for: .seconds(0.1)) } catch { break }
      }
      connection.forget()
    }

    /// Writes one batch.
    /// - Returns: false when it has to be tried again.
    private func flush() -> Bool {
      if held.isEmpty {
        held = outbox.take(Self.batchMaximum)
        batch += 1
      }
      guard !held.isEmpty else { return true }
      do throws(SQLFailure) {
        try write(to: connection())
      } catch {
        tally.change { $0.failures += 1 }
        connection.forget()
        guard error.kind == .statement else { return false }
        // Another attempt would fail too, and everything behind it would wait for ever.
        tally.change { [held] in $0.dropped += held.count }
        report(.away("\(error)"))
        report(.dropped(held.count))
        held = []
        return true
      }
      tally.change { [held] in $0.written += held.count }
      held = []
      return true
    }

    private func write(to database: FeedDatabase) throws(SQLFailure) {
      let byTopic = Dictionary(grouping: held, by: \.topic)
      flushes += 1
      let isBounding = flushes % Self.boundingPeriod == 0
      try database.transaction { () throws(SQLFailure) in
        // A transaction whose end was not heard of may have been carried out.
        guard try !database.query(FeedStatements.begin, [.text(name), .integer(batch)]).isEmpty else { return }
        // In the same order everywhere, so that nobody waits for somebody who waits for him.
        for topic in LiveTopic.allCases {
          guard let items = byTopic[topic] else { continue }
          let head = try database.query(
            FeedStatements.reserve, [.text(topic.rawValue), .integer(Int64(items.count))])
          let first = (head.isEmpty ? nil : head[0, 0].feedNumber).map { $0 - items.count + 1 } ?? 1
          try database.query(
            FeedStatements.insert, [.text(topic.rawValue), .integer(Int64(first)), .text(Self.json(items))])
          if isBounding {
            try database.query(
              FeedStatements.bound, [.text(topic.rawValue), .integer(Int64(limits.window(of: topic)))])
          }
        }
        if isBounding { try database.query(FeedStatements.forget) }
        try database.query(FeedStatements.tell)
      }
    }

    private static func json(_ items: [LiveItem]) -> String {
      var json = JSONWriter(indented: false)
      json.array(nil, items.enumerated()) { json, element in
        let (place, item) = element
        json.object { json in
          json.integer("place", place)
          json.string("key", text(item.key))
          json.string("machine", item.machine.map(text))
          json.number("number", item.number.flatMap { $0.isFinite ? $0 : nil })
          json.boolean("rest", item.isAtRest)
          json.string("item", text(item.json))
        }
      }
      return json.text
    }

    /// PostgreSQL has no texts with a zero in them.
    private static func text(_ text: String) -> String { text.replacing("\0", with: "") }
  }
#endif
