import Historian
import Hummingbird
import Plant
import Twin

/// What the historian remembers: signals, samples, roll-ups, records, and where every sample went.
///
/// A caller whose key names machines sees those alone: the machine is part of every query, and what belongs to another
/// one is not there.
struct HistoryRoutes: Sendable {
  struct Machine: Codable, Sendable {
    let id: String
    /// Signals of the machine.
    let signals: Int
  }

  struct MachineList: Codable, Sendable { let machines: [Machine] }

  struct Signal: Codable, Sendable {
    let id: String
    let machine: String
    let name: String?
    /// Unit for people; numbers are SI.
    let unit: String?
  }

  struct SignalList: Codable, Sendable { let signals: [Signal] }

  struct HistorySample: Codable, Sendable {
    let time: String
    let sequence: Int
    /// The number in SI; `null` where there is none: a failed read is no number.
    let value: Double?
    let text: String?
    let quality: SampleLevel
    let reason: String?
  }

  enum SampleLevel: String, WordChoice {
    case good
    case uncertain
    case bad
  }

  struct HistoryPage: Codable, Sendable {
    let signal: String
    let samples: [HistorySample]
    /// Where the next page begins: the value of `after`; absent on the last one.
    let next: String?
  }

  struct Window: Codable, Sendable {
    let start: String
    let good: Int
    let uncertain: Int
    let bad: Int
    let minimum: Double?
    let maximum: Double?
    let mean: Double?
  }

  struct WindowPage: Codable, Sendable {
    let signal: String
    let level: String
    let windows: [Window]
    let next: String?
  }

  struct Event: Codable, Sendable {
    let id: String
    let time: String
    let machine: String
    let state: String
    /// All about it, as it was recorded.
    let document: JSONValue
  }

  struct EventPage: Codable, Sendable {
    let records: [Event]
    let next: String?
  }

  struct Account: Codable, Sendable {
    let source: String
    let received: Int
    let stored: Int
    let quarantined: Int
    let deduplicated: Int
    let dropped: [String: Int]
    let waiting: Int
    let balanced: Bool
  }

  struct Ledger: Codable, Sendable {
    let balanced: Bool
    let accounts: [Account]
  }

  /// Most samples, windows or records of one page.
  static let pageMaximum = 10_000

  let historian: any Historian

  func operations(_ reflection: inout SchemaReflection) -> [Operation] {
    let signal = Operation.Parameter(
      "signal", in: .path, JSONSchema(.string, summary: "a signal: machine.name", length: 1...64))
    let samples = reflection.schema(of: HistoryPage.self)
    let windows = reflection.schema(of: WindowPage.self)
    let events = reflection.schema(of: EventPage.self)
    let level = Operation.Parameter(
      "level", in: .query,
      JSONSchema(.string, summary: "length of a window", words: RollUpLevel.allCases.map(\.rawValue)))
    return [
      Operation(
        .get, "/api/v1/machines", id: "listMachines", summary: "The machines that signals belong to", tag: "history",
        role: .viewer, answers: [.init(.ok, "the machines", schema: reflection.schema(of: MachineList.self))],
        problems: [.unavailable]
      ) { call in try .json(try await machines(call)) },
      Operation(
        .get, "/api/v1/signals", id: "listSignals", summary: "The signals that are remembered", tag: "history",
        role: .viewer, parameters: [Self.machine],
        answers: [.init(.ok, "the signals", schema: reflection.schema(of: SignalList.self))], problems: [.unavailable]
      ) { call in
        let machine = call.parameters["machine"]
        return try .json(
          SignalList(signals: try await signals(call).filter { machine == nil || $0.machine == machine }))
      },
      Operation(
        .get, "/api/v1/signals/{signal}/samples", id: "listSamples", summary: "Samples of a signal, the earliest first",
        tag: "history", role: .viewer, parameters: [signal] + Self.page,
        answers: [.init(.ok, "a page of samples", schema: samples)], problems: [.unprocessable, .unavailable]
      ) { call in try .json(try await self.samples(call)) },
      Operation(
        .get, "/api/v1/signals/{signal}/rollups", id: "listRollUps", summary: "A signal in short, window by window",
        tag: "history", role: .viewer, parameters: [signal, level] + Self.page,
        answers: [.init(.ok, "a page of windows", schema: windows)], problems: [.unprocessable, .unavailable]
      ) { call in try .json(try await rollUps(call)) },
      eventOperation("/api/v1/alarms", "listAlarms", "How alarms stand", .alarm, events),
      eventOperation("/api/v1/alarms/events", "listAlarmEvents", "Steps in the lives of alarms", .alarmEvent, events),
      eventOperation("/api/v1/shots", "listShots", "Shots that were made", .shot, events),
      eventOperation("/api/v1/diagnoses", "listDiagnoses", "What diagnoses found", .diagnosis, events),
      Operation(
        .get, "/api/v1/ledger", id: "getLedger", summary: "Where every sample went", tag: "history", role: .viewer,
        answers: [.init(.ok, "the account of each source", schema: reflection.schema(of: Ledger.self))],
        problems: [.unavailable]
      ) { _ in try .json(try await ledger()) },
    ]
  }

