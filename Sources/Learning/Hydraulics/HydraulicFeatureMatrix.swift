/// Features of many cycles, row by row; NaN where a signal or the history is missing.
public struct HydraulicFeatureMatrix: Sendable {
  /// Features a row.
  public let columns: Int
  /// Shape (n, m).
  public internal(set) var values: [Double]
  /// Number of rows n.
  public var rows: Int { values.count / columns }

  /// One feature.
  public subscript(row: Int, column: Int) -> Double { values[row * columns + column] }

  /// A row.
  public func row(_ index: Int) -> ArraySlice<Double> { values[index * columns..<(index + 1) * columns] }

  /// Computes the features of every cycle of a recording, each from itself and those before it.
  public init(_ cycles: [HydraulicCycle]) {
    let schema = HydraulicFeatureSchema.current
    columns = schema.features.count
    values = []
    values.reserveCapacity(cycles.count * columns)
    let figures = cycles.map(CycleFigures.init)
    let history = figures.map(\.history)
    for index in cycles.indices {
      let start = values.count
      figures[index].append(to: &values)
      for count in HydraulicFeatureSchema.histories {
        Self.append(history, at: index, before: count, to: &values)
      }
      precondition(values.count - start == columns, "a number for each feature of the schema")
    }
  }

  /// The current cycle less the mean of up to `count` cycles before it that follow each other without a gap.
  private static func append(
    _ history: [[Double]], at index: Int, before count: Int, to values: inout [Double]
  ) {
    let first = max(0, index - count)
    let number = Double(index - first)
    for figure in history[index].indices {
      var sum = 0.0
      for other in first..<index { sum += history[other][figure] }
      values.append(number > 0 ? history[index][figure] - sum / number : .nan)
    }
  }

  /// Features less their mean in some rows, in columns of groups that describe the machine's state.
  ///
  /// - Parameters:
  ///   - regimes: a regime for each row.
  ///   - baselines: rows known to be sound, by regime; a regime without them becomes NaN.
  func rezeroed(regimes: [Int], baselines: [Int: [Int]]) -> HydraulicFeatureMatrix {
    var copy = self
    let moved = HydraulicFeatureSchema.current.columns([
      .level, .transition, .relative, .ratio, .opening, .openingLevel,
    ])
    for (regime, group) in Dictionary(grouping: 0..<rows, by: { regimes[$0] }) {
      let baseline = baselines[regime] ?? []
      for column in moved {
        let mean = baseline.reduce(0) { $0 + self[$1, column] } / Double(baseline.count)
        for row in group { copy.values[row * columns + column] -= mean }
      }
    }
    return copy
  }

  /// This row's features less a baseline's means, as ``rezeroed(regimes:baselines:)`` has them.
  func rezeroed(row: Int, baseline: [Int]) -> [Double] {
    rezeroed(regimes: (0..<rows).map { $0 == row ? 0 : 1 }, baselines: [0: baseline, 1: baseline]).row(row).map { $0 }
  }
}

/// The figures of one cycle that features are made of.
private struct CycleFigures {
  private let signals: [[Double]]
  private let plateaus: [[Double]]
  private let cooling: [[Double]]

  init(_ cycle: HydraulicCycle) {
    let gone = [Double](repeating: .nan, count: HydraulicCycle.seconds)
    signals = HydraulicSensor.work.map { cycle.means[$0] ?? gone }
    plateaus = signals.map { signal in LoadCycle.starts.indices.map { Self.mean(signal, LoadCycle.plateau($0)) } }
    cooling = HydraulicSensor.cooling.map { cycle.means[$0] ?? gone }
  }

  private static func mean(_ signal: [Double], _ seconds: Range<Int>) -> Double {
    seconds.reduce(0) { $0 + signal[$1] } / Double(seconds.count)
  }

  private static func quotient(_ a: Double, _ b: Double) -> Double {
    // A closed or idle circuit has no ratio; nothing moves then either.
    b == 0 ? 0 : a / b
  }

  /// All but history, in the order of the schema.
  func append(to values: inout [Double]) {
    for plateau in plateaus { values += plateau }
    let moves = zip(signals, plateaus).map { signal, plateau in
      LoadCycle.transitions.map { signal[$0] - plateau[LoadCycle.segment($0)] }
    }
    for move in moves { values += move }
    for (move, plateau) in zip(moves, plateaus) {
      let size = plateau.reduce(0) { $0 + abs($1) } / Double(plateau.count)
      values += move.map { Self.quotient($0, size) }
    }
    for plateau in plateaus { values += (1..<6).map { Self.quotient(plateau[$0], plateau[3]) } }
    let (pressure, flow) = (plateaus[0], plateaus[3])
    values += (1..<6).map { Self.quotient(flow[$0], pressure[$0]) }
    for (signal, plateau) in zip(signals, plateaus) {
      values += LoadCycle.opening.map { Self.quotient(signal[$0], plateau[1]) }
    }
    for place in [0, 4] { values.append(Self.quotient(plateaus[place][0], plateaus[place][1])) }
    for plateau in plateaus { values += plateau[0..<2] }
    for signal in cooling { values += (0..<3).map { Self.mean(signal, 20 * $0..<20 * $0 + 20) } }
    for signal in cooling.prefix(2) { values.append(Self.mean(signal, 55..<60)) }
    for signal in cooling { values.append(Self.mean(signal, 50..<60) - Self.mean(signal, 0..<10)) }
  }

  /// What history follows.
  var history: [Double] {
    plateaus.flatMap { $0 }
      + zip(signals, plateaus).flatMap { signal, plateau in [9, 10].map { signal[$0] - plateau[1] } }
      + cooling.map { Self.mean($0, 0..<60) }
  }
}
