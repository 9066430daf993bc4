public import ArgumentParser
import Columnar
public import Historian
import Plant
import Quantities
import Twin

/// `historian export`.
struct HistorianExport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write samples or roll-ups of a time range to a file of CSV or Parquet.",
    discussion: """
      One row for each sample in the order of time, roll-ups signal by signal; numbers are SI, times UTC. Of the columns
      number, whole, flag and text the one is filled that the value is. Whoever stores meanwhile is not disturbed.

        pur-mold-twin historian export plant.db --from 2026-11-22 --to 2026-11-23 --out day.parquet
        pur-mold-twin historian export plant.db --signal hydraulics.ps1 --roll-up 1min --out ps1.csv
      """)

  @OptionGroup var historian: HistorianOptions

  @Option(help: ArgumentHelp("A signal to write; can be given again. All unless given.", valueName: "signal"))
  var signal: [String] = []

  @Option(help: ArgumentHelp("Only from this day or time on.", valueName: "time"))
  var from: String?

  @Option(help: ArgumentHelp("Only before this day or time.", valueName: "time"))
  var to: String?

  @Option(help: "Write roll-ups of this length instead: 1s, 1min or 1h.")
  var rollUp: RollUpLevel?

  @Option(help: ArgumentHelp("The file to write: .csv or .parquet.", valueName: "file"))
  var out: String

  @OptionGroup var output: OutputOptions
  @OptionGroup var words: WordsOptions

  /// Rows that are read at a time.
  private static let page = 50_000

  func run() async throws {
    let begin = try ImportQuery.instant(from, option: "--from") ?? .earliest
    let end = try ImportQuery.instant(to, option: "--to") ?? .latest
    guard begin < end else {
      throw CommandFailure(place: "--to", found: "\(end)", expected: "a time after --from, \(begin)")
    }
    let opened = try await historian.open(isWriter: false)
    let chosen = try await chosen(opened)
    let file = try TableFile(
      out, columns: rollUp == nil ? SampleColumns.samples : SampleColumns.windows,
      metadata: ["historian": opened.place], threads: 1)
    let rows: Int
    if let rollUp {
      rows = try await write(rollUp, of: chosen, in: begin..<end, opened, file)
    } else {
      rows = try await write(chosen, in: begin..<end, opened, file)
    }
    try file.finish()
    await opened.close()
    try say(opened.place, rows, chosen.count)
  }

  /// Writes samples of signals; returns how many.
  private func write(
    _ signals: [SignalID], in range: Range<Instant>, _ opened: SQLHistorian, _ file: TableFile
  ) async throws -> Int {
    var merge = SampleMerge(opened, signals, in: range)
    let progress = WorkProgress(
      total: try await opened.summary().samples, at: opened.place, isShown: words.showsProgress)
    var rows = 0
    while true {
      let found = try await merge.next()
      if found.isEmpty { break }
      try append(try SampleColumns.table(found), to: file)
      rows += found.count
      try progress.show(rows)
    }
    progress.clear()
    return rows
  }

  /// Writes windows of signals; returns how many.
  private func write(
    _ level: RollUpLevel, of signals: [SignalID], in range: Range<Instant>, _ opened: SQLHistorian, _ file: TableFile
  ) async throws -> Int {
    let progress = WorkProgress(total: signals.count, unit: "signals", at: opened.place, isShown: words.showsProgress)
    var rows = 0
    for (done, id) in signals.enumerated() {
      var start: Int64?
      repeat {
        let found = try await opened.rollUps(of: id, level, in: range, after: start, limit: Self.page)
        start = found.next
        try append(try SampleColumns.table(found.windows, of: id), to: file)
        rows += found.windows.count
        try progress.show(done)
      } while start != nil
    }
    progress.clear()
    return rows
  }

  private func append(_ table: ColumnTable, to file: TableFile) throws {
    if file.isText { try file.append(table.csv(hasHead: false)) } else { try file.append(table) }
  }

  /// The signals asked for, in the order of their names.
  private func chosen(_ opened: SQLHistorian) async throws -> [SignalID] {
    let known = try await opened.signals().map(\.id)
    if signal.isEmpty { return known }
    let names = known.map(\.rawValue)
    for name in signal where !names.contains(name) {
      let near = Spelling.nearest(to: name, among: names).map { "did you mean `\($0)`?" }
      throw CommandFailure(
        place: "--signal", found: "`\(name)`, of which \(opened.place) knows nothing",
        expected: "a signal that historian info --output json lists", remedy: near ?? "")
    }
    return known.filter { signal.contains($0.rawValue) }
  }

  private func say(_ place: String, _ rows: Int, _ signals: Int) throws {
    switch output.output {
    case .table: try StandardStream.print("\(place) → \(out): \(rows) rows of \(signals) signals\n")
    case .json:
      var json = JSONWriter()
      json.object { json in
        json.string("schema", "pur-mold-twin/historian-export/1")
        json.string("historian", place)
        json.string("file", out)
        json.integer("signals", signals)
        json.integer("rows", rows)
      }
      try StandardStream.print(json.text + "\n")
    }
  }
}

extension RollUpLevel: ExpressibleByArgument {}
