import Columnar
import Learning

/// A table of features whose targets follow a known rule, as `build-features` would write one.
///
/// The cycle time is the recommended demold time, plus a minute, plus noise. A defect is the likelier the more of them
/// the twin finds and the colder the mold. All other features are noise; a twentieth of the cells is missing.
struct MadeFeatures {
  var count = 600
  var seed: UInt64 = 1
  /// Shots of a day.
  var perDay = 20
  var isSynthetic = true
  /// Standard deviation of the noise of the cycle time at its start [s]; it doubles towards long times.
  var noise = 4.0
  /// Every probability of a defect is multiplied by it.
  var riskScale = 1.0

  /// The probability of a defect that the rule states.
  static func risk(found: Double, mold: Double) -> Double { min(0.9, 0.05 + 0.25 * found + (mold < 310 ? 0.3 : 0)) }

  /// The table.
  func table() throws -> ColumnTable {
    var random = SplitMix64(seed: seed)
    func unit() -> Double { SplitMix64.unit(random.next()) }
    let schema = FeatureSchema.current
    var features = schema.features.map { _ in [Double?]() }
    var targets = (risk: [Bool?](), status: [String?](), cycle: [Double?]())
    var (ids, starts, molds) = ([String?](), [Int64?](), [String?]())
    let place = Dictionary(uniqueKeysWithValues: schema.features.enumerated().map { ($1.name, $0) })
    func column(_ name: String) -> Int { place[name] ?? 0 }
    let (found, mold, demold) = (
      column("simulated_defects_found"), column("process_mold_temperature_K"), column("simulated_demold_recommended_s")
    )
    for shot in 0..<count {
      var row = schema.features.map { _ in unit() }
      row[found] = Double(random.next(below: 4))
      row[mold] = 300 + 30 * unit()
      row[demold] = 120 + 180 * unit()
      let risk = riskScale * Self.risk(found: row[found], mold: row[mold])
      let hasDefect = unit() < risk
      let spread = noise * (1 + (row[demold] - 120) / 180)
      targets.risk.append(hasDefect)
      targets.status.append(hasDefect ? (unit() < 0.5 ? "scrap" : "marginal") : "good")
      targets.cycle.append(60 + row[demold] + spread * NormalDistribution.quantile(unit()))
      for (index, value) in row.enumerated() { features[index].append(unit() < 0.05 ? nil : value) }
      ids.append("S\(shot)")
      molds.append("mold-\(shot / perDay % 7)")
      starts.append(1_772_000_000_000_000 + Int64(shot / perDay) * 86_400_000_000 + Int64(shot % perDay) * 180_000_000)
    }
    func texts(_ cells: [String?]) -> ColumnCells { .string(Cells(cells, placeholder: "")) }
    let origin: String? = isSynthetic ? "synthetic" : "plant"
    var columns: [Column] = []
    for column in schema.columns {
      let cells: ColumnCells =
        switch column.name {
        case "feature_schema": texts(ids.map { _ in schema.mark })
        case "origin": texts(ids.map { _ in origin })
        case "shot_id": texts(ids)
        case "start": .timestamp(Cells(starts, placeholder: 0))
        case "mold": texts(molds)
        case "target_any_defect": .bool(Cells(targets.risk, placeholder: false))
        case "target_status": texts(targets.status)
        case "target_cycle_time_s": .double(Cells(targets.cycle, placeholder: 0))
        default:
          if let index = place[column.name] {
            .double(Cells(features[index], placeholder: 0))
          } else if column.type == .string {
            texts(ids.map { _ in nil })
          } else {
            .double(Cells(ids.map { _ in Double?.none }, placeholder: 0))
          }
        }
      columns.append(Column(column.name, cells))
    }
    return try ColumnTable(columns, metadata: schema.metadata)
  }

  /// Rows of a task.
  func rows(_ task: ModelTask) throws -> TaskRows { try TaskRows(table(), task: task) }
}
