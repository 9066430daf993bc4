#if PostgreSQL
  import CPostgres
  import Glibc
  package import Plant

  /// A connection of libpq that answers statements one at a time. Its calls wait for the server; they look at the
  /// cancellation of the current task and then ask the server to stop.
  package final class PostgresLink {
    private let place: String
    private let password: String?
    private let statementSeconds: Int
    private let connection: OpaquePointer
    /// What is being done, for messages.
    package var action = "connecting"

    /// The client library: `"15.7"`.
    package static var libraryVersion: String {
      let version = PQlibVersion()
      return "\(version / 10_000).\(version % 10_000)"
    }

    /// Connects, with UTC as time zone and binary texts in hexadecimal.
    /// - Throws: ``SQLFailure``.
    package init(_ server: LogServer, _ address: SQLAddress, password: String?) throws(SQLFailure) {
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
        "TimeZone = 'UTC'", "bytea_output = 'hex'", "statement_timeout = \(statementSeconds * 1_000)",
      ] {
        _ = try run("SET " + setting)
      }
    }

    deinit {
      PQfinish(connection)
    }

    /// Major version of the server and the rest: 150_007.
    package var serverVersion: Int { Int(PQserverVersion(connection)) }

    /// Whether the server has not been heard to close the connection.
    package var isUp: Bool { PQstatus(connection) == CONNECTION_OK }
  }

  extension PostgresLink {
    /// Sends one statement with its parameters and waits for its answer, whose values are binary.
    package func run(_ text: String, _ parameters: [SQLCell] = []) throws(SQLFailure) -> PostgresAnswer {
      let values = parameters.map { PostgresParameter.text($0) }
      let sent = Self.withPointers(values) {
        PQsendQueryParams(connection, text, Int32(values.count), nil, $0, nil, nil, 1)
      }
      guard sent == 1 else { throw connectionFailure() }
      let deadline = ContinuousClock.now + .seconds(statementSeconds + 30)
      var answer: PostgresAnswer?
      while true {
        try wait(until: deadline)
        guard let next = PQgetResult(connection) else { break }
        answer = PostgresAnswer(next)
      }
      guard let answer else { throw connectionFailure() }
      guard answer.status == PGRES_COMMAND_OK || answer.status == PGRES_TUPLES_OK else { throw failure(of: answer) }
      return answer
    }

    /// Waits until the server notifies of something that was asked for by `LISTEN`, so many seconds at most.
    /// - Returns: whether it did; all its notifications are taken.
    package func isNotified(within seconds: Double) throws(SQLFailure) -> Bool {
      let deadline = ContinuousClock.now + .seconds(seconds)
      while true {
        guard PQconsumeInput(connection) == 1 else { throw connectionFailure() }
        var found = false
        while let notification = PQnotifies(connection) {
          PQfreemem(notification)
          found = true
        }
        if found || ContinuousClock.now >= deadline || Task.isCancelled { return found }
        _ = Self.await(PQsocket(connection), Int16(POLLIN))
      }
    }

    /// Runs `COPY … FROM STDIN (FORMAT binary)` and sends what `fill` appends, piece by piece.
    ///
    /// `fill` is called until it appends nothing. What was sent is undone when anything fails.
    /// - Returns: the rows that were copied.
    package func copy(
      _ statement: String, _ fill: (inout [UInt8]) -> Void
    ) throws(SQLFailure) -> Int {
      guard PQsendQuery(connection, statement) == 1 else { throw connectionFailure() }
      let deadline = ContinuousClock.now + .seconds(statementSeconds + 30)
      try wait(until: deadline)
      guard let first = PQgetResult(connection).map({ PostgresAnswer($0) }) else { throw connectionFailure() }
      guard first.status == PGRES_COPY_IN else {
        while let rest = PQgetResult(connection) { PQclear(rest) }
        throw failure(of: first)
      }
      var piece: [UInt8] = []
      piece.reserveCapacity(1 << 20)
      while true {
        fill(&piece)
        if piece.isEmpty { break }
        let sent = piece.withUnsafeBytes { bytes in
          PQputCopyData(connection, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
        }
        guard sent == 1 else { throw connectionFailure() }
        piece.removeAll(keepingCapacity: true)
      }
      guard PQputCopyEnd(connection, nil) == 1 else { throw connectionFailure() }
      var answer: PostgresAnswer?
      while true {
        try wait(until: deadline)
        guard let next = PQgetResult(connection) else { break }
        let last = PostgresAnswer(next)
        if answer == nil || last.status == PGRES_FATAL_ERROR { answer = last }
      }
      guard let answer else { throw connectionFailure() }
      guard answer.status == PGRES_COMMAND_OK else { throw failure(of: answer) }
      return answer.changed
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

  extension PostgresLink {
    private func failure(of answer: PostgresAnswer) -> SQLFailure {
      failure(Self.kind(answer.state), answer.message)
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
      case "53100": .full
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

    /// A failure of what is being done, in words without the password.
    package func failure(_ kind: SQLFailure.Kind, _ message: String) -> SQLFailure {
      SQLFailure(
        kind, at: place, doing: action, found: ServerMessage(message, hiding: password).text,
        remedy: kind.usualRemedy)
    }
  }
#endif
