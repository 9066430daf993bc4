/// Where the texts of a chart go so that none covers another.
package enum PlotLayout {
  /// Estimated width of a text at 11 or 12 pixels in a sans-serif face; generous, so that errors leave a gap.
  package static func width(_ text: String) -> Double { 6.4 * Double(text.count) + 4 }

  /// A label of an event: the lane it is written in (0 on top) and where it starts.
  package struct EventLabel: Hashable {
    package var lane: Int
    package var start: Double
  }

  /// Indices of neighbors in `x` (ascending) that are too close for labels of their own; `alone` ones stay alone.
  package static func groups(x: [Double], alone: [Bool], gap: Double) -> [Range<Int>] {
    var groups: [Range<Int>] = []
    for i in x.indices {
      if let last = groups.last, x[i] - x[i - 1] < gap, !alone[i], !alone[i - 1] {
        groups[groups.count - 1] = last.lowerBound..<(i + 1)
      } else {
        groups.append(i..<(i + 1))
      }
    }
    return groups
  }

  /// Lanes for the labels of groups of events, which span `x` (ascending), each `width` wide, left of `right`.
  ///
  /// The line of an event rises to its own lane only; so a label is never crossed by the line of a later event when
  /// all lanes below it are free at that event. An event that would need more than `limit` lanes gets no label.
  package static func lanes(x: [ClosedRange<Double>], widths: [Double], right: Double, limit: Int) -> [EventLabel?] {
    var ends = [Double](repeating: -.infinity, count: limit)
    return zip(x, widths).map { span, width in
      let busy = ends.lastIndex { $0 > span.lowerBound - 4 }
      let lane = busy.map { $0 + 1 } ?? 0
      guard lane < limit else { return nil }
      let start = min(span.upperBound + 4, right - width)
      ends[lane] = max(start + width, span.upperBound)
      return EventLabel(lane: lane, start: start)
    }
  }

  /// Positions near `wanted` that are at least `gap` apart and inside `range` where there is room.
  package static func spread(_ wanted: [Double], gap: Double, in range: ClosedRange<Double>) -> [Double] {
    let order = wanted.indices.sorted { wanted[$0] < wanted[$1] }
    var placed = wanted
    var floor = range.lowerBound
    for i in order {
      placed[i] = max(placed[i], floor)
      floor = placed[i] + gap
    }
    var ceiling = range.upperBound
    for i in order.reversed() {
      placed[i] = min(placed[i], ceiling)
      ceiling = placed[i] - gap
    }
    return placed
  }
}
