package import Foaming

/// One screen for the person at the machine: when to demold, will it be good, what to change.
package enum OperatorScreen {
  /// What the operator is to do.
  package enum State: String, Hashable, Sendable {
    /// Run.
    case good = "GOOD"
    /// Run, and look.
    case check = "CHECK"
    /// Do not run like this.
    case stop = "STOP"
  }

  /// Most lines and columns of the screen.
  package static let size = (lines: 24, columns: 80)

  /// The state: stop when the verdict is fail or the computation does not balance.
  package static func state(_ simulation: Simulation) -> State {
    guard simulation.audit.holds else { return .stop }
    switch simulation.verdict {
    case .pass: return .good
    case .marginal: return .check
    case .fail: return .stop
    }
  }

  /// The screen; `colored` shows the state as an ANSI color.
  package static func text(_ simulation: Simulation, colored: Bool = false) -> String {
    let state = state(simulation)
    let rule = String(repeating: "=", count: size.columns)
    let title = cut(simulation.scenario.name.isEmpty ? simulation.scenario.id : simulation.scenario.name, to: 66)
    var lines = [rule, "  " + padded(state.rawValue, to: 10) + title, rule, ""]
    lines += entry("WHEN TO DEMOLD", demold(simulation.demold), limit: 2)
    lines += entry("WILL IT BE GOOD", outlook(simulation, state), limit: 2)
    lines += simulation.verdictReasons.prefix(3).flatMap { wrapped("- " + $0, indent: 20, limit: 1) }
    let remedies = remedies(simulation)
    lines += [""] + entry("WHAT TO CHANGE", remedies.isEmpty ? "Nothing." : "1. " + remedies[0], limit: 2)
    for (i, remedy) in remedies.enumerated().dropFirst().prefix(2) {
      lines += wrapped("\(i + 1). " + remedy, indent: 20, limit: 2)
    }
    lines += [""] + figures(simulation)
    let count = simulation.warnings.count
    let note = "  Note: \(count) warning\(count == 1 ? "" : "s") – show the report to the technologist."
    let tail = (count > 0 ? ["", note] : []) + [rule]
    var shown = lines.prefix(size.lines - tail.count) + tail
    if colored { shown[1] = TextTable.paint(shown[1], state.tone) }
    return shown.joined(separator: "\n") + "\n"
  }

  // MARK: Facts

  private static func demold(_ demold: DemoldWindow) -> String {
    guard let time = demold.recommended, let window = demold.window else {
      let never = demold.neverSatisfied.map(\.label).joined(separator: ", ")
      return never.isEmpty
        ? "No good moment: the conditions never hold together."
        : "No good moment: \(never) is never reached."
    }
    return "\(Display.clock(time)) min (\(time.text(decimals: 0)) s) after the start of mixing; "
      + "not before \(Display.clock(window.lowerBound)), not after \(Display.clock(window.upperBound))"
      + (window.upperBound >= demold.horizon ? " or later" : "")
  }

  private static func outlook(_ simulation: Simulation, _ state: State) -> String {
    guard simulation.audit.holds else { return "Not known: the computation does not balance. Do not use it." }
    switch state {
    case .good: return "Yes: every target is met and no defect is expected."
    case .check: return "Yes, but close to a limit:"
    case .stop: return "No:"
    }
  }

  private static func figures(_ simulation: Simulation) -> [String] {
    let usual: [KeyFigureID] = [.moldedDensity, .coreTemperatureMaximum, .pressureMaximum, .hardnessAtDemold]
    let rows = KPITable.rows(simulation)
    let failed = rows.filter { $0.status == .fail }
    let others = rows.filter { usual.contains($0.id) && $0.status != .fail }
    return (failed + others).prefix(6).map { row in
      let value = row.unit.isEmpty ? row.number : row.number + " " + row.unit
      let words = row.status.map { "\($0.word), wanted \(row.target)" } ?? ""
      return cut("  " + padded(row.label, to: 36) + padded(value, to: 16) + words, to: size.columns)
    }
  }

  /// What to change, worst first, each once.
  package static func remedies(_ simulation: Simulation) -> [String] {
    let defects = simulation.defects.filter { $0.severity >= .watch && !$0.remedy.isEmpty }
    let failed = defects.filter { $0.severity == .fail }.map(\.remedy)
    let watched = defects.filter { $0.severity == .watch }.map(\.remedy)
    let missed = simulation.keyFigures.filter { $0.assessment?.status == .fail }.compactMap { figure in
      TargetRemedy.text(figure, simulation.scenario.quality)
    }
    // What a balance of mass forbids comes first: nothing else can cure it.
    let impossible = simulation.verdictReasons.filter { $0.contains(" by mass balance: ") }.map { reason in
      "Wrong amount for this mold: " + (reason.split(separator: "; ").dropFirst().joined(separator: "; ")) + "."
    }
    var seen: Set<String> = []
    return (impossible + failed + missed + watched).filter { seen.insert($0).inserted }
  }

  // MARK: Lines

  private static func entry(_ head: String, _ text: String, limit: Int) -> [String] {
    var lines = wrapped(text, indent: 20, limit: limit)
    if !lines.isEmpty { lines[0] = "  " + padded(head, to: 18) + lines[0].dropFirst(20) }
    return lines
  }

  private static func wrapped(_ text: String, indent: Int, limit: Int) -> [String] {
    let room = size.columns - indent
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: \.isWhitespace).map({ cut(String($0), to: room) }) {
      let candidate = line.isEmpty ? word : line + " " + word
      if TextTable.width(candidate) > room {
        lines.append(line)
        line = word
      } else {
        line = candidate
      }
    }
    if !line.isEmpty { lines.append(line) }
    if lines.count > limit { lines[limit - 1] = cut(lines[limit - 1] + " …", to: room) }
    return lines.prefix(limit).map { String(repeating: " ", count: indent) + $0 }
  }

  private static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - TextTable.width(text)))
  }

  /// The text without line ends, shortened to `width` columns.
  private static func cut(_ text: String, to width: Int) -> String {
    let clean = String(text.map { $0.isNewline || $0 == "\t" || $0 == "\u{1B}" ? " " : $0 })
    guard TextTable.width(clean) > width else { return clean }
    var out = ""
    for character in clean {
      if TextTable.width(out + String(character)) > width - 1 { break }
      out.append(character)
    }
    return out + "…"
  }
}

extension OperatorScreen.State {
  /// The tone of the state.
  package var tone: ReportContent.Tone {
    switch self {
    case .good: .good
    case .check: .caution
    case .stop: .bad
    }
  }
}
