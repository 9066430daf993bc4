public import Plant

/// The beginning or end of a shot.
public struct LiveShot: LiveContent {
  /// Where the shot is. The raw value is the word in messages.
  public enum Phase: String, Hashable, Sendable, CaseIterable {
    case began
    case ended
  }

  public var machine: String
  /// The number the line gave it.
  public var shot: Int
  public var phase: Phase
  public var time: Instant
  /// The device or program that says so.
  public var source: String

  /// A shot at its beginning or end.
  public init(machine: String, shot: Int, phase: Phase, time: Instant, source: String) {
    self.machine = machine
    self.shot = shot
    self.phase = phase
    self.time = time
    self.source = source
  }

  public static var topic: LiveTopic { .shots }
  public var key: String { machine }
  public var machineID: String? { machine }

  public static let summary = "The beginning or end of a shot."
  public static let members: [LiveMember<LiveShot>] = [
    .text("machine", "The line.", \.machine),
    .whole("shot", "The number the line gave it.", \.shot),
    .word("phase", "Where the shot is.", \.phase),
    .time("time", "When.", \.time),
    .text("source", "The device or program that says so.", \.source),
  ]
}
