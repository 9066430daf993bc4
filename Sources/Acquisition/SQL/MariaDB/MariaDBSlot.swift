#if MariaDB
  import Databases
  import CMariaDB

  /// Memory that one column of a row is written to, or one parameter is read from.
  final class MariaDBSlot {
    /// What the memory holds.
    private enum Content {
      case integer, double, text, bytes, instant, clock, time, null
    }

    private let content: Content
    private var memory: UnsafeMutableRawPointer
    private var capacity: Int
    private let lengthMemory: UnsafeMutablePointer<UInt>
    private let nullMemory: UnsafeMutablePointer<my_bool>
    private let isUnsigned: Bool

    /// For a column of a result.
    init(column: MYSQL_FIELD) {
      // 63 is the number of the character set "binary".
      let isBinary = column.charsetnr == 63
      (content, capacity) =
        switch column.type {
        case MYSQL_TYPE_TINY, MYSQL_TYPE_SHORT, MYSQL_TYPE_INT24, MYSQL_TYPE_LONG, MYSQL_TYPE_LONGLONG,
          MYSQL_TYPE_YEAR:
          (.integer, 8)
        case MYSQL_TYPE_FLOAT, MYSQL_TYPE_DOUBLE: (.double, 8)
        case MYSQL_TYPE_TIMESTAMP: (.instant, MemoryLayout<MYSQL_TIME>.size)
        case MYSQL_TYPE_DATETIME, MYSQL_TYPE_DATE: (.clock, MemoryLayout<MYSQL_TIME>.size)
        case MYSQL_TYPE_TIME: (.time, MemoryLayout<MYSQL_TIME>.size)
        case MYSQL_TYPE_NULL: (.null, 8)
        case MYSQL_TYPE_DECIMAL, MYSQL_TYPE_NEWDECIMAL: (.text, 80)
        case MYSQL_TYPE_BIT: (.bytes, 8)
        default: (isBinary ? .bytes : .text, min(Int(clamping: column.length), 4_096) + 1)
        }
      isUnsigned = column.flags & UInt32(UNSIGNED_FLAG) != 0
      memory = .allocate(byteCount: max(capacity, 8), alignment: 16)
      lengthMemory = .allocate(capacity: 1)
      nullMemory = .allocate(capacity: 1)
      lengthMemory.initialize(to: 0)
      nullMemory.initialize(to: 0)
    }

    /// For a parameter of a query. Times are sent as text, which every version reads alike.
    init(parameter: SQLCell) {
      var bytes: [UInt8] = []
      switch parameter {
      case .null: content = .null
      case .integer(let value):
        content = .integer
        bytes = withUnsafeBytes(of: value) { Array($0) }
      case .double(let value):
        content = .double
        bytes = withUnsafeBytes(of: value) { Array($0) }
      case .text(let value):
        content = .text
        bytes = Array(value.utf8)
      case .bytes(let value):
        content = .bytes
        bytes = value
      case .instant(let value), .clock(let value):
        content = .text
        bytes = Array(CivilTime(microseconds: value).text.utf8)
      }
      isUnsigned = false
      capacity = bytes.count
      memory = .allocate(byteCount: max(capacity, 8), alignment: 16)
      memory.copyMemory(from: bytes, byteCount: bytes.count)
      lengthMemory = .allocate(capacity: 1)
      nullMemory = .allocate(capacity: 1)
      lengthMemory.initialize(to: UInt(bytes.count))
      nullMemory.initialize(to: content == .null ? 1 : 0)
    }

    deinit {
      memory.deallocate()
      lengthMemory.deallocate()
      nullMemory.deallocate()
    }

    /// The description of this memory for the library.
    var bind: MYSQL_BIND {
      var bind = MYSQL_BIND()
      bind.buffer = memory
      bind.buffer_length = UInt(capacity)
      bind.length = lengthMemory
      bind.is_null = nullMemory
      bind.is_unsigned = isUnsigned ? 1 : 0
      bind.buffer_type =
        switch content {
        case .integer: MYSQL_TYPE_LONGLONG
        case .double: MYSQL_TYPE_DOUBLE
        case .text: MYSQL_TYPE_STRING
        case .bytes: MYSQL_TYPE_BLOB
        case .instant, .clock: MYSQL_TYPE_DATETIME
        case .time: MYSQL_TYPE_TIME
        case .null: MYSQL_TYPE_NULL
        }
      return bind
    }

    /// Length of the last value [bytes], also where it did not fit.
    var length: Int {
      switch content {
      case .text, .bytes: nullMemory.pointee == 0 ? Int(clamping: lengthMemory.pointee) : 0
      default: 8
      }
    }

    /// Makes room for a value of `count` bytes.
    /// - Returns: whether the memory is another one now.
    func grow(to count: Int) -> Bool {
      switch content {
      case .text, .bytes: break
      default: return false
      }
      guard count > capacity else { return false }
      memory.deallocate()
      capacity = count * 2
      memory = .allocate(byteCount: capacity, alignment: 16)
      return true
    }

    /// The value last written, or `nil` when it does not fit a cell.
    var cell: SQLCell? {
      if nullMemory.pointee != 0 { return .null }
      switch content {
      case .null: return .null
      case .integer:
        let value = memory.load(as: Int64.self)
        // Beyond Int64, digits are still exact as text.
        return isUnsigned && value < 0 ? .text(String(UInt64(bitPattern: value))) : .integer(value)
      case .double: return .double(memory.load(as: Double.self))
      case .text: return .text(String(decoding: UnsafeRawBufferPointer(start: memory, count: length), as: UTF8.self))
      case .bytes: return .bytes(Array(UnsafeRawBufferPointer(start: memory, count: length)))
      case .instant, .clock, .time: return time(memory.load(as: MYSQL_TIME.self))
      }
    }

    private func time(_ value: MYSQL_TIME) -> SQLCell? {
      var civil = CivilTime(year: Int(value.year), month: Int(value.month), day: Int(value.day))
      (civil.hour, civil.minute, civil.second) = (Int(value.hour), Int(value.minute), Int(value.second))
      civil.microsecond = Int(value.second_part)
      switch content {
      case .time: return .text((value.neg != 0 ? "-" : "") + String(civil.text.dropFirst(11)))
      // MySQL's zero date is no date; it goes on as the text it is, to be reported.
      case _ where value.month == 0 || value.day == 0: return .text(civil.text)
      case .instant: return .instant(civil.microseconds)
      default: return .clock(civil.microseconds)
      }
    }
  }
#endif
