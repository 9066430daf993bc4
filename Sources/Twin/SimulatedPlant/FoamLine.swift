import Foaming
import Plant

/// A line that pours one shot after another; the foam model says what happens in the mold.
struct FoamLine: Sendable {
  /// From the start of one shot to the start of the next [s].
  static let cycle = 240.0
  /// When the mold opens after the start of a shot [s].
  private static let opening = 200.0
  /// How long pouring takes [s].
  private static let pouring = 6.0
  /// Pressure before the mixing head while pouring and while circulating [Pa].
  private static let pressures = (pouring: 150e5, idle: 20e5)
  /// Shots over which the causes of the log of the former process drift; the line ends after them.
  private static let shotMaximum = 1_000_000

  private let shots: SyntheticPlant
  private(set) var shot: SyntheticShot?
  /// What a flawless log says of the shot.
  private var record: ShotRecord?
  private var time = 0.0

  /// A line that makes the shot of a scenario again and again, with causes of defects now and then.
  init(_ shots: SyntheticPlant) { self.shots = shots }

  /// How many shots a line of `SyntheticPlant` must have.
  static var shotCount: Int { shotMaximum }

  /// Runs on to `end` [s]; true when a new shot has begun.
  mutating func run(to end: Double) -> Bool {
    time = end
    let index = min(Int(end / Self.cycle), Self.shotMaximum - 1)
    guard shot?.index != index else { return false }
    // A shot that cannot be made leaves the one before in the mold.
    guard let next = try? shots.shot(at: index) else { return false }
    shot = next
    record = next.record
    return true
  }

  /// What the signal of this name shows [SI]; `nil` where the line has no such signal or the shot says nothing.
  func value(_ name: String) -> SampleValue? {
    guard let shot, let record else { return nil }
    let phase = time - Double(Int(time / Self.cycle)) * Self.cycle
    let isPouring = phase < Self.pouring
    func condition(_ condition: ShotCondition) -> SampleValue? {
      record.conditions[condition].value.map { .number($0) }
    }
    func course(_ signal: ShotSignal, atRest rest: Double?) -> SampleValue? {
      guard phase < Self.opening, let course = record.course(of: signal) else { return rest.map { .number($0) } }
      return .number(Self.value(of: course, at: phase))
    }
    switch name {
    case "shot-running": return .flag(isPouring)
    case "mold-closed": return .flag(phase < Self.opening)
    case "shot-number": return .whole(Int64(shot.index + 1))
    case "recipe": return .text(String(shot.scenario.system.prefix(16)))
    case "alarm-code": return .whole(0)
    case "polyol-temperature": return condition(.polyolTemperature)
    case "isocyanate-temperature": return condition(.isocyanateTemperature) ?? condition(.polyolTemperature)
    case "mold-temperature": return condition(.moldTemperature)
    case "ambient-temperature": return condition(.ambientTemperature)
    case "humidity": return condition(.relativeHumidity)
    case "polyol-pressure", "isocyanate-pressure":
      return .number(isPouring ? Self.pressures.pouring : Self.pressures.idle)
    case "polyol-flow": return .number(isPouring ? (record.conditions[.polyolMass].value ?? 0) / Self.pouring : 0)
    case "isocyanate-flow":
      return .number(isPouring ? (record.conditions[.isocyanateMass].value ?? 0) / Self.pouring : 0)
    case "core-temperature": return course(.coreTemperature, atRest: record.conditions[.ambientTemperature].value)
    case "cavity-pressure": return course(.pressure, atRest: 101_325)
    default: return nil
    }
  }

  /// The value of a series at a time [s since the start], between its points by a straight line.
  private static func value(of course: ShotSeries, at time: Double) -> Double {
    guard let after = course.times.firstIndex(where: { $0 >= time }) else { return course.values.last ?? 0 }
    guard after > 0 else { return course.values[0] }
    let (t0, t1) = (course.times[after - 1], course.times[after])
    return course.values[after - 1] + (course.values[after] - course.values[after - 1]) * (time - t0) / (t1 - t0)
  }
}
