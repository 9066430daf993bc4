/// How far a sample can be trusted, as its source says.
public enum SampleQuality: Hashable, Sendable {
  case good
  /// There is a value, and a reason to doubt it.
  case uncertain(SampleReason)
  /// There is no value, or none to be used.
  case bad(SampleReason)

  /// What is wrong; `nil` when nothing is.
  public var reason: SampleReason? {
    switch self {
    case .good: nil
    case .uncertain(let reason), .bad(let reason): reason
    }
  }

  /// `0` good, `1` uncertain, `2` bad: how files and data bases keep it, beside the reason's number.
  public var level: UInt8 {
    switch self {
    case .good: 0
    case .uncertain: 1
    case .bad: 2
    }
  }

  /// The quality of a ``level`` and a reason's number, 0 for none; `nil` when they make none.
  public init?(level: UInt8, reason: UInt8) {
    switch (level, SampleReason(rawValue: reason)) {
    case (0, nil) where reason == 0: self = .good
    case (1, let reason?): self = .uncertain(reason)
    case (2, let reason?): self = .bad(reason)
    default: return nil
    }
  }
}

/// Why a source doubts a sample or has none.
///
/// Raw values are kept in data bases and never change their meaning.
public enum SampleReason: UInt8, Hashable, Sendable, CaseIterable {
  /// The source could not be reached.
  case notConnected = 1
  /// The source did not answer in time.
  case timedOut = 2
  /// The connection broke while the answer was awaited.
  case connectionLost = 3
  /// The answer broke the rules of its protocol.
  case malformedAnswer = 4
  /// The device does not know the function (Modbus exception 1).
  case functionRefused = 5
  /// The device has no such address (Modbus exception 2).
  case addressRefused = 6
  /// The device refused the length asked for (Modbus exception 3).
  case lengthRefused = 7
  /// The device failed (Modbus exception 4).
  case deviceFailed = 8
  /// The device is busy (Modbus exceptions 5 and 6).
  case deviceBusy = 9
  /// A gateway could not reach the device (Modbus exceptions 10 and 11).
  case gatewayFailed = 10
  /// The device refused with a code that has no meaning here.
  case refused = 11
  /// The registers hold no number: infinite or undefined, or bytes that are no text.
  case notANumber = 12
  /// The registers hold the value by which the device says that its sensor is broken.
  case sensorFailed = 13
  /// The value is outside of what the source says it can measure.
  case outOfScale = 14
  /// The source repeats its last value because it has no newer one.
  case lastKnown = 15
  /// The source says that the value was put in by hand.
  case substituted = 16
  /// The source doubts the value and gives no other reason.
  case doubted = 17
  /// The source calls the value bad and gives no other reason.
  case unusable = 18
  /// The signal is out of service.
  case outOfService = 19

  /// The word used in files, tables and logs: `"timed_out"`.
  public var code: String {
    switch self {
    case .notConnected: "not_connected"
    case .timedOut: "timed_out"
    case .connectionLost: "connection_lost"
    case .malformedAnswer: "malformed_answer"
    case .functionRefused: "function_refused"
    case .addressRefused: "address_refused"
    case .lengthRefused: "length_refused"
    case .deviceFailed: "device_failed"
    case .deviceBusy: "device_busy"
    case .gatewayFailed: "gateway_failed"
    case .refused: "refused"
    case .notANumber: "not_a_number"
    case .sensorFailed: "sensor_failed"
    case .outOfScale: "out_of_scale"
    case .lastKnown: "last_known"
    case .substituted: "substituted"
    case .doubted: "doubted"
    case .unusable: "unusable"
    case .outOfService: "out_of_service"
    }
  }
}
