internal import RealModule

/// The places at which values of a feature are counted: chosen from the reference, kept for the current data.
public enum DriftBins: Hashable, Sendable {
  /// Values in ascending order, the least and the greatest of the reference among them. `isExhaustive` when the
  /// reference has no others.
  case knots([Double], isExhaustive: Bool)
  /// The most frequent texts of the reference; all others are counted together.
  case categories([String])

  /// Texts that are told apart at most.
  public static let categoryMaximum = 40
  /// Groups in which shares of numbers are compared by counting.
  static let groupMaximum = 10

  /// Number of counts: of knots one for each and for each interval about them, of categories one more for all others.
  public var count: Int {
    switch self {
    case .knots(let knots, _): 2 * knots.count + 1
    case .categories(let categories): categories.count + 1
    }
  }

  /// Knots for numbers of which some are given: all that occur where there are few, else quantiles to nine digits.
  ///
  /// - Parameters:
  ///   - sorted: ascending and finite; at least one.
  ///   - range: the least and the greatest of all numbers, which `sorted` may lack.
  init(sorted: [Double], range: ClosedRange<Double>, limit: Int) {
    var distinct: [Double] = []
    for value in sorted where value != distinct.last {
      distinct.append(value)
      if distinct.count > limit { break }
    }
    if distinct.count <= limit, range.lowerBound == sorted.first, range.upperBound == sorted.last {
      self = .knots(distinct, isExhaustive: true)
      return
    }
    var knots = [range.lowerBound]
    for place in 1..<limit - 1 {
      let value = sorted[place * (sorted.count - 1) / (limit - 1)].rounded(digits: 9)
      if value > knots[knots.count - 1], value < range.upperBound { knots.append(value) }
    }
    if range.upperBound > range.lowerBound { knots.append(range.upperBound) }
    self = .knots(knots, isExhaustive: false)
  }

  /// The group of each count, from 0: of numbers up to ten of about equal share in the reference, of categories each.
  func groups(_ reference: BinCounts) -> [Int] {
    guard case .knots = self else { return Array(0..<count) }
    let total = Double(max(reference.total, 1))
    var groups: [Int] = []
    groups.reserveCapacity(count)
    var (group, before) = (0, 0)
    for (place, held) in reference.counts.enumerated() {
      // A group ends behind a knot, so that values between knots stay with the knot above them.
      let isFull = Double(before) >= Double(group + 1) * total / Double(Self.groupMaximum)
      if place % 2 == 0, place > 0, place < count - 1, isFull { group += 1 }
      groups.append(group)
      before += held
    }
    return groups
  }
}

/// How many values fell to each place of ``DriftBins``.
struct BinCounts: Hashable, Sendable {
  var counts: [Int]
  /// Σ of how far values lie below the first knot, and above the last.
  var (below, above) = (0.0, 0.0)

  init(count: Int) { counts = Array(repeating: 0, count: count) }

  init(_ counts: [Int]) { self.counts = counts }

  var total: Int { counts.reduce(0, +) }

  /// Counts numbers; those that are not finite are left out.
  mutating func add(_ values: Span<Double>, knots: Span<Double>) {
    let last = knots.count - 1
    let (first, greatest) = (knots[0], knots[last])
    var (under, over) = (0.0, 0.0)
    var counts = counts.mutableSpan
    for index in values.indices {
      let value = unsafe values[unchecked: index]
      guard value.isFinite else { continue }
      if value < first {
        counts[0] += 1
        under += first - value
      } else if value > greatest {
        counts[2 * last + 2] += 1
        over += value - greatest
      } else {
        // The first knot not below the value.
        var (low, size) = (0, last + 1)
        while size > 1 {
          let half = size / 2
          low = unsafe knots[unchecked: low + half - 1] < value ? low + half : low
          size -= half
        }
        counts[2 * low + (knots[low] == value ? 1 : 0)] += 1
      }
    }
    (below, above) = (below + under, above + over)
  }

  static func + (left: BinCounts, right: BinCounts) -> BinCounts {
    var sum = BinCounts(zip(left.counts, right.counts).map { $0 + $1 })
    (sum.below, sum.above) = (left.below + right.below, left.above + right.above)
    return sum
  }

  static func - (left: BinCounts, right: BinCounts) -> BinCounts {
    BinCounts(zip(left.counts, right.counts).map { $0 - $1 })
  }

  /// Counts of groups of places.
  func grouped(_ groups: [Int]) -> [Int] {
    var sums = Array(repeating: 0, count: (groups.last ?? 0) + 1)
    for (place, group) in groups.enumerated() { sums[group] += counts[place] }
    return sums
  }
}

extension Double {
  /// The decimal number of so many significant digits that is nearest.
  func rounded(digits: Int) -> Double {
    guard self != 0, isFinite else { return self }
    let power = digits - 1 - Int(Double.log10(magnitude).rounded(.down))
    let scale = Double.pow(10, Double(abs(power)))
    let rounded = power < 0 ? (self / scale).rounded() * scale : (self * scale).rounded() / scale
    return rounded.isFinite ? rounded : self
  }
}
