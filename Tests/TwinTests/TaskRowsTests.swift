import Columnar
import Learning
import Testing

@Suite struct `Rows to learn from` {
  @Test(arguments: ModelTask.allCases)
  func `hold features of the schema and nothing else`(_ task: ModelTask) throws {
    let rows = try MadeFeatures(count: 100).rows(task)
    let names = FeatureSchema.current.features.map(\.name)
    #expect(rows.features == names)
    #expect(!rows.features.contains { $0.hasPrefix("target_") || $0.hasPrefix("qc_") })
    #expect(rows.values.count == rows.count * names.count)
    #expect(rows.target == task.targets[0])
    #expect(rows.values.contains { $0.isNaN } && !rows.values.contains { $0.isInfinite })
  }

  /// A judgment cannot get in: the features of a row are the same bits whatever was judged.
  @Test func `do not change when every judgment does`() throws {
    let table = try MadeFeatures(count: 200).table()
    let scrambled = try ColumnTable(
      table.columns.map { column in
        switch column.cells {
        case .bool(let cells): Column(column.name, .bool(Cells(cells.values.map { !$0 })))
        case .double(let cells) where column.name == "target_cycle_time_s":
          Column(column.name, .double(Cells(cells.values.map { 1000 - $0 })))
        default: column
        }
      }, metadata: table.metadata)
    for task in [ModelTask.defectRisk, .cycleTime] {
      let (one, other) = (try TaskRows(table, task: task), try TaskRows(scrambled, task: task))
      #expect(one.labels != other.labels)
      #expect(one.values.map(\.bitPattern) == other.values.map(\.bitPattern))
    }
  }

  /// Every way by which a column of quality control could become a feature is closed.
  @Test func `cannot be given a leaked column of quality control`() throws {
    let table = try MadeFeatures(count: 100).table()
    let leaked = Column("qc_molded_density", .double(Cells((0..<100).map { Double($0) })))
    func refusal(_ columns: [Column], metadata: [String: String]? = nil) -> String? {
      let error = #expect(throws: TrainingRefusal.self) {
        try TaskRows(ColumnTable(columns, metadata: metadata ?? table.metadata), task: .defectRisk)
      }
      return error?.description
    }
    // Added behind, put among the features, and put in the place of one.
    #expect(refusal(table.columns + [leaked])?.contains("columns") == true)
    #expect(refusal(Array(table.columns.prefix(10)) + [leaked] + table.columns.dropFirst(10))?.contains("qc_") == true)
    var replaced = table.columns
    replaced[10] = leaked
    #expect(refusal(replaced)?.contains("qc_molded_density") == true)
    // A table of another schema, by its hash and by its rows.
    #expect(refusal(table.columns, metadata: ["pur-mold-twin/features/hash": "0"])?.contains("hash") == true)
    var marked = table.columns
    marked[0] = Column("feature_schema", .string(Cells(Array(repeating: "2:000000000000", count: 100))))
    #expect(refusal(marked)?.contains("2:000000000000") == true)
    // A target cannot be named as a feature to leave out, nor another's target be learned.
    #expect(throws: TrainingRefusal.self) {
      try TaskRows(table, task: .defectRisk, excluding: ["target_status"])
    }
    #expect(throws: TrainingRefusal.self) { try TaskRows(table, task: .defectRisk, target: "process_index") }
    #expect(throws: TrainingRefusal.self) { try TaskRows(table, task: .cycleTime, target: "target_part_mass_kg") }
  }

  @Test func `leave out rare classes, and join those that are rare together`() throws {
    let table = try MadeFeatures(count: 100).table()
    func rows(_ labels: [String?], rare: Int) throws -> TaskRows {
      let columns = table.columns.map { column in
        column.name == "target_defects" ? Column(column.name, .string(Cells(labels, placeholder: ""))) : column
      }
      return try TaskRows(
        ColumnTable(columns, metadata: table.metadata), task: .defectClass, target: "target_defects", rare: rare)
    }
    var labels: [String?] = Array(repeating: "", count: 50) + Array(repeating: "voids", count: 30)
    labels += Array(repeating: "shrinkage", count: 6) + Array(repeating: "splits+voids", count: 5)
    labels += Array(repeating: nil, count: 9)
    let joined = try rows(labels, rare: 10)
    #expect(joined.classes == ["none", "voids", "other"])
    #expect(joined.count == 91 && joined.leftOut == 9)
    let dropped = try rows(labels, rare: 20)
    #expect(dropped.classes == ["none", "voids"] && dropped.count == 80)
    #expect(throws: TrainingRefusal.self) { try rows(labels, rare: 45) }
    #expect(throws: TrainingRefusal.self) { try rows(Array(repeating: nil, count: 100), rare: 2) }
  }

  @Test func `verdicts stand from good to bad`() throws {
    #expect(try MadeFeatures(count: 300).rows(.defectClass).classes == ["good", "marginal", "scrap"])
    #expect(try MadeFeatures(count: 100).rows(.defectRisk).origin == .synthetic)
    #expect(try MadeFeatures(count: 100, isSynthetic: false).rows(.defectRisk).origin == .plant)
  }
}
