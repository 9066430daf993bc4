/// Confidence intervals of any figure by drawing rows again: the percentile bootstrap with a fixed seed.
///
/// Rows that belong together, such as those of a mold or a day, are drawn together; drawn one by one they would promise
/// more than they know.
///
/// - Reference: B. Efron, R. J. Tibshirani, *An Introduction to the Bootstrap* (1993), chapters 13 and 8.
public struct Bootstrap: Hashable, Sendable {
  /// Number of samples drawn.
  public var samples: Int
  /// Confidence, 0 … 1.
  public var level: Double
  public var seed: UInt64

  /// An interval of 95 % from 1000 samples unless said otherwise.
  public init(samples: Int = 1000, level: Double = 0.95, seed: UInt64 = 1) {
    (self.samples, self.level, self.seed) = (samples, level, seed)
  }

  /// The interval of a figure.
  ///
  /// - Parameters:
  ///   - count: number of rows.
  ///   - groups: which rows belong together; `nil` where each stands for itself.
  ///   - figure: computes the figure of some rows, each as often as it was drawn; `nil` where they do not tell.
  /// - Returns: `nil` with fewer than two groups, or where more than a tenth of the samples do not tell.
  public func interval<Group: Hashable>(
    count: Int, groups: [Group]?, _ figure: ([Int]) -> Double?
  ) -> ClosedRange<Double>? {
    intervals(count: count, groups: groups, figures: 1) { [figure($0)] }[0]
  }

  /// The intervals of several figures of the same rows, from the same samples.
  ///
  /// - Parameters:
  ///   - count: number of rows.
  ///   - groups: which rows belong together; `nil` where each stands for itself.
  ///   - number: number of figures.
  ///   - figures: computes the figures of some rows, each as often as it was drawn; `nil` where they do not tell.
  /// - Returns: one for each figure; `nil` with fewer than two groups, or where more than a tenth of the samples do not
  ///   tell.
  public func intervals<Group: Hashable>(
    count: Int, groups: [Group]?, figures number: Int, _ figures: ([Int]) -> [Double?]
  ) -> [ClosedRange<Double>?] {
    precondition(groups.map { $0.count == count } ?? true, "a group for each row")
    let members = groups.map { GroupedRows($0).members } ?? []
    let units = groups == nil ? count : members.count
    guard units > 1, samples > 0 else { return Array(repeating: nil, count: number) }
    var random = SplitMix64(seed: seed)
    var drawn = Array(repeating: [Double](), count: number)
    var rows: [Int] = []
    for _ in 0..<samples {
      rows.removeAll(keepingCapacity: true)
      for _ in 0..<units {
        let unit = random.next(below: units)
        if groups == nil { rows.append(unit) } else { rows += members[unit] }
      }
      for (place, value) in figures(rows).enumerated() {
        if let value, value.isFinite { drawn[place].append(value) }
      }
    }
    return drawn.map { values in
      guard values.count * 10 >= samples * 9 else { return nil }
      let sorted = values.sorted()
      let low = Int(((1 - level) / 2 * Double(sorted.count - 1)).rounded(.down))
      return sorted[low]...sorted[sorted.count - 1 - low]
    }
  }

  /// The interval of a figure of rows that each stand for themselves.
  public func interval(count: Int, _ figure: ([Int]) -> Double?) -> ClosedRange<Double>? {
    interval(count: count, groups: [Int]?.none, figure)
  }
}
