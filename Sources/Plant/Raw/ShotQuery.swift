/// The place of a shot in the order of every source: start, then identifier by its UTF-8 bytes.
///
/// Shots whose start is missing or cannot be read come last.
public struct ShotKey: Hashable, Sendable, Comparable {
  /// When the shot began, read with the clock of the source; `nil` when that cannot be read.
  public var start: Instant?
  /// The shot's identifier as written; empty when there is none.
  public var id: String

  /// A place in the order.
  public init(start: Instant?, id: String) {
    self.start = start
    self.id = id
  }

  public static func < (lhs: ShotKey, rhs: ShotKey) -> Bool {
    switch (lhs.start, rhs.start) {
    case (let left?, let right?) where left != right: left < right
    case (.some, .none): true
    case (.none, .some): false
    default: lhs.id.utf8.lexicographicallyPrecedes(rhs.id.utf8)
    }
  }
}

/// Which shots are wanted. Every condition must hold; an empty set does not filter.
public struct ShotQuery: Hashable, Sendable {
  /// First instant wanted.
  public var from: Instant?
  /// First instant no longer wanted: ranges are half open. A shot without a readable start matches every range, so
  /// that it is reported rather than lost.
  public var to: Instant?
  /// Molds, in the words of our vocabulary; a shot that states none does not match.
  public var molds: Set<String>
  /// Material systems; a shot that states none does not match.
  public var systems: Set<String>
  /// Verdicts; a shot that states none does not match.
  public var statuses: Set<QualityStatus>
  /// Identifiers, for joining; `nil` does not filter, an empty set matches nothing.
  public var ids: Set<String>?

  /// A query; by default for everything.
  public init(
    from: Instant? = nil, to: Instant? = nil, molds: Set<String> = [], systems: Set<String> = [],
    statuses: Set<QualityStatus> = [], ids: Set<String>? = nil
  ) {
    self.from = from
    self.to = to
    self.molds = molds
    self.systems = systems
    self.statuses = statuses
    self.ids = ids
  }

  /// Whether a start lies in the range; a start that cannot be read does.
  public func includes(start: Instant?) -> Bool {
    guard let start else { return true }
    return (from.map { $0 <= start } ?? true) && (to.map { start < $0 } ?? true)
  }
}
