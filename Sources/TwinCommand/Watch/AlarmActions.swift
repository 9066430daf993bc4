import ArgumentParser
import Plant
import Twin
import Watch

/// What every command that acts on one alarm needs.
struct AlarmActionOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("The whole name of the alarm, such as hydraulics.oil-hot.", valueName: "alarm"))
  var alarm: String

  @OptionGroup var place: WatchPlaceOptions
  @OptionGroup var who: ActorOptions
  @OptionGroup var output: OutputOptions

  /// Acts, and says what came of it.
  func perform(_ command: AlarmCommand) async throws {
    let plant = try place.description()
    let reply = try await place.ask(.alarm(id: alarm, command: command), by: who.actor)
    let rule = plant.alarms.first { $0.id == alarm }
    guard output.output == .json else {
      return try StandardStream.print(reply.steps.map { $0.line(rule, plant) + "\n" }.joined())
    }
    var json = JSONWriter()
    json.object { json in
      json.string("schema", "pur-mold-twin/alarm-action/1")
      json.string("alarm", alarm)
      json.string("stage", reply.stage?.rawValue)
      json.array("steps", reply.steps) { json, step in json.object { $0.step(step, rule, plant) } }
    }
    try StandardStream.print(json.text + "\n")
  }
}

/// `alarms acknowledge`.
struct AlarmsAcknowledge: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "acknowledge", abstract: "Say that you know of an alarm.")

  @OptionGroup var action: AlarmActionOptions

  func run() async throws { try await action.perform(.acknowledge) }
}

/// `alarms reset`.
struct AlarmsReset: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reset", abstract: "Let a latched alarm go whose condition is gone.")

  @OptionGroup var action: AlarmActionOptions

  func run() async throws { try await action.perform(.reset) }
}

/// `alarms shelve`.
struct AlarmsShelve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shelve", abstract: "Put an alarm aside for a time, at most a day.")

  @OptionGroup var action: AlarmActionOptions

  @Option(name: .customLong("for"), help: ArgumentHelp("How long, such as 30 min.", valueName: "duration"))
  var duration: String

  func run() async throws {
    let seconds = try CommandQuantity.seconds(duration, option: "--for", in: 1...AlarmMachine.shelfMaximum)
    try await action.perform(.shelve(until: CurrentTime.instant.advanced(by: seconds)))
  }
}

/// `alarms unshelve`.
struct AlarmsUnshelve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unshelve", abstract: "Bring a shelved alarm back before its time.")

  @OptionGroup var action: AlarmActionOptions

  func run() async throws { try await action.perform(.unshelve) }
}

/// `alarms out-of-service`.
struct AlarmsOutOfService: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "out-of-service", abstract: "Take an alarm out of service until somebody puts it back.")

  @OptionGroup var action: AlarmActionOptions

  func run() async throws { try await action.perform(.removeFromService) }
}

/// `alarms in-service`.
struct AlarmsInService: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "in-service", abstract: "Put an alarm back into service.")

  @OptionGroup var action: AlarmActionOptions

  func run() async throws { try await action.perform(.returnToService) }
}
