import Databases
public import Plant

/// Shots from SQLite, PostgreSQL, MariaDB or MySQL.
///
/// A page is read in one read-only transaction and costs what its shots cost, wherever it lies, when the start is a
/// date and time of the database with an index. A start kept as text is listed once per reading, some 100 bytes a shot,
/// because texts do not sort by time.
public struct SQLShotSource: ProcessLogSource {
  public let name: String
  let pool: SQLPool
  let description: DatasourceDescription
  let columns: ShotColumns
  let clock: LocalClock?
  let listing = ShotListing()

  /// A source; nothing is connected yet.
  /// - Parameters:
  ///   - folder: where relative paths of the description count from.
  ///   - clock: the clock of times without zone; without it they cannot be read.
  ///   - environment: where passwords are looked up.
  /// - Throws: ``SourceError`` when the description is not one of a database, or names what cannot be a name.
  public init(
    _ description: DatasourceDescription, folder: String, clock: LocalClock?, environment: [String: String]
  ) throws(SourceError) {
    name = description.id
    self.description = description
    self.clock = clock
    columns = try ShotColumns(description)
    pool = try Self.pool(
      description.connection, of: "data source \(description.id)", folder: folder, environment)
  }

  /// Connections to a database, to be made when they are needed.
  /// - Parameters:
  ///   - place: what describes the connection, for messages.
  ///   - folder: where relative paths count from.
  static func pool(
    _ connection: LogConnection, of place: String, folder: String, _ environment: [String: String]
  ) throws(SourceError) -> SQLPool {
    switch connection {
    case .folder:
      throw SourceError(.malformed, place: place, found: "a folder", expected: "a database")
    case .sqlite(let path):
      return SQLPool(SQLAddress(sqlite: Self.path(path, in: folder)), maximum: 4, environment: environment)
    case .server(var server):
      if case .file(let path) = server.password { server.password = .file(Self.path(path, in: folder)) }
      server.tls.authorities = server.tls.authorities.map { Self.path($0, in: folder) }
      server.tls.certificate = server.tls.certificate.map { Self.path($0, in: folder) }
      server.tls.key = server.tls.key.map { Self.path($0, in: folder) }
      return SQLPool(SQLAddress(server), maximum: server.poolSize, environment: environment)
    }
  }

  private static func path(_ path: String, in folder: String) -> String {
    path.hasPrefix("/") || folder.isEmpty ? path : folder + "/" + path
  }

  public func page(
    _ query: ShotQuery, after cursor: ShotCursor?, limit: PageLimit
  ) async throws(SourceError) -> ShotPage {
    let filter = try ShotFilter(query, description, columns)
    if cursor == nil { await listing.forget() }
    return try await reading { session in
      try await page(query, filter, after: cursor, limit: limit, session)
    }
  }

  public func count(_ query: ShotQuery) async throws(SourceError) -> Int? {
    let filter = try ShotFilter(query, description, columns)
    return try await reading { session in
      let table = ShotTableReader(self, filter, query, session)
      let form = try await table.form()
      if table.skipsHours(form) {
        return try await table.entries(ShotTableReader.Form(bound: nil, idIsInteger: form.idIsInteger)).count
      }
      let unreadable = try await listing.entries(of: query) { try await table.entries(form) }
      guard form.bound != nil else { return unreadable.count }
      return try await table.count(form) + unreadable.count
    }
  }

  private func page(
    _ query: ShotQuery, _ filter: ShotFilter, after cursor: ShotCursor?, limit: PageLimit, _ session: SQLSession
  ) async throws -> ShotPage {
    let table = ShotTableReader(self, filter, query, session)
    let form = try await table.form()
    var found: [FoundShot] = []
    if form.bound != nil, cursor == nil || cursor?.key.start != nil {
      found = try await table.window(form, after: cursor, count: limit.shots)
    }
    if found.isEmpty {
      let entries = try await listing.entries(of: query) { try await table.entries(form) }
      found = try await table.listed(entries, form, after: cursor, count: limit.shots)
    }
    let shots = try await ShotAssembly(columns, session).shots(found, limit: limit)
    return ShotPage(shots: shots, next: ShotCursor(after: shots, from: cursor))
  }

  /// Runs `body` with a connection and gives its failure the words of a source.
  private func reading<Result: Sendable>(
    _ body: @Sendable (SQLSession) async throws -> Result
  ) async throws(SourceError) -> Result {
    do {
      return try await pool.withSession(body)
    } catch let failure as SQLFailure {
      throw SourceError(failure)
    } catch {
      throw SourceError(
        .unavailable, place: pool.address.words, found: "waiting for a connection was canceled",
        expected: "time to finish")
    }
  }
}
