import Databases
import Plant

/// Which samples of a batch are new to a historian.
///
/// A sample after the newest one of its signal is new. The others are late: they are looked up.
struct BatchAdmission {
  /// Signals that had no number yet, in the order of theirs.
  private(set) var created: [SignalID] = []
  private(set) var accepted: [StoredSample] = []
  /// The number of the signal of each accepted sample.
  private(set) var signals: [UInt32] = []
  /// Late samples by the number of their signal.
  private(set) var late: [Int: [StoredSample]] = [:]
  /// The newest key of each signal whose newest has changed.
  private(set) var newest: [SampleKey?]
  private(set) var receipt = AppendReceipt()

  init(_ batch: SampleBatch, known: [SignalID: Int], state: WriterState) {
    newest = state.newest
    var numbers = batch.signals.map { known[$0] ?? -1 }
    accepted.reserveCapacity(batch.samples.count)
    signals.reserveCapacity(batch.samples.count)
    var fresh: [SignalID: Int] = [:]
    for sample in batch.samples {
      if let reason = Admission.refusal(sample, signals: batch.signals.count, oldest: state.oldest) {
        receipt.dropped[reason, default: 0] += 1
        continue
      }
      let place = Int(sample.signal.rawValue)
      if numbers[place] < 0 {
        // A list may name a signal twice.
        let id = batch.signals[place]
        if fresh[id] == nil {
          fresh[id] = newest.count
          created.append(id)
          newest.append(nil)
        }
        numbers[place] = fresh[id] ?? -1
      }
      take(StoredSample(sample), numbers[place])
    }
    receipt.stored = accepted.count
  }

  private mutating func take(_ sample: StoredSample, _ number: Int) {
    if let last = newest[number], sample.key <= last {
      late[number, default: []].append(sample)
    } else {
      newest[number] = sample.key
      accepted.append(sample)
      signals.append(UInt32(number))
    }
  }

  /// Accepts those late samples of a signal that are neither in memory, in blocks, nor twice in the batch.
  mutating func admitLate(
    _ number: Int, fresh: [StoredSample], inBlocks: (Int64, Int64) throws(SQLFailure) -> Set<SampleKey>
  ) throws(SQLFailure) {
    guard let samples = late[number], var (lower, upper) = samples.first.map({ ($0.key.time, $0.key.time) }) else {
      return
    }
    for sample in samples { (lower, upper) = (min(lower, sample.key.time), max(upper, sample.key.time)) }
    var known = try inBlocks(lower, upper)
    known.formUnion(fresh.lazy.map(\.key))
    for (sample, signal) in zip(accepted, signals) where signal == UInt32(number) { known.insert(sample.key) }
    for sample in samples {
      if known.insert(sample.key).inserted {
        accepted.append(sample)
        signals.append(UInt32(number))
      } else {
        receipt.deduplicated += 1
      }
    }
    receipt.stored = accepted.count
  }
}
