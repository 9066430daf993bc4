/// Thins curves for drawing without losing their peaks.
package enum PlotDecimation {
  /// Indices of at most `limit` points that keep the shape: largest-triangle-three-buckets
  /// (S. Steinarsson, University of Iceland, 2013). First and last points are kept.
  package static func indices(x: [Double], y: [Double], limit: Int) -> [Int] {
    let count = min(x.count, y.count)
    guard count > limit, limit > 2 else { return Array(0..<count) }
    var kept = [0]
    let width = Double(count - 2) / Double(limit - 2)
    for bucket in 0..<(limit - 2) {
      let start = Int(Double(bucket) * width) + 1
      let end = min(Int(Double(bucket + 1) * width) + 1, count - 1)
      let nextEnd = min(Int(Double(bucket + 2) * width) + 1, count)
      let next = center(x: x, y: y, end..<max(nextEnd, end + 1))
      let last = kept[kept.count - 1]
      var best = start
      var area = -1.0
      for i in start..<max(end, start + 1) {
        let twice = abs((x[last] - next.x) * (y[i] - y[last]) - (x[last] - x[i]) * (next.y - y[last]))
        if twice > area { (best, area) = (i, twice) }
      }
      kept.append(best)
    }
    kept.append(count - 1)
    return kept
  }

  /// The stretches of consecutive points that are finite and inside `domain`.
  package static func runs(x: [Double], y: [Double], domain: ClosedRange<Double>) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start: Int?
    for i in 0..<min(x.count, y.count) {
      let isShown = x[i].isFinite && y[i].isFinite && domain.contains(x[i])
      if isShown, start == nil { start = i }
      if !isShown, let first = start {
        runs.append(first..<i)
        start = nil
      }
    }
    if let start { runs.append(start..<min(x.count, y.count)) }
    return runs
  }

  private static func center(x: [Double], y: [Double], _ range: Range<Int>) -> (x: Double, y: Double) {
    var sum = (x: 0.0, y: 0.0)
    for i in range { sum = (sum.x + x[i], sum.y + y[i]) }
    return (sum.x / Double(range.count), sum.y / Double(range.count))
  }
}
