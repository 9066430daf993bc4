import ArgumentParser
import Foundation
import Historian
import Plant
import Twin
import Watch

/// `alarms detection`.
struct AlarmsDetection: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detection", abstract: "Hold alarms and quarantine against what really happened in a simulated plant.",
    discussion: """
      --truth names what `simulate-plant --truth` wrote. For each fault the first alarm raised and the first sample put
      into quarantine while it lasted count: of its signal for faults of sensors, of any signal for other faults.
      Exits 1 when a fault was noticed by neither.
      """)

  @OptionGroup var place: WatchPlaceOptions

  @Option(help: ArgumentHelp("What really happened, as simulate-plant wrote it.", valueName: "file"))
  var truth: String

  @OptionGroup var output: OutputOptions

  /// A fault with what came of it.
  private struct Finding {
    let fault: TrueFault
    var raised: AlarmTransition?
    var quarantined: QuarantineEntry?

    /// From the beginning of the fault to the alarm, and to the first sample in quarantine [s].
    var delays: (alarm: Double?, quarantine: Double?) {
      (
        raised.map { $0.time.seconds(since: fault.began) },
        quarantined.map { $0.first.seconds(since: fault.began) }
      )
    }
  }

  func run() async throws {
    let faults = try TrueFault.read(TextFile.read(truth, option: "--truth"), file: truth)
    let kept = try await KeptAlarms(place, since: .earliest)
    let entries = try await place.history.entries(nil)
    let findings = faults.map { fault in
      let raised = kept.steps.first { step in
        step.cause == .raised && fault.lasted(step.time)
          && (fault.signal ?? kept.signal(of: step.alarm)) == kept.signal(of: step.alarm)
      }
      let quarantined = entries.filter { fault.lasted($0.first) && (fault.signal ?? $0.signal) == $0.signal }
        .min { $0.first < $1.first }
      return Finding(fault: fault, raised: raised, quarantined: quarantined)
    }
    try StandardStream.print(output.output == .json ? json(findings) : text(findings))
    if findings.contains(where: { $0.raised == nil && $0.quarantined == nil }) { throw ExitStatus.finding }
  }

  private func text(_ findings: [Finding]) -> String {
    var table = TextTable("FAULT", "SIGNAL", "ALARM", "AFTER", "QUARANTINE", "AFTER")
    func words(_ seconds: Double?) -> String { seconds.map { "\($0.text(decimals: 2)) s" } ?? "–" }
    for finding in findings {
      table.row(
        finding.fault.kind, finding.fault.signal ?? "–", finding.raised?.alarm ?? "–", words(finding.delays.alarm),
        finding.quarantined?.rule.rawValue ?? "–", words(finding.delays.quarantine))
    }
    return table.text
  }

  private func json(_ findings: [Finding]) -> String {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", "pur-mold-twin/detection/1")
      json.array("faults", findings) { json, finding in
        json.object { json in
          json.string("kind", finding.fault.kind)
          json.string("signal", finding.fault.signal)
          json.string("began", finding.fault.began.description)
          json.string("alarm", finding.raised?.alarm)
          json.number("alarm_delay", finding.delays.alarm)
          json.string("quarantine", finding.quarantined?.id)
          json.number("quarantine_delay", finding.delays.quarantine)
        }
      }
    }
    return json.text + "\n"
  }
}

extension KeptAlarms {
  /// The name of the signal an alarm listens to.
  fileprivate func signal(of alarm: String) -> String? { rule(alarm).map { plant[$0.signal].id.rawValue } }
}

/// A fault as a simulated plant had it.
private struct TrueFault {
  let kind: String
  let signal: String?
  let began: Instant
  var ended: Instant?

  func lasted(_ time: Instant) -> Bool { time >= began && ended.map { time <= $0 } ?? true }

  private struct Line: Decodable {
    let time: String
    let event: String
    let kind: String?
    let signal: String?
  }

  /// The faults of a log, in the order of their beginnings.
  static func read(_ text: String, file: String) throws -> [TrueFault] {
    var faults: [TrueFault] = []
    for (number, line) in text.split(separator: "\n").enumerated() {
      guard let line = try? JSONDecoder().decode(Line.self, from: Data(line.utf8)), let time = Instant(line.time) else {
        throw CommandFailure(
          .dataUnusable, place: "\(file):\(number + 1)", found: "a line that is no event",
          expected: "one JSON object in a line, as simulate-plant writes it")
      }
      guard let kind = line.kind else { continue }
      if line.event == "fault_began" {
        faults.append(TrueFault(kind: kind, signal: line.signal, began: time))
      } else if let place = faults.lastIndex(where: { $0.kind == kind && $0.signal == line.signal }) {
        faults[place].ended = time
      }
    }
    return faults
  }
}
