import Foaming
import Foundation
import Plant
import Twin

/// Made-up shots as the tables of a plant's database: a row per shot, a row per judgment, core temperatures with a
/// column of their own and pressures with a row for each value.
struct MadeTables {
  let database: PlantDatabase
  let shots: [SyntheticShot]

  /// Columns of conditions and figures: what the log of any shot shows, each in the unit in which it is written.
  private var conditions: [(condition: ShotCondition, unit: LogUnit)] {
    ShotCondition.allCases.compactMap { condition in
      shots.lazy.flatMap(\.conditions).first { $0.condition == condition }.map { (condition, $0.value.unit) }
    }
  }
  private var figures: [(figure: QualityFigure, unit: LogUnit)] {
    QualityFigure.allCases.compactMap { figure in
      shots.lazy.flatMap(\.figures).first { $0.figure == figure }.map { (figure, $0.value.unit) }
    }
  }

  /// What a flawless import makes of the tables: a field that a shot leaves empty is there and empty.
  var records: [ShotRecord] {
    shots.map { shot in
      var record = shot.record
      for (condition, _) in conditions where record.conditions[condition].value == nil {
        record.conditions[condition] = .missing(.empty)
      }
      return record
    }
  }

  /// Statements that make and fill the tables.
  var statements: String {
    let (instant, text) = database.types
    // Decimal, so that no digit is lost on the way; `index` alone would be a word of SQL.
    let number = "decimal(18,6)"
    var sql = "CREATE TABLE shots (shot \(text), started \(instant), line \(text), tool \(text), recipe \(text), "
    sql += "origin \(text)" + conditions.map { ", c_\($0.condition.rawValue) \(number)" }.joined() + ");\n"
    sql += "CREATE TABLE judgments (shot \(text), verdict \(text), defects \(text)"
    sql += figures.map { ", c_\($0.figure.rawValue) \(number)" }.joined() + ");\n"
    sql += "CREATE TABLE cores (shot \(text), t \(number), core \(number));\n"
    sql += "CREATE TABLE tags (shot \(text), t \(number), tag \(text), v \(number));\n"
    sql += database.grant(["shots", "judgments", "cores", "tags"])
    for shot in shots { sql += rows(of: shot) }
    return sql
  }

  private func rows(of shot: SyntheticShot) -> String {
    let start =
      database == .mariadb
      ? String("\(shot.start)".dropLast()).replacing("T", with: " ") : "\(shot.start)"
    let identity = [shot.id, start, SyntheticPlant.machine, shot.scenario.mold.id, shot.scenario.system, "synthetic"]
    let made = conditions.map { condition, _ in
      shot.conditions.first { $0.condition == condition }?.value.text ?? "NULL"
    }
    let measured = figures.map { figure, _ in shot.figures.first { $0.figure == figure }?.value.text ?? "NULL" }
    let defects = shot.defects.map(\.rawValue).joined(separator: ",")
    let judged = ["'\(shot.id)'", "'\(shot.status.rawValue)'", defects.isEmpty ? "NULL" : "'\(defects)'"]
    var sql = Self.insert("shots", [identity.map { "'\($0)'" } + made])
    sql += Self.insert("judgments", [judged + measured])
    for series in shot.series {
      let points = zip(series.times, series.values)
      switch series.signal {
      case .coreTemperature: sql += Self.insert("cores", points.map { ["'\(shot.id)'", $0, $1] })
      default: sql += Self.insert("tags", points.map { ["'\(shot.id)'", $0, "'PI_7'", $1] })
      }
    }
    return sql
  }

  private static func insert(_ table: String, _ rows: [[String]]) -> String {
    "INSERT INTO \(table) VALUES\n"
      + rows.map { "(" + $0.joined(separator: ", ") + ")" }.joined(separator: ",\n") + ";\n"
  }

  /// The description by which the program reads the tables.
  func description(_ connection: String) -> String {
    func column(_ name: String, _ unit: LogUnit) -> String {
      "    \(name): {column: c_\(name), unit: \"\(unit.symbol)\"}\n"
    }
    return """
      schema: pur-mold-twin/datasource/1
      id: made
      name: SYNTHETIC shots with known truth
      kind: \(database.rawValue)
      time_zone: UTC
      connection: \(connection)
      shots:
        table: shots
        columns:
          id: shot
          start: started
          machine: line
          mold: tool
          system: recipe

      """ + conditions.map { column($0.condition.rawValue, $0.unit) }.joined() + """
          metadata: [origin]
        quality:
          table: judgments
          key: shot
          columns:
            status: verdict
            defects: defects

        """ + figures.map { column($0.figure.rawValue, $0.unit) }.joined() + """
          series:
            - table: cores
              key: shot
              time: {column: t, unit: s}
              columns:
                core_temperature: {column: core, unit: °C}
            - table: tags
              key: shot
              time: {column: t, unit: s}
              signal: tag
              value: v
              tags:
                pressure: {column: PI_7, unit: bar}

          """
  }
}
