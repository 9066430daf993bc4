internal import RealModule

/// What is remembered of a feature of the reference.
public struct FeatureProfile: Hashable, Sendable {
  /// What windows of so many blocks differ from the rest of the reference by.
  public struct Window: Hashable, Sendable {
    /// Values of a window on average.
    public var rows: Double
    /// The effects, by test.
    public var effects: [DriftTest: WindowSpread]
    /// The difference of the shares that are missing.
    public var missing: WindowSpread

    /// Spreads over windows of so many values.
    package init(rows: Double, effects: [DriftTest: WindowSpread], missing: WindowSpread) {
      (self.rows, self.effects, self.missing) = (rows, effects, missing)
    }
  }

  public let name: String
  public let role: DriftRole
  public let bins: DriftBins
  /// How many values fell to each place of ``bins``.
  public let counts: [Int]
  /// Rows with a value, and without.
  public let present, missing: Int
  /// Of numbers; 0 of texts.
  public let mean, deviation: Double
  /// Means of blocks in the order of time, of numbers; of texts empty.
  public let blockMeans: [Double?]
  /// Means within each of the reference's groups, `nil` of a group without a value; empty of texts.
  public let groupMeans: [Double?]
  /// From short windows to long ones; empty when there are too few rows.
  public let windows: [Window]

  /// Everything, as a file has it.
  package init(
    name: String, role: DriftRole, bins: DriftBins, counts: [Int], missing: Int, mean: Double, deviation: Double,
    blockMeans: [Double?], groupMeans: [Double?], windows: [Window]
  ) {
    self.name = name
    self.role = role
    self.bins = bins
    self.counts = counts
    present = counts.reduce(0, +)
    self.missing = missing
    self.mean = mean
    self.deviation = deviation
    self.blockMeans = blockMeans
    self.groupMeans = groupMeans
    self.windows = windows
  }

  /// Rows from which knots are chosen at most.
  private static let sorted = 1 << 16
  /// Blocks of the windows, as far as four windows fit into the reference.
  private static let scales = [1, 2, 4, 8]

  /// The profile of a column; `nil` when it has no value at all.
  ///
  /// - Parameter knots: limit of the places at which numbers are counted.
  init?(_ column: DriftColumn, rows: DriftRows, groups: DriftGroups, knots: Int) {
    guard let bins = Self.bins(column, knots: max(knots, 5)) else { return nil }
    var origin = 0.0
    if case .knots(let knots, _) = bins { origin = knots[knots.count / 2] }
    let sample = ColumnSample(column, at: bins, rows: rows, origin: origin)
    let total = sample.total
    let (mean, deviation) = sample.moments(count: total.total)
    self.init(
      name: column.name, role: column.role, bins: bins, counts: total.counts, missing: sample.missing.reduce(0, +),
      mean: mean, deviation: deviation,
      blockMeans: column.isCategorical ? [] : sample.means.map { $0?.rounded(digits: 7) },
      groupMeans: groups.means(column).map { $0?.rounded(digits: 9) },
      windows: Self.windows(sample, total, bins, deviation: deviation))
  }

  private static func bins(_ column: DriftColumn, knots limit: Int) -> DriftBins? {
    switch column.values {
    case .numbers(let values):
      var (least, greatest) = (Double.infinity, -Double.infinity)
      for value in values where value.isFinite { (least, greatest) = (min(least, value), max(greatest, value)) }
      guard least <= greatest else { return nil }
      let step = max(1, values.count / sorted)
      var some = stride(from: 0, to: values.count, by: step).map { values[$0] }.filter(\.isFinite)
      if some.isEmpty { some = [least, greatest] }
      some.sort()
      return DriftBins(sorted: some, range: least...greatest, limit: limit)
    case .texts(let values, let words):
      var counts = Array(repeating: 0, count: words.count)
      for value in values where value >= 0 { counts[Int(value)] += 1 }
      guard counts.contains(where: { $0 > 0 }) else { return nil }
      let order = words.indices.sorted { (counts[$1], words[$0]) < (counts[$0], words[$1]) }
      return .categories(order.prefix(DriftBins.categoryMaximum).map { words[$0] })
    }
  }

  private static func windows(
    _ sample: ColumnSample, _ total: BinCounts, _ bins: DriftBins, deviation: Double
  ) -> [Window] {
    let groups = bins.groups(total)
    let missing = sample.missing.reduce(0, +)
    let present = total.total
    return scales.filter { 4 * $0 <= sample.blocks.count }.compactMap { scale in
      var effects: [DriftTest: [Double]] = [:]
      var shares: [Double] = []
      var rows: [Double] = []
      for start in 0...(sample.blocks.count - scale) {
        let window = sample.blocks[start..<start + scale].dropFirst().reduce(sample.blocks[start]) { $0 + $1 }
        let lost = sample.missing[start..<start + scale].reduce(0, +)
        let held = window.total
        let others = present - held
        if held + lost > 0, others + missing - lost > 0 {
          let elsewhere = Double(missing - lost) / Double(others + missing - lost)
          shares.append(abs(Double(lost) / Double(held + lost) - elsewhere))
        }
        guard held > 0, others > 0 else { continue }
        rows.append(Double(held))
        let found = DriftEffects(total - window, window, at: bins, groups: groups, deviation: deviation)
        for test in DriftTest.allCases { effects[test, default: []].append(found[test]) }
      }
      guard rows.count > 1, !shares.isEmpty else { return nil }
      return Window(
        rows: (rows.reduce(0, +) / Double(rows.count)).rounded(digits: 6),
        effects: effects.mapValues { WindowSpread($0) },
        missing: WindowSpread(shares))
    }
  }

  /// The windows nearest in length to current data of so many values: the longest not longer, else the shortest.
  func window(for rows: Int) -> Window? {
    windows.last { $0.rows <= 1.25 * Double(rows) } ?? windows.first
  }

  /// ∫ √(F (1 − F)) dx over the standard deviation, which the mean area between samples is proportional to.
  var area: Double {
    guard case .knots(let knots, _) = bins, deviation > 0, present > 0 else { return 0 }
    var (below, sum) = (0, 0.0)
    var previous = 0.0
    for place in knots.indices {
      below += counts[2 * place]
      let before = Double(below) / Double(present)
      let width = place > 0 ? knots[place] - knots[place - 1] : 0
      sum += width * (previous + (before * (1 - before)).squareRoot()) / 2
      below += counts[2 * place + 1]
      let behind = Double(below) / Double(present)
      previous = (behind * (1 - behind)).squareRoot()
    }
    return sum / deviation
  }
}
