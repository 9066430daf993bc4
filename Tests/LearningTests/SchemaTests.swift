import Columnar
import Foaming
import Learning
import Plant
import Testing

@Suite("The schema of features") struct SchemaTests {
  static let schema = FeatureSchema.current

  @Test("A change of any feature changes the hash, which is pinned here and raises the version")
  func hashIsPinned() {
    #expect(Self.schema.version == 1)
    #expect(Self.schema.hash == "bfde93f84768a00b54cb064f1d9c27f0f8f3423dcd104a5a244b044793bd441f")
    #expect(Self.schema.mark == "1:\(Self.schema.hash.prefix(12))")
  }

  @Test("Names are unique, say their origin and end in their unit")
  func names() {
    let names = Self.schema.columns.map(\.name)
    #expect(Set(names).count == names.count)
    for feature in Self.schema.features {
      #expect(feature.name.hasPrefix(feature.origin.rawValue + "_"))
      let unit = feature.unit.replacing("/", with: "_per_").replacing("³", with: "3").lowercased()
      #expect(unit.isEmpty || feature.name.lowercased().hasSuffix("_" + unit), "\(feature.name)")
      #expect(!feature.formula.isEmpty && !feature.gaps.isEmpty)
      #expect(Set(feature.gaps).count == feature.gaps.count, "\(feature.name)")
    }
    for target in Self.schema.targets { #expect(target.name.hasPrefix("target_")) }
  }

  @Test("A feature is a function of the evidence, and the evidence holds no judgment, by type")
  func shape() {
    // These lines compile only while features see evidence and targets see judgments, and nothing else.
    let features: [@Sendable (ShotEvidence) -> FeatureValue] = Self.schema.features.map(\.value)
    let targets: [@Sendable (ShotQuality) -> TargetDefinition.Value?] = Self.schema.targets.map(\.value)
    #expect(!features.isEmpty && !targets.isEmpty)
    guard let start = Instant(microseconds: 0) else { return }
    let evidence = ShotEvidence(ShotRecord(id: "S", start: start))
    #expect(Mirror(reflecting: evidence).children.map(\.label) == ["conditions", "series", "simulation"])
  }

  @Test("Judgments, remarks and metadata scrambled at random never change a feature", arguments: 0..<200)
  func leakage(_ seed: Int) throws {
    var random = SeededNumbers(state: UInt64(seed))
    var record = try FeatureTests.shot()
    for condition in ShotCondition.allCases where random.below(3) > 0 {
      let range = condition.range
      let share = Double(random.below(1000)) / 1000
      record.conditions[condition] = .value(range.lowerBound + share * (range.upperBound - range.lowerBound))
    }
    let twin = SimulationEvidence.simulated(SimulatedShot(figures: [.coreTemperatureMaximum: 400]))
    let plain = FeatureRow(record, simulation: twin)
    var scrambled = record
    scrambled.quality.status = QualityStatus.allCases[random.below(3)]
    scrambled.quality.defects = [DefectClass.known[random.below(DefectClass.known.count)]]
    for figure in QualityFigure.allCases { scrambled.quality.figures[figure] = .value(Double(random.below(100))) }
    scrambled.quality.remark = "scrap \(seed)"
    scrambled.metadata = ["any_defect": "true", "qc": "\(seed)"]
    scrambled.id = "other"
    let row = FeatureRow(scrambled, simulation: twin)
    #expect(row.features == plain.features)
    #expect(row.targets != plain.targets)
  }

  @Test("Conditions scrambled never change a target")
  func targetsStay() throws {
    var record = try FeatureTests.shot()
    record.quality.status = .good
    let plain = FeatureRow(record, simulation: .absent(.notSimulated))
    record.conditions[.polyolTemperature] = .value(290)
    record.series = []
    #expect(FeatureRow(record, simulation: .absent(.notSimulated)).targets == plain.targets)
  }

  static let judgments: [(ShotQuality, TargetDefinition.Value?)] = [
    (ShotQuality(), nil), (ShotQuality(status: .good), .flag(false)), (ShotQuality(status: .scrap), .flag(true)),
    (ShotQuality(status: .marginal), nil),
    (ShotQuality(status: .good, defects: DefectClass.known.filter { $0.rawValue == "voids" }), .flag(true)),
  ]

  @Test("Nothing noted is no proof of a good part", arguments: judgments)
  func anyDefect(_ sample: (quality: ShotQuality, expected: TargetDefinition.Value?)) throws {
    #expect(try #require(Self.schema.targets.first).value(sample.quality) == sample.expected)
  }

  @Test("Rows become a table and survive Parquet and CSV, checked by the schema")
  func table() throws {
    var record = try FeatureTests.shot()
    record.quality = ShotQuality(status: .scrap, defects: Array(DefectClass.known.prefix(2)).sorted())
    record.conditions[.polyolTemperature] = .value(296.65)
    let row = FeatureRow(record, simulation: .absent(.notSimulated))
    let table = try Self.schema.table([row, row])
    #expect(table.schema == Self.schema.columns)
    #expect(table.numbers("process_polyol_temperature_K") == [296.65, 296.65])
    #expect(table.numbers("simulated_gel_time_s") == [nil, nil])
    #expect(table.texts("missing")?.first??.contains("simulated_gel_time_s=not_simulated") == true)
    #expect(table.texts("target_defects") == ["overpressure+underfill", "overpressure+underfill"])
    try Self.schema.check(table)
    let parquet = try ColumnTable(parquet: table.parquet())
    try Self.schema.check(parquet)
    #expect(parquet == table)
    let csv = try ColumnTable(csv: table.csv(), schema: Self.schema.columns)
    try Self.schema.check(csv)
    #expect(csv.columns == table.columns)
  }

  @Test("Rows written straight into columns are those written one by one, and so are the counts")
  func batches() throws {
    var records: [ShotRecord] = []
    var twins: [SimulationEvidence] = []
    for index in 0..<30 {
      var record = try FeatureTests.shot()
      record.id = "S-\(index)"
      if index % 3 == 0 { record.series = Array(record.series.dropFirst(index % 4)) }
      if index % 4 == 1 { record.conditions[.polyolTemperature] = .missing(.impossible) }
      if index % 5 == 2 { record.quality = ShotQuality(status: .good) }
      record.metadata = index % 2 == 0 ? ["origin": "synthetic"] : [:]
      records.append(record)
      twins.append(
        index % 3 == 1 ? .absent(.simulationFailed) : .simulated(SimulatedShot(figures: [.gelTime: 30 + Double(index)]))
      )
    }
    let rows = zip(records, twins).map { FeatureRow($0, simulation: $1) }
    let batch = try FeatureBatch(records, simulations: twins)
    #expect(batch.table == (try Self.schema.table(rows)))
    #expect(batch.synthetic == 15 && batch.simulated == 20)
    for (index, counts) in batch.missing.enumerated() {
      let gaps = rows.compactMap { $0.features[index].gap }
      #expect(counts == Dictionary(grouping: gaps) { $0 }.mapValues(\.count))
    }
    for (index, count) in batch.labeled.enumerated() { #expect(count == rows.count { $0.targets[index] != nil }) }
    #expect(try FeatureBatch([], simulations: []).table == Self.schema.table([]))
  }

  @Test("A table of another schema is refused with what differs")
  func refuses() throws {
    let table = try Self.schema.table([])
    var other = table
    other.metadata["pur-mold-twin/features/hash"] = "abc"
    let mismatch = #expect(throws: FeatureSchemaMismatch.self) { try Self.schema.check(other) }
    #expect(mismatch?.found == "features of hash abc" && mismatch?.expected == "hash \(Self.schema.hash)")
    let short = try ColumnTable(Array(table.columns.dropLast()), metadata: table.metadata)
    #expect(throws: FeatureSchemaMismatch.self) { try Self.schema.check(short) }
    let swapped = try ColumnTable(table.columns.reversed())
    #expect(throws: FeatureSchemaMismatch.self) { try Self.schema.check(swapped) }
  }
}

/// Random numbers of a seed (SplitMix64).
struct SeededNumbers {
  var state: UInt64
  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
  }
}
