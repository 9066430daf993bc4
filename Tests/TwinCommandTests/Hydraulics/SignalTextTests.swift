import Foundation
import Learning
import Testing
import Twin

@Suite("The text of a signal, as published or as means, becomes means over seconds")
struct SignalTextTests {
  @Test("Samples at full rate are averaged over whole seconds", arguments: [HydraulicSensor.ps1, .fs2])
  func fullRate(_ sensor: HydraulicSensor) throws {
    let width = sensor.samplesPerCycle / 60
    let rows = (0..<3).map { cycle in
      (0..<sensor.samplesPerCycle).map { Double(cycle) * 100 + Double($0 / width) + Double($0 % width) / 128 }
    }
    let text = rows.map { $0.map { "\($0)" }.joined(separator: "\t") }.joined(separator: "\r\n") + "\r\n"
    let means = try SignalText.means(Array(text.utf8), sensor, file: "x.txt")
    #expect(means.count == 3)
    for (cycle, row) in means.enumerated() {
      #expect(row.count == 60)
      for (second, mean) in row.enumerated() {
        #expect(abs(mean - (Double(cycle) * 100 + Double(second) + Double(width - 1) / 256)) < 1e-9)
      }
    }
  }

  @Test("Means are taken as they are, with exponents, many digits, blanks and a last line without an end")
  func means() throws {
    let row = ["1e-3", "2917.2819999999965", "-0.5", "NaN"] + [String](repeating: "7", count: 56)
    let text = row.joined(separator: "  ") + " \n" + row.joined(separator: "\t")
    let means = try SignalText.means(Array(text.utf8), .eps1, file: "EPS1.tsv")
    #expect(means.count == 2)
    #expect(means[0][0] == 1e-3 && means[0][1] == 2917.2819999999965 && means[1][2] == -0.5)
    #expect(means[0][3].isNaN && means[0][59] == 7)
  }

  @Test(
    "What is no number, or no whole cycle, is told with its line",
    arguments: [
      ("7,5", "`7,5` as sample 2"), ("inf", "`inf` as sample 2"), ("1 2", "61 samples"), ("", "59 samples"),
      ("--1", "`--1` as sample 2"),
    ])
  func malformed(word: String, found: String) {
    let good = [String](repeating: "1", count: 60)
    var bad = good
    bad[1] = word
    let text = good.joined(separator: "\t") + "\n" + bad.joined(separator: "\t") + "\n"
    let error = #expect(throws: FileErrors.self) { try SignalText.means(Array(text.utf8), .ps3, file: "PS3.txt") }
    #expect(error?.errors.first?.origin == .file("PS3.txt", line: 2))
    #expect(error?.errors.first?.found.contains(found) == true)
  }

  @Test("An empty text has no cycle, and an empty line within is one of no samples")
  func empty() {
    #expect(throws: FileErrors.self) { try SignalText.means([], .ps1, file: "PS1.txt") }
    let good = [String](repeating: "1", count: 60).joined(separator: "\t")
    let error = #expect(throws: FileErrors.self) {
      try SignalText.means(Array("\(good)\n\n\(good)\n".utf8), .ps1, file: "PS1.txt")
    }
    #expect(error?.errors.first?.origin == .file("PS1.txt", line: 2))
    #expect(throws: Never.self) { try SignalText.means(Array("\(good)\n\n\n".utf8), .ps1, file: "PS1.txt") }
  }
}
