import Synchronization

/// What is kept of one topic: the newest items in order, and the newest of each key.
struct LiveLog: Sendable {
  /// Newest items that are kept.
  let capacity: Int
  /// Keys whose newest item is kept.
  let keyMaximum: Int
  /// Sequence number of the newest item; 0 before the first.
  private(set) var head: Int
  /// Sequence number of the newest item that is kept no more.
  private(set) var floor: Int
  /// Items whose key found no room among the newest of each key.
  private(set) var unlisted = 0
  private var ring: [LiveEntry] = []
  private var start = 0
  private var newest: [String: LiveEntry] = [:]
  /// What was made last of the items after some sequence number.
  let stretch = LiveStretch()

  /// An empty log that goes on after `head`.
  init(capacity: Int, keyMaximum: Int, head: Int = 0) {
    self.capacity = capacity
    self.keyMaximum = keyMaximum
    self.head = head
    floor = head
  }

  /// Adds an item whose sequence number is larger than ``head``. Where numbers are missing before it, nothing older is
  /// kept but the newest of each key.
  mutating func append(_ entry: LiveEntry) {
    precondition(entry.sequence > head, "sequence numbers grow")
    if entry.sequence > head + 1 {
      ring = []
      start = 0
      floor = entry.sequence - 1
    }
    head = entry.sequence
    if ring.count < capacity {
      ring.append(entry)
    } else {
      floor = ring[start].sequence
      ring[start] = entry
      start = (start + 1) % capacity
    }
    remember(entry)
  }

  /// Keeps an item as the newest of its key; it is older than what is kept in order.
  mutating func remember(_ entry: LiveEntry) {
    if entry.isAtRest {
      newest[entry.key] = nil
    } else if newest[entry.key] != nil || newest.count < keyMaximum {
      newest[entry.key] = entry
    } else {
      unlisted += 1
    }
  }

  /// Whether all items after a sequence number are still kept.
  func holdsAll(after sequence: Int) -> Bool { (floor...head).contains(sequence) }

  /// Calls `body` with each kept item after a sequence number, oldest first, until it returns false.
  func forEach(after sequence: Int, _ body: (LiveEntry) -> Bool) {
    for offset in place(after: sequence)..<ring.count where !body(self[offset]) { return }
  }

  /// How many items are kept after a sequence number.
  func count(after sequence: Int) -> Int { ring.count - place(after: sequence) }

  /// The newest item of each key that came after a sequence number, in their order.
  func newest(after sequence: Int) -> [LiveEntry] {
    newest.values.filter { $0.sequence > sequence }.sorted { $0.sequence < $1.sequence }
  }

  private subscript(offset: Int) -> LiveEntry {
    let place = start + offset
    return ring[place < ring.count ? place : place - ring.count]
  }

  /// The offset of the first item after a sequence number, by halving.
  private func place(after sequence: Int) -> Int {
    var (low, high) = (0, ring.count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle].sequence > sequence { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

/// The messages that were made last of a topic's events: most clients have heard the same, and are told the same.
final class LiveStretch: Sendable {
  /// Messages of all items after a sequence number, up to the newest.
  struct Messages: Sendable {
    let cursor: Int
    let head: Int
    let texts: [String]
    /// Items in them, and the last one's sequence number.
    let count: Int
    let reached: Int
  }

  private let last = Mutex<Messages?>(nil)

  /// What was made of the items after `cursor` while `head` was the newest; `nil` when something else was made since.
  func messages(after cursor: Int, head: Int) -> Messages? {
    last.withLock { last in
      guard let last, last.cursor == cursor, last.head == head else { return nil }
      return last
    }
  }

  /// Keeps what was made.
  func keep(_ messages: Messages) { last.withLock { $0 = messages } }
}
