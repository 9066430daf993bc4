import ArgumentParser
import Historian
import Plant
import Twin

/// How long something is kept: days, or for ever.
enum DayCount: ExpressibleByArgument, Hashable {
  case days(Int)
  case forEver

  init?(argument: String) {
    if argument == "forever" {
      self = .forEver
    } else if let days = Int(argument), (1...1_000_000).contains(days) {
      self = .days(days)
    } else {
      return nil
    }
  }

  /// Days; `nil` for ever.
  var count: Int? { if case .days(let days) = self { days } else { nil } }
}

/// `historian retention`.
struct HistorianRetention: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retention", abstract: "Show or set how long samples, roll-ups and records are kept.",
    discussion: """
      Each option is a number of days, or `forever`; what is not named stays. What is coarser is kept at least as long.
      Records are steps of alarms, and reviews of quarantine that were decided. A watch applies it once an hour,
      historian prune at once; this drops nothing.

        pur-mold-twin historian retention plant.db --samples 90 --seconds 180
      """)

  @OptionGroup var historian: HistorianOptions

  @Option(help: ArgumentHelp("Days to keep samples.", valueName: "days"))
  var samples: DayCount?

  @Option(help: ArgumentHelp("Days to keep roll-ups of a second.", valueName: "days"))
  var seconds: DayCount?

  @Option(help: ArgumentHelp("Days to keep roll-ups of a minute.", valueName: "days"))
  var minutes: DayCount?

  @Option(help: ArgumentHelp("Days to keep roll-ups of an hour.", valueName: "days"))
  var hours: DayCount?

  @Option(help: ArgumentHelp("Days to keep steps of alarms and decided reviews.", valueName: "days"))
  var records: DayCount?

  @OptionGroup var output: OutputOptions

  func run() async throws {
    let sets = [samples, seconds, minutes, hours, records].contains { $0 != nil }
    let opened = try await historian.open(isWriter: sets)
    var rule = try await opened.retention()
    if sets {
      func chosen(_ option: DayCount?, _ present: Int?) -> Int? { option.map(\.count) ?? present }
      guard
        let changed = Retention(
          samples: chosen(samples, rule.samples), second: chosen(seconds, rule.second),
          minute: chosen(minutes, rule.minute), hour: chosen(hours, rule.hour),
          records: chosen(records, rule.records))
      else {
        await opened.close()
        throw CommandFailure(
          place: "retention", found: "something coarser that would be kept shorter (now: \(rule.words))",
          expected: "samples ≤ seconds ≤ minutes ≤ hours", remedy: "name the coarser ones too")
      }
      try await opened.setRetention(changed)
      rule = changed
    }
    await opened.close()
    switch output.output {
    case .table: try StandardStream.print("\(opened.place): \(rule.words)\n")
    case .json:
      var json = JSONWriter()
      json.object { json in
        json.string("schema", "pur-mold-twin/historian-retention/1")
        json.string("historian", opened.place)
        json.retention("retention", rule)
      }
      try StandardStream.print(json.text + "\n")
    }
  }
}

/// `historian prune`.
struct HistorianPrune: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune", abstract: "Drop samples, roll-ups and records that are older than they are kept.",
    discussion: """
      Whole days of UTC go. A day of samples leaves its roll-ups behind where those are kept longer. --dry-run says what
      would go. Dropped samples do not come back: they are expired when a source delivers them again.
      """)

  @OptionGroup var historian: HistorianOptions

  @Option(help: ArgumentHelp("The day from which ages count; today unless given.", valueName: "time"))
  var at: String?

  @Flag(help: "Say what would go, and drop nothing.")
  var dryRun = false

  @OptionGroup var output: OutputOptions

  func run() async throws {
    let now = try ImportQuery.instant(at, option: "--at") ?? .now
    guard now <= .now else {
      throw CommandFailure(place: "--at", found: "\(now), which is to come", expected: "a time that has passed")
    }
    let opened = try await historian.open(isWriter: !dryRun)
    let outcome = try await dryRun ? opened.prospect(now: now) : opened.retain(now: now)
    let rule = try await opened.retention()
    await opened.close()
    switch output.output {
    case .table:
      let oldest = outcome.oldest.map { "; samples begin on \($0.day)" } ?? ""
      try StandardStream.print(
        "\(opened.place): \(outcome.samples) samples, \(outcome.windows) windows and \(outcome.records) records "
          + "\(dryRun ? "would go" : "are gone")\(oldest) (\(rule.words))\n")
    case .json:
      var json = JSONWriter()
      json.object { json in
        json.string("schema", "pur-mold-twin/historian-prune/1")
        json.string("historian", opened.place)
        json.boolean("dropped", !dryRun)
        json.integer("samples", outcome.samples)
        json.integer("windows", outcome.windows)
        json.integer("records", outcome.records)
        json.string("oldest_day", outcome.oldest.map { "\($0)" })
        json.retention("retention", rule)
      }
      try StandardStream.print(json.text + "\n")
    }
  }
}
