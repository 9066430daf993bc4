/// Rows divided by purpose: to train, to calibrate probabilities and intervals, and to test.
public struct Partition: Hashable, Sendable {
  /// Shares of the rows, each 0 … 1, together 1 at most; what is left of 1 trains.
  public struct Fractions: Hashable, Sendable {
    public var calibration: Double
    public var test: Double

    public init(calibration: Double, test: Double) { (self.calibration, self.test) = (calibration, test) }
  }

  /// Ascending; no row is in two.
  public let training, calibration, test: [Int]

  /// Rows drawn one by one.
  public static func random(count: Int, _ fractions: Fractions, seed: UInt64) -> Partition {
    grouped(Array(0..<count), fractions, seed: seed)
  }

  /// Whole groups: drawn groups fill the test, then the calibration, each until one more would lead further from its
  /// share than away from it; the others train.
  public static func grouped<Group: Hashable>(_ groups: [Group], _ fractions: Fractions, seed: UInt64) -> Partition {
    var random = SplitMix64(seed: seed)
    var waiting = GroupedRows(groups).members.shuffled(&random)[...]
    func take(_ share: Double) -> [Int] {
      let wanted = share * Double(groups.count)
      var rows: [Int] = []
      while let next = waiting.first {
        let (now, then) = (Double(rows.count), Double(rows.count + next.count))
        // Some rows are better than none, as long as others are left.
        let isCloser = abs(then - wanted) <= abs(now - wanted) || rows.isEmpty && waiting.count > 2
        guard wanted > 0, isCloser else { break }
        rows += next
        waiting.removeFirst()
      }
      return rows.sorted()
    }
    let test = take(fractions.test)
    let calibration = take(fractions.calibration)
    return Partition(training: waiting.flatMap { $0 }.sorted(), calibration: calibration, test: test)
  }

  /// By time: the oldest rows train, the next calibrate, the newest test. Rows of equal times stay together.
  ///
  /// - Parameter gap: rows closer than this before the first row of the next part are left out, in the unit of the
  ///   times.
  public static func ordered(_ times: [Double], _ fractions: Fractions, gap: Double = 0) -> Partition {
    let order = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
    func border(_ share: Double) -> Int {
      var border = min(max(Int((share * Double(order.count)).rounded()), 0), order.count)
      while border > 0, border < order.count, times[order[border]] == times[order[border - 1]] { border += 1 }
      return border
    }
    let calibration = border(1 - fractions.calibration - fractions.test)
    let test = max(border(1 - fractions.test), calibration)
    func part(_ range: Range<Int>) -> [Int] {
      let next = range.upperBound < order.count ? times[order[range.upperBound]] : .infinity
      return order[range].filter { gap == 0 || times[$0] < next - gap }.sorted()
    }
    return Partition(
      training: part(0..<calibration), calibration: part(calibration..<test), test: part(test..<order.count))
  }
}
