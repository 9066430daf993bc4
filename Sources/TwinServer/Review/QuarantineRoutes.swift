import Historian
import Hummingbird
import NIOCore
import Plant
import Twin
import Watch

/// The review queue: samples in quarantine, and what people decide about them.
///
/// A caller whose key names machines sees and decides about those alone.
struct QuarantineRoutes: Sendable {
  /// A sample as it came; numbers are SI.
  struct HeldSample: Codable, Sendable {
    let time: String
    let received: String
    /// A number or a text.
    let value: JSONValue?
    /// The number that broke the rule, and the limit it broke.
    let found: Double?
    let limit: Double?
  }

  struct QuarantineItem: Codable, Sendable {
    let entry: String
    let signal: String
    let source: String
    let rule: String
    let detail: String?
    let from: String
    let to: String
    /// All samples of the entry, those without a value included.
    let count: Int
    let state: String
    let actor: String?
    let decided: String?
    let note: String?
    /// Samples that the decision brought into the historian.
    let stored: Int
    /// Absent in lists.
    let samples: [HeldSample]?
  }

  struct QuarantinePage: Codable, Sendable {
    let entries: [QuarantineItem]
    /// Where the next page begins: the value of `after`; absent on the last one.
    let next: String?
  }

  /// A decision without more to say.
  struct ReviewNote: Codable, SchemaDescribed, Sendable {
    var note: String?

    static let memberSchemas: [String: @Sendable (inout JSONSchema) -> Void] = ["note": noteSchema]
    static let noteSchema: @Sendable (inout JSONSchema) -> Void = {
      $0.summary = "why, for the record"
      $0.length = 0...500
    }
  }

  /// What is right in place of what came.
  struct ReviewFix: Codable, SchemaDescribed, Sendable {
    var value: String?
    var valueSI: Double?
    var factor: Double?
    var offset: Double?
    var note: String?

    enum CodingKeys: String, CodingKey {
      case value, factor, offset, note
      case valueSI = "value_si"
    }

    static let memberSchemas: [String: @Sendable (inout JSONSchema) -> Void] = [
      "value": {
        $0.summary = "the right value with its unit, as 45 °C; stands for every sample of the entry"
        $0.length = 1...60
      },
      "value_si": {
        $0.summary = "the right value in SI; stands for every sample of the entry"
        $0.bounds = -1e15...1e15
      },
      "factor": {
        $0.summary = "what to multiply what came by"
        $0.bounds = -1e9...1e9
      },
      "offset": {
        $0.summary = "what to add behind the factor, in SI"
        $0.bounds = -1e15...1e15
      },
      "note": ReviewNote.noteSchema,
    ]
  }

  let historian: any Historian
  /// Who carries decisions out; `nil` where nobody could.
  let desk: (any WriterDesk)?

  private static let entry = Operation.Parameter(
    "entry", in: .path, JSONSchema(.string, summary: "an entry of the review queue", length: 1...200))
  private static let signal = Operation.Parameter(
    "signal", in: .query,
    JSONSchema(.string, summary: "only of this signal; a page may hold fewer than `limit` then", length: 1...64))
  private static let state = Operation.Parameter(
    "state", in: .query,
    JSONSchema(.string, summary: "only in this state", words: QuarantineEntry.State.allCases.map(\.rawValue)))

  func operations(_ reflection: inout SchemaReflection) -> [Operation] {
    let item = reflection.schema(of: QuarantineItem.self)
    let page = reflection.schema(of: QuarantinePage.self)
    var operations = [
      Operation(
        .get, "/api/v1/quarantine", id: "listQuarantine", summary: "Samples in quarantine, the earliest first",
        tag: "quarantine", role: .viewer,
        parameters: [HistoryRoutes.machine, Self.state, Self.signal] + HistoryRoutes.page,
        answers: [.init(.ok, "a page of entries", schema: page)], problems: [.unprocessable, .unavailable]
      ) { call in try await list(call) },
      Operation(
        .get, "/api/v1/quarantine/export", id: "exportQuarantine",
        summary: "All entries with their samples, an object in JSON on each line", tag: "quarantine", role: .operator,
        parameters: [HistoryRoutes.machine, Self.state] + HistoryRoutes.page.prefix(2),
        answers: [.init(.ok, "the entries", mediaType: "application/x-ndjson", schema: JSONSchema(.string))],
        problems: [.unprocessable, .unavailable]
      ) { call in try await export(call) },
      Operation(
        .get, "/api/v1/quarantine/{entry}", id: "getQuarantineEntry", summary: "One entry with its samples",
        tag: "quarantine", role: .viewer, parameters: [Self.entry],
        answers: [.init(.ok, "the entry", schema: item), EntityTag.notModified], problems: [.unavailable]
      ) { call in
        let found = try await entry(call)
        return EntityTag.response(Self.text(found), tag: EntityTag.quoted(found.version), to: call.request)
      },
    ]
    guard let desk else { return operations }
    let note = reflection.schema(of: ReviewNote.self)
    func decision(
      _ name: String, _ id: String, _ summary: String, _ body: JSONSchema,
      _ read: @escaping @Sendable (Call) throws -> (ReviewDecision, String?)
    ) -> Operation {
      Operation(
        .post, "/api/v1/quarantine/{entry}/\(name)", id: id, summary: summary, tag: "quarantine",
        role: .technologist, parameters: [Self.entry, Operation.ifMatch], body: body,
        answers: [.init(.ok, "the entry as it is now", schema: item)],
        problems: [.conflict, .preconditionFailed, .unavailable], acts: true
      ) { call in
        let (decision, note) = try read(call)
        return try await decide(decision, note, call, desk)
      }
    }
    operations.append(
      decision("release", "releaseQuarantine", "The samples were true: store them as they came", note) { call in
        (.release, try call.decoded(as: ReviewNote.self).note)
      })
    operations.append(
      decision("reject", "rejectQuarantine", "The samples were wrong: they stay out for ever", note) { call in
        (.reject, try call.decoded(as: ReviewNote.self).note)
      })
    let fix = reflection.schema(of: ReviewFix.self)
    operations.append(
      decision("fix", "fixQuarantine", "Store what is right instead, marked as put in by hand", fix) { call in
        let wish = try call.decoded(as: ReviewFix.self)
        return (.fix(try Self.fix(wish, call, desk.plant)), wish.note)
      })
    return operations
  }

