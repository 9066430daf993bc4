internal import Plant

extension ModelCard {
  /// Limits of what is accepted.
  private enum Limit {
    static let bytes = 64 << 20
    static let features = 1_000_000
    static let classes = 10_000
    static let knots = 100_000
    static let list = 10_000
    static let count = 0...(1 << 52)
  }

  /// Reads a card from JSON. Every key must be there, none may be unknown, and the parts must agree with each other.
  ///
  /// - Throws: ``ModelFileError``: `malformed`, or `unsupported` for a card of another schema.
  public init(_ bytes: [UInt8]) throws(ModelFileError) {
    guard bytes.count <= Limit.bytes else {
      throw ModelFileError(
        kind: .malformed, place: "card", found: "\(bytes.count) bytes", expected: "at most \(Limit.bytes)")
    }
    let card = ModelField(try ModelValue.readDocument(bytes), path: "card")
    let schema = try card.member("schema").words()
    guard schema == Self.schema else {
      throw ModelFileError(
        kind: .unsupported, place: "card.schema", found: "`\(schema.prefix(60))`", expected: "`\(Self.schema)`")
    }
    try card.checkKeys([
      "schema", "task", "kind", "version", "created", "program", "trainer", "target", "features", "data", "split",
      "seed", "parameters", "search", "calibration", "conformal", "metrics", "baselines", "files",
    ])
    task = try card.member("task").words()
    guard Self.isTask(task) else {
      throw try card.member("task").wrong("lower-case letters, digits and _, at most 64", found: "`\(task.prefix(60))`")
    }
    kind = try card.member("kind").choice()
    version = try card.member("version").count(in: Limit.count)
    created = try card.member("created").instant()
    let program = try card.member("program")
    try program.checkKeys(["version", "revision"])
    self.program = Program(
      version: try program.member("version").words(), revision: try program.member("revision").words())
    let trainer = try card.member("trainer")
    try trainer.checkKeys(["library", "version", "threads"])
    self.trainer = Trainer(
      library: try trainer.member("library").words(), version: try trainer.member("version").words(),
      threads: try trainer.member("threads").count(in: 1...65536))
    target = try Target(card.member("target"), limit: Limit.classes)
    features = try Features(card.member("features"), limit: Limit.features)
    data = try DataOrigin(card.member("data"), counts: Limit.count)
    split = try Split(card.member("split"), limit: Limit.list, counts: Limit.count)
    seed = try card.member("seed").count(in: Limit.count)
    parameters = try card.member("parameters").list(limit: Limit.list) { field throws(ModelFileError) in
      try field.checkKeys(["name", "value"])
      return Parameter(try field.member("name").words(), try field.member("value").double())
    }
    search = try card.member("search").words(orEmpty: true)
    calibration = try ProbabilityCalibration(
      card.member("calibration"), limit: Limit.classes, knots: Limit.knots)
    conformal =
      if let field = try card.nullable("conformal") {
        try ConformalBand(field, limit: Limit.list, counts: Limit.count)
      } else { nil }
    metrics = try card.member("metrics").list(limit: Limit.list, Metric.init(_:))
    baselines = try card.member("baselines").list(limit: Limit.list) { field throws(ModelFileError) in
      try field.checkKeys(["name", "metrics"])
      return Baseline(
        name: try field.member("name").words(),
        metrics: try field.member("metrics").list(limit: Limit.list, Metric.init(_:)))
    }
    files = try card.member("files").list(limit: Limit.list) { field throws(ModelFileError) in
      try FileDigest(field, counts: Limit.count)
    }
    try checkAgreement(card)
  }

  /// What no part can see alone.
  private func checkAgreement(_ card: ModelField) throws(ModelFileError) {
    func disagreement(_ key: String, _ found: String, _ expected: String) throws(ModelFileError) -> ModelFileError {
      try card.member(key).wrong(expected, found: found)
    }
    if kind == .classification, target.classes.count < 2 {
      throw try disagreement("target", "\(target.classes.count) classes", "two classes at least")
    }
    let outputs = kind == .classification ? target.classes.count : 1
    if let count = calibration.outputCount, count != outputs {
      throw try disagreement("calibration", "\(count) maps", "\(outputs), one an output of the model")
    }
    if Set(features.columns.map(\.name)).count != features.columns.count {
      throw try disagreement("features", "a name twice", "each feature once")
    }
    if let conformal, kind == .classification, conformal.score != .oneMinusProbability {
      throw try disagreement("conformal", conformal.score.rawValue, ConformalBand.Score.oneMinusProbability.rawValue)
    }
    if Set(files.map(\.name)).count != files.count {
      throw try disagreement("files", "a name twice", "each file once")
    }
  }
}

