import Acquisition
import Plant
import Twin

/// Samples for a person or a program.
struct SampleTable {
  /// A sample and what was found about it.
  struct Row {
    let sample: Sample
    let judgment: Judgment?
  }

  /// What a device did to deliver.
  struct Device {
    let id: String
    let counts: ModbusSource.Counts
    let failures: [ModbusFailure]
  }

  /// What a table of a database, or the files of a replay, delivered.
  struct Origin {
    let id: String
    let rows: Int
    let unknown: Int
    let malformed: Int
    let found: [SourceError]
  }

  let plant: PlantDescription
  let rows: [Row]
  var devices: [Device] = []
  var tables: [Origin] = []
  var replay: Origin?
  var counts: ValidationCounts?

  /// True where there are samples, every one may be used, and every table could be read.
  var isWhole: Bool {
    !rows.isEmpty && tables.allSatisfy { $0.found.isEmpty }
      && rows.allSatisfy { $0.sample.value != nil && $0.judgment?.verdict.reason == nil }
  }

  /// Takes over what sources tell of themselves.
  mutating func take(_ sources: PlantSources) async {
    for source in sources.devices {
      devices.append(Device(id: source.name, counts: await source.counts, failures: await source.failures))
    }
    for source in sources.tables {
      let counts = await source.counts
      tables.append(
        Origin(
          id: source.name, rows: counts.rows, unknown: counts.unknown, malformed: counts.malformed,
          found: await source.failure.map { [$0] } ?? []))
    }
    guard let source = sources.replay else { return }
    let counts = await source.counts
    replay = Origin(
      id: source.name, rows: counts.rows, unknown: counts.unknown, malformed: counts.malformed,
      found: await source.faults)
  }

  var text: String {
    var table = TextTable("SIGNAL", "VALUE", "QUALITY", "VERDICT", "TIME")
    for row in rows {
      let signal = plant[row.sample.signal]
      table.row(
        signal.id.rawValue, row.sample.value.map { signal.text($0) } ?? "–", row.sample.quality.text,
        row.judgment.map { $0.verdict.text(for: signal) } ?? "", row.sample.time.description)
    }
    guard let counts else { return table.text }
    return table.text
      + "\nreceived \(counts.received) = passed \(counts.passed) + duplicates \(counts.duplicates)"
      + " + quarantined \(counts.quarantined)\n"
  }

  var json: String {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", "pur-mold-twin/samples/1")
      json.string("plant", plant.id)
      json.array("samples", rows) { json, row in
        let signal = plant[row.sample.signal]
        json.object { json in
          json.string("signal", signal.id.rawValue)
          json.string("time", row.sample.time.description)
          json.string("received", row.sample.received.description)
          json.sample("value", row.sample.value.map { signal.shownValue($0) })
          json.string("unit", signal.unit?.symbol)
          json.string("quality", row.sample.quality.word)
          json.string("reason", row.sample.quality.reason?.code)
          if let judgment = row.judgment {
            json.string("verdict", judgment.verdict.word)
            json.string("rule", judgment.verdict.reason?.rule.rawValue)
            json.string("found", judgment.verdict.reason?.words(for: signal))
          }
        }
      }
      json.array("devices", devices) { json, device in
        json.object { json in
          json.string("id", device.id)
          json.integer("rounds", device.counts.rounds)
          json.integer("requests", device.counts.requests)
          json.integer("failures", device.counts.failures)
          json.integer("connections", device.counts.connections)
          json.array("found", device.failures) { json, failure in json.string(nil, "\(failure)") }
        }
      }
      if !tables.isEmpty { json.array("tables", tables) { json, table in json.object { $0.origin(table) } } }
      if let replay { json.object("replay") { $0.origin(replay) } }
      if let counts {
        json.object("counts") { json in
          json.integer("received", counts.received)
          json.integer("passed", counts.passed)
          json.integer("late", counts.late)
          json.integer("duplicates", counts.duplicates)
          json.integer("quarantined", counts.quarantined)
          json.object("rules") { json in
            for rule in ValidationRule.allCases { json.integer(rule.rawValue, counts[rule]) }
          }
        }
      }
    }
    return json.text + "\n"
  }
}

extension JSONWriter {
  fileprivate mutating func origin(_ origin: SampleTable.Origin) {
    string("id", origin.id)
    integer("rows", origin.rows)
    integer("unknown", origin.unknown)
    integer("malformed", origin.malformed)
    array("found", origin.found) { json, error in json.string(nil, "\(error)") }
  }
}

extension SampleQuality {
  /// The quality with its reason: `bad: timed_out`.
  fileprivate var text: String {
    switch self {
    case .good: "good"
    case .uncertain(let reason): "uncertain: \(reason.code)"
    case .bad(let reason): "bad: \(reason.code)"
    }
  }
}

extension Verdict {
  fileprivate var word: String {
    switch self {
    case .passed: "passed"
    case .duplicate: "duplicate"
    case .quarantined: "quarantined"
    }
  }

  fileprivate func text(for signal: SignalDescription) -> String {
    guard let reason else { return word }
    return "\(word), \(reason.words(for: signal))"
  }
}

extension SignalDescription {
  /// A value in the signal's unit: numbers from SI, everything else as it is.
  fileprivate func shownValue(_ value: SampleValue) -> SampleValue {
    if case .number(let number) = value { .number(shown(number)) } else { value }
  }

  /// A value in words, with the signal's unit.
  fileprivate func text(_ value: SampleValue) -> String {
    if case .number(let number) = value { text(number) } else { value.plainText }
  }
}
