import LiveFeed
import Testing

@Suite("A hub whose items are numbered elsewhere")
struct SharedTests {
  /// Items of shots as another hub would have numbered them.
  private static func shots(_ range: ClosedRange<Int>) -> [LiveItem] {
    range.map { number in
      let item = LiveItem(Made.shot(number, machine: "m\(number % 3)"), at: Made.time(0))
      return LiveItem(
        topic: item.topic, sequence: number, key: item.key, machine: item.machine, number: item.number,
        isAtRest: item.isAtRest, json: item.json)
    }
  }

  private static func listen(_ hub: LiveHub, from resume: LiveResume?) throws -> Listener {
    let client = try hub.join(.everything, at: Made.time(0))
    try client.subscribe(LiveSubscribe(.shots, resume: resume))
    var listener = Listener()
    for json in client.take(at: Made.time(0)).messages { try listener.take(json) }
    client.leave()
    return listener
  }

  @Test("A client of one hub goes on at another without loss")
  func elsewhere() throws {
    let (one, other) = (LiveHub(epoch: ""), LiveHub(epoch: ""))
    for hub in [one, other] { hub.begin(epoch: "e7", after: [:], Self.shots(1...5)) }
    one.take(Self.shots(6...9))
    // The other one reads the same twice, and some of what it knows.
    other.take(Self.shots(4...8))
    other.take(Self.shots(8...12))
    let listener = try Self.listen(one, from: nil)
    #expect(listener.epoch == "e7" && listener.mark == 9)
    let again = try Self.listen(other, from: LiveResume(epoch: "e7", sequence: 9))
    #expect(again.messages.contains { $0.begins == "resumed" })
    #expect(again.messages.flatMap { $0.items ?? [] }.map(\.sequence) == [10, 11, 12])
  }

  @Test("What is older than what is kept in order is in the snapshot, and nobody resumes there")
  func older() throws {
    let hub = LiveHub(epoch: "")
    // Of the machine m0 the newest item is the third; 4 to 6 are kept no more, 7 and 8 are.
    hub.begin(epoch: "e", after: [.shots: 6], Self.shots(3...3) + Self.shots(7...8))
    #expect(hub.head(of: .shots) == 8)
    let fresh = try Self.listen(hub, from: nil)
    #expect(fresh.messages.flatMap { $0.items ?? [] }.map(\.sequence) == [3, 7, 8])
    #expect(
      try Self.listen(hub, from: LiveResume(epoch: "e", sequence: 6)).messages.contains { $0.begins == "resumed" })
    let late = try Self.listen(hub, from: LiveResume(epoch: "e", sequence: 5))
    #expect(late.messages.contains { $0.begins == "beyond_window" })
  }

  @Test("Where numbers are missing, nobody resumes across the gap")
  func gap() throws {
    let hub = LiveHub(epoch: "")
    hub.begin(epoch: "e", after: [:], Self.shots(1...5))
    hub.take(Self.shots(9...10))
    let before = try Self.listen(hub, from: LiveResume(epoch: "e", sequence: 5))
    #expect(before.messages.contains { $0.begins == "beyond_window" })
    #expect(
      try Self.listen(hub, from: LiveResume(epoch: "e", sequence: 8)).messages.contains { $0.begins == "resumed" })
  }

  @Test("Another numbering sends clients away, each with the one it has heard")
  func renumbered() throws {
    let hub = LiveHub(epoch: "")
    hub.begin(epoch: "old", after: [:], Self.shots(1...3))
    let client = try hub.join(.everything, at: Made.time(0))
    try client.subscribe(LiveSubscribe(.shots))
    _ = client.take(at: Made.time(0))
    hub.begin(epoch: "new", after: [:], Self.shots(1...2))
    let output = client.take(at: Made.time(1))
    #expect(output.closing == .draining)
    let last = try Listener.read(try #require(output.messages.last))
    #expect(last.type == "closing" && last.epoch == "old")
    #expect(last.marks?.map(\.sequence) == [3])
    let again = try Self.listen(hub, from: LiveResume(epoch: "old", sequence: 3))
    #expect(again.messages.contains { $0.begins == "new_epoch" })
  }
}