  static let machine = Operation.Parameter(
    "machine", in: .query, JSONSchema(.string, summary: "only of this machine", length: 1...64))
  static let page = [
    Operation.Parameter("from", in: .query, JSONSchema(.string, summary: "first time (RFC 3339)", length: 1...40)),
    Operation.Parameter("to", in: .query, JSONSchema(.string, summary: "time before which it ends", length: 1...40)),
    Operation.Parameter(
      "after", in: .query, JSONSchema(.string, summary: "`next` of the page before", length: 1...120)),
    Operation.Parameter("limit", in: .query, JSONSchema(.integer, bounds: 1...Double(pageMaximum))),
  ]

  private func eventOperation(
    _ path: String, _ id: String, _ summary: String, _ kind: HistorianRecord.Kind, _ schema: JSONSchema
  ) -> Operation {
    let state = Operation.Parameter(
      "state", in: .query, JSONSchema(.string, summary: "only in this state", length: 1...40))
    return Operation(
      .get, path, id: id, summary: summary, tag: "history", role: .viewer,
      parameters: [Self.machine, state] + Self.page,
      answers: [.init(.ok, "a page of them", schema: schema)], problems: [.unprocessable, .unavailable]
    ) { call in try .json(try await records(kind, call)) }
  }
}

extension HistoryRoutes {
  /// The signals that a caller may see.
  private func signals(_ call: Call) async throws -> [Signal] {
    try await historian.signals().compactMap { stored in
      let machine = Self.machine(of: stored.id)
      guard call.principal?.sees(machine: machine) ?? false else { return nil }
      return Signal(id: stored.id.rawValue, machine: machine, name: stored.name, unit: stored.unit)
    }
  }

  private static func machine(of signal: SignalID) -> String {
    String(signal.rawValue.split(separator: ".", maxSplits: 1).first ?? "")
  }

  private func machines(_ call: Call) async throws -> MachineList {
    let counts = Dictionary(grouping: try await signals(call), by: \.machine).mapValues(\.count)
    return MachineList(machines: counts.sorted { $0.key < $1.key }.map { Machine(id: $0.key, signals: $0.value) })
  }

  /// The signal of a path, which the caller may see.
  private func signal(_ call: Call) async throws -> SignalID {
    let name = call.parameters["signal"] ?? ""
    guard let id = SignalID(rawValue: name), try await signals(call).contains(where: { $0.id == name }) else {
      throw Problem(
        .notFound, detail: "There is no such signal.",
        findings: [.init(pointer: "signal", found: "`\(name.prefix(64))`", expected: "one of `GET /api/v1/signals`")])
    }
    return id
  }

  private func samples(_ call: Call) async throws -> HistoryPage {
    let id = try await signal(call)
    let cursor = try call.parameters["after"].map { text in
      guard let cursor = SampleCursor(text) else { throw Call.wrongCursor(text) }
      return cursor
    }
    let page = try await historian.samples(of: id, in: try call.range(), after: cursor, limit: call.limit)
    return HistoryPage(
      signal: id.rawValue, samples: page.samples.map(Self.entry), next: page.next.map { "\($0)" })
  }

  private static func entry(_ sample: Sample) -> HistorySample {
    var text: String?
    if case .text(let value)? = sample.value { text = value }
    let level: SampleLevel = [.good, .uncertain, .bad][Int(min(sample.quality.level, 2))]
    return HistorySample(
      time: "\(sample.time)", sequence: Int(sample.sequence), value: sample.value?.number, text: text, quality: level,
      reason: sample.quality.reason?.code)
  }

  private func rollUps(_ call: Call) async throws -> WindowPage {
    let id = try await signal(call)
    let level = call.parameters["level"].flatMap(RollUpLevel.init(rawValue:)) ?? .minute
    let start = try call.parameters["after"].map { text in
      guard let start = Int64(text) else { throw Call.wrongCursor(text) }
      return start
    }
    let page = try await historian.rollUps(of: id, level, in: try call.range(), after: start, limit: call.limit)
    return WindowPage(
      signal: id.rawValue, level: level.rawValue,
      windows: page.windows.map { window in
        Window(
          start: Instant(microseconds: window.start).map { "\($0)" } ?? "", good: window.good,
          uncertain: window.uncertain, bad: window.bad, minimum: window.minimum, maximum: window.maximum,
          mean: window.mean)
      }, next: page.next.map { "\($0)" })
  }

  private func records(_ kind: HistorianRecord.Kind, _ call: Call) async throws -> EventPage {
    let page = try await RecordPage(kind, of: historian, for: call)
    return EventPage(records: page.records.map(Self.event), next: page.next)
  }

  static func event(_ record: HistorianRecord) -> Event {
    Event(
      id: record.id, time: "\(record.time)", machine: record.machine, state: record.state,
      document: (try? JSONValue(reading: Array(record.document.utf8))) ?? .string(record.document))
  }

  private func ledger() async throws -> Ledger {
    let ledger = try await historian.ledger()
    return Ledger(
      balanced: ledger.isBalanced,
      accounts: ledger.accounts.sorted { $0.key < $1.key }.map { source, account in
        Account(
          source: source, received: account.received, stored: account.stored, quarantined: account.quarantined,
          deduplicated: account.deduplicated,
          dropped: Dictionary(account.dropped.map { ($0.key.rawValue, $0.value) }) { $0 + $1 },
          waiting: account.waiting, balanced: account.isBalanced)
      })
  }
}
