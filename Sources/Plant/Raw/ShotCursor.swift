/// A place in the order of a source's shots, from which reading goes on; as text it survives the program.
public struct ShotCursor: Hashable, Sendable {
  /// The last shot delivered.
  public let key: ShotKey
  /// How many shots with this very key were delivered: logs have duplicates.
  public let occurrence: Int

  /// The place behind the `occurrence`-th shot with this key; `occurrence` is at least 1.
  public init(after key: ShotKey, occurrence: Int) {
    precondition(occurrence >= 1, "a cursor stands behind a shot")
    self.key = key
    self.occurrence = occurrence
  }

  /// Reads the text of a cursor; `nil` when it is none.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let occurrence = Int(parts[1]), occurrence >= 1 else { return nil }
    if parts[0].isEmpty {
      self.init(after: ShotKey(start: nil, id: String(parts[2])), occurrence: occurrence)
    } else {
      guard case .instant(let start) = TimeText(String(parts[0])) else { return nil }
      self.init(after: ShotKey(start: start, id: String(parts[2])), occurrence: occurrence)
    }
  }

  /// The place behind the last of `shots`, which were read from behind `previous`.
  public init?(after shots: [RawShot], from previous: ShotCursor?) {
    guard let last = shots.last?.key else { return nil }
    let equal = shots.reversed().prefix { $0.key == last }.count
    let before = equal == shots.count && previous?.key == last ? previous?.occurrence ?? 0 : 0
    self.init(after: last, occurrence: equal + before)
  }
}

extension ShotCursor: CustomStringConvertible {
  /// Text for ``init(_:)``; its form may change between versions.
  public var description: String { "\(key.start?.description ?? "")/\(occurrence)/\(key.id)" }
}

/// Some shots of a source, in order.
public struct ShotPage: Hashable, Sendable {
  public let shots: [RawShot]
  /// Where the next page begins; `nil` after the last page.
  public let next: ShotCursor?

  /// A page. A page without shots is the last.
  public init(shots: [RawShot], next: ShotCursor?) {
    self.shots = shots
    self.next = next
  }
}

/// How large a page may grow; whichever comes first ends it, but it always holds at least one shot.
public struct PageLimit: Hashable, Sendable {
  public var shots: Int
  /// Numbers in all series together, times included: what decides about memory.
  public var points: Int

  /// A limit; both numbers at least 1.
  public init(shots: Int = 256, points: Int = 2_000_000) {
    precondition(shots >= 1 && points >= 1, "a page holds something")
    self.shots = shots
    self.points = points
  }
}
