import Foundation
import Twin

/// Where a report goes.
enum ReportFolder {
  /// The folder for this run's report; `nil` when none is asked for.
  ///
  /// An engineer names the folder. An operator's reports are filed as
  /// `Reports/<scenario>/<year-month-day>/<hour-minute-second>` in local time.
  static func path(for scenario: String, option: String?, mode: RunSim.Mode, now: Date = Date()) -> String? {
    switch mode {
    case .engineer: return option
    case .operator:
      let parts = Calendar(identifier: .gregorian).dateComponents(
        [.year, .month, .day, .hour, .minute, .second], from: now)
      let day = [parts.year ?? 0, parts.month ?? 0, parts.day ?? 0].map(padded).joined(separator: "-")
      let time = [parts.hour ?? 0, parts.minute ?? 0, parts.second ?? 0].map(padded).joined(separator: "-")
      return [option ?? "Reports", scenario, day, time].joined(separator: "/")
    }
  }

  private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
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
