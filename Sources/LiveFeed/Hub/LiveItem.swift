public import Plant

/// Somebody to whom things are said that many may hear: a hub, or what leads to hubs of several processes.
public protocol LivePublisher: Sendable {
  /// Says something. Items of one call keep their order. Never waits.
  func publish<Content: LiveContent>(_ contents: [Content], at now: Instant)
}

/// One item of a topic outside of a hub: as it is written down, and read by hubs of other processes.
public struct LiveItem: Hashable, Sendable {
  public let topic: LiveTopic
  /// Its place in the topic, counted from 1; 0 while it has none.
  public let sequence: Int
  /// What it is about.
  public let key: String
  /// The machine it belongs to; `nil` where it belongs to none.
  public let machine: String?
  /// The number by which several items of one key are summed up.
  public let number: Double?
  /// Whether nothing is left to show.
  public let isAtRest: Bool
  /// What is said, as JSON.
  public let json: String

  /// Something that is said at a time, without a place yet.
  public init<Content: LiveContent>(_ content: Content, at time: Instant) {
    let content = content.published(at: time)
    self.init(
      topic: Content.topic, sequence: 0, key: content.key, machine: content.machineID, number: content.number,
      isAtRest: content.isAtRest, json: content.json)
  }

  /// An item as it was written down.
  public init(
    topic: LiveTopic, sequence: Int, key: String, machine: String?, number: Double?, isAtRest: Bool, json: String
  ) {
    self.topic = topic
    self.sequence = sequence
    self.key = key
    self.machine = machine
    self.number = number
    self.isAtRest = isAtRest
    self.json = json
  }
}

extension LiveEntry {
  init(_ item: LiveItem) {
    self.init(
      sequence: item.sequence, key: item.key, machine: item.machine, number: item.number, isAtRest: item.isAtRest,
      item: item.json)
  }
}
