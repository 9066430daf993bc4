import LiveFeed
import Testing

@Suite("A listener that comes and goes")
struct ResumeTests {
  /// Publishes, takes, and cuts the connection at random, often between two messages of one take; in the end holds what
  /// arrived against what was published.
  @Test("loses no event within the window and knows when it lost some", arguments: 0..<200)
  func events(seed: UInt64) throws {
    var random = SeededNumbers(seed: seed)
    let window = Int.random(in: 4...64, using: &random)
    let hub = LiveHub(
      epoch: "e", limits: LiveLimits(eventWindow: window, batchMaximum: Int.random(in: 1...16, using: &random)))
    let machines = ["m1", "m2", "m3"]
    let wished: [String]? = Bool.random(using: &random) ? ["m1", "m3"] : nil
    var published: [(sequence: Int, machine: String)] = []
    var arrived: [Int] = []
    var listener = Listener()
    var client: LiveClient?
    var clock = 0.0
    for _ in 0..<300 {
      clock += 0.01
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<5:
        let shots = (0..<Int.random(in: 1...8, using: &random)).map { _ in
          let machine = machines[Int.random(in: 0..<3, using: &random)]
          published.append((published.count + 1, machine))
          return Made.shot(published.count, machine: machine)
        }
        hub.publish(shots, at: Made.time(clock))
      case 5..<9:
        if client == nil {
          client = try hub.join(.everything, at: Made.time(clock))
          try client?.subscribe(LiveSubscribe(.shots, machines: wished, resume: listener.resume))
        }
        guard let joined = client else { continue }
        let output = joined.take(at: Made.time(clock))
        // Now and then the line breaks before all has arrived.
        let isCut = Int.random(in: 0..<6, using: &random) == 0
        let count = isCut ? Int.random(in: 0...output.messages.count, using: &random) : output.messages.count
        for json in output.messages.prefix(count) {
          try listener.take(json)
          try follow(listener, &arrived, published.count, window, wished: wished, published)
        }
        if isCut || output.closing != nil {
          joined.leave()
          client = nil
        }
      default:
        client?.leave()
        client = nil
      }
    }
    // The line holds: everything arrives.
    client?.leave()
    let last = try hub.join(.everything, at: Made.time(clock))
    try last.subscribe(LiveSubscribe(.shots, machines: wished, resume: listener.resume))
    var hasMore = true
    while hasMore {
      let output = last.take(at: Made.time(clock))
      for json in output.messages {
        try listener.take(json)
        try follow(listener, &arrived, published.count, window, wished: wished, published)
      }
      hasMore = output.hasMore
    }
    last.leave()
    #expect(arrived == published.filter { wished?.contains($0.machine) ?? true }.map(\.sequence))
    #expect(hub.counters.clients == 0)
  }

  /// Adds what the newest message brought. A snapshot may skip events only where the listener was told so.
  private func follow(
    _ listener: Listener, _ arrived: inout [Int], _ head: Int, _ window: Int, wished: [String]?,
    _ published: [(sequence: Int, machine: String)]
  ) throws {
    guard let message = listener.messages.last else { return }
    switch message.type {
    case "subscribed":
      if message.begins == "beyond_window" {
        // Only then is something lost; the model forgets it too, and knows that it was more than the window.
        let known = listener.mark ?? 0
        #expect(known < 0 || head - known > window)
      }
    case "snapshot":
      guard message.more == false, let sequence = message.sequence else { return }
      arrived = published.filter { $0.sequence <= sequence && (wished?.contains($0.machine) ?? true) }.map(\.sequence)
    case "update":
      let items = try #require(message.items)
      #expect(!items.isEmpty)
      for item in items {
        #expect(item.item.shot == item.sequence, "items carry the number they were published with")
        // Heard twice after a cut: known by its number.
        if let last = arrived.last, item.sequence <= last { continue }
        arrived.append(item.sequence)
      }
    default: break
    }
  }

  @Test("begins anew when the line broke amid a snapshot")
  func amidSnapshot() throws {
    let hub = LiveHub(epoch: "e", limits: LiveLimits(batchMaximum: 2))
    hub.publish((1...5).map { Made.shot($0, machine: "m\($0)") }, at: Made.time(0))
    let client = try hub.join(.everything, at: Made.time(0))
    try client.subscribe(LiveSubscribe(.shots))
    var listener = Listener()
    for json in client.take(at: Made.time(0)).messages.prefix(3) { try listener.take(json) }
    #expect(listener.messages.last?.more == true)
    let again = try hub.join(.everything, at: Made.time(0))
    try again.subscribe(LiveSubscribe(.shots, resume: listener.resume))
    let messages = try again.take(at: Made.time(0)).messages.map(Listener.read)
    #expect(messages.flatMap { $0.items ?? [] }.map(\.sequence) == Array(1...5))
  }

  @Test("hears the rest when the line broke amid an update of samples")
  func amidUpdate() throws {
    let hub = LiveHub(epoch: "e", limits: LiveLimits(batchMaximum: 2))
    let client = try hub.join(.everything, at: Made.time(0))
    try client.subscribe(LiveSubscribe(.samples))
    var listener = Listener()
    for json in client.take(at: Made.time(0)).messages { try listener.take(json) }
    hub.publish((1...5).map { Made.sample("m1.s\($0)", 1) }, at: Made.time(0))
    for json in client.take(at: Made.time(0)).messages.prefix(1) { try listener.take(json) }
    let again = try hub.join(.everything, at: Made.time(0))
    try again.subscribe(LiveSubscribe(.samples, resume: listener.resume))
    let messages = try again.take(at: Made.time(0)).messages.map(Listener.read)
    #expect(messages[1].begins == "resumed")
    #expect(messages.flatMap { $0.items ?? [] }.map(\.sequence) == Array(1...5))
  }

  @Test("is told that the numbering began anew")
  func epoch() throws {
    let hub = LiveHub(epoch: "second")
    hub.publish([Made.shot(1)], at: Made.time(0))
    let client = try hub.join(.everything, at: Made.time(0))
    try client.subscribe(LiveSubscribe(.shots, resume: LiveResume(epoch: "first", sequence: 1)))
    let messages = try client.take(at: Made.time(0)).messages.map(Listener.read)
    #expect(messages.map(\.type) == ["welcome", "subscribed", "snapshot"])
    #expect(messages[1].begins == "new_epoch")
    #expect(messages[2].items?.count == 1)
    #expect(hub.counters.restarted == 1)
  }

  @Test("cannot resume in the future", arguments: [2, Int.max, -1, Int.min])
  func future(sequence: Int) throws {
    let hub = LiveHub(epoch: "e")
    hub.publish([Made.shot(1)], at: Made.time(0))
    let client = try hub.join(.everything, at: Made.time(0))
    try client.subscribe(LiveSubscribe(.shots, resume: LiveResume(epoch: "e", sequence: sequence)))
    let messages = try client.take(at: Made.time(0)).messages.map(Listener.read)
    #expect(messages[1].begins == "beyond_window")
  }

  @Test("is closed with a place to resume when events come faster than it takes them")
  func slow() throws {
    let hub = LiveHub(epoch: "e", limits: LiveLimits(eventWindow: 10))
    let client = try hub.join(.everything, at: Made.time(0))
    try client.subscribe(LiveSubscribe(.shots))
    hub.publish([Made.shot(1), Made.shot(2)], at: Made.time(0))
    _ = client.take(at: Made.time(0))
    hub.publish((3...12).map { Made.shot($0) }, at: Made.time(0))
    #expect(client.take(at: Made.time(0)).closing == nil, "as many as the window holds may wait")
    hub.publish((13...23).map { Made.shot($0) }, at: Made.time(0))
    let output = client.take(at: Made.time(0))
    #expect(output.closing == .tooSlow)
    let last = try Listener.read(try #require(output.messages.last))
    #expect(last.type == "closing")
    #expect(last.reason == "too_slow")
    #expect(last.marks?.map(\.sequence) == [12])
    #expect(hub.counters.tooSlow == 1)
    #expect(client.take(at: Made.time(0)).messages.isEmpty, "nothing follows the end")
  }
}
