/// All alarms of a plant, with the groups that say which came first.
public struct AlarmBoard: Sendable {
  private var machines: [AlarmMachine]
  /// The place of each rule by its identifier.
  private var places: [String: Int] = [:]
  /// The alarms that listen to a signal, and those that are suppressed by it.
  private var listeners: [SignalIndex: [Int]] = [:]
  private var suppressed: [SignalIndex: [Int]] = [:]
  /// The first alarm of each group since the group was last at rest.
  public private(set) var firstOut: [String: String] = [:]

  /// What a board remembers, to be kept over a restart.
  public struct Memory: Hashable, Sendable, Codable {
    /// Newest form of this record.
    public static let newest = 1
    public var version = Memory.newest
    /// By the identifier of the rule.
    public var states: [String: AlarmState]
    /// The alarm that came first, by the name of its group.
    public var firstOut: [String: String]

    /// What was kept of a board.
    public init(states: [String: AlarmState], firstOut: [String: String]) {
      self.states = states
      self.firstOut = firstOut
    }
  }

  /// The alarms of a plant. What `memory` holds about rules that are gone is forgotten.
  public init(_ rules: [AlarmRule], memory: Memory? = nil) {
    machines = rules.map { AlarmMachine($0, state: memory?.states[$0.id] ?? AlarmState()) }
    let groups = Set(rules.compactMap(\.group))
    let ids = Set(rules.map(\.id))
    firstOut = (memory?.firstOut ?? [:]).filter { groups.contains($0.key) && ids.contains($0.value) }
    for (place, rule) in rules.enumerated() {
      places[rule.id] = place
      listeners[rule.signal, default: []].append(place)
      if let suppression = rule.suppression { suppressed[suppression.signal, default: []].append(place) }
    }
  }

  /// What must be kept over a restart.
  public var memory: Memory {
    Memory(states: Dictionary(uniqueKeysWithValues: machines.map { ($0.rule.id, $0.state) }), firstOut: firstOut)
  }

  /// The rules with their states, in the order of the plant file.
  public var alarms: [(rule: AlarmRule, state: AlarmState)] { machines.map { ($0.rule, $0.state) } }

  /// How many alarms there are.
  public var count: Int { machines.count }

  /// The rule of an identifier with its state; `nil` when there is no such rule.
  public func alarm(_ id: String) -> (rule: AlarmRule, state: AlarmState)? {
    places[id].map { (machines[$0].rule, machines[$0].state) }
  }

  /// The rule at a place of the plant's list, with its state.
  public func alarm(at place: Int) -> (rule: AlarmRule, state: AlarmState) {
    (machines[place].rule, machines[place].state)
  }

  /// Takes a sample that passed validation and is not late.
  public mutating func take(_ sample: Sample, validated: Instant? = nil, stored: Instant? = nil) -> [AlarmTransition] {
    guard let number = sample.value?.number else { return [] }
    let stages = StageTimes(sensed: sample.time, received: sample.received, validated: validated, stored: stored)
    return take(sample.signal, number, stages)
  }

  /// Learns that a signal has no value that may be used: it is silent, failed, or in quarantine.
  public mutating func lose(_ signal: SignalIndex, at time: Instant) -> [AlarmTransition] {
    take(signal, nil, StageTimes(sensed: time, received: time))
  }

  /// Lets time pass for all alarms.
  public mutating func advance(to time: Instant) -> [AlarmTransition] {
    var transitions: [AlarmTransition] = []
    for place in machines.indices { transitions += machines[place].advance(to: time) }
    return marked(transitions)
  }

  /// Does what an operator asks of an alarm, or says why not.
  public mutating func obey(
    _ command: AlarmCommand, alarm id: String, at time: Instant, by actor: String
  ) -> AlarmAnswer {
    guard let place = places[id] else {
      let refusal = AlarmRefusal(alarm: id, found: "no such alarm", expected: "an alarm of this plant")
      return AlarmAnswer(transitions: [], refusal: refusal)
    }
    var answer = machines[place].obey(command, at: time, by: actor)
    answer.transitions = marked(answer.transitions)
    return answer
  }

  private mutating func take(_ signal: SignalIndex, _ value: Double?, _ stages: StageTimes) -> [AlarmTransition] {
    var transitions: [AlarmTransition] = []
    for place in suppressed[signal] ?? [] {
      // What is not known does not change what is suppressed.
      guard let value, let condition = machines[place].rule.suppression?.condition else { continue }
      let isMet = condition.isMet(by: value, before: machines[place].state.isSuppressed)
      transitions += machines[place].suppress(isMet, at: stages.sensed)
    }
    for place in listeners[signal] ?? [] { transitions += machines[place].take(value, stages: stages) }
    return marked(transitions)
  }

  /// Sorts by time and marks the first raise of each group.
  private mutating func marked(_ transitions: [AlarmTransition]) -> [AlarmTransition] {
    guard !transitions.isEmpty else { return [] }
    var sorted = transitions.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
      .map(\.element)
    for place in sorted.indices where sorted[place].cause == .raised {
      let id = sorted[place].alarm
      guard let group = places[id].flatMap({ machines[$0].rule.group }), firstOut[group] == nil else {
        continue
      }
      firstOut[group] = id
      sorted[place].isFirstOut = true
    }
    // A group at rest is ready for the next first.
    for group in firstOut.keys {
      let isAtRest = machines.allSatisfy { $0.rule.group != group || !$0.state.stage.isAnnunciated }
      if isAtRest { firstOut[group] = nil }
    }
    return sorted
  }
}
