internal import Integrators

extension HydraulicModel {
  private static let listMaximum = 100_000

  /// Reads a model: its document and the files of trees it names.
  ///
  /// Every number is checked for its range and every list for its length; trees must have the digest the document
  /// states, and the document the feature schema of this program.
  ///
  /// - Parameter trees: gives the bytes of a file by name.
  /// - Throws: ``ModelFileError``, or what `trees` throws.
  public init(_ bytes: [UInt8], trees: (String) throws -> [UInt8]) throws {
    let document = ModelField(try ModelValue.readDocument(bytes))
    let schema = try document.member("schema").words()
    guard schema == Self.schema else {
      throw ModelFileError(
        kind: .unsupported, place: "model.schema", found: "`\(schema.prefix(60))`", expected: "`\(Self.schema)`")
    }
    try document.checkKeys([
      "schema", "feature_schema", "version", "revision", "trees", "recording", "cycles", "folds", "baseline", "seed",
      "targets",
    ])
    let features = try document.member("feature_schema").words()
    guard features == HydraulicFeatureSchema.current.hash else {
      throw ModelFileError(
        kind: .unsupported, place: "model.feature_schema", found: "hash \(features.prefix(64))",
        expected: "hash \(HydraulicFeatureSchema.current.hash): train again with this version")
    }
    let origin = Origin(
      version: try document.member("version").words(), revision: try document.member("revision").words(),
      trees: try document.member("trees").words(), recording: try document.member("recording").words(),
      cycles: try document.member("cycles").count(in: 1...1_000_000_000),
      folds: try document.member("folds").words(),
      baseline: try document.nullable("baseline")?.count(in: 1...1_000_000),
      seed: try document.member("seed").count(in: 0...Int(Int32.max)))
    var classifiers: [HydraulicClassifier] = []
    var bands: [HydraulicTarget: [HydraulicEvidence.Band]] = [:]
    for field in try document.member("targets").items(limit: HydraulicTarget.allCases.count) {
      try field.checkKeys(["target", "temperature", "voters", "range", "selection", "bands"])
      let target: HydraulicTarget = try field.member("target").choice()
      guard !classifiers.contains(where: { $0.target == target }) else {
        throw field.wrong("each target once", found: "\(target.rawValue) twice")
      }
      var voters: [HydraulicClassifier.Voter] = []
      for voter in try field.member("voters").items(limit: 100) {
        voters.append(try Self.voter(voter, target, trees))
      }
      guard !voters.isEmpty else { throw field.wrong("a voter", found: "none") }
      classifiers.append(
        HydraulicClassifier(
          target: target, voters: voters, temperature: try field.member("temperature").double(in: 1e-4...1e6),
          range: try Self.range(field.member("range")), selection: try Self.selection(field.member("selection"))))
      bands[target] = try field.member("bands").list(limit: 100, Self.band)
    }
    guard !classifiers.isEmpty else { throw document.wrong("a target", found: "none") }
    self.init(origin: origin, classifiers: classifiers, bands: bands)
  }

