import Hummingbird
import NIOCore
import Plant
import Twin
import Watch

/// What operators ask of alarms, as operations of the API.
struct AlarmActions: Sendable {
  let desk: any AlarmDesk
  /// The time [s since 1970].
  let now: @Sendable () -> Double

  /// An action: its name in the path, who may ask for it, and the command.
  private struct Action: Sendable {
    let name: String
    let id: String
    let summary: String
    let role: Role
    let command: AlarmCommand
  }

  /// Longest time an alarm is put aside for [s].
  private static let shelfMaximum = 86_400.0

  private static let actions = [
    Action(
      name: "acknowledge", id: "acknowledgeAlarm", summary: "Say that an alarm is known", role: .operator,
      command: .acknowledge),
    Action(
      name: "reset", id: "resetAlarm", summary: "Let a latched alarm go", role: .operator, command: .reset),
    Action(
      name: "unshelve", id: "unshelveAlarm", summary: "Take an alarm back from the shelf", role: .operator,
      command: .unshelve),
    Action(
      name: "remove-from-service", id: "removeAlarmFromService", summary: "Take an alarm out of service",
      role: .maintainer, command: .removeFromService),
    Action(
      name: "return-to-service", id: "returnAlarmToService", summary: "Put an alarm back into service",
      role: .maintainer, command: .returnToService),
  ]

  func operations(_ reflection: inout SchemaReflection) -> [Operation] {
    let schema = reflection.schema(of: AlarmStep.self)
    let answers = [Operation.Answer(.ok, "what the alarm did", schema: JSONSchema(.array(schema)))]
    let alarm = Operation.Parameter(
      "alarm", in: .path, JSONSchema(.string, summary: "identifier of an alarm rule", length: 1...120))
    let desk = desk
    var operations = Self.actions.map { action in
      Operation(
        .post, "/api/v1/alarms/{alarm}/\(action.name)", id: action.id, summary: action.summary, tag: "alarms",
        role: action.role, parameters: [alarm, Operation.ifMatch], answers: answers,
        problems: [.notFound, .conflict, .preconditionFailed], acts: true
      ) { call in try await Self.obey(action.command, call, desk) }
    }
    let duration = Operation.Parameter(
      "for_s", in: .query,
      JSONSchema(.number, summary: "for how long [s]", bounds: 1...Self.shelfMaximum), isRequired: true)
    let now = now
    operations.append(
      Operation(
        .post, "/api/v1/alarms/{alarm}/shelve", id: "shelveAlarm", summary: "Put an alarm aside for a time",
        tag: "alarms", role: .operator, parameters: [alarm, duration, Operation.ifMatch], answers: answers,
        problems: [.notFound, .conflict, .preconditionFailed], acts: true
      ) { call in
        let seconds = call.parameters["for_s"].flatMap(Double.init) ?? 0
        let until = Instant(secondsSince1970: now() + seconds) ?? .latest
        return try await Self.obey(.shelve(until: until), call, desk)
      })
    operations.append(
      Operation(
        .get, "/api/v1/alarms/{alarm}", id: "getAlarm", summary: "One alarm as it stands", tag: "alarms",
        role: .viewer, parameters: [alarm],
        answers: [
          .init(.ok, "the alarm", schema: reflection.schema(of: AlarmDetail.self)), EntityTag.notModified,
        ], problems: [.notFound]
      ) { call in
        let found = try await Self.alarm(call, desk)
        return EntityTag.response(
          ByteBuffer(bytes: try AlarmDetail(found).jsonText()), tag: EntityTag.quoted(found.version), to: call.request)
      })
    return operations
  }

  /// The alarm of a path, which the caller may see: those of other machines are not there.
  private static func alarm(_ call: Call, _ desk: any AlarmDesk) async throws -> StandingAlarm {
    let name = call.parameters["alarm"] ?? ""
    guard let found = try await desk.alarm(name), call.principal?.sees(machine: found.machine) ?? false else {
      throw Problem(
        .notFound, detail: "There is no such alarm.",
        findings: [
          .init(pointer: "alarm", found: "`\(name.prefix(64))`", expected: "one of `GET /api/v1/alarms`")
        ])
    }
    return found
  }

  private static func obey(_ command: AlarmCommand, _ call: Call, _ desk: any AlarmDesk) async throws -> Response {
    let alarm = try await alarm(call, desk)
    let seen = try EntityTag.seen(call, now: alarm.version)
    let answer: AlarmReply
    do {
      answer = try await desk.obey(
        command, alarm: alarm.id, by: call.principal?.name ?? Principal.anonymous.name, seen: seen)
    } catch let error as StaleVersion {
      throw EntityTag.stale(found: error.current, expected: error.seen)
    }
    if let refusal = answer.refusal {
      throw Problem(
        .conflict, detail: "The alarm cannot do this now.",
        findings: [.init(pointer: "alarm", found: refusal.found, expected: refusal.expected)])
    }
    var response = try Response.json(answer.steps.map(AlarmStep.init))
    if let now = try await desk.alarm(alarm.id) { response.headers[.eTag] = EntityTag.quoted(now.version) }
    return response
  }
}

/// An alarm as it is told.
private struct AlarmDetail: Codable, Sendable {
  let alarm: String
  let name: String
  let machine: String
  let signal: String
  let priority: String
  let stage: String
  /// Until when it is shelved, as ISO 8601 in UTC; absent for one that is not.
  let shelvedUntil: String?
  /// What happens if nobody acts, and what to do.
  let consequence: String
  let response: String

  enum CodingKeys: String, CodingKey {
    case alarm, name, machine, signal, priority, stage, consequence, response
    case shelvedUntil = "shelved_until"
  }

  init(_ found: StandingAlarm) {
    alarm = found.id
    name = found.name
    machine = found.machine
    signal = found.signal
    priority = found.priority
    stage = found.stage.rawValue
    shelvedUntil = found.shelvedUntil?.description
    consequence = found.consequence
    response = found.response
  }
}

/// A step of an alarm as it is told.
private struct AlarmStep: Codable, Sendable {
  let alarm: String
  let from: String
  let stage: String
  let cause: String
  /// When, as ISO 8601 in UTC.
  let time: String
  let actor: String?

  init(_ step: AlarmTransition) {
    alarm = step.alarm
    from = step.from.rawValue
    stage = step.to.rawValue
    cause = step.cause.rawValue
    time = step.time.description
    actor = step.actor
  }
}
