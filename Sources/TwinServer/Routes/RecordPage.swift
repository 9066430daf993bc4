import Historian
import Hummingbird
import Plant

/// A page of records that a caller may see.
struct RecordPage: Sendable {
  let records: [HistorianRecord]
  /// Where the next page begins: the value of `after`; `nil` on the last one.
  let next: String?

  /// The page that the parameters `from`, `to`, `machine`, `state`, `after` and `limit` of a call ask for.
  ///
  /// A caller of some machines asks for each of them: the historian never hands out what he may not see.
  init(_ kind: HistorianRecord.Kind, of historian: any Historian, for call: Call) async throws {
    let limit = call.limit
    var query = RecordQuery(
      kind, in: try call.range(), machine: call.parameters["machine"], state: call.parameters["state"])
    query.after = try call.parameters["after"].map { text in
      let parts = text.split(separator: ".", maxSplits: 1)
      guard parts.count == 2, let time = Int64(parts[0]).flatMap({ Instant(microseconds: $0) }) else {
        throw Call.wrongCursor(text)
      }
      return HistorianRecord(kind, id: String(parts[1]), time: time, document: "")
    }
    var found: [HistorianRecord] = []
    let machines = query.machine.map { [$0] } ?? call.principal?.machines?.sorted() ?? []
    if let allowed = call.principal?.machines, let machine = query.machine, !allowed.contains(machine) {
      (records, next) = ([], nil)
      return
    }
    if machines.isEmpty, call.principal?.machines == nil {
      found = try await historian.records(query, limit: limit)
    } else {
      for machine in machines {
        query.machine = machine
        found += try await historian.records(query, limit: limit)
      }
      found.sort { ($0.time, $0.id) < ($1.time, $1.id) }
      found = Array(found.prefix(limit))
    }
    records = found
    next = found.count == limit ? found.last.map { "\($0.time.microseconds).\($0.id)" } : nil
  }
}

extension Call {
  /// The most of a page, by the parameter `limit`; 1,000 where it is left out.
  var limit: Int { parameters["limit"].flatMap { Double($0) }.map { Int($0) } ?? 1000 }

  /// The times of a request, by the parameters `from` and `to`; all of time where it names none.
  func range() throws(Problem) -> Range<Instant> {
    let from = try instant("from") ?? .earliest
    let to = try instant("to") ?? .latest
    guard from < to else {
      throw Problem(
        .unprocessable, detail: "The range of time is empty.",
        findings: [.init(pointer: "to", found: "\(to)", expected: "a time after \(from)")])
    }
    return from..<to
  }

  private func instant(_ name: String) throws(Problem) -> Instant? {
    guard let text = parameters[name] else { return nil }
    if let instant = Instant(text) { return instant }
    throw Self.wrongTime(text, at: name)
  }

  /// That a text is no time.
  static func wrongTime(_ text: String, at pointer: String) -> Problem {
    Problem(
      .unprocessable, detail: "A time cannot be read.",
      findings: [
        .init(
          pointer: pointer, found: "`\(text.prefix(40))`", expected: "a time with its zone, as 2026-03-01T06:00:00Z")
      ])
  }

  /// That a text is no place where a page begins.
  static func wrongCursor(_ text: String) -> Problem {
    Problem(
      .unprocessable, detail: "The page cannot be found.",
      findings: [.init(pointer: "after", found: "`\(text.prefix(60))`", expected: "`next` of the page before")])
  }
}
