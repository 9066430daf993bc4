/// What the program's exit code says. Thrown by a command that has said everything else already.
enum ExitStatus: Int32, Error, CaseIterable {
  case ok = 0
  case finding = 1
  case usage = 2
  case dataUnusable = 3
  case solverFailed = 4
  case interrupted = 130
  case terminated = 143

  /// Short stable name, used in JSON.
  var name: String {
    switch self {
    case .ok: "ok"
    case .finding: "finding"
    case .usage: "usage"
    case .dataUnusable: "data_unusable"
    case .solverFailed: "solver_failed"
    case .interrupted: "interrupted"
    case .terminated: "terminated"
    }
  }

  /// When it is returned, in one line.
  var meaning: String {
    switch self {
    case .ok: "done; targets met, or nothing was judged"
    case .finding: "done; the shot fails, or the check found something"
    case .usage: "usage: options, unknown names, files that cannot be opened or written"
    case .dataUnusable: "data unusable: a file is malformed, has gaps, or asks the impossible"
    case .solverFailed: "the solver gave up, or a balance of the result does not hold"
    case .interrupted: "interrupted; no half-written file is left"
    case .terminated: "terminated by SIGTERM; no half-written file is left"
    }
  }

  /// All codes with their meaning, one per line.
  static var table: String {
    func lines(_ rows: [(code: Int32, meaning: String)]) -> [String] {
      rows.map { row in
        let code = String(row.code)
        return String(repeating: " ", count: 3 - code.count) + code + "  " + row.meaning
      }
    }
    let own = lines(DriftExit.allCases.map { ($0.rawValue, $0.meaning) })
    return (lines(allCases.map { ($0.rawValue, $0.meaning) }) + ["", "Of \(DriftExit.command):"] + own)
      .joined(separator: "\n")
  }
}