extension ModelCard.Target {
  fileprivate init(_ field: ModelField, limit: Int) throws(ModelFileError) {
    try field.checkKeys(["name", "unit", "classes"])
    let classes = try field.member("classes").texts(limit: limit)
    guard Set(classes).count == classes.count else {
      throw try field.member("classes").wrong("each class once", found: "a class twice")
    }
    self.init(
      name: try field.member("name").words(), unit: try field.member("unit").words(orEmpty: true), classes: classes)
  }
}

extension ModelCard.Features {
  fileprivate init(_ field: ModelField, limit: Int) throws(ModelFileError) {
    try field.checkKeys(["schema_version", "schema_hash", "columns"])
    let columns = try field.member("columns").list(limit: limit) { column throws(ModelFileError) in
      try column.checkKeys(["name", "monotone", "minimum", "maximum", "missing"])
      let low = try column.nullable("minimum")?.double()
      let high = try column.nullable("maximum")?.double()
      guard (low == nil) == (high == nil), low ?? 0 <= high ?? 0 else {
        throw column.wrong("a range", found: "minimum and maximum that make none")
      }
      let range: ClosedRange<Double>? = if let low, let high { low...high } else { nil }
      return Feature(
        name: try column.member("name").words(), monotone: try column.member("monotone").count(in: -1...1),
        range: range, missing: try column.member("missing").double(in: 0...1))
    }
    guard !columns.isEmpty else { throw try field.member("columns").wrong("one feature at least") }
    self.init(
      schemaVersion: try field.member("schema_version").count(in: 0...1_000_000),
      schemaHash: try field.member("schema_hash").digest(), columns: columns)
  }
}

extension ModelCard.DataOrigin {
  fileprivate init(_ field: ModelField, counts: ClosedRange<Int>) throws(ModelFileError) {
    try field.checkKeys(["digest", "rows", "start", "end", "origin"])
    let start = try field.nullable("start")?.instant()
    let end = try field.nullable("end")?.instant()
    guard (start == nil) == (end == nil) else { throw field.wrong("both start and end, or none", found: "one") }
    var span: ClosedRange<Instant>?
    if let start, let end {
      guard start <= end else { throw field.wrong("an end after the start", found: "\(end)") }
      span = start...end
    }
    self.init(
      digest: try field.member("digest").digest(), rows: try field.member("rows").count(in: counts), span: span,
      origin: try field.member("origin").choice())
  }
}

extension ModelCard.Split {
  fileprivate init(_ field: ModelField, limit: Int, counts: ClosedRange<Int>) throws(ModelFileError) {
    try field.checkKeys(["kind", "groups", "gap_s", "seed", "words", "parts"])
    let parts = try field.member("parts").list(limit: limit) { part throws(ModelFileError) in
      try part.checkKeys(["name", "fraction", "rows"])
      return Part(
        name: try part.member("name").words(), fraction: try part.member("fraction").double(in: 0...1),
        rows: try part.member("rows").count(in: counts))
    }
    self.init(
      kind: try field.member("kind").words(), groups: try field.member("groups").texts(limit: limit),
      gap: try field.member("gap_s").double(in: 0...1e12), seed: try field.member("seed").count(in: counts),
      words: try field.member("words").words(orEmpty: true), parts: parts)
  }
}

extension ModelCard.Metric {
  fileprivate init(_ field: ModelField) throws(ModelFileError) {
    try field.checkKeys(["name", "value", "low", "high"])
    let low = try field.nullable("low")?.double()
    let high = try field.nullable("high")?.double()
    guard (low == nil) == (high == nil), low ?? 0 <= high ?? 0 else {
      throw field.wrong("an interval", found: "low and high that make none")
    }
    let interval: ClosedRange<Double>? = if let low, let high { low...high } else { nil }
    self.init(try field.member("name").words(), try field.member("value").double(), interval: interval)
  }
}

