import Historian
import Plant

/// Samples of many signals in the order of their time, a page of each in memory.
struct SampleMerge {
  /// One sample with its signal.
  struct Row {
    let signal: SignalID
    let sample: Sample
  }

  private struct Series {
    let signal: SignalID
    var waiting: ArraySlice<Sample> = []
    var cursor: SampleCursor?
    var isAtEnd = false
  }

  private let historian: SQLHistorian
  private let range: Range<Instant>
  private let page: Int
  private var series: [Series]

  /// - Parameter page: samples of a signal that are read at a time.
  init(_ historian: SQLHistorian, _ signals: [SignalID], in range: Range<Instant>, page: Int = 4_000) {
    self.historian = historian
    self.range = range
    self.page = page
    series = signals.map { Series(signal: $0) }
  }

  /// The next samples by time, signal and sequence; empty after the last.
  mutating func next() async throws(HistorianFailure) -> [Row] {
    while true {
      for index in series.indices where !series[index].isAtEnd && series[index].waiting.isEmpty {
        try await read(index)
      }
      // Nothing earlier than this can come any more.
      let open = series.indices.filter { !series[$0].isAtEnd }
      let horizon = open.compactMap { series[$0].waiting.last?.time }.min()
      var rows: [Row] = []
      for index in series.indices {
        let ready = series[index].waiting.prefix { sample in horizon.map { sample.time < $0 } ?? true }
        rows += ready.map { Row(signal: series[index].signal, sample: $0) }
        series[index].waiting = series[index].waiting.dropFirst(ready.count)
      }
      if !rows.isEmpty || open.isEmpty {
        return rows.sorted {
          ($0.sample.time, $0.signal, $0.sample.sequence) < ($1.sample.time, $1.signal, $1.sample.sequence)
        }
      }
      // A page of one time: more of those signals is needed to see its end.
      for index in open where series[index].waiting.last?.time == horizon { try await read(index) }
    }
  }

  private mutating func read(_ index: Int) async throws(HistorianFailure) {
    let found = try await historian.samples(
      of: series[index].signal, in: range, after: series[index].cursor, limit: page)
    series[index].waiting += found.samples
    series[index].cursor = found.next
    series[index].isAtEnd = found.next == nil
  }
}