  // MARK: Reading

  private func list(_ call: Call) async throws -> Response {
    let page = try await RecordPage(.quarantine, of: historian, for: call)
    let entries = try page.records.map { try WatchRecords.entry($0) }
    let signal = call.parameters["signal"]
    var json = JSONWriter(indented: false)
    json.object { json in
      json.array("entries", entries.filter { signal == nil || $0.signal == signal }) { json, entry in
        json.object { $0.entry(entry, withSamples: false) }
      }
      if let next = page.next { json.string("next", next) }
    }
    return .json(ByteBuffer(string: json.text))
  }

  private static func text(_ entry: QuarantineEntry) -> ByteBuffer {
    var json = JSONWriter(indented: false)
    json.object { $0.entry(entry, withSamples: true) }
    return ByteBuffer(string: json.text)
  }

  /// Entries that are read at once for an export.
  private static let exported = 200

  private func export(_ call: Call) async throws -> Response {
    var pages = call
    pages.parameters["limit"] = "\(Self.exported)"
    // What cannot be asked is said before the answer begins.
    let first = try await RecordPage(.quarantine, of: historian, for: pages)
    let (historian, asked) = (historian, pages)
    return Response(
      status: .ok, headers: [.contentType: "application/x-ndjson"],
      body: ResponseBody { writer in
        var (page, asked) = (first, asked)
        while true {
          var buffer = ByteBuffer()
          for record in page.records {
            var text = Self.text(try WatchRecords.entry(record))
            buffer.writeBuffer(&text)
            buffer.writeString("\n")
          }
          if buffer.readableBytes > 0 { try await writer.write(buffer) }
          guard let next = page.next else { break }
          asked.parameters["after"] = next
          page = try await RecordPage(.quarantine, of: historian, for: asked)
        }
        try await writer.finish(nil)
      })
  }

  /// The entry of a path, which the caller may see: those of other machines are not there.
  private func entry(_ call: Call) async throws -> QuarantineEntry {
    let name = call.parameters["entry"] ?? ""
    guard let found = try await QuarantineEntry.find(name, in: historian),
      call.principal?.sees(machine: found.machine) ?? false
    else { throw Self.missing(name) }
    return found
  }

  private static func missing(_ name: String) -> Problem {
    Problem(
      .notFound, detail: "There is no such entry.",
      findings: [
        .init(pointer: "entry", found: "`\(name.prefix(100))`", expected: "one of `GET /api/v1/quarantine`")
      ])
  }

  // MARK: Deciding

  private static func fix(
    _ wish: ReviewFix, _ call: Call, _ plant: PlantDescription?
  ) throws(Problem) -> QuarantineFix {
    let changes = wish.factor != nil || wish.offset != nil
    let given = [wish.value != nil, wish.valueSI != nil, changes].count { $0 }
    guard given == 1 else {
      throw Problem(
        .unprocessable, detail: "What is right is not said in one way.",
        findings: [
          .init(
            pointer: "", found: given == 0 ? "none of them" : "\(given) of them",
            expected: "one of `value`, `value_si`, or `factor` and `offset`")
        ])
    }
    guard let text = wish.value else {
      return QuarantineFix(value: wish.valueSI, factor: wish.factor ?? 1, offset: wish.offset ?? 0)
    }
    guard let plant else {
      throw Problem(
        .unprocessable, detail: "The service does not know the unit of the signal.",
        findings: [
          .init(pointer: "/value", found: "`\(text.prefix(60))`", expected: "`value_si`, a number in SI")
        ])
    }
    do throws(ReviewRefusal) {
      return QuarantineFix(
        value: try QuarantineFix.value(of: text, for: call.parameters["entry"] ?? "", in: plant))
    } catch {
      throw Problem(
        .unprocessable, detail: "The value cannot be read.",
        findings: [
          .init(pointer: "/value", found: error.found, expected: error.expected, remedy: error.remedy)
        ])
    }
  }

  private func decide(
    _ decision: ReviewDecision, _ note: String?, _ call: Call, _ desk: any WriterDesk
  ) async throws -> Response {
    let found = try await entry(call)
    let seen = try EntityTag.seen(call, now: found.version)
    let reply = try await desk.answer(
      .review(id: found.id, decision: decision, note: note, seen: seen),
      by: call.principal?.name ?? Principal.anonymous.name)
    if let refusal = reply.refusal {
      if refusal.isMissing { throw Self.missing(found.id) }
      if refusal.isStale { throw EntityTag.stale(found: refusal.found, expected: refusal.expected) }
      throw Problem(
        .conflict, detail: "This cannot be decided about the entry.",
        findings: [
          .init(pointer: "entry", found: refusal.found, expected: refusal.expected, remedy: refusal.remedy)
        ])
    }
    guard let entry = reply.entry else { throw Problem(.internalError, detail: "The decision has no outcome.") }
    var response = Response.json(Self.text(entry))
    response.headers[.eTag] = EntityTag.quoted(entry.version)
    return response
  }
}
