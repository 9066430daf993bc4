/// Where a client is in one topic.
public struct LiveMark: LiveDescribed, Hashable {
  public var topic: LiveTopic
  /// The last sequence number it has taken.
  public var sequence: Int

  /// A place in a topic.
  public init(topic: LiveTopic, sequence: Int) {
    self.topic = topic
    self.sequence = sequence
  }

  public static let summary = "A place in a topic."
  public static let members: [LiveMember<LiveMark>] = [
    .word("topic", "The topic.", \.topic),
    .whole("sequence", "The last sequence number that was taken.", \.sequence),
  ]
}

/// Where a client wants to go on.
public struct LiveResume: LiveDescribed, Hashable {
  /// The numbering that the sequence belongs to; it changes when numbers begin anew.
  public var epoch: String
  /// The last sequence number the client has taken.
  public var sequence: Int

  /// A place to go on from.
  public init(epoch: String, sequence: Int) {
    self.epoch = epoch
    self.sequence = sequence
  }

  public static let summary = "Where a client goes on after a connection was lost."
  public static let members: [LiveMember<LiveResume>] = [
    .text("epoch", "The numbering the sequence belongs to, from `welcome`.", \.epoch),
    .whole("sequence", "The last sequence number that was taken.", \.sequence),
  ]
}
