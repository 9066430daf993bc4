import Databases
import Plant

/// What the writer keeps in memory of what is stored: the signals, and the samples that are not yet in blocks.
///
/// The same samples lie in the table `head`, batch by batch, from where they are read when a process starts.
struct Head {
  /// The number of a signal is its place here.
  private(set) var ids: [SignalID] = []
  private(set) var numbers: [SignalID: Int] = [:]
  /// Samples of each signal in the order they came.
  private(set) var fresh: [[StoredSample]] = []
  private(set) var count = 0
  /// How often samples were moved into blocks; as the database counts it too, a reader knows that both belong together.
  private(set) var generation: Int64 = 0
  /// Signals whose samples are on their way into blocks; from a moment that the database chooses they are there.
  private(set) var leaving: Set<Int> = []

  /// Nothing yet, after so many moves into blocks.
  init(generation: Int64 = 0) {
    self.generation = generation
  }

  /// Says that samples of signals are about to be moved into blocks.
  mutating func leave(_ signals: [Int]) { leaving = Set(signals) }

  /// Says that they have been.
  mutating func left() {
    for signal in leaving { clear(signal) }
    leaving = []
    generation += 1
  }

  /// What the head holds of a signal; `nil` for one that is not known.
  func part(_ signal: SignalID) -> Part? {
    guard let number = numbers[signal] else { return nil }
    return Part(
      number: number, samples: fresh[number], generation: generation, isMoving: !leaving.isEmpty,
      isLeaving: leaving.contains(number))
  }

  /// What the head holds of one signal at one moment.
  struct Part: Sendable {
    let number: Int
    fileprivate let samples: [StoredSample]
    fileprivate let generation: Int64
    fileprivate let isMoving: Bool
    fileprivate let isLeaving: Bool

    /// Samples that are in no block of a database that counts so many moves; `nil` when that is another state than
    /// those this part knows.
    func fresh(generation: Int64) -> [StoredSample]? {
      if generation == self.generation { return samples }
      guard generation == self.generation + 1, isMoving else { return nil }
      return isLeaving ? [] : samples
    }
  }

  /// Adds a signal and returns its number.
  mutating func add(_ id: SignalID) -> Int {
    numbers[id] = ids.count
    ids.append(id)
    fresh.append([])
    return ids.count - 1
  }

  /// Adds signals in the order of their numbers.
  mutating func take(_ created: [SignalID]) {
    for id in created { _ = add(id) }
  }

  mutating func append(_ samples: [StoredSample], of signals: [UInt32]) {
    for (sample, signal) in zip(samples, signals) { fresh[Int(signal)].append(sample) }
    count += samples.count
  }

  /// Forgets the samples of a signal, which are in blocks now.
  private mutating func clear(_ signal: Int) {
    count -= fresh[signal].count
    fresh[signal].removeAll(keepingCapacity: true)
  }
}

/// Samples on their way from the head into blocks.
struct Sealing {
  /// Longest block.
  static let longestBlock = 4_096
  /// Fewer samples of a signal wait for more, unless most signals have so few.
  static let shortestBlock = 128

  private(set) var blocks: [[SQLCell]] = []
  private(set) var minutes: [[SQLCell]] = []
  private(set) var hours: [[SQLCell]] = []
  private(set) var sealed: [Int] = []
  /// What stays in the head.
  private(set) var rest: (samples: [StoredSample], signals: [UInt32]) = ([], [])

  init(_ head: Head, everything: Bool) {
    let long = head.fresh.reduce(0) { $0 + ($1.count >= Self.shortestBlock ? $1.count : 0) }
    let takesAll = everything || long < head.count / 2
    for (number, samples) in head.fresh.enumerated() where !samples.isEmpty {
      if takesAll || samples.count >= Self.shortestBlock {
        seal(samples, number)
      } else {
        rest.samples += samples
        rest.signals += Array(repeating: UInt32(number), count: samples.count)
      }
    }
  }

  private mutating func seal(_ samples: [StoredSample], _ number: Int) {
    sealed.append(number)
    let samples = samples.sortedByKey()
    var start = 0
    while start < samples.count {
      let day = Day.start(of: samples[start].key.time)
      var end = start + 1
      while end < samples.count, end - start < Self.longestBlock, samples[end].key.time < day + Day.microseconds {
        end += 1
      }
      blocks.append(Self.block(Array(samples[start..<end]), number))
      start = end
    }
    minutes += RollUp.windows(of: samples, .minute).map { Self.row($0, number) }
    hours += RollUp.windows(of: samples, .hour).map { Self.row($0, number) }
  }

  private static func block(_ samples: [StoredSample], _ number: Int) -> [SQLCell] {
    let payload = SampleCodec.encode(samples)
    return row(number, samples[0].key.time, samples[samples.count - 1].key.time, samples.count, payload)
  }

  /// A row of ``Schema/blockColumns``.
  static func row(_ signal: Int, _ first: Int64, _ last: Int64, _ count: Int, _ payload: [UInt8]) -> [SQLCell] {
    [
      .integer(Int64(signal)), .instant(first), .instant(last), .integer(Int64(count)),
      .integer(Int64(CRC32C.checksum(payload))), .bytes(payload),
    ]
  }

  /// A row of ``Schema/windowColumns``.
  static func row(_ window: RollUp, _ signal: Int) -> [SQLCell] {
    let counts = [window.good, window.uncertain, window.bad, window.numbers].map { SQLCell.integer(Int64($0)) }
    return [.integer(Int64(signal)), .instant(window.start)] + counts + [
      window.minimum.map { .double($0) } ?? .null, window.maximum.map { .double($0) } ?? .null, .double(window.total),
    ]
  }
}

extension [StoredSample] {
  /// In the order of their keys; those that are so already are not moved.
  func sortedByKey() -> [StoredSample] {
    for index in indices.dropFirst() where self[index].key < self[index - 1].key {
      return sorted { $0.key < $1.key }
    }
    return self
  }
}