extension ModelCard.FileDigest {
  fileprivate init(_ field: ModelField, counts: ClosedRange<Int>) throws(ModelFileError) {
    try field.checkKeys(["name", "bytes", "digest"])
    let name = try field.member("name").words()
    // A name that left the model's folder could make a reader open any file.
    guard name.utf8.count <= 255, !name.hasPrefix("."),
      !name.unicodeScalars.contains(where: { "/\\\0".unicodeScalars.contains($0) })
    else { throw try field.member("name").wrong("a name without folders", found: "`\(name.prefix(60))`") }
    self.init(
      name: name, bytes: try field.member("bytes").count(in: counts), digest: try field.member("digest").digest())
  }
}

extension ProbabilityCalibration {
  fileprivate init(_ field: ModelField, limit: Int, knots: Int) throws(ModelFileError) {
    let method = try field.member("method").words()
    switch method {
    case "none":
      try field.checkKeys(["method"])
      self = .none
    case "temperature":
      try field.checkKeys(["method", "temperature"])
      self = .temperature(try field.member("temperature").double(in: 1e-3...1e3))
    case "platt":
      try field.checkKeys(["method", "maps"])
      self = .platt(
        try field.member("maps").list(limit: limit) { map throws(ModelFileError) in
          try map.checkKeys(["slope", "intercept"])
          return PlattMap(
            slope: try map.member("slope").double(in: -1e6...1e6),
            intercept: try map.member("intercept").double(in: -1e6...1e6))
        })
    case "isotonic":
      try field.checkKeys(["method", "maps"])
      self = .isotonic(
        try field.member("maps").list(limit: limit) { map throws(ModelFileError) in
          try map.checkKeys(["inputs", "outputs"])
          guard
            let isotonic = IsotonicMap(
              inputs: try map.member("inputs").doubles(limit: knots),
              outputs: try map.member("outputs").doubles(limit: knots))
          else { throw map.wrong("rising inputs, and as many outputs 0 … 1 that never fall", found: "others") }
          return isotonic
        })
    default:
      throw try field.member("method").wrong("none, temperature, platt or isotonic", found: "`\(method.prefix(40))`")
    }
  }
}

extension ConformalBand {
  fileprivate init(_ field: ModelField, limit: Int, counts: ClosedRange<Int>) throws(ModelFileError) {
    try field.checkKeys(["score", "grouped_by", "minimum", "maximum", "scale_minimum", "bounds"])
    let low = try field.nullable("minimum")?.double()
    let high = try field.nullable("maximum")?.double()
    guard low ?? -.infinity <= high ?? .infinity else { throw field.wrong("a range", found: "maximum < minimum") }
    let bounds = try field.member("bounds").list(limit: limit) { bound throws(ModelFileError) in
      try bound.checkKeys(["level", "group", "quantile", "rows", "coverage"])
      return Bound(
        level: try bound.member("level").double(in: 0...1), group: try bound.nullable("group")?.words(orEmpty: true),
        // Null is infinity: too few rows to promise anything.
        quantile: try bound.nullable("quantile")?.double(in: 0...1e300) ?? .infinity,
        rows: try bound.member("rows").count(in: counts),
        coverage: try bound.nullable("coverage").map(ModelCard.Metric.init(_:)))
    }
    self.init(
      score: try field.member("score").choice(), groupedBy: try field.nullable("grouped_by")?.words(), bounds: bounds,
      limits: low == nil && high == nil ? nil : (low ?? -.infinity)...(high ?? .infinity),
      scaleMinimum: try field.member("scale_minimum").double(in: 0...1e300))
  }
}

extension ModelField {
  /// 64 lower-case hexadecimal digits.
  fileprivate func digest() throws(ModelFileError) -> String {
    let text = try words()
    guard text.utf8.count == 64, text.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else {
      throw wrong("64 hexadecimal digits", found: "`\(text.prefix(70))`")
    }
    return text
  }

  /// An instant in UTC as ISO 8601.
  fileprivate func instant() throws(ModelFileError) -> Instant {
    let text = try words()
    guard let instant = Instant(text) else {
      throw wrong("a time such as 2026-03-01T06:00:00Z", found: "`\(text.prefix(60))`")
    }
    return instant
  }
}

extension Optional where Wrapped == ModelField {
  fileprivate func map<Result>(
    _ read: (ModelField) throws(ModelFileError) -> Result
  ) throws(ModelFileError) -> Result? {
    if let self { try read(self) } else { nil }
  }
}
