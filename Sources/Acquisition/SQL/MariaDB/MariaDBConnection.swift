#if MariaDB
  import Databases
  import CMariaDB
  import Glibc
  import Plant

  /// A connection of libmariadb that reads a prepared statement row by row from the network, holding one row.
  ///
  /// A server-side cursor of MariaDB would first write the whole result to a temporary table.
  final class MariaDBConnection: SQLConnection {
    private let place: String
    private let password: String?
    private let statementSeconds: Int
    private let connection: UnsafeMutablePointer<MYSQL>
    private var action = "connecting"
    private var statement: MariaDBStatement?

    static var libraryVersion: String { String(cString: mysql_get_client_info()) }

    /// Runs before the first connection, once: the library's own start is not safe from two threads.
    private static let isLibraryReady = mysql_server_init(0, nil, nil) == 0

    var socket: Int32? {
      let descriptor = mysql_get_socket(connection)
      return descriptor < 0 ? nil : Int32(descriptor)
    }

    init(_ server: LogServer, _ address: SQLAddress, password: String?) throws(SQLFailure) {
      place = address.words
      self.password = password
      statementSeconds = address.statementSeconds
      guard Self.isLibraryReady, let made = mysql_init(nil) else {
        throw SQLFailure(
          .unreachable, at: address.words, doing: "connecting", found: "no memory", remedy: "free some")
      }
      connection = made
      try set(server, address)
      let isSocket = server.host.hasPrefix("/")
      let connected = mysql_real_connect(
        connection, isSocket ? nil : server.host, server.user, password, server.database, UInt32(server.port),
        isSocket ? server.host : nil, 0)
      guard connected != nil else { throw failure() }
      try prepareSession()
    }

    deinit {
      statement?.abandon()
      mysql_close(connection)
    }

    func begin() throws(SQLFailure) {
      try execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY", "starting to read")
    }

    func end() throws(SQLFailure) {
      try stop()
      try execute("COMMIT", "ending the reading")
    }

    func start(_ query: SQLQuery) throws(SQLFailure) -> [String] {
      try stop()
      action = query.purpose
      guard let started = MariaDBStatement(connection) else { throw failure() }
      statement = started
      do throws(MariaDBStatement.Refusal) {
        try started.start(query)
      } catch {
        throw failure(error.code, error.message)
      }
      return started.names
    }

    func rows(_ count: Int) throws(SQLFailure) -> SQLBatch {
      guard let statement else { return SQLBatch(columns: 0) }
      var batch = SQLBatch(columns: statement.names.count)
      do throws(MariaDBStatement.Refusal) {
        if try !statement.fetch(count, into: &batch) { self.statement = nil }
      } catch {
        throw failure(error.code, error.message)
      }
      return batch
    }

    /// Ends a query. Rows not yet read would all have to come over the network first: the connection is given up.
    func stop() throws(SQLFailure) {
      guard let unread = statement else { return }
      statement = nil
      unread.abandon()
      if let socket { _ = shutdown(socket, Int32(SHUT_RDWR)) }
      throw failure(.lost, "a result was not read to its end")
    }
  }

  extension MariaDBConnection {
    private func set(_ server: LogServer, _ address: SQLAddress) throws(SQLFailure) {
      var seconds = UInt32(clamping: address.connectSeconds)
      var patience = UInt32(clamping: address.statementSeconds + 30)
      var no: my_bool = 0
      // Otherwise "localhost" would mean a socket of whatever server is usual here.
      var way = server.host.hasPrefix("/") ? MYSQL_PROTOCOL_SOCKET : MYSQL_PROTOCOL_TCP
      let tls = server.tls
      guard tls.mode != .verifyAuthority else {
        throw failure(.setting, "verify-ca is not to be had with this client; use verify-full or require")
      }
      var encryption: my_bool = tls.mode == .disable ? 0 : 1
      var verification: my_bool = tls.mode == .verifyFull ? 1 : 0
      var accepted = mysql_options(connection, MYSQL_OPT_CONNECT_TIMEOUT, &seconds)
      accepted |= mysql_options(connection, MYSQL_OPT_PROTOCOL, &way)
      accepted |= mysql_options(connection, MYSQL_OPT_READ_TIMEOUT, &patience)
      accepted |= mysql_options(connection, MYSQL_OPT_WRITE_TIMEOUT, &patience)
      accepted |= mysql_options(connection, MYSQL_SET_CHARSET_NAME, "utf8mb4")
      // A false server could ask for files of this machine.
      accepted |= mysql_options(connection, MYSQL_OPT_LOCAL_INFILE, &no)
      accepted |= mysql_options(connection, MYSQL_OPT_RECONNECT, &no)
      accepted |= mysql_options(connection, MYSQL_OPT_SSL_ENFORCE, &encryption)
      accepted |= mysql_options(connection, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verification)
      if encryption == 1 {
        let authority = tls.authorities ?? (verification == 1 ? Self.systemAuthorities : nil)
        if let authority { accepted |= mysql_options(connection, MYSQL_OPT_SSL_CA, authority) }
        if let file = tls.certificate { accepted |= mysql_options(connection, MYSQL_OPT_SSL_CERT, file) }
        if let file = tls.key { accepted |= mysql_options(connection, MYSQL_OPT_SSL_KEY, file) }
      }
      guard accepted == 0 else { throw failure(.setting, "the client refused a setting") }
    }

    /// What Debian and its kin trust; the library has no place of its own to look.
    private static let systemAuthorities = "/etc/ssl/certs/ca-certificates.crt"

    private func prepareSession() throws(SQLFailure) {
      let version = String(cString: mysql_get_server_info(connection))
      let limit =
        version.contains("MariaDB")
        ? "max_statement_time = \(statementSeconds)" : "max_execution_time = \(statementSeconds * 1_000)"
      // Timestamps arrive in the zone of the session; a slow reader must not be cut off after the usual minute.
      for setting in ["time_zone = '+00:00'", "net_write_timeout = 600", limit] {
        try execute("SET SESSION " + setting, "connecting")
      }
      try execute("SET SESSION TRANSACTION READ ONLY", "connecting")
    }

    private func execute(_ text: String, _ action: String) throws(SQLFailure) {
      self.action = action
      guard mysql_real_query(connection, text, UInt(text.utf8.count)) == 0 else { throw failure() }
    }

    private func failure() -> SQLFailure {
      failure(mysql_errno(connection), String(cString: mysql_error(connection)))
    }

    private func failure(_ code: UInt32, _ message: String) -> SQLFailure {
      // A connection in use that ends without the farewell of its encryption is lost, not badly encrypted.
      let isCut = Int32(bitPattern: code) == CR_SSL_CONNECTION_ERROR && action != "connecting"
      return failure(isCut ? .lost : Self.kind(code), "\(message) (error \(code))")
    }

    private func failure(_ kind: SQLFailure.Kind, _ message: String) -> SQLFailure {
      SQLFailure(
        kind, at: place, doing: action, found: ServerMessage(message, hiding: password).text,
        remedy: kind.usualRemedy)
    }

    /// The sort of failure behind a code of MySQL and MariaDB.
    private static func kind(_ code: UInt32) -> SQLFailure.Kind {
      switch Int32(bitPattern: code) {
      case ER_ACCESS_DENIED_ERROR, ER_ACCESS_DENIED_NO_PASSWORD_ERROR, ER_HOST_NOT_PRIVILEGED: .credentials
      case ER_BAD_DB_ERROR: .database
      case ER_DBACCESS_DENIED_ERROR, ER_TABLEACCESS_DENIED_ERROR, ER_COLUMNACCESS_DENIED_ERROR: .permission
      case ER_NO_SUCH_TABLE: .table
      case ER_BAD_FIELD_ERROR: .column
      case ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION: .readOnly
      case ER_STATEMENT_TIMEOUT, Self.executionTimeExceeded: .timeout
      case CR_SSL_CONNECTION_ERROR: .encryption
      case CR_CONNECTION_ERROR, CR_CONN_HOST_ERROR, CR_UNKNOWN_HOST, ER_CON_COUNT_ERROR: .unreachable
      case CR_SERVER_GONE_ERROR, CR_SERVER_LOST, Self.lostWhileReading, ER_SERVER_SHUTDOWN, ER_CONNECTION_KILLED:
        .lost
      case Self.valueRefused: .unsupported
      default: .statement
      }
    }

    /// `ER_QUERY_TIMEOUT` of MySQL, which MariaDB's header does not have.
    private static let executionTimeExceeded: Int32 = 3_024
    /// `CR_SERVER_LOST_EXTENDED` of MySQL.
    private static let lostWhileReading: Int32 = 2_055
    /// Ours: a value was too long or of a type that is not read.
    static let valueRefused: Int32 = -1
  }
#endif
