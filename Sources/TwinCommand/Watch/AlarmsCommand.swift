import ArgumentParser
import Foundation
import Historian
import Plant
import Twin
import Watch

/// `alarms`: look at the alarms of a plant, and act on them.
struct AlarmsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alarms", abstract: "Show the alarms of a watch, acknowledge, shelve, take out of service, count.",
    discussion: """
      Acts through the watch that runs, and without one on what it left in the historian. Suppression by design is part
      of the plant file: `suppressed_while`.

        pur-mold-twin alarms list --plant demo-plant --historian plant.db
        pur-mold-twin alarms shelve hydraulics.oil-hot --for '30 min' --plant demo-plant --historian plant.db
      """,
    subcommands: [
      AlarmsList.self, AlarmsHistory.self, AlarmsFigures.self, AlarmsDetection.self, AlarmsAcknowledge.self,
      AlarmsReset.self, AlarmsShelve.self, AlarmsUnshelve.self, AlarmsOutOfService.self, AlarmsInService.self,
    ])
}

/// The alarms of a plant as a historian has them.
struct KeptAlarms {
  let plant: PlantDescription
  let priorities: [String: AlarmPriority]
  /// By the identifier of the rule.
  let states: [String: AlarmState]
  /// Steps since a time, the earliest first.
  let steps: [AlarmTransition]

  init(_ place: WatchPlaceOptions, since: Instant) async throws {
    plant = try place.description()
    priorities = Dictionary(plant.alarms.map { ($0.id, $0.priority) }) { first, _ in first }
    let historian = try await place.history.reading()
    var states: [String: AlarmState] = [:]
    for record in try await historian.allRecords(.alarm, in: WatchRecords.ever) {
      states[record.id] = try WatchRecords.state(record)
    }
    self.states = states
    steps = try await historian.allRecords(.alarmEvent, in: since..<Instant.latest).map {
      try WatchRecords.step($0)
    }
    await historian.close()
  }

  func rule(_ id: String) -> AlarmRule? { plant.alarms.first { $0.id == id } }
}

extension Historian {
  /// All records of a kind during a time, and in a state.
  func allRecords(
    _ kind: HistorianRecord.Kind, in range: Range<Instant>, state: String? = nil
  ) async throws -> [HistorianRecord] {
    var query = RecordQuery(kind, in: range, state: state)
    var found: [HistorianRecord] = []
    while true {
      let page = try await records(query, limit: 1_000)
      found += page
      guard let last = page.last, page.count == 1_000 else { return found }
      query.after = last
    }
  }
}

/// How far back to look.
struct SinceOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How far back to look, such as 8 h.", valueName: "duration"))
  var since = "168 h"

  /// From then on.
  func start(_ now: Instant) throws -> Instant {
    now.advanced(by: -(try CommandQuantity.seconds(since, option: "--since", in: 1...1e10)))
  }
}

/// `alarms list`.
struct AlarmsList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "How every alarm stands. Exits 1 when one is shown to operators.")

  @OptionGroup var place: WatchPlaceOptions
  @OptionGroup var since: SinceOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let kept = try await KeptAlarms(place, since: try since.start(CurrentTime.instant))
    let last = Dictionary(kept.steps.map { ($0.alarm, $0) }) { $1 }
    let rows = kept.plant.alarms.map { ($0, kept.states[$0.id] ?? AlarmState(), last[$0.id]) }
      .sorted { ($0.1.stage.isAnnunciated ? 0 : 1, $1.0.priority) < ($1.1.stage.isAnnunciated ? 0 : 1, $0.0.priority) }
    if output.output == .json {
      var json = JSONWriter()
      json.object { json in
        json.string("schema", "pur-mold-twin/alarms/1")
        json.array("alarms", rows) { json, row in
          json.object { json in
            json.string("alarm", row.0.id)
            json.string("name", row.0.name)
            json.string("priority", row.0.priority.rawValue)
            json.string("stage", row.1.stage.rawValue)
            json.string("shelved_until", row.1.shelvedUntil?.description)
            if let step = row.2 { json.object("last_step") { $0.step(step, row.0, kept.plant) } }
          }
        }
      }
      try StandardStream.print(json.text + "\n")
    } else {
      var table = TextTable("ALARM", "PRIORITY", "STAGE", "LAST STEP", "AT", "NAME")
      for (rule, state, step) in rows {
        table.row(
          rule.id, rule.priority.rawValue, state.stage.rawValue, step?.cause.rawValue ?? "–",
          step?.time.description ?? "–", rule.name)
      }
      try StandardStream.print(table.text)
    }
    if rows.contains(where: { $0.1.stage.isAnnunciated }) { throw ExitStatus.finding }
  }
}

