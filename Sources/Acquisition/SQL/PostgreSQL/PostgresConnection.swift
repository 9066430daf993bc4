#if PostgreSQL
  import CPostgres
  import Glibc
  import Plant

  /// A connection of libpq with a server-side cursor, read in pieces as binary values.
  final class PostgresConnection: SQLConnection {
    private let place: String
    private let password: String?
    private let statementSeconds: Int
    private let connection: OpaquePointer
    private var action = "connecting"
    private var decoders: [PostgresDecoder] = []
    private var isReading = false
    /// Rows asked for at a time, so that a piece stays below its bound whatever the length of a row.
    private var pieceRows = 256
    /// Names of types that only this database knows, by their number.
    private var types: [Oid: PostgresDecoder] = [:]

    static var libraryVersion: String {
      let version = PQlibVersion()
      return "\(version / 10_000).\(version % 10_000)"
    }

    /// Calls are broken off by a request to the server instead.
    let socket: Int32? = nil

    init(_ server: LogServer, _ address: SQLAddress, password: String?) throws(SQLFailure) {
      place = address.words
      self.password = password
      statementSeconds = address.statementSeconds
      let settings = Self.settings(server, password)
      guard let started = Self.start(settings) else {
        throw SQLFailure(
          .unreachable, at: address.words, doing: "connecting", found: "no memory", remedy: "free some")
      }
      connection = started
      // Notices would go to standard error.
      PQsetNoticeProcessor(connection, { _, _ in }, nil)
      try connect(until: ContinuousClock.now + .seconds(address.connectSeconds))
      // A pooler between us and the server may not pass on options of the connection: they are set by statements.
      for setting in [
        "default_transaction_read_only = on", "TimeZone = 'UTC'", "bytea_output = 'hex'",
        "statement_timeout = \(statementSeconds * 1_000)",
      ] {
        _ = try run("SET " + setting)
      }
    }

    deinit {
      PQfinish(connection)
    }

    func begin() throws(SQLFailure) {
      action = "starting to read"
      _ = try run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    }

    func end() throws(SQLFailure) {
      try stop()
      action = "ending the reading"
      _ = try run("COMMIT")
    }

    func start(_ query: SQLQuery) throws(SQLFailure) -> [String] {
      try stop()
      action = query.purpose
      _ = try run("DECLARE shot_rows NO SCROLL CURSOR FOR " + query.text, query.parameters)
      isReading = true
      pieceRows = 256
      // No rows yet: the answer to this only describes the columns.
      let described = try run("FETCH FORWARD 0 FROM shot_rows")
      let columns = (0..<PQnfields(described.pointer)).map { column in
        (name: String(cString: PQfname(described.pointer, column)), type: PQftype(described.pointer, column))
      }
      decoders = []
      for column in columns { decoders.append(try decoder(column.type, column.name)) }
      return columns.map(\.name)
    }

    func rows(_ count: Int) throws(SQLFailure) -> SQLBatch {
      var batch = SQLBatch(columns: decoders.count)
      guard isReading, count > 0 else { return batch }
      let asked = min(count, pieceRows)
      let result = try run("FETCH FORWARD \(asked) FROM shot_rows")
      let received = PQntuples(result.pointer)
      batch.reserve(rows: Int(received))
      var bytes = 0
      for row in 0..<received {
        for (column, decoder) in decoders.enumerated() {
          batch.append(try cell(result.pointer, row, Int32(column), decoder, &bytes))
        }
      }
      if received < asked { try stop() }
      let perRow = max(1, bytes / max(1, Int(received)))
      pieceRows = min(SQLBounds.batchBytes / perRow, pieceRows * 4, 16_384).clamped(from: 1)
      return batch
    }

    func stop() throws(SQLFailure) {
      guard isReading else { return }
      isReading = false
      _ = try run("CLOSE shot_rows")
    }

    private func cell(
      _ result: OpaquePointer, _ row: Int32, _ column: Int32, _ decoder: PostgresDecoder, _ bytes: inout Int
    ) throws(SQLFailure) -> SQLCell {
      if PQgetisnull(result, row, column) == 1 { return .null }
      let length = Int(PQgetlength(result, row, column))
      bytes += length
      guard length <= SQLBounds.cellBytes, let start = PQgetvalue(result, row, column) else {
        throw failure(
          .unsupported,
          "column \(String(cString: PQfname(result, column))) has a value of \(length) bytes, more than are read")
      }
      guard let cell = decoder.cell(UnsafeRawBufferPointer(start: start, count: length)) else {
        throw failure(
          .unsupported, "column \(String(cString: PQfname(result, column))) has a value that is not of its type")
      }
      return cell
    }

    /// How the values of a type are read. Types of this database, such as enumerations, are looked up once.
    private func decoder(_ type: Oid, _ column: String) throws(SQLFailure) -> PostgresDecoder {
      if let known = PostgresDecoder(type: type) ?? types[type] { return known }
      let answer = try run("SELECT typname::text, typtype::text FROM pg_type WHERE oid = \(type)")
      let name = PQntuples(answer.pointer) == 1 ? String(cString: PQgetvalue(answer.pointer, 0, 0)) : "\(type)"
      let isEnumeration = PQntuples(answer.pointer) == 1 && String(cString: PQgetvalue(answer.pointer, 0, 1)) == "e"
      guard isEnumeration || name == "citext" else {
        throw failure(.unsupported, "column \(column) has the type \(name), which is not read")
      }
      types[type] = .text
      return .text
    }
  }

  extension PostgresConnection {
    /// A result that is freed with its last use.
    private final class Answer {
      let pointer: OpaquePointer

      init(_ pointer: OpaquePointer) {
        self.pointer = pointer
      }

      deinit {
        PQclear(pointer)
      }
    }

    /// Sends one statement with its parameters and waits for its answer, whose values are binary.
    private func run(_ text: String, _ parameters: [SQLCell] = []) throws(SQLFailure) -> Answer {
      let values = parameters.map { PostgresParameter.text($0) }
      let sent = Self.withPointers(values) {
        PQsendQueryParams(connection, text, Int32(values.count), nil, $0, nil, nil, 1)
      }
      guard sent == 1 else { throw connectionFailure() }
      let deadline = ContinuousClock.now + .seconds(statementSeconds + 30)
      var answer: Answer?
      while true {
        try wait(until: deadline)
        guard let next = PQgetResult(connection) else { break }
        answer = Answer(next)
      }
      guard let answer else { throw connectionFailure() }
      let status = PQresultStatus(answer.pointer)
      guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else { throw failure(of: answer.pointer) }
      return answer
    }

    /// Waits until an answer is complete. Asks the server to stop when the task is canceled.
    private func wait(until deadline: ContinuousClock.Instant) throws(SQLFailure) {
      while PQisBusy(connection) == 1 {
        if Task.isCancelled { cancel() }
        guard ContinuousClock.now < deadline else {
          throw failure(.lost, "the server has not answered for \(statementSeconds + 30) s")
        }
        _ = Self.await(PQsocket(connection), Int16(POLLIN))
        guard PQconsumeInput(connection) == 1 else { throw connectionFailure() }
      }
    }

    private func cancel() {
      guard let request = PQgetCancel(connection) else { return }
      var message = [CChar](repeating: 0, count: 256)
      PQcancel(request, &message, Int32(message.count))
      PQfreeCancel(request)
    }

    private func connect(until deadline: ContinuousClock.Instant) throws(SQLFailure) {
      var state = PGRES_POLLING_WRITING
      while state != PGRES_POLLING_OK {
        guard PQstatus(connection) != CONNECTION_BAD, state != PGRES_POLLING_FAILED else { throw connectionFailure() }
        guard !Task.isCancelled else { throw failure(.canceled, "canceled") }
        guard ContinuousClock.now < deadline else { throw failure(.unreachable, "no answer in time") }
        let events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT
        if Self.await(PQsocket(connection), Int16(events)) { state = PQconnectPoll(connection) }
      }
    }

    /// Waits a tenth of a second at most.
    private static func await(_ socket: Int32, _ events: Int16) -> Bool {
      var descriptor = pollfd(fd: socket, events: events, revents: 0)
      return poll(&descriptor, 1, 100) > 0
    }

    private static func settings(_ server: LogServer, _ password: String?) -> [(name: String, value: String?)] {
      let tls = server.tls
      let isVerified = tls.mode == .verifyAuthority || tls.mode == .verifyFull
      return [
        ("host", server.host), ("port", String(server.port)), ("dbname", server.database), ("user", server.user),
        ("password", password), ("sslmode", tls.mode.rawValue), ("gssencmode", "disable"), ("client_encoding", "UTF8"),
        ("sslrootcert", tls.authorities ?? (isVerified ? systemAuthorities : nil)),
        ("sslcert", tls.certificate), ("sslkey", tls.key), ("application_name", "pur-mold-twin"),
        // A connection that died without a word is noticed.
        ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"),
      ]
    }

    /// What Debian and its kin trust; libpq only learns to find it in version 16.
    private static let systemAuthorities = "/etc/ssl/certs/ca-certificates.crt"

    private static func start(_ settings: [(name: String, value: String?)]) -> OpaquePointer? {
      withPointers(settings.map(\.name) + [nil]) { names in
        withPointers(settings.map(\.value) + [nil]) { values in
          // 0: a database name with "=" in it is a name, not a string of settings.
          PQconnectStartParams(names, values, 0)
        }
      }
    }

    /// Calls `body` with texts as C wants them; `nil` stays a null pointer.
    private static func withPointers<Result>(
      _ texts: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
    ) -> Result {
      let copies = texts.map { $0.map { strdup($0) } ?? nil }
      defer { for copy in copies { free(copy) } }
      return copies.map { UnsafePointer($0) }.withUnsafeBufferPointer { body($0.baseAddress) }
    }
  }

  extension PostgresConnection {
    private func failure(of result: OpaquePointer) -> SQLFailure {
      let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) } ?? ""
      let message =
        PQresultErrorField(result, Int32(UInt8(ascii: "M"))).map { String(cString: $0) }
        ?? String(cString: PQresultErrorMessage(result))
      return failure(Self.kind(state), message)
    }

    /// The sort of failure behind a code of the SQL standard.
    private static func kind(_ state: String) -> SQLFailure.Kind {
      switch state {
      case "42P01", "3F000": .table
      case "42703": .column
      case "42501": .permission
      case "25006": .readOnly
      case "57014": Task.isCancelled ? .canceled : .timeout
      case "": .lost
      case _ where state.hasPrefix("08") || state.hasPrefix("57P"): .lost
      case _ where state.hasPrefix("53"): .unreachable
      default: .statement
      }
    }

    /// Before a connection stands, libpq gives words and no code.
    private func connectionFailure() -> SQLFailure {
      let message = String(cString: PQerrorMessage(connection))
      guard action == "connecting" else { return failure(.lost, message) }
      let kind: SQLFailure.Kind
      if message.contains("certificate") || message.contains("SSL") {
        kind = .encryption
      } else if message.contains("database \"") && message.contains("does not exist") {
        kind = .database
      } else if PQconnectionUsedPassword(connection) == 1 || PQconnectionNeedsPassword(connection) == 1
        || message.contains("authentication") || message.contains("pg_hba.conf") || message.contains("role \"")
      {
        kind = .credentials
      } else {
        kind = .unreachable
      }
      return failure(kind, message)
    }

    private func failure(_ kind: SQLFailure.Kind, _ message: String) -> SQLFailure {
      SQLFailure(
        kind, at: place, doing: action, found: ServerMessage(message, hiding: password).text,
        remedy: kind.usualRemedy)
    }
  }

  extension Int {
    fileprivate func clamped(from minimum: Int) -> Int { Swift.max(self, minimum) }
  }
#endif
