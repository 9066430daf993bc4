#if PostgreSQL
  import Databases
  import Plant

  /// A connection that is made when it is needed; who finds it broken forgets it.
  struct FeedConnection {
    private let server: LogServer
    private let environment: [String: String]
    private var database: FeedDatabase?

    init(_ server: LogServer, environment: [String: String]) {
      self.server = server
      self.environment = environment
    }

    /// Whether there is one that has not been found broken.
    var isMade: Bool { database != nil }

    /// - Throws: when the server cannot be reached or does not let us in.
    mutating func callAsFunction() throws(SQLFailure) -> FeedDatabase {
      if let database { return database }
      let made = try FeedDatabase(server, environment: environment)
      database = made
      return made
    }

    mutating func forget() { database = nil }
  }
#endif
