public import Plant

/// Why a question to a Modbus device has no answer.
public struct ModbusFailure: Error, Hashable, Sendable {
  /// What went wrong.
  public enum Kind: Hashable, Sendable {
    /// No connection could be made; in the words of the system.
    case notConnected(String)
    /// No answer came in time.
    case timedOut
    /// The connection broke before the answer.
    case connectionLost
    /// The answer broke the rules of the protocol; how.
    case malformed(String)
    /// The device refused, with this code.
    case exception(UInt8)
  }

  public let kind: Kind
  /// Device and question, where known: `"foam-plc, unit 1, input 0 … 9"`.
  public var place: String

  /// A failure; the place is added where it is known.
  public init(_ kind: Kind, place: String = "") {
    self.kind = kind
    self.place = place
  }

  /// The same failure at a place.
  func at(_ place: String) -> ModbusFailure { ModbusFailure(kind, place: place) }

  /// What becomes of the samples that the answer would have held.
  public var reason: SampleReason {
    switch kind {
    case .notConnected: .notConnected
    case .timedOut: .timedOut
    case .connectionLost: .connectionLost
    case .malformed: .malformedAnswer
    case .exception(1): .functionRefused
    case .exception(2): .addressRefused
    case .exception(3): .lengthRefused
    case .exception(4): .deviceFailed
    case .exception(5), .exception(6): .deviceBusy
    case .exception(10), .exception(11): .gatewayFailed
    case .exception: .refused
    }
  }

  /// What was found, in words.
  public var found: String {
    switch kind {
    case .notConnected(let words): "no connection (\(words))"
    case .timedOut: "no answer in time"
    case .connectionLost: "the connection closed before the answer"
    case .malformed(let words): "an answer that breaks the protocol: \(words)"
    case .exception(let code): "exception \(code), \(Self.words(ofException: code))"
    }
  }

  /// What to do about it.
  public var remedy: String {
    switch kind {
    case .notConnected: "check host, port, cable and firewall; `modbus probe` tells more"
    case .timedOut: "check the unit identifier; give the device a longer timeout"
    case .connectionLost: "the device may allow few connections; close others, or set `connection-per-request`"
    case .malformed: "the quirks `any-transaction` and `any-unit` accept what some devices send"
    case .exception(1): "the device has no such table; try another one"
    case .exception(2): "the device has no such address; check whether its manual counts from 0 or from 1"
    case .exception(3): "ask for fewer registers: `registers_per_request`"
    case .exception(10), .exception(11): "check the unit identifier and the wire behind the gateway"
    case .exception: "look at the device itself"
    }
  }

  /// The meaning of an exception code (Modbus application protocol 1.1b3, section 7).
  public static func words(ofException code: UInt8) -> String {
    switch code {
    case 1: "illegal function"
    case 2: "illegal data address"
    case 3: "illegal data value"
    case 4: "device failure"
    case 5: "acknowledged, not done yet"
    case 6: "device busy"
    case 8: "memory parity error"
    case 10: "gateway path unavailable"
    case 11: "no answer from the device behind the gateway"
    default: "a code without a meaning"
    }
  }
}

extension ModbusFailure: CustomStringConvertible {
  public var description: String { place.isEmpty ? found : "\(place): \(found)" }
}
