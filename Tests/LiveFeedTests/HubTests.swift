import Foundation
import LiveFeed
import Plant
import Synchronization
import Testing

@Suite("The hub of the live feed")
struct HubTests {
  @Test("lets nobody hear what he may not")
  func forbidden() throws {
    let hub = LiveHub(epoch: "e")
    let client = try hub.join(LiveAccess { $0 != .alarms }, at: Made.time(0))
    #expect(throws: LiveRefusal.self) { try client.subscribe(LiveSubscribe(.alarms)) }
    let messages = try client.take(at: Made.time(0)).messages.map(Listener.read)
    #expect(messages.map(\.type) == ["welcome", "refused"])
    #expect(messages[1].code == "forbidden")
    #expect(messages[1].pointer == "/topic")
  }

  @Test("confines a client to its machines, whatever it asks for")
  func confined() throws {
    let hub = LiveHub(epoch: "e")
    let client = try hub.join(LiveAccess(machines: ["m1"]) { _ in true }, at: Made.time(0))
    try client.subscribe(LiveSubscribe(.samples, machines: ["m1", "m2"]))
    try client.subscribe(LiveSubscribe(.ledger))
    hub.publish([Made.sample("m1.a", 1), Made.sample("m2.a", 2, machine: "m2")], at: Made.time(0))
    hub.publish([Made.ledger()], at: Made.time(0))
    let items = try client.take(at: Made.time(0)).messages.map(Listener.read).flatMap { $0.items ?? [] }
    #expect(items.map(\.item.machine) == ["m1"], "what belongs to no machine is not for the confined")
  }

  @Test("ends what is revoked with the next heartbeat")
  func revoked() throws {
    let hub = LiveHub(epoch: "e", limits: LiveLimits(heartbeat: 5))
    let allowed = Allowed()
    let client = try hub.join(LiveAccess { _ in allowed.isOn }, at: Made.time(0))
    try client.subscribe(LiveSubscribe(.samples))
    #expect(client.take(at: Made.time(1)).closing == nil)
    allowed.isOn = false
    #expect(client.take(at: Made.time(2)).closing == nil)
    let output = client.take(at: Made.time(5.1))
    #expect(output.isHeartbeat)
    #expect(output.closing == .unauthorized)
  }

  @Test(
    "refuses what it does not have",
    arguments: [
      (LiveSubscribe(.samples, version: 2), "/version"), (LiveSubscribe(.samples, interval: 0.01), "/every_s"),
      (LiveSubscribe(.alarms, interval: 1), "/every_s"),
      (LiveSubscribe(.samples, keys: (0...1000).map { "s\($0)" }), "/keys"),
      (LiveSubscribe(.samples, interval: .nan), "/every_s"),
    ])
  func refused(request: LiveSubscribe, pointer: String) throws {
    let client = try LiveHub(epoch: "e").join(.everything, at: Made.time(0))
    let refusal = #expect(throws: LiveRefusal.self) { try client.subscribe(request) }
    #expect(refusal?.pointer == pointer)
  }

  @Test("lets in so many and no more, and nobody while draining")
  func full() throws {
    let hub = LiveHub(epoch: "e", limits: LiveLimits(clientMaximum: 2))
    let first = try hub.join(.everything, at: Made.time(0))
    let second = try hub.join(.everything, at: Made.time(0))
    #expect(throws: LiveRefusal.self) { _ = try hub.join(.everything, at: Made.time(0)) }
    first.leave()
    let third = try hub.join(.everything, at: Made.time(0))
    hub.drain()
    for client in [second, third] {
      let output = client.take(at: Made.time(0))
      #expect(output.closing == .draining)
    }
    second.leave()
    #expect(throws: LiveRefusal.self) { _ = try hub.join(.everything, at: Made.time(0)) }
    #expect(hub.counters.turnedAway == 2)
  }

  @Test("keeps no alarm at rest in its snapshot")
  func rest() throws {
    let hub = LiveHub(epoch: "e")
    hub.publish([Made.alarm("a", .unacknowledged), Made.alarm("b", .unacknowledged)], at: Made.time(0))
    hub.publish([Made.alarm("a", .normal)], at: Made.time(1))
    let client = try hub.join(.everything, at: Made.time(1))
    try client.subscribe(LiveSubscribe(.alarms))
    let items = try client.take(at: Made.time(1)).messages.map(Listener.read).flatMap { $0.items ?? [] }
    #expect(items.map(\.item.alarm) == ["b"])
  }

  @Test("wakes a waiting client, and one that would have waited too late", .timeLimit(.minutes(10)))
  func wakes() async throws {
    let hub = LiveHub(epoch: "e")
    let client = try hub.join(.everything, at: Made.time(0))
    try client.subscribe(LiveSubscribe(.shots))
    await client.wait()
    _ = client.take(at: Made.time(0))
    async let heard: Void = client.wait()
    hub.publish([Made.shot(1)], at: Made.time(0))
    await heard
    #expect(client.take(at: Made.time(0)).messages.count == 1)
    let task = Task { await client.wait() }
    task.cancel()
    await task.value
  }

  @Test("calls who asks to be called, once until something was taken, and not after he has left")
  func calls() throws {
    let hub = LiveHub(epoch: "e")
    let client = try hub.join(.everything, at: Made.time(0))
    try client.subscribe(LiveSubscribe(.shots))
    let calls = Mutex(0)
    client.call { calls.withLock { $0 += 1 } }
    #expect(calls.withLock { $0 } == 1)
    hub.publish([Made.shot(1)], at: Made.time(0))
    #expect(calls.withLock { $0 } == 1)
    _ = client.take(at: Made.time(0))
    for number in 2...3 { hub.publish([Made.shot(number)], at: Made.time(0)) }
    #expect(calls.withLock { $0 } == 2)
    #expect(client.take(at: Made.time(0)).messages.count == 1)
    client.leave()
    hub.publish([Made.shot(4)], at: Made.time(0))
    client.close(.draining)
    #expect(calls.withLock { $0 } == 2)
  }

  @Test("delivers to many clients side by side while many publish", .timeLimit(.minutes(10)))
  func crowd() async throws {
    let hub = LiveHub(epoch: "e")
    let total = 400
    await withTaskGroup(of: [Int].self) { group in
      for _ in 0..<20 {
        group.addTask {
          guard let client = try? hub.join(.everything, at: Made.time(0)) else { return [] }
          guard (try? client.subscribe(LiveSubscribe(.shots, resume: LiveResume(epoch: "e", sequence: 0)))) != nil
          else { return [] }
          var heard: [Int] = []
          while heard.count < total, !Task.isCancelled {
            await client.wait()
            var hasMore = true
            while hasMore {
              let output = client.take(at: Made.time(0))
              hasMore = output.hasMore
              heard += output.messages.compactMap { try? Listener.read($0) }.flatMap { $0.items ?? [] }.map(\.sequence)
            }
          }
          client.leave()
          return heard
        }
      }
      for publisher in 0..<4 {
        group.addTask {
          for number in 0..<total / 4 {
            hub.publish([Made.shot(number, machine: "m\(publisher)")], at: Made.time(0))
            await Task.yield()
          }
          return []
        }
      }
      for await heard in group where !heard.isEmpty { #expect(heard == Array(1...total)) }
    }
    #expect(hub.counters.delivered == 20 * total)
  }
}

/// A permission that can be taken away.
private final class Allowed: Sendable {
  private let state = Mutex(true)
  var isOn: Bool {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }
}
