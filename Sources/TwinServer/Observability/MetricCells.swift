import CoreMetrics
import Synchronization

/// A number that only grows.
final class CounterCell: CounterHandler, Sendable {
  private let value = Atomic<Int64>(0)

  var total: Int64 { value.load(ordering: .relaxed) }

  func increment(by amount: Int64) { value.wrappingAdd(amount, ordering: .relaxed) }
  /// Takes over a total that is counted elsewhere; a lower one than before changes nothing.
  func raise(to total: Int64) { value.max(total, ordering: .relaxed) }
  func reset() { value.store(0, ordering: .relaxed) }
}

/// A number that goes up and down.
final class GaugeCell: RecorderHandler, MeterHandler, Sendable {
  private let value = Mutex(0.0)

  var current: Double { value.withLock { $0 } }

  func record(_ value: Int64) { set(Double(value)) }
  func record(_ value: Double) { set(value) }
  func set(_ value: Int64) { set(Double(value)) }
  func set(_ value: Double) { self.value.withLock { $0 = value } }
  func increment(by amount: Double) { value.withLock { $0 += amount } }
  func decrement(by amount: Double) { value.withLock { $0 -= amount } }
}

/// How often a value fell below each of the bounds.
final class HistogramCell: TimerHandler, RecorderHandler, Sendable {
  private struct State {
    var counts = [Int64](repeating: 0, count: MetricRegistry.bounds.count + 1)
    var sum = 0.0
  }

  private let state = Mutex(State())

  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
  func record(_ value: Int64) { record(Double(value)) }

  func record(_ value: Double) {
    guard value.isFinite else { return }
    let bucket = MetricRegistry.bounds.firstIndex { value <= $0 } ?? MetricRegistry.bounds.count
    state.withLock { state in
      state.counts[bucket] += 1
      state.sum += value
    }
  }

  /// The lines of the histogram: buckets, sum, count.
  var lines: [MetricPage.Line] {
    let (counts, sum) = state.withLock { ($0.counts, $0.sum) }
    var total: Int64 = 0
    var lines: [MetricPage.Line] = []
    for (count, bound) in zip(counts, MetricRegistry.bounds + [.infinity]) {
      total += count
      lines.append(MetricPage.Line(suffix: "_bucket", bound: bound, value: Double(total)))
    }
    lines.append(MetricPage.Line(suffix: "_sum", value: sum))
    lines.append(MetricPage.Line(suffix: "_count", value: Double(total)))
    return lines
  }
}
