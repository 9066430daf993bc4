import Historian
import Plant

/// The entries of the review queue that still grow: one for each signal that is in quarantine now.
struct ReviewDesk {
  private var growing: [SignalIndex: QuarantineEntry] = [:]
  private var changed: Set<SignalIndex> = []
  /// Samples that the written form of a growing entry tells of.
  private var written: [SignalIndex: Int] = [:]
  /// Entries that are complete and not written down yet.
  private var complete: [QuarantineEntry] = []
  private(set) var counts = WatchCounts.Review()
  /// The name of the newest entry, and how often it was used.
  private var newest = (name: "", times: 0)

  init(bound: Int, waiting: Int) {
    counts.bound = bound
    counts.waiting = waiting
  }

  /// So many entries wait for a decision.
  mutating func found(waiting: Int) { counts.waiting = waiting }

  /// Keeps a sample for review, where there is room.
  mutating func hold(_ sample: Sample, _ reason: QuarantineReason, source: String, signal: SignalDescription) {
    let place = sample.signal
    if let entry = growing[place], entry.rule != reason.rule || entry.isFull || entry.source != source {
      end(place)
    }
    if growing[place] == nil {
      guard counts.waiting < counts.bound else {
        counts.unkept += 1
        return
      }
      counts.waiting += 1
      let name = "\(signal.id)@\(sample.received.microseconds)-\(reason.rule.rawValue)"
      newest = name == newest.name ? (name, newest.times + 1) : (name, 0)
      let id = newest.times > 0 ? "\(name)-\(newest.times)" : name
      growing[place] = QuarantineEntry(id: id, sample, reason, source: source, signal: signal)
      changed.insert(place)
    }
    growing[place]?.add(sample, reason)
    // Samples without a value say nothing new: their number is written down when the entry ends.
    if sample.value != nil { changed.insert(place) }
  }

  /// The signal is well again: its entry is complete.
  mutating func end(_ place: SignalIndex) {
    guard let entry = growing.removeValue(forKey: place) else { return }
    changed.remove(place)
    if written.removeValue(forKey: place) != entry.count { complete.append(entry) }
  }

  /// Makes the entry of this name complete, if it still grows.
  mutating func end(named id: String) {
    for (place, entry) in growing where entry.id == id { end(place) }
  }

  /// All entries are complete.
  mutating func endAll() {
    for place in growing.keys.sorted() { end(place) }
  }

  /// The entries that must be written down, and are taken to be from now on.
  mutating func takeChanged() -> [QuarantineEntry] {
    guard !changed.isEmpty || !complete.isEmpty else { return [] }
    let entries = complete + changed.sorted().compactMap { growing[$0] }
    for place in changed { written[place] = growing[place]?.count }
    complete = []
    changed = []
    return entries
  }

  /// Somebody has decided upon an entry.
  mutating func decided(stored: Int) {
    counts.waiting = max(0, counts.waiting - 1)
    counts.released += stored
  }
}
