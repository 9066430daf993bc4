import Learning

extension SketchReading {
  /// The profile of one feature.
  mutating func feature() throws(Fault) -> FeatureProfile {
    var name = ""
    var role: DriftRole?
    var knots: [Double]?
    var categories: [String]?
    var isExhaustive = false
    var counts: [Int] = []
    var missing = 0
    var (mean, deviation) = (0.0, 0.0)
    var (blockMeans, groupMeans) = ([Double](), [Double]())
    var windows: [FeatureProfile.Window] = []
    try members("a feature") { reading, key throws(Fault) in
      switch key {
      case "name": name = try reading.text()
      case "role":
        let word = try reading.text()
        role = DriftRole(rawValue: word)
        try reading.require(role != nil, "the role `\(word)`", "a known role")
      case "knots": knots = try reading.numbers(512)
      case "exhaustive": isExhaustive = try reading.flag()
      case "categories": categories = try reading.texts(DriftBins.categoryMaximum)
      case "counts":
        counts = try reading.list(1025) { reading throws(Fault) in try reading.whole(0...Int(Int32.max)) }
      case "missing": missing = try reading.whole(0...Int(Int32.max))
      case "mean": mean = try reading.bounded()
      case "deviation": deviation = try reading.bounded()
      case "block_means": blockMeans = try reading.gappy(32)
      case "group_means": groupMeans = try reading.gappy(64)
      case "windows": windows = try reading.list(8) { reading throws(Fault) in try reading.window() }
      default: throw reading.unknown(key)
      }
    }
    guard let role, !name.isEmpty else { throw cursor.fault("a feature without name or role", "both") }
    let bins: DriftBins
    switch (knots, categories) {
    case (let knots?, nil):
      try require(
        !knots.isEmpty && zip(knots, knots.dropFirst()).allSatisfy { $0 < $1 }, "knots of `\(name)` not in order",
        "ascending numbers")
      bins = .knots(knots, isExhaustive: isExhaustive)
    case (nil, let categories?):
      try require(Set(categories).count == categories.count, "a category of `\(name)` twice", "each once")
      bins = .categories(categories)
    default: throw cursor.fault("no knots or categories of `\(name)`, or both", "one of them")
    }
    try require(counts.count == bins.count, "\(counts.count) counts of `\(name)`", "\(bins.count)")
    try require(counts.contains { $0 > 0 }, "a feature `\(name)` without values", "one at least")
    try require(deviation >= 0, "a negative deviation of `\(name)`", "0 or more")
    return FeatureProfile(
      name: name, role: role, bins: bins, counts: counts, missing: missing, mean: mean, deviation: deviation,
      blockMeans: blockMeans.map { $0.isNaN ? nil : $0 }, groupMeans: groupMeans.map { $0.isNaN ? nil : $0 },
      windows: windows)
  }

  private mutating func window() throws(Fault) -> FeatureProfile.Window {
    var rows = 0.0
    var effects: [DriftTest: WindowSpread] = [:]
    var missing = WindowSpread(mean: 0, deviation: 0)
    try members("a window") { reading, key throws(Fault) in
      switch key {
      case "rows":
        rows = try reading.bounded()
        try reading.require(rows > 0 && rows <= Double(Int32.max), "\(rows) rows", "a positive number")
      case "missing": missing = try reading.spread()
      default:
        guard let test = DriftTest(rawValue: key) else { throw reading.unknown(key) }
        effects[test] = try reading.spread()
      }
    }
    try require(rows > 0, "a window without rows", "their number")
    return FeatureProfile.Window(rows: rows, effects: effects, missing: missing)
  }

