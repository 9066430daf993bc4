import LiveFeed
import Testing

@Suite("Samples that are coalesced")
struct CoalescingTests {
  private struct Published {
    let sequence: Int
    let key: String
    let value: Double
  }

  /// A client that takes at random times hears, for each signal, the newest value with count and bounds of all that it
  /// stands for, in the order of the newest.
  @Test("stand for all that came since the message before", arguments: 0..<150)
  func sums(seed: UInt64) throws {
    var random = SeededNumbers(seed: seed)
    let interval: Double? = Bool.random(using: &random) ? 0.5 : nil
    let batch = Int.random(in: 1...12, using: &random)
    let window = Int.random(in: 20...200, using: &random)
    let hub = LiveHub(epoch: "e", limits: LiveLimits(coalescedWindow: window, batchMaximum: batch))
    let keys = (0..<Int.random(in: 1...10, using: &random)).map { "m1.s\($0)" }
    var published: [Published] = []
    let client = try hub.join(.everything, at: Made.time(0))
    try client.subscribe(LiveSubscribe(.samples, interval: interval))
    var reached = 0
    var clock = 0.0
    var lastMessage: Double?
    for _ in 0..<300 {
      clock += Double.random(in: 0...0.3, using: &random)
      if Int.random(in: 0..<4, using: &random) > 0 {
        let samples = (0..<Int.random(in: 1...15, using: &random)).map { _ in
          let key = keys[Int.random(in: 0..<keys.count, using: &random)]
          let value = Double.random(in: -5...5, using: &random)
          published.append(Published(sequence: published.count + 1, key: key, value: value))
          return Made.sample(key, value, at: clock)
        }
        hub.publish(samples, at: Made.time(clock))
        continue
      }
      let messages = try client.take(at: Made.time(clock)).messages.map(Listener.read).filter { $0.items != nil }
      guard let last = messages.last else { continue }
      if let interval, let before = lastMessage {
        #expect(clock - before >= interval - 1e-6, "no sooner than asked for")
      }
      lastMessage = clock
      #expect(last.sequence == published.count)
      #expect(messages.dropLast().allSatisfy { $0.more == true } && last.more == false)
      #expect(messages.allSatisfy { ($0.items?.count ?? 0) <= batch })
      if last.type == "update" {
        let isWhole = published.count - reached <= window
        try compare(messages, published.filter { $0.sequence > reached }, isWhole: isWhole)
      }
      reached = published.count
    }
    #expect(reached > 0)
  }

  private func compare(_ messages: [Listener.Message], _ missed: [Published], isWhole: Bool) throws {
    let items = messages.flatMap { $0.items ?? [] }
    #expect(items.map(\.sequence) == items.map(\.sequence).sorted(), "in order")
    for key in Set(missed.map(\.key)) {
      let mine = missed.filter { $0.key == key }
      let heard = items.filter { $0.item.signal == key }
      #expect(heard.last?.sequence == mine.last?.sequence, "the newest is always heard")
      #expect(heard.last?.item.value == mine.last?.value)
      guard isWhole else { continue }
      #expect(heard.map { $0.count ?? 1 }.reduce(0, +) == mine.count)
      #expect(heard.compactMap { $0.minimum ?? $0.item.value }.min() == mine.map(\.value).min())
      #expect(heard.compactMap { $0.maximum ?? $0.item.value }.max() == mine.map(\.value).max())
    }
    let told = messages.compactMap(\.coalesced).reduce(0, +)
    if isWhole { #expect(told == missed.count - items.count, "what was left out is counted") }
  }

  @Test("reach a client whole while they fit into a message")
  func whole() throws {
    let hub = LiveHub(epoch: "e")
    let client = try hub.join(.everything, at: Made.time(0))
    try client.subscribe(LiveSubscribe(.samples))
    _ = client.take(at: Made.time(0))
    hub.publish((0..<20).map { Made.sample("m1.s", Double($0)) }, at: Made.time(0))
    let message = try Listener.read(try #require(client.take(at: Made.time(0)).messages.first))
    #expect(message.items?.compactMap(\.item.value) == (0..<20).map(Double.init))
    #expect(message.coalesced == 0)
  }

  @Test("are those of the keys and machines asked for")
  func filters() throws {
    let hub = LiveHub(epoch: "e")
    let client = try hub.join(.everything, at: Made.time(0))
    try client.subscribe(LiveSubscribe(.samples, keys: ["m1.a", "m2.a"], machines: ["m1"]))
    hub.publish(
      [Made.sample("m1.a", 1), Made.sample("m1.b", 2), Made.sample("m2.a", 3, machine: "m2")], at: Made.time(0))
    let messages = try client.take(at: Made.time(0)).messages.map(Listener.read)
    #expect(messages.flatMap { $0.items ?? [] }.map(\.item.signal) == ["m1.a"])
  }
}
