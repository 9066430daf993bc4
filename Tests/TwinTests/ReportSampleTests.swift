import Foaming
import Foundation
import Testing
import Twin

/// Writes the sample reports for a look at them; enabled by naming a folder in `REPORT_SAMPLES`.
@Suite struct ReportSampleTests {
  @Test(.enabled(if: ProcessInfo.processInfo.environment["REPORT_SAMPLES"] != nil))
  func `sample reports can be written for inspection`() throws {
    let root = URL(filePath: ProcessInfo.processInfo.environment["REPORT_SAMPLES"] ?? "")
    for (name, simulation) in [
      ("good", SampleShot.simulation(verdict: .pass)), ("marginal", SampleShot.simulation()),
      ("fail", SampleShot.simulation(verdict: .fail, window: false)),
    ] {
      let folder = ReportFolder(simulation, date: "2026-11-22", time: name, reproduction: SampleShot.reproduction)
      try Data(KPITable.text(simulation).utf8).write(to: root.appending(path: name + ".txt"))
      for file in folder.files {
        let url = root.appending(path: file.path)
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(file.contents.utf8).write(to: url)
      }
    }
  }
}
