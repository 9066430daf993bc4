import Historian
import Hummingbird
import Learning
import Logging
import NIOCore
import Plant
import Twin
import Watch

/// Load cycles of a hydraulic rig, judged by a learned model and kept with what the judgment rests on.
struct DiagnosisRoutes: Sendable {
  struct DiagnosisRequest: Codable, SchemaDescribed, Sendable {
    var machine: String
    var time: String?
    var cycle: Int?
    var signals: [String: [Double?]]
    var history: [[String: [Double?]]]?
    var baseline: [[String: [Double?]]]?

    /// Cycles before the one that is judged, and cycles that are known to be sound.
    static let maxima = (history: 40, baseline: 40)

    static let memberSchemas: [String: @Sendable (inout JSONSchema) -> Void] = [
      "machine": {
        $0.summary = "the rig: letters, digits, points, dashes"
        $0.length = 1...64
        $0.pattern = "^[A-Za-z0-9._-]+$"
        $0.example = "hydraulics"
      },
      "time": {
        $0.summary = "when the cycle began (RFC 3339); now where it is left out"
        $0.length = 1...40
      },
      "cycle": {
        $0.summary = "its number in the recording; 0 where it is left out"
        $0.bounds = 0...1e9
      },
      "signals": { $0 = cycleSchema },
      "history": {
        $0.summary = "the cycles before, the earliest first"
        $0.length = 0...maxima.history
        $0.shape = .array(cycleSchema)
      },
      "baseline": {
        $0.summary = "cycles of the same machine and season that are known to be sound"
        $0.length = 0...maxima.baseline
        $0.shape = .array(cycleSchema)
      },
    ]

    /// A cycle: numbers of each signal in its own unit, `null` where none was read.
    private static var cycleSchema: JSONSchema {
      let properties = HydraulicSensor.allCases.map { sensor in
        JSONSchema.Property(
          sensor.rawValue,
          JSONSchema(
            .array(JSONSchema(.number, isNullable: true, bounds: -1e9...1e9)),
            summary: "\(sensor.meaning) [\(sensor.unit)]: \(counts(sensor))",
            length: HydraulicCycle.seconds...max(HydraulicCycle.seconds, sensor.samplesPerCycle)),
          isRequired: false)
      }
      return JSONSchema(.object(properties), summary: "a load cycle of 60 s")
    }

    /// How many numbers a signal has.
    static func counts(_ sensor: HydraulicSensor) -> String {
      let full = sensor.samplesPerCycle
      return full == HydraulicCycle.seconds ? "\(full) samples" : "\(full) samples, or 60 means over seconds"
    }
  }

  struct DiagnosisAnswer: Codable, Sendable {
    let id: String
    let time: String
    let machine: String
    /// `sound`, `fault`, or `unclear` where a judgment is not to be acted on or there is none.
    let state: String
    /// All about it with the evidence, as `diagnose cycle` tells it.
    let document: JSONValue
  }

  let shelf: HydraulicShelf?
  let historian: any Historian
  /// Who keeps what is found; `nil` where nobody could.
  let desk: (any WriterDesk)?
  let queue: WorkQueue
  let herald: PredictionHerald
  /// Schema of the document.
  let documentSchema: JSONValue
  /// The time [s since 1970].
  let now: @Sendable () -> Double

  func operations(_ reflection: inout SchemaReflection) -> [Operation] {
    let answer = JSONSchema(.object(Self.answerProperties(documentSchema)), summary: "a diagnosis")
    let id = Operation.Parameter(
      "diagnosis", in: .path, JSONSchema(.string, summary: "identifier of a diagnosis", length: 1...200))
    var operations = [
      Operation(
        .get, "/api/v1/diagnoses/{diagnosis}", id: "getDiagnosis", summary: "One diagnosis with its evidence",
        tag: "diagnosis", role: .viewer, parameters: [id],
        answers: [.init(.ok, "the diagnosis", schema: answer), EntityTag.notModified], problems: [.unavailable]
      ) { call in
        EntityTag.response(ByteBuffer(bytes: try (try await found(call)).jsonText()), to: call.request)
      }
    ]
    guard let shelf, let desk else { return operations }
    operations.append(
      Operation(
        .post, "/api/v1/diagnoses", id: "diagnose", summary: "Judge a load cycle of a hydraulic rig, and keep that",
        tag: "diagnosis", role: .operator, body: reflection.schema(of: DiagnosisRequest.self),
        answers: [.init(.created, "the diagnosis, which is at `Location`", schema: answer)],
        problems: [.noModel, .unavailable], acts: true
      ) { call in try await diagnose(call, shelf, desk) })
    return operations
  }

  private static func answerProperties(_ document: JSONValue) -> [JSONSchema.Property] {
    [
      .init("id", JSONSchema(.string)), .init("time", JSONSchema(.string)), .init("machine", JSONSchema(.string)),
      .init(
        "state",
        JSONSchema(
          .string, summary: "`unclear`: a judgment is not to be acted on, or there is none",
          words: ["sound", "fault", "unclear"])),
      .init("document", JSONSchema(.written(document))),
    ]
  }

  // MARK: Judging

