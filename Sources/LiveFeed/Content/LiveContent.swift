public import Plant

/// Something that is said on one topic.
public protocol LiveContent: LiveDescribed, Hashable {
  /// Where it is said.
  static var topic: LiveTopic { get }
  /// What it is about; of each key a snapshot holds the newest.
  var key: String { get }
  /// The machine it belongs to; `nil` where it belongs to none. Listeners may be confined to machines.
  var machineID: String? { get }
  /// The number by which several items of one key are summed up; `nil` where there is none.
  var number: Double? { get }
  /// Whether nothing is left to show: a snapshot holds no such item.
  var isAtRest: Bool { get }
  /// The same, published at a time.
  func published(at time: Instant) -> Self
}

extension LiveContent {
  public var number: Double? { nil }
  public var isAtRest: Bool { false }
  public func published(at time: Instant) -> Self { self }
}

extension LiveTopic {
  /// What an item of the topic looks like.
  public var shape: LiveShape {
    switch self {
    case .samples: LiveSample.shape
    case .shots: LiveShot.shape
    case .twin: LiveTwin.shape
    case .predictions: LivePrediction.shape
    case .alarms: LiveAlarm.shape
    case .ledger: LiveLedger.shape
    }
  }
}
