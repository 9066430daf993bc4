import Historian
import Plant
import Synchronization
import Twin
import Watch

/// Prints what a watch tells: steps of alarms as they happen, the ledger at the end.
final class WatchPrinter: WatchListener {
  private let plant: PlantDescription
  private let rules: [String: AlarmRule]
  private let asJSON: Bool
  private let words: Words
  /// Why samples are being given up.
  private let losing = Mutex<Set<DropReason>>([])
  /// Why nothing can be printed any more.
  private let broken = Mutex<CommandFailure?>(nil)

  init(_ plant: PlantDescription, asJSON: Bool, words: Words) {
    self.plant = plant
    rules = Dictionary(plant.alarms.map { ($0.id, $0) }) { first, _ in first }
    self.asJSON = asJSON
    self.words = words
  }

  var failure: CommandFailure? { broken.withLock { $0 } }

  func hear(_ event: WatchEvent) {
    switch event {
    case .accepted, .counts: break
    case .alarms(let steps): for step in steps { show(step) }
    case .quarantined(let entries):
      for entry in entries where entry.state == .waiting && entry.count == 1 {
        words.info("sample quarantined", ["entry": entry.id])
      }
    case .store(.away(let failure)): words.warning("\(failure)")
    case .store(.back):
      losing.withLock { $0 = [] }
      words.info("historian reached")
    case .store(.spool(let level)): words.warning("spool: \(level.rawValue)")
    case .store(.lost(_, let reason)):
      // Once until it is over; how many is said at the end.
      let isNew = losing.withLock { $0.insert(reason).inserted }
      if isNew { words.warning("samples are being given up: \(reason.rawValue)") }
    }
  }

  private func show(_ step: AlarmTransition) {
    let line: String
    if asJSON {
      var json = JSONWriter(indented: false)
      json.object { json in
        json.string("schema", "pur-mold-twin/watch/1")
        json.string("event", "alarm")
        json.step(step, rules[step.alarm], plant)
      }
      line = json.text + "\n"
    } else {
      line = step.line(rules[step.alarm], plant) + "\n"
    }
    do throws(CommandFailure) {
      try StandardStream.print(line)
    } catch {
      // The plant is watched on, whether somebody reads along or not.
      broken.withLock { $0 = $0 ?? error }
    }
  }

  /// The end of the watch, for a person or a program.
  func end(_ summary: WatchSummary) -> String {
    if asJSON {
      var json = JSONWriter(indented: false)
      json.object { json in
        json.string("schema", "pur-mold-twin/watch/1")
        json.string("event", "end")
        json.boolean("balanced", summary.findings.isEmpty)
        json.strings("findings", summary.findings)
        json.object("run") { $0.counts(summary.counts) }
        if let after = summary.after { json.object("ledger") { $0.ledger(after, waiting: nil) } }
      }
      return json.text + "\n"
    }
    let (total, store) = (summary.counts.total, summary.counts.store)
    var text =
      "received \(total.received) = passed \(total.passed) + duplicates \(total.duplicates)"
      + " + quarantined \(total.quarantined)\n"
    if total.unchanged > 0 { text += "within dead bands, not stored: \(total.unchanged)\n" }
    for (reason, count) in store.dropped.sorted(by: { $0.key < $1.key }) where count > 0 && reason != .deadBand {
      text += "given up, \(reason.rawValue): \(count)\n"
    }
    if store.inSpool > 0 { text += "in the spool: \(store.inSpool)\n" }
    if let after = summary.after { text += after.text }
    for finding in summary.findings { text += "NOT BALANCED: \(finding)\n" }
    if summary.findings.isEmpty { text += "the ledger is balanced\n" }
    return text
  }
}
