import Foaming
import Foundation
import Twin

/// Writes the report of one run to where its reader looks for it.
struct ReportPlace {
  private let report: ReportFolder

  /// Renders the report, filed under the local date and time of `now`.
  init(
    _ simulation: Simulation, _ reproduction: Reproduction, predictions: PredictionSheet? = nil, now: Date = Date()
  ) {
    let parts = Calendar(identifier: .gregorian).dateComponents(
      [.year, .month, .day, .hour, .minute, .second], from: now)
    func text(_ numbers: Int?...) -> String {
      numbers.map { number in (number ?? 0) < 10 ? "0\(number ?? 0)" : "\(number ?? 0)" }.joined(separator: "-")
    }
    report = ReportFolder(
      simulation, date: text(parts.year, parts.month, parts.day), time: text(parts.hour, parts.minute, parts.second),
      reproduction: reproduction, predictions: predictions)
  }

  /// An engineer's report: its files directly in `folder`, those of an earlier run replaced.
  ///
  /// - Returns: the folder.
  func write(into folder: String) throws(CommandFailure) -> String {
    let prefix = report.path.count + 1
    try AtomicFile.write(report.files.map { (String($0.path.dropFirst(prefix)), $0.contents) }, into: folder)
    return folder
  }

  /// An operator's report: filed below `root` by date, scenario and time, and added to the list `index.jsonl`.
  ///
  /// - Returns: the folder of this report.
  func file(below root: String) throws -> String {
    let folder = root + "/" + report.path
    _ = try write(into: folder)
    let list = root + "/index.jsonl"
    let earlier = FileManager.default.fileExists(atPath: list) ? try TextFile.read(list, option: "--report") : ""
    try AtomicFile.write(earlier + report.index + "\n", to: list)
    return folder
  }
}

extension Reproduction {
  /// This program, and the command line as a shell would take it again.
  static var thisCommand: Reproduction {
    let words = ["pur-mold-twin"] + CommandLine.arguments.dropFirst().map(quoted)
    return Reproduction(version: Version.number, revision: Revision.current, command: words.joined(separator: " "))
  }

  private static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-_./=:,+@%".utf8.contains(byte)
        }
      }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
