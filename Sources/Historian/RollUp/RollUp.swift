import Plant

/// What a signal was during one window: counts of its samples by quality, and its numbers in short.
///
/// Bad samples and texts are counted but are no numbers. Two roll-ups of the same window merge into one as if their
/// samples had come together, so that late samples need no recalculation.
public struct RollUp: Hashable, Sendable {
  /// Start of the window [µs since 1970-01-01 UTC].
  public let start: Int64
  public private(set) var good = 0
  public private(set) var uncertain = 0
  public private(set) var bad = 0
  /// Samples that were numbers and not bad: what minimum, maximum and mean are made of.
  public private(set) var numbers = 0
  private var low = Double.infinity
  private var high = -Double.infinity
  /// Sum of the numbers.
  package private(set) var total = 0.0

  /// A window without samples.
  package init(start: Int64) {
    self.start = start
  }

  /// A window as it was stored; `minimum` and `maximum` only count where there are numbers.
  package init(
    start: Int64, good: Int, uncertain: Int, bad: Int, numbers: Int, minimum: Double, maximum: Double, total: Double
  ) {
    self.start = start
    (self.good, self.uncertain, self.bad, self.numbers) = (good, uncertain, bad, numbers)
    if numbers > 0 { (low, high, self.total) = (minimum, maximum, total) }
  }

  /// Samples of any quality.
  public var count: Int { good + uncertain + bad }
  /// The least number; `nil` where there is none.
  public var minimum: Double? { numbers > 0 ? low : nil }
  /// The greatest number; `nil` where there is none.
  public var maximum: Double? { numbers > 0 ? high : nil }
  /// Mean of the numbers, each sample counting the same; `nil` where there is none.
  public var mean: Double? { numbers > 0 ? total / Double(numbers) : nil }

  /// Takes another sample of the window.
  package mutating func add(_ sample: StoredSample) {
    switch sample.quality {
    case .good: good += 1
    case .uncertain: uncertain += 1
    case .bad:
      bad += 1
      return
    }
    guard let number = sample.value?.number, number.isFinite else { return }
    numbers += 1
    total += number
    low = min(low, number)
    high = max(high, number)
  }

  /// Takes the samples of another part of the window.
  package mutating func merge(_ other: RollUp) {
    good += other.good
    uncertain += other.uncertain
    bad += other.bad
    numbers += other.numbers
    total += other.total
    low = min(low, other.low)
    high = max(high, other.high)
  }

  /// The windows of samples in any order, the earliest window first.
  package static func windows(of samples: some Sequence<StoredSample>, _ level: RollUpLevel) -> [RollUp] {
    var windows: [RollUp] = []
    for sample in samples {
      let start = level.start(of: sample.key.time)
      if windows.last?.start != start { windows.append(RollUp(start: start)) }
      windows[windows.count - 1].add(sample)
    }
    return merged(windows)
  }

  /// One roll-up for each window, the earliest first.
  package static func merged(_ windows: [RollUp]) -> [RollUp] {
    var isOrdered = true
    for index in windows.indices.dropFirst() where windows[index - 1].start >= windows[index].start {
      isOrdered = false
      break
    }
    if isOrdered { return windows }
    var merged: [RollUp] = []
    // Sorted by place too: the sum of parts then never depends on the sort.
    for (_, window) in windows.enumerated().sorted(by: { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }
    ) {
      if merged.last?.start == window.start { merged[merged.count - 1].merge(window) } else { merged.append(window) }
    }
    return merged
  }
}
