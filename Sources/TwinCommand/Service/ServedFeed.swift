import Databases
import Foundation
import HTTPTypes
import Historian
import LiveFeed
import Plant
import SharedFeed
import TwinServer
import Watch

/// The live feed of a service: of this process alone, or shared with others through the historian's PostgreSQL.
struct ServedFeed: Sendable {
  /// What clients listen to.
  let hub: LiveHub
  /// To whom the watch tells what happens.
  let publisher: any LivePublisher
  #if PostgreSQL
    /// What is shared; `nil` for a feed of this process alone.
    private let shared: SharedFeed?
    private let running: Task<Void, Never>?
  #endif

  /// Whether other processes may watch the plant of this feed.
  var isShared: Bool {
    #if PostgreSQL
      return shared != nil
    #else
      return false
    #endif
  }

  /// A feed of this process alone.
  /// - Parameter folder: where it is kept for the process that comes after; without, it ends with this one.
  private init(keptIn folder: String?, _ words: Words) {
    let epoch = UUID().uuidString
    let kept = folder.flatMap { LiveHub(keptIn: $0, epoch: epoch) }
    if let folder, kept == nil { words.warning("live feed: \(folder) cannot be written; listeners begin anew") }
    hub = kept ?? LiveHub(epoch: epoch)
    publisher = hub
    #if PostgreSQL
      (shared, running) = (nil, nil)
    #endif
  }

  #if PostgreSQL
    private init(_ shared: SharedFeed) {
      hub = shared.hub
      publisher = shared.publisher
      self.shared = shared
      running = Task { await shared.run() }
    }
  #endif

  /// Joins the feed of a historian on a server; any other historian's feed is this process's own.
  /// - Parameters:
  ///   - folder: where a feed of its own is kept.
  ///   - isNeeded: whether the service cannot do without what is shared: it watches a plant.
  /// - Throws: when the server cannot be reached, or refuses and the feed is needed.
  static func open(
    _ place: HistorianPlace?, keptIn folder: String, isNeeded: Bool, _ words: Words
  ) async throws -> ServedFeed {
    let folder = isNeeded ? folder : nil
    #if PostgreSQL
      guard case .postgresql(let server)? = place else { return ServedFeed(keptIn: folder, words) }
      do throws(SQLFailure) {
        return ServedFeed(
          try await SharedFeed(server, environment: WatchHistorianOptions.environment) { tell($0, words) })
      } catch {
        guard !isNeeded, [.permission, .readOnly].contains(error.kind) else {
          throw CommandFailure(
            place: error.place, found: "\(error.found), while \(error.action)", expected: "the live feed",
            remedy: error.remedy)
        }
        words.warning("the user may not write to the database: this service has no live feed")
        return ServedFeed(keptIn: folder, words)
      }
    #else
      return ServedFeed(keptIn: folder, words)
    #endif
  }

  /// Answers what other processes ask of the watch in this one.
  func serve(_ watch: PlantWatch) async {
    #if PostgreSQL
      await shared?.serve { text, actor in
        guard let request = try? JSONDecoder().decode(WatchRequest.self, from: Data(text.utf8)) else { return "" }
        let reply = await watch.answer(request, by: actor)
        return (try? JSONEncoder().encode(reply)).map { String(decoding: $0, as: UTF8.self) } ?? ""
      }
    #endif
  }

  /// Who obeys what is asked of alarms where another process watches; `nil` for a feed of this process alone.
  var desk: (any AlarmDesk)? {
    #if PostgreSQL
      return shared.map { RemoteDesk(feed: $0) }
    #else
      return nil
    #endif
  }

  /// The part of a service that shows what the shared feed counts; `nil` for a feed of this process alone.
  var part: ServicePart? {
    #if PostgreSQL
      guard let shared else { return nil }
      return ServicePart(collect: { metrics in
        let counters = shared.counters
        for (name, words) in Self.help { metrics.describe(name, words) }
        metrics.count("live_shared_written_total", total: counters.written)
        metrics.count("live_shared_read_total", total: counters.read)
        metrics.count("live_shared_dropped_total", total: counters.dropped)
        metrics.count("live_shared_failures_total", total: counters.failures)
        metrics.show("live_shared_waiting", Double(counters.waiting))
        metrics.show("live_shared_reached", counters.isReached ? 1 : 0)
      })
    #else
      return nil
    #endif
  }

  /// Ends what is shared: what waits is written down.
  func end() async {
    #if PostgreSQL
      guard let shared, let running else { return }
      running.cancel()
      await running.value
      await shared.finish()
    #endif
  }

  #if PostgreSQL
    private static let help = [
      "live_shared_written_total": "Items of the live feed written to the database.",
      "live_shared_read_total": "Items of the live feed read from the database.",
      "live_shared_dropped_total": "Items given up because too many waited, or the database does not take them.",
      "live_shared_failures_total": "Times the database of the live feed did not do what was asked.",
      "live_shared_waiting": "Items that wait to be written to the database.",
      "live_shared_reached": "Whether the database of the live feed answers: 1 or 0.",
    ]

    private static func tell(_ event: SharedFeedEvent, _ words: Words) {
      switch event {
      case .away(let found): words.warning("live feed: \(found)")
      case .back: words.info("live feed reached")
      case .dropped(let count): words.warning("live feed: \(count) items were given up")
      case .renumbered: words.warning("live feed: the database is in a former state; clients begin anew")
      }
    }
  #endif
}

#if PostgreSQL
  /// The watch of another process as the desk that obeys what is asked of alarms.
  private struct RemoteDesk: AlarmDesk {
    let feed: SharedFeed

    /// Longest time to wait for the watch [s].
    private static let patience = 10.0

    func alarm(_ id: String) async throws -> StandingAlarm? {
      try await answer(.standing(id: id), by: Principal.anonymous.name).standing
    }

    func obey(
      _ command: AlarmCommand, alarm: String, by actor: String, seen version: String?
    ) async throws -> AlarmReply {
      let answer = try await answer(.alarm(id: alarm, command: command, seen: version), by: actor)
      if let refusal = answer.refusal, refusal.isStale {
        throw StaleVersion(seen: refusal.expected, current: refusal.found)
      }
      return AlarmReply(
        steps: answer.steps,
        refusal: answer.refusal.map { AlarmRefusal(alarm: alarm, found: $0.found, expected: $0.expected) })
    }

    private func answer(_ request: WatchRequest, by actor: String) async throws -> WatchReply {
      let reply: String?
      do throws(SQLFailure) {
        let text = try? JSONEncoder().encode(request)
        reply = try await feed.ask(String(decoding: text ?? Data(), as: UTF8.self), by: actor, within: Self.patience)
      } catch {
        throw Problem(.busy, detail: "The database of the live feed does not answer.", headers: [.retryAfter: "5"])
      }
      guard let reply, let answer = try? JSONDecoder().decode(WatchReply.self, from: Data(reply.utf8)) else {
        throw Problem(
          .busy, detail: "No process that watches the plant answers; nothing was changed unless it did so late.",
          headers: [.retryAfter: "5"])
      }
      return answer
    }
  }
#endif
