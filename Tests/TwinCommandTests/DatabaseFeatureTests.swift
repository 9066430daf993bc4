import Columnar
import Foundation
import Learning
import Plant
import Testing
import Twin

@Suite("From a made-up plant through a database to features, to the digit")
struct DatabaseFeatureTests {
  private static let count = 24

  @Test(
    "Every cell is that of the truth, imported first and straight from the database", arguments: PlantDatabase.available
  )
  func endToEnd(_ database: PlantDatabase) throws {
    let catalog = try FeatureCommandTests.catalog()
    let tables = MadeTables(
      database: database, shots: try FeatureCommandTests.shots(catalog, count: Self.count, seed: 11))
    let records = tables.records
    #expect(
      records.contains { $0.course(of: .coreTemperature) == nil || $0.conditions.all.contains { $1.value == nil } })
    let evidence = ShotTwin(catalog).evidence(records)
    let rows = zip(records, evidence).map { FeatureRow($0, simulation: $1.evidence) }
    let expected = try FeatureSchema.current.table(rows)
    #expect(rows.contains { $0.features.contains { $0.gap == nil } })

    try Scratch.with { folder in
      try database.with(folder) { connection, execute in
        try execute(tables.statements)
        try tables.description(connection).write(
          to: folder.appending(path: "made.yaml"), atomically: true, encoding: .utf8)
        let imported = try Program().run(
          ["import-logs", "--source", "./made.yaml", "--out", "logs", "--batch", "7"], in: folder)
        try #require(imported.status == 0, "\(imported.words)\(imported.output)")
        for (name, source) in [("logs.parquet", ["--logs", "logs"]), ("source.parquet", ["--source", "./made.yaml"])] {
          let built = try Program().run(["build-features", "--out", name] + source, in: folder)
          try #require(built.status == 0, "\(built.words)")
          #expect(built.output.hasPrefix("SYNTHETIC: \(Self.count) of \(Self.count)"))
          let table = try ColumnTable(parquet: [UInt8](Data(contentsOf: folder.appending(path: name))))
          #expect(table.columns.count == expected.columns.count && table.rowCount == Self.count)
          for (found, truth) in zip(table.columns, expected.columns) {
            #expect(found == truth, "\(name): \(truth.name)")
          }
        }
      }
    }
  }
}