  /// What is remembered of features together.
  mutating func joint() throws(Fault) -> JointProfile {
    let width = JointProfile.featureMaximum
    var names: [String] = []
    var (means, deviations, correlations, shares) = ([Double](), [Double](), [Double](), [Double]())
    var (components, sample) = ([[Double]](), [[Double]]())
    var (errors, separations) = ([JointProfile.Window](), [JointProfile.Window]())
    try members("joint") { reading, key throws(Fault) in
      switch key {
      case "names": names = try reading.texts(width)
      case "means": means = try reading.numbers(width)
      case "deviations": deviations = try reading.numbers(width)
      case "correlations": correlations = try reading.numbers(width * (width - 1) / 2)
      case "components":
        components = try reading.list(width) { reading throws(Fault) in try reading.numbers(width) }
      case "shares": shares = try reading.numbers(width)
      case "errors": errors = try reading.list(8) { reading throws(Fault) in try reading.jointWindow() }
      case "separations": separations = try reading.list(8) { reading throws(Fault) in try reading.jointWindow() }
      case "sample":
        sample = try reading.list(width) { reading throws(Fault) in try reading.gappy(JointProfile.sampleMaximum) }
      default: throw reading.unknown(key)
      }
    }
    let count = names.count
    let rows = sample.first?.count ?? 0
    let fits =
      count > 1 && Set(names).count == count && means.count == count && deviations.count == count
      && correlations.count == count * (count - 1) / 2 && components.count == shares.count
      && components.allSatisfy { $0.count == count } && sample.count == count
      && sample.allSatisfy { $0.count == rows }
    try require(fits, "parts of `joint` that do not fit together", "as many numbers as there are names")
    try require(deviations.allSatisfy { $0 > 0 }, "a deviation that is not positive", "positive ones")
    return JointProfile(
      names: names, means: means, deviations: deviations, correlations: correlations, components: components,
      shares: shares, errors: errors, separations: separations, sample: sample)
  }

  private mutating func jointWindow() throws(Fault) -> JointProfile.Window {
    let numbers = try numbers(3)
    guard numbers.count == 3, let rows = Int(exactly: numbers[0]), rows > 0, numbers[2] >= 0 else {
      throw cursor.fault("\(numbers.count) numbers", "rows, mean and standard deviation")
    }
    return JointProfile.Window(rows: rows, spread: WindowSpread(mean: numbers[1], deviation: numbers[2]))
  }

  /// What is remembered of a model's performance.
  mutating func performance() throws(Fault) -> PerformanceProfile {
    var kind: DriftPredictions.Kind?
    var (estimate, loss) = (0.0, Double?.none)
    var spread = WindowSpread(mean: 0, deviation: 0)
    var lossSpread: [Double] = []
    var names: [String] = []
    var base: Double?
    var stumps: [[Double]] = []
    try members("performance") { reading, key throws(Fault) in
      switch key {
      case "kind":
        let word = try reading.text()
        kind = DriftPredictions.Kind(rawValue: word)
        try reading.require(kind != nil, "the kind `\(word)`", "event, confidence or number")
      case "estimate": estimate = try reading.bounded()
      case "spread": spread = try reading.spread()
      case "loss": loss = try reading.optionalNumber()
      case "loss_spread": lossSpread = try reading.numbers(2)
      case "names": names = try reading.texts(JointProfile.featureMaximum + 1)
      case "base": base = try reading.optionalNumber()
      case "stumps": stumps = try reading.list(200) { reading throws(Fault) in try reading.numbers(5) }
      default: throw reading.unknown(key)
      }
    }
    guard let kind else { throw cursor.fault("no `kind`", "event, confidence or number") }
    var model: BoostedStumps?
    if let base {
      var made: [BoostedStumps.Stump] = []
      for stump in stumps {
        guard stump.count == 5, let feature = Int(exactly: stump[0]), names.indices.contains(feature) else {
          throw cursor.fault("a stump of another shape", "the place of a name and four numbers")
        }
        made.append(
          BoostedStumps.Stump(
            feature: feature, threshold: stump[1], missingGoesRight: stump[2] != 0, left: stump[3], right: stump[4]))
      }
      model = BoostedStumps(base: base, stumps: made)
    }
    try require((kind == .number) == (model != nil), "a model of the loss where none belongs", "one for numbers only")
    return PerformanceProfile(
      kind: kind, estimate: estimate, spread: spread, loss: loss,
      lossSpread: lossSpread.count == 2 ? WindowSpread(mean: lossSpread[0], deviation: lossSpread[1]) : nil,
      names: names, model: model)
  }
}
