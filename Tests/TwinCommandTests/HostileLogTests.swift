import Foundation
import Testing

@Suite("Logs with values that cannot be true") struct HostileLogTests {
  private static let folderCases: [(field: String, text: String, expected: String)] = [
    ("polyol_temperature", "900 degC", "temperature 253.15 … 373.15 K"),
    ("polyol_temperature", "NaN", "a finite temperature"), ("polyol_temperature", "-inf", "a finite temperature"),
    ("polyol_temperature", "1e999 °C", "a temperature"), ("polyol_mass", "1e308 kg", "mass 1e-7 … 1 t"),
    ("polyol_mass", "-0.4 kg", "mass 1e-7 … 1 t"), ("relative_humidity", "1.2", "fraction 0 … 1"),
    ("relative_humidity", "120 %", "fraction 0 … 1"),
  ]

  private static let courses: [(name: String, rows: String, field: String, found: String, expected: String)] = [
    (
      "core_temperature [°C]", "0,25\n1,NaN\n2,inf\n3,1e308\n4,900\n5,30\n", "core_temperature",
      "4 rows, the first `NaN` in row 2", "temperature 223.15 … 573.15 K"
    ),
    (
      "pressure [bar]", "0,1\n1,-2\n2,1e308\n", "pressure", "2 rows, the first `-2.0` in row 2",
      "pressure 0.01 … 1000 bar"
    ),
    (
      "core_temperature [°C]", "0,25\n1,26\n1,27\n0.5,28\n2,29\n", "time",
      "2 rows where time stands or runs backward, the first in row 3", "rising times"
    ),
    (
      "core_temperature [°C]", "0,25\nNaN,26\ninf,27\n1e308,28\n-500,29\n2,30\n", "time",
      "4 rows with an unusable time, the first `NaN` in row 2",
      "times from a minute before the start to a day behind it"
    ),
  ]

  @Test func `name shot, field, found and expected, from files`() throws {
    try Scratch.with { folder in
      let plant = try PlantFolder(folder, shots: 0)
      for (index, value) in Self.folderCases.enumerated() {
        let field = "conditions: {\(value.field): \(value.text)}"
        try plant.write(shot("F-\(index)", minute: index) + field, "logs/f\(index)/shot.yaml")
      }
      for (index, course) in Self.courses.enumerated() {
        try plant.write(shot("C-\(index)", minute: 20 + index), "logs/c\(index)/shot.yaml")
        try plant.write("time [s],\(course.name)\n\(course.rows)", "logs/c\(index)/core.csv")
      }
      try plant.write(shot("F-0", minute: 40), "logs/again/shot.yaml")
      let run = try Program().run(["import-logs", "--source", plant.datasource, "--out", "out"], in: folder)
      #expect(run.status == 1, "\(run.words)")
      let findings = try rows(folder)
      #expect(findings.count == Self.folderCases.count + Self.courses.count + 1)
      for (index, value) in Self.folderCases.enumerated() {
        expect(findings, "F-\(index)", value.field, found: "`\(value.text)`", value.expected)
      }
      for (index, course) in Self.courses.enumerated() {
        expect(findings, "C-\(index)", course.field, found: course.found, course.expected)
      }
      expect(findings, "F-0", "id", found: "`F-0` again", "each shot once; the first is used")
    }
  }

  @Test(.enabled(if: PrivatePostgreSQL.isThere, PrivatePostgreSQL.absence))
  func `name shot, field, found and expected, from a database`() throws {
    try Scratch.with { folder in
      let plant = try PrivatePostgreSQL("hostile", shots: 8)
      let values = ["'NaN'", "'Infinity'", "'-Infinity'", "1e308", "900", "-300"]
      for (index, value) in values.enumerated() {
        try plant.execute("UPDATE hostile_shots SET polyol = \(value) WHERE shot = \(index + 1);")
      }
      try plant.execute(
        """
        UPDATE hostile_points SET core = CASE WHEN t < 2 THEN 'NaN' WHEN t < 4 THEN 'Infinity' ELSE core END
          WHERE shot = 8;
        UPDATE hostile_points SET t = 'NaN' WHERE shot = 8 AND t = 10;
        """)
      try Data(plant.datasource().utf8).write(to: folder.appending(path: "plant.yaml"))
      let run = try Program().run(["import-logs", "--source", "plant.yaml", "--out", "out"], in: folder)
      #expect(run.status == 1, "\(run.words)")
      let findings = try rows(folder)
      for index in values.indices {
        expect(findings, "\(index + 1)", "polyol_temperature", found: "`", "temperature 253.15 … 373.15 K")
      }
      expect(findings, "7", "start", found: "nothing", "a time such as")
      expect(findings, "8", "core_temperature", found: "7 rows, the first ", "temperature 223.15 … 573.15 K")
      expect(findings, "8", "t", found: "1 rows with an unusable time", "times from a minute before the start")
    }
  }

  private func shot(_ id: String, minute: Int) -> String {
    "schema: pur-mold-twin/shot/1\nid: \(id)\nstart: 2026-03-01T00:\(10 + minute):00Z\n"
  }

  private func rows(_ folder: URL) throws -> [String] {
    let text = try String(contentsOf: folder.appending(path: "out/findings.csv"), encoding: .utf8)
    return text.split(whereSeparator: \.isNewline).dropFirst().map { $0.filter { $0 != "\"" } }
  }

  private func expect(_ rows: [String], _ shot: String, _ field: String, found: String, _ expected: String) {
    let row = rows.first { $0.hasPrefix("\(shot),") && $0.contains(",\(field),") }
    #expect(row?.contains(found) == true && row?.contains(",\(expected)") == true, "\(shot) \(field): \(row ?? "none")")
  }
}
