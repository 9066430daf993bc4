#if MariaDB
  import Databases
  import CMariaDB

  /// A prepared statement and the memory its rows are written to.
  final class MariaDBStatement {
    /// The library or this reader refused.
    struct Refusal: Error {
      let code: UInt32
      let message: String
    }

    private let handle: UnsafeMutablePointer<MYSQL_STMT>
    private var slots: [MariaDBSlot] = []
    private(set) var names: [String] = []
    private var isOpen = true

    init?(_ connection: UnsafeMutablePointer<MYSQL>) {
      guard let handle = mysql_stmt_init(connection) else { return nil }
      self.handle = handle
    }

    deinit {
      abandon()
    }

    /// Frees the statement. Must come before the connection closes.
    func abandon() {
      // Closing reads what is left of a result: only a statement that was read to its end is closed here, and
      // the connection of another is shut down by its owner.
      if isOpen, isFinished { mysql_stmt_close(handle) }
      isOpen = false
    }

    /// Whether no row is left on the network.
    private var isFinished = true

    /// Prepares, binds and runs a query.
    func start(_ query: SQLQuery) throws(Refusal) {
      try check(mysql_stmt_prepare(handle, query.text, UInt(query.text.utf8.count)))
      guard mysql_stmt_param_count(handle) == UInt(query.parameters.count) else {
        throw Refusal(code: 0, message: "the query has another number of parameters")
      }
      let parameters = query.parameters.map { MariaDBSlot(parameter: $0) }
      var bound = parameters.map(\.bind)
      if !bound.isEmpty { try check(Int32(mysql_stmt_bind_param(handle, &bound))) }
      try check(mysql_stmt_execute(handle))
      // The parameters' memory must live until here.
      withExtendedLifetime(parameters) {}
      try bindColumns()
    }

    /// Appends at most `count` rows, fewer when the bound of a batch is reached.
    /// - Returns: whether there may be more.
    func fetch(_ count: Int, into batch: inout SQLBatch) throws(Refusal) -> Bool {
      batch.reserve(rows: min(count, 4_096))
      var bytes = 0
      while batch.count < count, bytes < SQLBounds.batchBytes {
        switch mysql_stmt_fetch(handle) {
        case 0, MYSQL_DATA_TRUNCATED:
          for index in slots.indices { batch.append(try cell(index, &bytes)) }
        case MYSQL_NO_DATA:
          isFinished = true
          return false
        default: throw refusal()
        }
      }
      return true
    }

    private func cell(_ index: Int, _ bytes: inout Int) throws(Refusal) -> SQLCell {
      let slot = slots[index]
      let length = slot.length
      bytes += length
      guard length <= SQLBounds.cellBytes else {
        throw Refusal(
          code: UInt32(bitPattern: MariaDBConnection.valueRefused),
          message: "column \(names[index]) has a value of \(length) bytes, more than are read")
      }
      if slot.grow(to: length) {
        // The rest of a value longer than its memory is fetched again, and the next rows use the new memory.
        var bind = slot.bind
        try check(mysql_stmt_fetch_column(handle, &bind, UInt32(index), 0))
        var bound = slots.map(\.bind)
        try check(Int32(mysql_stmt_bind_result(handle, &bound)))
      }
      guard let cell = slot.cell else {
        throw Refusal(
          code: UInt32(bitPattern: MariaDBConnection.valueRefused),
          message: "column \(names[index]) has a value that is not of its type")
      }
      return cell
    }

    private func bindColumns() throws(Refusal) {
      guard let metadata = mysql_stmt_result_metadata(handle) else {
        throw Refusal(code: 0, message: "the statement returns no rows")
      }
      defer { mysql_free_result(metadata) }
      let fields = UnsafeBufferPointer(start: mysql_fetch_fields(metadata), count: Int(mysql_num_fields(metadata)))
      names = fields.map { String(cString: $0.name) }
      slots = fields.map { MariaDBSlot(column: $0) }
      var bound = slots.map(\.bind)
      try check(Int32(mysql_stmt_bind_result(handle, &bound)))
      isFinished = false
    }

    private func check(_ code: Int32) throws(Refusal) {
      if code != 0 { throw refusal() }
    }

    private func refusal() -> Refusal {
      Refusal(code: mysql_stmt_errno(handle), message: String(cString: mysql_stmt_error(handle)))
    }
  }
#endif
