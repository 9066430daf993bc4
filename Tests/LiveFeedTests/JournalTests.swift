import Foundation
import LiveFeed
import Plant
import Testing

@Suite("A feed that is kept for the process that comes after")
struct JournalTests {
  private static let limits = LiveLimits(coalescedWindow: 8, eventWindow: 8)

  private static func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "Feed.\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  /// Lets a hub of its own say something in a folder, as a process that ends without a word would.
  private static func life(_ folder: String, epoch: String, _ body: (LiveHub) throws -> Void) throws {
    let hub = LiveHub(keptIn: folder, epoch: epoch, limits: limits)
    try body(try #require(hub))
  }

  /// What a client hears that comes to a hub.
  private static func hear(_ hub: LiveHub, _ topic: LiveTopic, from resume: LiveResume?) throws -> Listener {
    let client = try hub.join(.everything, at: Made.time(0))
    defer { client.leave() }
    try client.subscribe(LiveSubscribe(topic, resume: resume))
    var listener = Listener()
    for json in client.take(at: Made.time(0)).messages { try listener.take(json) }
    return listener
  }

  private static func publish(_ hub: LiveHub, _ shots: ClosedRange<Int>) {
    for shot in shots { hub.publish([Made.shot(shot, machine: "m\(shot % 3)\n\t\"ß")], at: Made.time(0)) }
  }

  @Test("Numbers and items go on over many lives, and whoever is within the window loses nothing", arguments: 1...40)
  func lives(_ each: Int) throws {
    try Self.withFolder { folder in
      var said = 0
      for life in 0..<5 {
        try Self.life(folder, epoch: "e\(life)") { hub in
          #expect(hub.epoch == "e0" && hub.head(of: .shots) == said)
          for back in 0...min(8, said) {
            let listener = try Self.hear(hub, .shots, from: LiveResume(epoch: "e0", sequence: said - back))
            #expect(listener.messages.contains { $0.begins == "resumed" }, "\(back) behind \(said)")
            let items = listener.messages.flatMap { $0.items ?? [] }
            #expect(items.map(\.sequence) == Array((said - back + 1)..<(said + 1)))
            #expect(items.allSatisfy { $0.item.shot == $0.sequence })
          }
          Self.publish(hub, (said + 1)...(said + each))
          said += each
        }
      }
    }
  }

  @Test("The newest of each key stays, however old it is, and what is at rest goes")
  func keys() throws {
    try Self.withFolder { folder in
      try Self.life(folder, epoch: "e") { hub in
        hub.publish([Made.alarm("a", .unacknowledged), Made.alarm("b", .unacknowledged)], at: Made.time(0))
        for turn in 0..<50 {
          hub.publish([Made.alarm("c", turn % 2 == 0 ? .unacknowledged : .normal)], at: Made.time(0))
        }
        hub.publish([Made.alarm("b", .normal)], at: Made.time(0))
      }
      try Self.life(folder, epoch: "other") { hub in
        #expect(Array(hub.newest(of: .alarms).keys) == ["a"] && hub.epoch == "e")
        let items = try Self.hear(hub, .alarms, from: nil).messages.flatMap { $0.items ?? [] }
        #expect(items.map(\.item.alarm) == ["a"])
      }
    }
  }

  @Test("A record that is torn was never heard: its number is given again", arguments: [1, 10, 60, 100])
  func torn(_ missing: Int) throws {
    try Self.withFolder { folder in
      try Self.life(folder, epoch: "e") { Self.publish($0, 1...3) }
      let file = URL(filePath: folder + "/shots.1")
      let bytes = try Data(contentsOf: file)
      try bytes.dropLast(missing).write(to: file)
      try Self.life(folder, epoch: "other") { hub in
        #expect(hub.epoch == "e" && hub.head(of: .shots) == 2)
        Self.publish(hub, 3...3)
        let listener = try Self.hear(hub, .shots, from: LiveResume(epoch: "e", sequence: 1))
        #expect(listener.messages.flatMap { $0.items ?? [] }.map(\.item.shot) == [2, 3])
      }
    }
  }

  @Test(
    "What cannot be gone on from begins another numbering",
    arguments: ["epoch", "samples.1", "shots.1", "shots.1/head"])
  func lost(_ part: String) throws {
    try Self.withFolder { folder in
      try Self.life(folder, epoch: "e") { Self.publish($0, 1...3) }
      let name = part.split(separator: "/").first.map(String.init) ?? ""
      let file = URL(filePath: folder + "/" + name)
      switch part {
      // Another start of the system.
      case "epoch": try Data("e another-start\n".utf8).write(to: file)
      case "shots.1/head": try Data("nothing".utf8).write(to: file)
      default: try FileManager.default.removeItem(at: file)
      }
      try Self.life(folder, epoch: "other") { hub in
        #expect(hub.epoch == "other" && hub.head(of: .shots) == 0)
        let listener = try Self.hear(hub, .shots, from: LiveResume(epoch: "e", sequence: 3))
        #expect(listener.messages.contains { $0.begins == "new_epoch" })
      }
      try Self.life(folder, epoch: "third") { #expect($0.epoch == "other") }
    }
  }

  @Test("One process keeps its feed in a folder, and one that cannot keeps none")
  func alone() throws {
    try Self.withFolder { folder in
      try Self.life(folder, epoch: "e") { _ in
        #expect(LiveHub(keptIn: folder, epoch: "f") == nil)
      }
      try Self.life(folder, epoch: "g") { #expect($0.epoch == "e") }
      #expect(LiveHub(keptIn: folder + "/lock/below", epoch: "e") == nil)
    }
  }
}