/// `alarms history`.
struct AlarmsHistory: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Every step of every alarm, with what it rests on and the time of every stage.")

  @OptionGroup var place: WatchPlaceOptions
  @OptionGroup var since: SinceOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let kept = try await KeptAlarms(place, since: try since.start(CurrentTime.instant))
    guard output.output == .json else {
      return try StandardStream.print(kept.steps.map { $0.line(kept.rule($0.alarm), kept.plant) + "\n" }.joined())
    }
    var json = JSONWriter()
    json.object { json in
      json.string("schema", "pur-mold-twin/alarm-history/1")
      json.array("steps", kept.steps) { json, step in
        json.object { $0.step(step, kept.rule(step.alarm), kept.plant) }
      }
    }
    try StandardStream.print(json.text + "\n")
  }
}

/// `alarms figures`.
struct AlarmsFigures: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "figures", abstract: "What operators had to bear: alarms per hour, floods, chattering, waits.")

  @OptionGroup var place: WatchPlaceOptions
  @OptionGroup var since: SinceOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let now = CurrentTime.instant
    let start = try since.start(now)
    let kept = try await KeptAlarms(place, since: start)
    let figures = AlarmFigures(kept.steps, from: start, to: now, priorities: kept.priorities)
    try StandardStream.print(output.output == .json ? json(figures) : text(figures))
  }

  private func text(_ figures: AlarmFigures) -> String {
    var table = TextTable("FIGURE", "VALUE")
    table.row("raised", String(figures.raised))
    table.row("per hour", figures.rate.text(significant: 3))
    table.row("most in ten minutes", String(figures.peak))
    table.row("time in flood", "\((figures.floodShare * 100).text(significant: 3)) %")
    table.row("chattering", String(figures.chattering))
    table.row("standing", String(figures.standing))
    table.row("stale", String(figures.stale))
    for (priority, count) in zip(AlarmPriority.allCases, figures.byPriority) {
      table.row("raised, \(priority.rawValue)", String(count))
    }
    if let waits = figures.acknowledgment {
      table.row("acknowledged within, half", "\(waits.median.text(significant: 3)) s")
      table.row("acknowledged within, 95 %", "\(waits.most.text(significant: 3)) s")
    }
    for count in figures.mostFrequent { table.row("raised, \(count.alarm)", String(count.count)) }
    return table.text
  }

  private func json(_ figures: AlarmFigures) -> String {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", "pur-mold-twin/alarm-figures/1")
      json.integer("raised", figures.raised)
      json.number("per_hour", figures.rate)
      json.integer("most_in_ten_minutes", figures.peak)
      json.number("flood_share", figures.floodShare)
      json.integer("chattering", figures.chattering)
      json.integer("standing", figures.standing)
      json.integer("stale", figures.stale)
      json.object("by_priority") { json in
        for (priority, count) in zip(AlarmPriority.allCases, figures.byPriority) {
          json.integer(priority.rawValue, count)
        }
      }
      json.number("acknowledgment_median", figures.acknowledgment?.median)
      json.number("acknowledgment_95", figures.acknowledgment?.most)
      json.array("most_frequent", figures.mostFrequent) { json, count in
        json.object { json in
          json.string("alarm", count.alarm)
          json.integer("raised", count.count)
        }
      }
    }
    return json.text + "\n"
  }
}
