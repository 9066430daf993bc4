import Learning

extension DriftReport {
  /// Distributions and courses of the features that moved furthest.
  var chartSection: ReportContent.Section? {
    let chosen = ranked.prefix(Self.charted)
    let blocks = chosen.enumerated().flatMap { place, feature -> [ReportContent.Block] in
      switch feature.reference.bins {
      case .knots:
        [distribution(feature, place), course(feature, place)].compactMap { $0.map { .plot($0) } }
      case .categories(let categories): [.bars(shares(feature, categories, place))]
      }
    }
    guard !blocks.isEmpty else { return nil }
    return ReportContent.Section("charts", "Distributions and courses", blocks)
  }

  /// Shares of categories.
  private func shares(_ feature: FeatureDrift, _ categories: [String], _ place: Int) -> BarChart {
    func share(_ counts: [Int], _ place: Int) -> Double {
      100 * Double(counts[place]) / Double(max(counts.reduce(0, +), 1))
    }
    return BarChart(
      id: "shares-\(place + 1)", title: feature.name, summary: "Shares of values, reference and current.",
      axis: "Share of rows [%]", series: ["reference", "current"],
      rows: (categories + ["others"]).prefix(12).enumerated().map { index, name in
        let column = index < categories.count ? index : categories.count
        return BarChart.Row(
          name.isEmpty ? "(empty)" : String(name.prefix(40)),
          [.init(share(feature.reference.counts, column)), .init(share(feature.counts, column))])
      }, reach: 5)
  }

  /// Densities of reference and current data over the range of the reference.
  private func distribution(_ feature: FeatureDrift, _ place: Int) -> Plot? {
    guard case .knots(let knots, _) = feature.reference.bins, let first = knots.first, let last = knots.last,
      last > first
    else { return nil }
    let slots = 30
    // Current values beyond the reference are drawn a quarter beyond its ends.
    let margin = 0.25 * (last - first)
    let width = (last - first + 2 * margin) / Double(slots)
    let centers = (0..<slots).map { first - margin + (Double($0) + 0.5) * width }
    func density(_ counts: [Int], _ mean: Double) -> [Double] {
      let total = Double(max(counts.reduce(0, +), 1))
      var shares = Array(repeating: 0.0, count: slots)
      func slot(_ value: Double) -> Int { min(max(Int((value - first + margin) / width), 0), slots - 1) }
      func add(_ count: Int, from start: Double, to end: Double) {
        guard count > 0 else { return }
        let range = slot(start)...max(slot(start), slot(end))
        for index in range { shares[index] += Double(count) / total / Double(range.count) }
      }
      for (index, knot) in knots.enumerated() {
        add(counts[2 * index], from: index > 0 ? knots[index - 1] : first - margin, to: knot)
        add(counts[2 * index + 1], from: knot, to: knot)
      }
      add(counts[2 * knots.count], from: last, to: last + margin)
      return shares.map { 100 * $0 }
    }
    let reference = density(feature.reference.counts, feature.reference.mean)
    let current = density(feature.counts, feature.mean)
    return Plot(
      id: "distribution-\(place + 1)", title: "\(feature.name): distribution",
      summary: "Share of rows by value, reference and current.", axis: feature.name,
      domain: first - margin...last + margin,
      panels: [
        Plot.Panel(
          "Rows [%]", height: 160, includesZero: true,
          series: [
            Plot.Series("reference", color: 0, x: centers, y: reference),
            Plot.Series("current", color: 1, x: centers, y: current),
          ])
      ])
  }

  /// Means of blocks one behind the other: the reference up to 0, the current data from there.
  private func course(_ feature: FeatureDrift, _ place: Int) -> Plot? {
    let (before, now) = (feature.reference.blockMeans, feature.blockMeans)
    guard before.count + now.count > 3 else { return nil }
    let known = before.compactMap { $0 }
    let middle = known.reduce(0, +) / Double(max(known.count, 1))
    let squares = known.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
    let deviation = known.count > 1 ? (squares / Double(known.count - 1)).squareRoot() : 0
    let positions = before.indices.map { Double($0 - before.count) + 0.5 }
    return Plot(
      id: "course-\(place + 1)", title: "\(feature.name): course of the means",
      summary: "Means of consecutive blocks of rows.",
      axis: "Block of rows; the reference before 0, the current data behind",
      domain: -Double(before.count)...Double(max(now.count, 1)),
      panels: [
        Plot.Panel(
          "Mean", height: 130,
          series: [
            Plot.Series("reference", color: 0, x: positions, y: before.map { $0 ?? .nan }),
            Plot.Series("current", color: 1, x: now.indices.map { Double($0) + 0.5 }, y: now.map { $0 ?? .nan }),
          ],
          targets: deviation > 0
            ? [.band(middle - 3 * deviation...middle + 3 * deviation, label: "mean ± 3 sd of blocks")] : [])
      ], events: [Plot.Event("current data", at: 0, isStrong: true)])
  }
}
