/// All that memory holds of one signal.
struct MemorySeries {
  /// In the order of their keys.
  private(set) var samples: [StoredSample] = []
  /// Windows by level and start. Seconds are only those whose samples are gone.
  private(set) var windows: [RollUpLevel: [Int64: RollUp]] = [:]

  /// Keeps a sample unless it is there; tells whether it was new.
  mutating func insert(_ sample: StoredSample) -> Bool {
    let place = place(of: sample.key)
    if place < samples.count, samples[place].key == sample.key { return false }
    samples.insert(sample, at: place)
    for level in [RollUpLevel.minute, .hour] {
      let start = level.start(of: sample.key.time)
      windows[level, default: [:]][start, default: RollUp(start: start)].add(sample)
    }
    return true
  }

  /// Samples from `lower` up to but not including `upper` [µs].
  func samples(from lower: Int64, to upper: Int64) -> ArraySlice<StoredSample> {
    let first = place(of: SampleKey(time: lower, sequence: 0))
    return samples[first..<max(first, place(of: SampleKey(time: upper, sequence: 0)))]
  }

  /// Windows that begin from `lower` up to but not including `upper` [µs].
  func rollUps(_ level: RollUpLevel, from lower: Int64, to upper: Int64) -> [RollUp] {
    var found = (windows[level] ?? [:]).values.filter { $0.start >= lower && $0.start < upper }
    if level == .second {
      // A window that begins before the end may hold samples after it.
      let end = upper.addingReportingOverflow(level.microseconds)
      let fresh = RollUp.windows(of: samples(from: lower, to: end.overflow ? .max : end.partialValue), level)
      found += fresh.filter { $0.start >= lower && $0.start < upper }
    }
    return RollUp.merged(found.sorted { $0.start < $1.start })
  }

  /// Drops samples before a time, and leaves their seconds behind where those are kept.
  mutating func dropSamples(before time: Int64, keepingSeconds: Bool) -> Int {
    let count = place(of: SampleKey(time: time, sequence: 0))
    if keepingSeconds {
      for window in RollUp.windows(of: samples[..<count], .second) {
        windows[.second, default: [:]][window.start, default: RollUp(start: window.start)].merge(window)
      }
    }
    samples.removeFirst(count)
    return count
  }

  /// Takes windows whose samples are not here.
  mutating func merge(_ more: [RollUp], _ level: RollUpLevel) {
    for window in more {
      windows[level, default: [:]][window.start, default: RollUp(start: window.start)].merge(window)
    }
  }

  /// Drops windows before a time; returns how many.
  mutating func dropWindows(_ level: RollUpLevel, before time: Int64) -> Int {
    let kept = (windows[level] ?? [:]).filter { $0.key >= time }
    defer { windows[level] = kept }
    return (windows[level]?.count ?? 0) - kept.count
  }

  /// Where a key stands, or would.
  private func place(of key: SampleKey) -> Int {
    if let last = samples.last, last.key < key { return samples.count }
    var (low, high) = (0, samples.count)
    while low < high {
      let middle = (low + high) / 2
      if samples[middle].key < key { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
