import Foundation
import Testing

@Suite(
  "Several services share one live feed through PostgreSQL",
  .serialized, .enabled(if: OwnPostgreSQL.isThere, OwnPostgreSQL.absence))
struct SharedFeedTests {
  /// What two listeners heard of the same numbers is the same; how many numbers both heard.
  private static func agreement(_ one: LiveListener, _ other: LiveListener, _ topic: String) throws -> Int {
    let known = Dictionary(try one.items(of: topic).map { ($0.sequence, "\($0.item["time"] ?? "")") }) { $1 }
    var both = 0
    for item in try other.items(of: topic) {
      guard let time = known[item.sequence] else { continue }
      #expect(time == "\(item.item["time"] ?? "")", "\(topic) \(item.sequence)")
      both += 1
    }
    return both
  }

  @Test(
    "Numbers are the same everywhere, actions reach the watch, and a crash of the database loses nothing",
    .timeLimit(.minutes(8)))
  func shared() async throws {
    let database = try OwnPostgreSQL()
    try await ServePlantTests.withPlant { folder in
      let watching = ["--plant", "plant.yaml", "--historian", database.address, "--state", "A"]
      try await ServedProgram.with(in: folder, watching) { first in
        try await ServedProgram.with(in: folder, ["--historian", database.address, "--state", "B"]) { second in
          let near = try LiveListener(first, topics: "alarms,samples", in: folder)
          let far = try LiveListener(second, topics: "alarms,samples", in: folder)
          #expect(try await far.hears(#""alarm":"foam-line.polyol-lost""#))
          // Asked at the service that does not watch, done by the one that does, heard at both.
          let action = "/api/v1/alarms/foam-line.polyol-lost/acknowledge"
          let (status, text) = try await second.get(action, isPosted: true)
          #expect(status == 200, "\(text)")
          #expect(try await near.hears(#""cause":"acknowledged""#))
          #expect(try await far.hears(#""cause":"acknowledged""#))
          #expect(try await second.get("/api/v1/alarms/none/acknowledge", isPosted: true).0 == 404)
          #expect(try await second.get(action, isPosted: true).0 == 409)
          // The database is away for a while; both services live on.
          try database.crash()
          try await Task.sleep(for: .seconds(2))
          #expect(try await second.get("/health/live", isKeyed: false).0 == 200)
          let away = try far.items(of: "samples").last?.sequence ?? 0
          try database.start()
          try await Self.wait("samples after the crash") {
            try (far.items(of: "samples").last?.sequence ?? 0) > away + 100
              && (near.items(of: "samples").last?.sequence ?? 0) > away + 100
          }
          // The connection that asks was lost with the database, and nobody has used it since.
          #expect(try await second.get("/api/v1/alarms/none/acknowledge", isPosted: true).0 == 404)
          #expect(try Self.agreement(near, far, "samples") > 50)
          #expect(try Self.agreement(near, far, "alarms") > 0)
          let heard = try far.text
          #expect(!heard.contains("closing") && !heard.contains("new_epoch"))
          try Self.expectNoGap(heard)
          // A client of one service goes on at the other.
          let mark = try #require(try far.mark)
          let moved = try LiveListener(first, topics: "alarms,samples", in: folder, resume: mark)
          try await Self.wait("the moved listener hears") { try moved.items(of: "samples").count > 10 }
          let begins = try moved.text
          #expect(
            begins.contains(#""begins":"resumed""#) && !begins.contains(#""type":"snapshot""#), "\(begins.prefix(800))")
          let page = try await second.get("/metrics").1
          #expect(page.contains("live_shared_reached 1") && page.contains("live_shared_dropped_total 0"), "\(page)")
          // A database that hangs is told of, and hangs up nobody who asks how the service is.
          database.freeze()
          for service in [first, second] {
            let told = try await service.get("/metrics").1
            #expect(told.contains(#"service_ready{check="historian"} 0"#), "\(told)")
            #expect(try await service.get("/health/ready", isKeyed: false).0 == 503)
          }
          database.thaw()
          try await Self.wait("the historian answers") {
            try await second.get("/health/ready", isKeyed: false).0 == 200
          }
          #expect(second.end() == 0)
        }
        #expect(first.end() == 0)
        let said = try String(contentsOf: first.words, encoding: .utf8)
        #expect(said.contains("balanced=true"), "\(said.suffix(2000))")
      }
      // The next service goes on with the numbers of the last.
      try await ServedProgram.with(in: folder, ["--historian", database.address, "--state", "C"]) { third in
        let listener = try LiveListener(third, topics: "samples", in: folder)
        #expect(try await listener.hears(#""type":"snapshot""#))
        let first = try #require(try listener.text.firstMatch(of: /"topic":"samples","version":1,"sequence":(\d+)/))
        #expect(Int(first.1) ?? 0 > 100)
        // Nobody watches: the action is not done, and the caller is told so.
        #expect(try await third.get("/api/v1/alarms/foam-line.polyol-lost/reset", isPosted: true).0 == 503)
        #expect(third.end() == 0)
      }
    }
    withExtendedLifetime(database) {}
  }

  /// Every message goes on where the one before it ended: items delivered and summed up make all numbers.
  private static func expectNoGap(_ text: String) throws {
    var last: Int?
    for line in text.split(separator: "\n") where line.hasPrefix("data: ") && line.hasSuffix("}") {
      guard let message = try? Program.object(String(line.dropFirst(6))), message["topic"] as? String == "samples",
        let type = message["type"] as? String, let sequence = message["sequence"] as? Int,
        message["more"] as? Bool == false
      else { continue }
      if type == "update", let before = last {
        let items = (message["items"] as? [Any])?.count ?? 0
        #expect(before + items + (message["coalesced"] as? Int ?? 0) == sequence, "\(before) to \(sequence)")
      }
      if type == "update" || type == "snapshot" { last = sequence }
    }
    #expect(last != nil)
  }

  private static func wait(_ what: String, _ condition: () async throws -> Bool) async throws {
    // What was heard is read from its beginning each time: not too often.
    for _ in 0..<120 {
      if try await condition() { return }
      try await Task.sleep(for: .milliseconds(500))
    }
    Issue.record("waited a minute: \(what)")
  }
}