  private func diagnose(_ call: Call, _ shelf: HydraulicShelf, _ desk: any WriterDesk) async throws -> Response {
    let request = try call.decoded(as: DiagnosisRequest.self)
    let (time, cycles) = try checked(request, call.principal)
    let copy: HydraulicShelf.Copy
    do throws(HydraulicShelf.Failure) {
      copy = try shelf.copy(at: now())
    } catch {
      call.context.logger.error("no hydraulic model", metadata: ["place": "\(error.place)", "found": "\(error.found)"])
      throw Problem(.noModel, detail: "The hydraulic model cannot be read; the log says more.")
    }
    let index = request.history?.count ?? 0
    let diagnosis = try await queue.run {
      CycleDiagnosis(
        cycle: cycles[index],
        diagnoses: copy.model.diagnose(cycles, at: index, baseline: Array((index + 1)..<cycles.count)), labels: nil,
        origin: copy.model.origin, modelDigest: copy.digest)
    }
    // The same cycle of the same time has the same name, whoever asks.
    let id = "\(time.microseconds)-\(request.machine)-\(diagnosis.cycle.digest.prefix(12))"
    let record = DiagnosisRecord(
      id: id, time: time, machine: request.machine, state: diagnosis.outcome, document: diagnosis.text(indented: false))
    let reply = try await desk.answer(.diagnosis(record), by: call.principal?.name ?? Principal.anonymous.name)
    if let refusal = reply.refusal {
      throw Problem(
        .unavailable, detail: "The diagnosis cannot be kept.",
        findings: [
          .init(pointer: "", found: refusal.found, expected: refusal.expected, remedy: refusal.remedy)
        ], headers: [.retryAfter: "5"])
    }
    herald.tell(diagnosis, of: request.machine, at: time)
    var response = try Response.json(Self.answer(record.record), status: .created)
    response.headers[.location] = "/api/v1/diagnoses/\(id)"
    return response
  }

  /// Whether a character may stand in the name of a machine, and so in the address of a diagnosis.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  /// The cycles of a request: those before, the one that is judged, those that are sound.
  /// - Throws: ``Problem`` that names every signal with a wrong number of samples.
  private func checked(
    _ request: DiagnosisRequest, _ principal: Principal?
  ) throws(Problem) -> (time: Instant, cycles: [HydraulicCycle]) {
    guard principal?.sees(machine: request.machine) ?? false else {
      throw Problem(
        .forbidden, detail: "This key may not say anything of the machine.",
        findings: [
          .init(
            pointer: "/machine", found: "`\(request.machine.prefix(64))`", expected: "a machine that the key names")
        ])
    }
    let asked = request.time.map { Instant($0) } ?? Instant(secondsSince1970: now())
    guard let time = asked, time.microseconds >= 0 else {
      throw Call.wrongTime(request.time ?? "", at: "/time")
    }
    var findings: [Problem.Finding] = []
    if !request.machine.utf8.allSatisfy(Self.isPlain) {
      findings.append(
        .init(
          pointer: "/machine", found: "`\(request.machine.prefix(64))`",
          expected: "letters and digits without accents, points, dashes"))
    }
    func cycle(_ signals: [String: [Double?]], _ number: Int, _ pointer: String) -> HydraulicCycle {
      var means: [HydraulicSensor: [Double]] = [:]
      for sensor in HydraulicSensor.allCases {
        guard let samples = signals[sensor.rawValue] else { continue }
        means[sensor] = SignalText.means(samples.map { $0 ?? .nan }, sensor)
        guard means[sensor] == nil else { continue }
        findings.append(
          .init(
            pointer: "\(pointer)/\(sensor.rawValue)", found: "\(samples.count) samples",
            expected: DiagnosisRequest.counts(sensor)))
      }
      return HydraulicCycle(number: number, means: means)
    }
    let number = request.cycle ?? 0
    let history = request.history ?? []
    var cycles = history.enumerated().map { place, signals in
      cycle(signals, max(0, number - history.count + place), "/history/\(place)")
    }
    cycles.append(cycle(request.signals, number, "/signals"))
    cycles += (request.baseline ?? []).enumerated().map { place, signals in
      cycle(signals, 0, "/baseline/\(place)")
    }
    if request.signals.isEmpty {
      findings.append(
        .init(
          pointer: "/signals", found: "none",
          expected: HydraulicSensor.needed.map(\.rawValue).joined(separator: ", ")))
    }
    guard findings.isEmpty else {
      throw Problem(.unprocessable, detail: "The cycle cannot be judged.", findings: findings)
    }
    return (time, cycles)
  }

  // MARK: Reading

  private static func answer(_ record: HistorianRecord) throws(Problem) -> DiagnosisAnswer {
    DiagnosisAnswer(
      id: record.id, time: "\(record.time)", machine: record.machine, state: record.state,
      document: try JSONValue(reading: Array(record.document.utf8)))
  }

  /// The diagnosis of a path, which the caller may see: those of other machines are not there.
  private func found(_ call: Call) async throws -> DiagnosisAnswer {
    let id = call.parameters["diagnosis"] ?? ""
    // The name says when it was.
    if let start = Int64(id.prefix { $0 != "-" }).flatMap({ Instant(microseconds: $0) }),
      let end = Instant(microseconds: start.microseconds + 1)
    {
      var query = RecordQuery(.diagnosis, in: start..<end)
      repeat {
        let page = try await historian.records(query, limit: 100)
        if let record = page.first(where: { $0.id == id }) {
          guard call.principal?.sees(machine: record.machine) ?? false else { break }
          return try Self.answer(record)
        }
        query.after = page.count == 100 ? page.last : nil
      } while query.after != nil
    }
    throw Problem(
      .notFound, detail: "There is no such diagnosis.",
      findings: [
        .init(pointer: "diagnosis", found: "`\(id.prefix(100))`", expected: "one of `GET /api/v1/diagnoses`")
      ])
  }
}
