/// Where the values of a signal come from.
public enum SignalAddress: Hashable, Sendable {
  /// Registers or bits of a Modbus device.
  case modbus(ModbusAddress)
  /// Written by us: computed, replayed, or by hand.
  case none
}

/// Registers or bits of a Modbus device, and how to read them.
public struct ModbusAddress: Hashable, Sendable {
  /// A table of a Modbus device. Each is read by one function code.
  public enum Table: String, Hashable, Sendable, CaseIterable {
    /// Bits that could be written; function code 1.
    case coil
    /// Bits that can only be read; function code 2.
    case discreteInput = "discrete"
    /// Registers that could be written; function code 3.
    case holdingRegister = "holding"
    /// Registers that can only be read; function code 4.
    case inputRegister = "input"

    /// True where the table holds bits.
    public var isBits: Bool { self == .coil || self == .discreteInput }
    /// The function code that reads the table.
    public var functionCode: UInt8 {
      switch self {
      case .coil: 1
      case .discreteInput: 2
      case .holdingRegister: 3
      case .inputRegister: 4
      }
    }
  }

  /// How bytes of a number that fills more than one byte lie in registers, `a` being the most significant one.
  public enum Order: String, Hashable, Sendable, CaseIterable {
    /// Most significant register and byte first; what the standard says of one register.
    case abcd
    /// Least significant register first, bytes as in the standard.
    case cdab
    /// Most significant register first, bytes swapped.
    case badc
    /// Least significant register first, bytes swapped.
    case dcba
  }

  /// How the bits of registers are a value.
  public enum Form: Hashable, Sendable {
    case int16
    case uint16
    case int32
    case uint32
    case int64
    case uint64
    case float16
    case float32
    case float64
    /// One bit of a coil or discrete input, or bit `0 … 15` of a register, 0 being the least significant.
    case bit(Int)
    /// Bits `first … first + count - 1` of one register as a whole number from 0.
    case bits(first: Int, count: Int)
    /// So many bytes of ASCII or UTF-8, two in a register, up to the first zero byte.
    case text(bytes: Int)

    /// Registers that hold the value, 1 for bits of the tables of bits.
    public var registerCount: Int {
      switch self {
      case .int16, .uint16, .float16, .bit, .bits: 1
      case .int32, .uint32, .float32: 2
      case .int64, .uint64, .float64: 4
      case .text(let bytes): (bytes + 1) / 2
      }
    }
  }

  /// The device, by its name in the plant file.
  public var device: String
  /// Unit identifier of the request, 0 … 255; devices behind one gateway are told apart by it.
  public var unit: UInt8
  public var table: Table
  /// Address on the wire, counted from 0.
  public var offset: UInt16
  public var form: Form
  public var order: Order
  /// The number before scaling by which the device says that its sensor is broken, for instance -32768.
  public var failureMark: Double?

  /// An address on the wire; files may count from 1.
  public init(
    device: String, unit: UInt8 = 1, table: Table, offset: UInt16, form: Form, order: Order = .abcd,
    failureMark: Double? = nil
  ) {
    self.device = device
    self.unit = unit
    self.table = table
    self.offset = offset
    self.form = form
    self.order = order
    self.failureMark = failureMark
  }
}
