/// A Modbus device: how it is reached, and how it wants to be asked.
public struct DeviceDescription: Hashable, Sendable {
  /// Its name in the plant file.
  public let id: String
  /// A name or an address.
  public var host: String
  public var port: UInt16
  /// Time from one round of reading to the next [s].
  public var period: Double
  /// The longest wait for one answer [s].
  public var timeout: Double
  /// Requests that may be under way at once on its connection; 1 asks, waits, asks.
  public var outstanding: Int
  /// The first and the longest wait before it is connected to again [s].
  public var backOff: ClosedRange<Double>
  /// Idle time after which the system asks whether the other end still lives [s]; `nil`: never.
  public var keepAlive: Double?
  /// Registers of one request, 1 … 125.
  public var registerMaximum: Int
  /// Bits of one request, 1 … 2000.
  public var bitMaximum: Int
  /// Registers, or sixteens of bits, that nobody asked for and that may be read along to save a request.
  public var bridge: Int
  public var quirks: Set<ModbusQuirk>

  /// A device asked once a second, one request at a time.
  public init(
    id: String, host: String, port: UInt16 = 502, period: Double = 1, timeout: Double = 1, outstanding: Int = 1,
    backOff: ClosedRange<Double> = 0.5...30, keepAlive: Double? = 30,
    registerMaximum: Int = ModbusLimits.registers, bitMaximum: Int = ModbusLimits.bits, bridge: Int = 8,
    quirks: Set<ModbusQuirk> = []
  ) {
    self.id = id
    self.host = host
    self.port = port
    self.period = period
    self.timeout = timeout
    self.outstanding = outstanding
    self.backOff = backOff
    self.keepAlive = keepAlive
    self.registerMaximum = registerMaximum
    self.bitMaximum = bitMaximum
    self.bridge = bridge
    self.quirks = quirks
  }
}

/// What the Modbus application protocol (version 1.1b3, sections 6.1 to 6.4) allows one request to ask for.
public enum ModbusLimits {
  /// Registers of one request.
  public static let registers = 125
  /// Bits of one request.
  public static let bits = 2000
}

/// A way in which a device departs from the protocol. The raw value is the word in plant files.
public enum ModbusQuirk: String, Hashable, Sendable, CaseIterable {
  /// Answers carry another transaction number than their request; they are taken in order. Forbids pipelining.
  case anyTransaction = "any-transaction"
  /// Answers carry another unit identifier than their request.
  case anyUnit = "any-unit"
  /// Blocks must begin and end where a signal does: nothing that was not asked for is read along.
  case exactBlocks = "exact-blocks"
  /// Each signal is read by a request of its own.
  case signalPerRequest = "signal-per-request"
  /// The device closes the connection after each answer; a new one is made for each request.
  case connectionPerRequest = "connection-per-request"
  /// The device needs 100 ms of quiet after connecting.
  case pauseAfterConnecting = "pause-after-connecting"
  /// The device needs 20 ms of quiet between an answer and the next request.
  case pauseBetweenRequests = "pause-between-requests"
  /// Texts hold the first letter of each pair in the low byte of their register.
  case textBytesSwapped = "text-bytes-swapped"
}
