/// What a client may hear. Asked when it subscribes and again with every heartbeat, so that what is revoked ends.
public struct LiveAccess: Sendable {
  /// Whether the client may hear a topic now.
  public var mayHear: @Sendable (LiveTopic) -> Bool
  /// Machines it may hear of; all where `nil`. Items that belong to no machine are not for confined clients.
  public var machines: Set<String>?

  /// What a client may hear.
  public init(machines: Set<String>? = nil, mayHear: @escaping @Sendable (LiveTopic) -> Bool) {
    self.mayHear = mayHear
    self.machines = machines
  }

  /// Everything.
  public static let everything = LiveAccess { _ in true }
}