  private static func voter(
    _ field: ModelField, _ target: HydraulicTarget, _ trees: (String) throws -> [UInt8]
  ) throws -> HydraulicClassifier.Voter {
    var groups: [HydraulicFeatureGroup] = []
    for group in try field.member("groups").items(limit: HydraulicFeatureGroup.allCases.count) {
      groups.append(try group.choice())
    }
    let columns = HydraulicFeatureSchema.current.columns(groups).count
    let isRezeroed = try field.member("rezeroed").count(in: 0...1) == 1
    let temperature = try field.member("temperature").double(in: 1e-4...1e6)
    let word = try field.member("form").words()
    let classes = target.levels.count
    if word == "trees" {
      try field.checkKeys(["groups", "rezeroed", "temperature", "form", "file", "digest"])
      let file = try field.member("file")
      let name = try file.words()
      guard name.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46 }),
        !name.hasPrefix(".")
      else { throw file.wrong("a name of letters, digits, - and .", found: "`\(name.prefix(40))`") }
      let bytes = try trees(name)
      let digest = try field.member("digest").words()
      guard SHA256Digest(bytes).description == digest else {
        throw file.wrong("the file of digest \(digest.prefix(64))", found: "another file")
      }
      let ensemble = try TreeEnsemble(bytes)
      guard ensemble.featureCount == columns, ensemble.groupCount == classes else {
        throw file.wrong(
          "trees of \(columns) features and \(classes) levels",
          found: "\(ensemble.featureCount) and \(ensemble.groupCount)")
      }
      return HydraulicClassifier.Voter(
        member: HydraulicMember(.trees, groups, isRezeroed: isRezeroed), scorer: .trees(ensemble, bytes),
        temperature: temperature)
    }
    try field.checkKeys([
      "groups", "rezeroed", "temperature", "form", "parameter", "mean", "scale", "weights", "offsets",
    ])
    let form: LinearScores.Form = try field.member("form").choice()
    let parameter = try field.member("parameter").double(in: 0...1e6)
    let outputs = form == .ordinal ? 1 : classes
    func row(_ field: ModelField, _ count: Int) throws(ModelFileError) -> [Double] {
      let numbers = try field.doubles(limit: listMaximum)
      guard numbers.count == count else { throw field.wrong("\(count) numbers", found: "\(numbers.count)") }
      return numbers
    }
    let scales = try row(field.member("scale"), columns).map { $0 == 0 ? Double.infinity : $0 }
    let weights = try field.member("weights").items(limit: outputs)
    guard weights.count == outputs else { throw field.wrong("\(outputs) rows of weights", found: "\(weights.count)") }
    let scores = LinearScores(
      form: form, standardization: Standardization(means: try row(field.member("mean"), columns), scales: scales),
      weights: try weights.map { try row($0, columns) }, offsets: try row(field.member("offsets"), outputs),
      classes: classes)
    let method: HydraulicMember.Method =
      form == .ordinal ? .ordinal(penalty: parameter) : .discriminant(shrinkage: parameter)
    return HydraulicClassifier.Voter(
      member: HydraulicMember(method, groups, isRezeroed: isRezeroed), scorer: .linear(scores),
      temperature: temperature)
  }

  private static func range(_ field: ModelField) throws(ModelFileError) -> SeenRange {
    try field.checkKeys(["limit", "columns", "low", "high", "deviation"])
    let count = HydraulicFeatureSchema.current.features.count
    let columns = try field.member("columns").doubles(limit: count, in: 0...Double(count - 1)).map { Int($0) }
    var rows: [[Double]] = []
    for key in ["low", "high", "deviation"] {
      let row = try field.member(key).doubles(limit: count)
      guard row.count == columns.count else { throw field.wrong("a number a column in \(key)", found: "\(row.count)") }
      rows.append(row)
    }
    return SeenRange(
      columns: columns, lows: rows[0], highs: rows[1], deviations: rows[2],
      limit: try field.member("limit").double(in: 0...1e300))
  }

  private static func selection(_ field: ModelField) throws(ModelFileError) -> HydraulicSelection {
    try field.checkKeys(["folds", "chosen", "trials"])
    let trials = try field.member("trials").list(limit: 1000) { trial throws(ModelFileError) in
      try trial.checkKeys(["members", "error", "level_error"])
      return HydraulicSelection.Trial(
        members: try trial.member("members").texts(limit: 100), error: try trial.member("error").double(in: 0...1),
        levelError: try trial.member("level_error").double(in: 0...100))
    }
    guard !trials.isEmpty else { throw field.wrong("a trial", found: "none") }
    return HydraulicSelection(
      trials: trials, chosen: try field.member("chosen").count(in: 0...trials.count - 1),
      folds: try field.member("folds").words())
  }

  private static func band(_ field: ModelField) throws(ModelFileError) -> HydraulicEvidence.Band {
    try field.checkKeys(["feature", "low", "median", "high"])
    let name = try field.member("feature").words()
    guard let column = HydraulicFeatureSchema.current.column(name) else {
      throw try field.member("feature").wrong("a feature of the schema", found: "`\(name.prefix(60))`")
    }
    return HydraulicEvidence.Band(
      column: column, low: try field.member("low").double(), median: try field.member("median").double(),
      high: try field.member("high").double())
  }
}
