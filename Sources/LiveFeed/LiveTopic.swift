/// What a listener can hear about. The raw value is the word in messages.
public enum LiveTopic: String, Hashable, Sendable, CaseIterable, Codable {
  /// Values of signals, as they passed validation.
  case samples
  /// Shots of foam lines: begun, ended.
  case shots
  /// What the model says a signal should be, beside what it is.
  case twin
  /// What models say of a shot or a machine.
  case predictions
  /// Steps of alarms through their life-cycle.
  case alarms
  /// Where samples went.
  case ledger

  /// The version of the topic's items: raised when a member changes its meaning or goes away, not when one is added.
  public var version: Int { 1 }

  /// Whether a newer item of one key replaces an older one that was not delivered yet. Items of other topics are
  /// events: each is delivered, or the client is told that it was too slow.
  public var isCoalesced: Bool {
    switch self {
    case .samples, .twin, .ledger: true
    case .shots, .predictions, .alarms: false
    }
  }

  /// The topic's place among ``allCases``.
  var place: Int {
    switch self {
    case .samples: 0
    case .shots: 1
    case .twin: 2
    case .predictions: 3
    case .alarms: 4
    case .ledger: 5
    }
  }
}

/// One value for each topic.
struct TopicMap<Value> {
  private var values: [Value]

  /// Makes the value of each topic.
  init(_ make: (LiveTopic) -> Value) { values = LiveTopic.allCases.map(make) }

  subscript(topic: LiveTopic) -> Value {
    get { values[topic.place] }
    set { values[topic.place] = newValue }
  }
}

extension TopicMap: Sendable where Value: Sendable {}
