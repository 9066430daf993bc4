import Twin

/// Items of one topic in one message: the newest of each key, or what came since the message before.
struct LiveBatch: Sendable {
  let topic: LiveTopic
  let isSnapshot: Bool
  /// Where a client that has taken this message resumes.
  let sequence: Int
  /// Whether more messages of the same snapshot or update follow.
  let hasMore: Bool
  /// Items that were not delivered because newer ones of their keys were.
  let coalesced: Int
  /// Deliveries as JSON.
  let items: [String]

  static func members(of topic: LiveTopic, isSnapshot: Bool) -> [LiveMember<LiveBatch>] {
    let always: [LiveMember<LiveBatch>] = [
      .constant("type", isSnapshot ? "snapshot" : "update", "What the message is."),
      .constant("topic", topic.rawValue, "The topic of the items."),
      .whole("version", "Version of the topic's items.", \.topic.version),
      .whole("sequence", "Where a client that has taken this message resumes.", \.sequence),
      .flag("more", "Whether the next message belongs to the same \(isSnapshot ? "snapshot" : "update").", \.hasMore),
    ]
    let coalesced: [LiveMember<LiveBatch>] =
      topic.isCoalesced && !isSnapshot
      ? [.whole("coalesced", "Items not delivered because newer ones of their keys were.", \.coalesced)] : []
    let meaning = isSnapshot ? "The newest item of each key." : "What came since the message before, oldest first."
    return always + coalesced + [.written("items", meaning, LiveDelivery.shape(of: topic), \.items)]
  }

  static func shape(of topic: LiveTopic, isSnapshot: Bool) -> LiveShape {
    LiveShape(
      name: topic.typeName + (isSnapshot ? "Snapshot" : "Update"),
      summary: isSnapshot ? "All there is of \(topic.rawValue)." : "What is new of \(topic.rawValue).",
      members(of: topic, isSnapshot: isSnapshot))
  }

  /// Members of each topic's messages; made once, for they are written often.
  private static let allMembers = TopicMap { topic in
    (snapshot: members(of: topic, isSnapshot: true), update: members(of: topic, isSnapshot: false))
  }

  var json: String {
    var writer = JSONWriter(indented: false)
    let members = Self.allMembers[topic]
    writer.object { writer in
      for member in isSnapshot ? members.snapshot : members.update { member.write(self, &writer) }
    }
    return writer.text
  }

  /// Deliveries as messages of at most `size` items, at least one message. All but the last tell the client to resume
  /// at `before`, so that a client cut off between them loses nothing.
  static func messages(
    _ topic: LiveTopic, isSnapshot: Bool, _ items: [String], from before: Int, to sequence: Int, coalesced: Int = 0,
    size: Int
  ) -> [String] {
    var messages: [String] = []
    var place = 0
    repeat {
      let end = Swift.min(place + size, items.count)
      let isLast = end == items.count
      messages.append(
        LiveBatch(
          topic: topic, isSnapshot: isSnapshot, sequence: isLast ? sequence : before, hasMore: !isLast,
          coalesced: isLast ? coalesced : 0, items: Array(items[place..<end])
        ).json)
      place = end
    } while place < items.count
    return messages
  }
}
