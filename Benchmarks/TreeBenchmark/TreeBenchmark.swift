import Foundation
import Learning
import Synchronization
import Twin

/// Trees evaluated here against XGBoost's C library on the same machine, in the same run: one row at a time on one
/// thread, many rows on equal threads, and one row at a time by many callers at once.
///
/// The two sides take turns, so that a machine whose speed drifts treats them alike; figures are medians of the turns.
///
///     TreeBenchmark [--library libxgboost.so.0] [--trees n] [--depth n] [--rows n] [--turns n]
@main
struct TreeBenchmark {
  static func main() async throws {
    let settings = Settings(CommandLine.arguments.dropFirst())
    let peer = try PeerLibrary(path: settings.library)
    let bench = try TreeBenchmark(settings, peer)
    print("\(settings.trees) trees of depth \(settings.depth), \(bench.columns) features, XGBoost \(peer.version)")
    try bench.rows()
    for threads in [1, 2, 4] { try await bench.batch(threads: threads) }
    for callers in [1, 4, 16, 64] { bench.callers(callers) }
  }

  struct Settings {
    var library = "libxgboost.so.0"
    var trees = 200
    var depth = 6
    var rows = 100_000
    var turns = 9

    init(_ arguments: ArraySlice<String>) {
      for (name, value) in zip(arguments, arguments.dropFirst()) {
        switch name {
        case "--library": library = value
        case "--trees": trees = Int(value) ?? trees
        case "--depth": depth = Int(value) ?? depth
        case "--rows": rows = Int(value) ?? rows
        case "--turns": turns = Int(value) ?? turns
        default: break
        }
      }
    }
  }

  let settings: Settings
  let peer: PeerLibrary
  let columns = 20
  let booster: PeerLibrary.Handle
  let ensemble: TreeEnsemble
  /// Rows to predict, a tenth of the cells missing.
  let table: [Float]

  init(_ settings: Settings, _ peer: PeerLibrary) throws {
    self.settings = settings
    self.peer = peer
    let columns = columns
    var state: UInt64 = 1
    func uniform() -> Float {
      // Marsaglia's xorshift; good enough to spread rows over leaves.
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Float(state >> 40) / Float(1 << 24)
    }
    let trained = 20_000
    let rows = (0..<trained * columns).map { _ in uniform() }
    let labels = (0..<trained).map { i -> Float in
      let row = rows[i * columns..<(i + 1) * columns]
      let (a, b) = (row[row.startIndex] * row[row.startIndex + 1], row[row.startIndex + 2])
      return a + b * b + row.reduce(0, +) * 0.1 + 0.3 * uniform()
    }
    let parameters = [
      ("objective", "reg:squarederror"), ("max_depth", "\(settings.depth)"), ("eta", "0.1"), ("nthread", "2"),
      ("verbosity", "0"),
    ]
    let trainedModel = try peer.train(
      rows, columns: columns, labels: labels, parameters: parameters, rounds: settings.trees)
    booster = trainedModel.booster
    ensemble = try TreeEnsemble(trainedModel.model)
    let cells = settings.rows * columns
    table = (0..<cells).map { _ in uniform() < 0.1 ? .nan : uniform() }
  }

  /// Seconds that `work` takes.
  private func seconds(_ work: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try work()
    return (clock.now - start) / .seconds(1)
  }

  private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

  private func text(_ value: Double, _ digits: Int = 2) -> String { String(format: "%.\(digits)f", value) }

  /// One row at a time on one thread.
  private func rows() throws {
    let calls = 2000
    var (own, theirs) = ([Double](), [Double]())
    var row = Array(table.prefix(columns))
    var margin: [Float] = [0]
    try peer.setThreads(1, of: booster)
    for _ in 0..<settings.turns {
      var sums = (Float(0), Float(0))
      own.append(
        seconds {
          for call in 0..<calls {
            for i in 0..<columns { row[i] = table[call * columns + i] }
            var target = margin.mutableSpan
            ensemble.margins(of: row.span, into: &target)
            sums.0 += margin[0]
          }
        } / Double(calls))
      try row.withUnsafeMutableBufferPointer { row in
        guard let base = row.baseAddress else { return }
        let prediction = PeerLibrary.Prediction(base, count: 1, columns: columns)
        theirs.append(
          try seconds {
            for call in 0..<calls {
              for i in 0..<columns { base[i] = table[call * columns + i] }
              sums.1 += try peer.margins(booster, prediction)[0]
            }
          } / Double(calls))
      }
      precondition(sums.0 == sums.1, "the same margins")
    }
    print(
      "one row, one thread: \(text(median(own) * 1e6)) µs here, \(text(median(theirs) * 1e6)) µs XGBoost's C call, "
        + "ratio \(text(median(theirs) / median(own), 1)); fastest turns \(text((own.min() ?? 0) * 1e6)) and "
        + "\(text((theirs.min() ?? 0) * 1e6)) µs")
  }

  /// Many rows on some threads.
  private func batch(threads: Int) async throws {
    var (own, theirs) = ([Double](), [Double]())
    let count = settings.rows
    try peer.setThreads(threads, of: booster)
    for _ in 0..<settings.turns {
      let clock = ContinuousClock()
      let start = clock.now
      let margins = await ensemble.margins(ofRows: table, threads: threads)
      own.append((clock.now - start) / .seconds(1))
      try table.withUnsafeBufferPointer { rows in
        guard let base = rows.baseAddress else { return }
        let prediction = PeerLibrary.Prediction(base, count: count, columns: columns)
        var result: UnsafePointer<Float>?
        theirs.append(try seconds { result = try peer.margins(booster, prediction) })
        precondition(result.map { $0[count - 1] == margins[count - 1] } ?? false, "the same margins")
      }
    }
    print(
      "\(count) rows, \(threads) threads: \(text(Double(count) / median(own) / 1e6)) M rows/s here, "
        + "\(text(Double(count) / median(theirs) / 1e6)) XGBoost, ratio \(text(median(theirs) / median(own)))")
  }

  /// One row at a time by many callers at once: how long a call takes.
  private func callers(_ callers: Int) {
    let calls = max(200, 20_000 / callers)
    let all = Mutex<[Double]>([])
    let done = DispatchGroup()
    let (ensemble, table) = (ensemble, table)
    for caller in 0..<callers {
      done.enter()
      // Threads of their own, more than there are processors: callers do not wait for each other.
      Thread.detachNewThread {
        defer { done.leave() }
        let times = Self.times(ensemble, table, from: caller * calls, calls)
        all.withLock { $0 += times }
      }
    }
    done.wait()
    let sorted = all.withLock { $0.sorted() }
    print(
      "\(callers) callers: median \(text(sorted[sorted.count / 2])) µs, p99 \(text(sorted[sorted.count * 99 / 100])) µs"
    )
  }

  private static func times(_ ensemble: TreeEnsemble, _ table: [Float], from first: Int, _ calls: Int) -> [Double] {
    var times: [Double] = []
    times.reserveCapacity(calls)
    var margin: [Float] = [0]
    let clock = ContinuousClock()
    for call in 0..<calls {
      let place = (first + call) * ensemble.featureCount % table.count
      let start = clock.now
      var target = margin.mutableSpan
      ensemble.margins(of: table.span.extracting(place..<place + ensemble.featureCount), into: &target)
      times.append((clock.now - start) / .microseconds(1))
    }
    return times
  }
}
