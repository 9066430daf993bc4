import Historian
import Plant
import Twin
import Watch

extension AlarmTransition {
  /// The step in a line: time, alarm, what happened, the value it rests on, the way from the sensor.
  func line(_ rule: AlarmRule?, _ plant: PlantDescription) -> String {
    var text = "\(time)  \(alarm)  \(cause.rawValue)  \(from.rawValue) → \(to.rawValue)"
    if let rule { text += "  \(rule.priority.rawValue)" }
    if let rule, let value = evidence?.value { text += "  \(plant[rule.signal].text(value))" }
    if let rule, let limit = evidence?.limit { text += " (limit \(plant[rule.signal].text(limit)))" }
    if let stages = evidence?.stages, let published = stages.published {
      text += "  \((published.seconds(since: stages.sensed) * 1000).text(decimals: 1)) ms"
    }
    if let actor { text += "  by \(actor)" }
    return text + (isFirstOut ? "  first" : "")
  }
}

extension JSONWriter {
  /// The members of a step of an alarm; values in the unit of the signal.
  mutating func step(_ step: AlarmTransition, _ rule: AlarmRule?, _ plant: PlantDescription) {
    let signal = rule.map { plant[$0.signal] }
    string("alarm", step.alarm)
    string("cause", step.cause.rawValue)
    string("from", step.from.rawValue)
    string("to", step.to.rawValue)
    string("time", step.time.description)
    string("signal", signal?.id.rawValue)
    string("priority", rule?.priority.rawValue)
    boolean("first_of_group", step.isFirstOut)
    string("actor", step.actor)
    guard let evidence = step.evidence else { return }
    object("evidence") { json in
      json.number("value", evidence.value.map { signal?.shown($0) ?? $0 })
      json.number("limit", evidence.limit.map { signal?.shown($0) ?? $0 })
      json.string("unit", signal?.unit?.symbol)
      json.string("since", evidence.since.description)
      let stages = evidence.stages
      json.string("sensed", stages.sensed.description)
      json.string("received", stages.received.description)
      json.string("validated", stages.validated?.description)
      json.string("stored", stages.stored?.description)
      json.string("judged", stages.judged?.description)
      json.string("published", stages.published?.description)
    }
  }

  /// What a watch did, as members.
  mutating func counts(_ counts: WatchCounts) {
    let total = counts.total
    integer("received", total.received)
    integer("passed", total.passed)
    integer("late", total.late)
    integer("within_dead_bands", total.unchanged)
    integer("duplicates", total.duplicates)
    integer("quarantined", total.quarantined)
    integer("alarm_steps", counts.steps)
    object("queue") { json in
      json.integer("bound", counts.queue.bound)
      json.integer("waiting", counts.queue.waiting)
      json.integer("maximum", counts.queue.maximum)
      json.integer("held_back", counts.queue.heldBack)
    }
    object("store") { json in
      json.integer("spooled", counts.store.spooled)
      json.integer("drained", counts.store.drained)
      json.integer("in_spool", counts.store.inSpool)
      json.integer("failures", counts.store.failures)
    }
    object("records") { json in
      json.integer("bound", counts.records.bound)
      json.integer("written", counts.records.written)
      json.integer("waiting", counts.records.waiting)
      json.integer("dropped", counts.records.dropped)
    }
    object("review") { json in
      json.integer("bound", counts.review.bound)
      json.integer("waiting", counts.review.waiting)
      json.integer("unkept", counts.review.unkept)
    }
  }

  /// The ledger as members; samples that wait in a spool are not on the books of the historian.
  mutating func ledger(_ ledger: SampleLedger, waiting: Int?) {
    boolean("balanced", ledger.isBalanced)
    let accounts = ledger.accounts.sorted { $0.key < $1.key }
    array("accounts", accounts) { json, entry in
      json.object { json in
        json.string("source", entry.key)
        json.integer("received", entry.value.received)
        json.integer("stored", entry.value.stored)
        json.integer("quarantined", entry.value.quarantined)
        json.integer("deduplicated", entry.value.deduplicated)
        json.object("dropped") { json in
          for (reason, count) in entry.value.dropped.sorted(by: { $0.key < $1.key }) where count != 0 {
            json.integer(reason.rawValue, count)
          }
        }
        json.integer("missing", entry.value.imbalance)
      }
    }
    if let waiting { integer("waiting", waiting) }
  }
}

extension SampleLedger {
  /// The ledger as a table.
  var text: String {
    var table = TextTable("SOURCE", "RECEIVED", "STORED", "QUARANTINED", "DEDUPLICATED", "DROPPED", "MISSING")
    func row(_ name: String, _ account: Account) {
      let dropped = account.dropped.filter { $0.value != 0 }.sorted { $0.key < $1.key }
        .map { "\($0.value) \($0.key.rawValue)" }.joined(separator: ", ")
      table.row(
        name, String(account.received), String(account.stored), String(account.quarantined),
        String(account.deduplicated), dropped.isEmpty ? "0" : dropped, String(account.imbalance))
    }
    for (source, account) in accounts.sorted(by: { $0.key < $1.key }) { row(source, account) }
    row("total", total)
    return table.text
  }
}
