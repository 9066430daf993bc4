import Databases
import Integrators
public import Plant
import Synchronization

/// Remembers in SQLite or PostgreSQL: samples in compact blocks by signal and day, roll-ups and records as rows.
///
/// A batch is one row of the table `head` at first, in one transaction with its entry in the ledger. The same samples
/// stay in memory until there are enough for blocks of one signal each. An insert therefore never touches what is
/// older, however much that is.
public actor SQLHistorian: Historian {
  public nonisolated let place: String
  nonisolated let target: HistorianPlace
  private let environment: [String: String]
  private let executor = QueueExecutor("historian")
  private let isWriter: Bool
  /// Whether tables are made where there are none.
  private let makesTables: Bool
  /// Whether memory holds what the database does.
  nonisolated private let isLoaded = Atomic(false)
  private var database: (any HistorianDatabase)?
  nonisolated let head = Mutex(Head())
  nonisolated let readers: [SQLReader]
  nonisolated private let turn = Atomic<Int>(0)
  var state = WriterState()
  /// Samples in memory after which they are moved into blocks.
  private let headSamples: Int

  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private init(
    _ target: HistorianPlace, _ environment: [String: String], isWriter: Bool, makesTables: Bool = false,
    headSamples: Int
  ) {
    self.makesTables = makesTables
    self.target = target
    self.environment = environment
    self.isWriter = isWriter
    self.headSamples = headSamples
    place = target.words
    readers = (0..<2).map { _ in SQLReader(target, environment: environment) }
  }

  /// Opens a historian.
  /// - Parameters:
  ///   - isWriter: whether anything will be written; at most one process may.
  ///   - environment: where passwords may be.
  ///   - headSamples: samples held in memory, at least 1; more make larger blocks.
  public static func open(
    _ target: HistorianPlace, isWriter: Bool, environment: [String: String], headSamples: Int = 1 << 19
  ) async throws(HistorianFailure) -> SQLHistorian {
    let historian = SQLHistorian(target, environment, isWriter: isWriter, headSamples: max(1, headSamples))
    if isWriter { try await historian.prepare() } else { try await historian.refresh() }
    return historian
  }

  /// Opens a historian for writing that may be away: it is connected when it is first needed, and its tables are made
  /// where there are none.
  /// - Throws: what waiting does not cure: a wrong password, tables of another version, another writer.
  public static func attach(
    _ target: HistorianPlace, environment: [String: String], headSamples: Int = 1 << 19
  ) async throws(HistorianFailure) -> SQLHistorian {
    let historian = SQLHistorian(
      target, environment, isWriter: true, makesTables: true, headSamples: max(1, headSamples))
    do throws(HistorianFailure) {
      try await historian.prepare()
    } catch {
      guard error.kind == .away else { throw error }
    }
    return historian
  }

  /// Makes the tables of a historian, or moves those that are there to a version.
  /// - Returns: the steps taken in words; none when all was there.
  public static func initialize(
    _ target: HistorianPlace, version: Int? = nil, environment: [String: String]
  ) async throws(HistorianFailure) -> [String] {
    let version = version ?? Schema.current
    guard (0...Schema.current).contains(version) else {
      throw HistorianFailure(
        .request, at: target.words, doing: "choosing the version of the tables", found: "version \(version)",
        remedy: "this program knows 0 … \(Schema.current)")
    }
    let historian = SQLHistorian(target, environment, isWriter: true, headSamples: 1)
    return try await historian.initialize(version)
  }

  private func initialize(_ version: Int) throws(HistorianFailure) -> [String] {
    try translated { () throws(SQLFailure) in
      let database = try target.connect(.creating, environment: environment)
      try database.lockForWriting()
      return try Schema.move(database, to: version)
    }
  }

  /// The version of the tables that this program reads and writes.
  public static var schemaVersion: Int { Schema.current }

  /// What the tables of a version hold beyond those of the version before, in words, from version 1 on.
  public static var schemaSteps: [String] { Schema.migrations.map(\.title) }

  /// The version of the tables at a place; `nil` when there are none.
  public static func version(
    _ target: HistorianPlace, environment: [String: String]
  ) async throws(HistorianFailure) -> Int? {
    let reader = SQLReader(target, environment: environment)
    defer { Task { await reader.close() } }
    return try await reader.version()
  }

  // MARK: Connection

  /// The connection that writes; a new one, with all that memory holds read anew, when the last was given up.
  func connect() throws(HistorianFailure) -> any HistorianDatabase {
    guard isWriter else {
      throw HistorianFailure(
        .request, at: place, doing: "writing", found: "a historian opened for reading", remedy: "open it for writing")
    }
    if let database { return database }
    return try translated { () throws(SQLFailure) in
      let opened = try opened()
      try Self.requireCurrent(opened)
      (state, _) = try load(opened)
      isLoaded.store(true, ordering: .releasing)
      database = opened
      return opened
    }
  }

  /// A connection that nobody else writes on.
  private func opened() throws(SQLFailure) -> any HistorianDatabase {
    let opened = try target.connect(.writing, environment: environment)
    guard makesTables, try Schema.version(opened) == nil else {
      try opened.lockForWriting()
      return opened
    }
    let made = try target.connect(.creating, environment: environment)
    try made.lockForWriting()
    _ = try Schema.move(made, to: Schema.current)
    return made
  }

  /// Connects, so that memory holds what it should.
  func prepare() throws(HistorianFailure) { _ = try connect() }

  /// Runs `body` in a transaction on the connection that writes. A connection on which anything failed is given up:
  /// whether its last transaction counts is only known by looking.
  func write<Result>(
    _ body: (any HistorianDatabase) throws(SQLFailure) -> Result
  ) throws(HistorianFailure) -> Result {
    let open = try connect()
    do {
      return try open.transaction { () throws(SQLFailure) in try body(open) }
    } catch {
      database = nil
      throw HistorianFailure(error)
    }
  }

  /// Runs `body` on the connection that writes, outside of a transaction.
  func use<Result>(
    _ body: (any HistorianDatabase) throws(SQLFailure) -> Result
  ) throws(HistorianFailure) -> Result {
    let open = try connect()
    do {
      return try body(open)
    } catch {
      database = nil
      throw HistorianFailure(error)
    }
  }

  private func translated<Result>(_ body: () throws(SQLFailure) -> Result) throws(HistorianFailure) -> Result {
    do { return try body() } catch { throw HistorianFailure(error) }
  }

  static func requireCurrent(_ database: any HistorianDatabase) throws(SQLFailure) {
    let version = try Schema.version(database)
    guard version == Schema.current else {
      throw SQLFailure(
        .table, at: database.place, doing: "opening",
        found: version.map { "tables of version \($0)" } ?? "no tables of a historian",
        remedy: "this program writes version \(Schema.current): migrate it forward")
    }
  }

  /// Reads what memory holds, and replaces it.
  private func load(_ database: any HistorianDatabase) throws(SQLFailure) -> (WriterState, Head) {
    let (read, loaded) = try WriterState.load(database)
    head.withLock { $0 = loaded }
    return (read, loaded)
  }

  /// Reads the head anew, for a process that only reads.
  private func refresh() async throws(HistorianFailure) {
    let loaded = try await reader.read { database throws(SQLFailure) in
      try Self.requireCurrent(database)
      return try WriterState.load(database).head
    }
    head.withLock { $0 = loaded }
  }

  nonisolated var reader: SQLReader {
    readers[abs(turn.add(1, ordering: .relaxed).newValue) % readers.count]
  }

  /// Runs `body` with samples of a signal in memory and a state of the database that belong together; `nil` for a
  /// signal that is not known.
  nonisolated func read<Result: Sendable>(
    _ signal: SignalID, _ body: @Sendable (Reading) throws(SQLFailure) -> Result
  ) async throws(HistorianFailure) -> Result? {
    if !isWriter { try await refresh() } else if !isLoaded.load(ordering: .acquiring) { try await prepare() }
    for _ in 0..<1_000 {
      guard let part = head.withLock({ $0.part(signal) }) else { return nil }
      let result = try await reader.read { database throws(SQLFailure) -> Result? in
        guard let fresh = part.fresh(generation: try WriterState.generation(database)) else { return nil }
        return try body(Reading(database: database, signal: part.number, head: fresh))
      }
      if let result { return result }
      // Samples were moved into blocks twice since memory was looked at.
      if isWriter { await Task.yield() } else { try await refresh() }
    }
    throw HistorianFailure(
      .away, at: place, doing: "reading", found: "samples that move faster than they are read", remedy: "try again")
  }

  // MARK: Samples

  public func append(_ batch: SampleBatch) throws(HistorianFailure) -> AppendReceipt {
    _ = try connect()
    let known = head.withLock { $0.numbers }
    var admission = BatchAdmission(batch, known: known, state: state)
    if try isRepetition(batch) {
      var receipt = AppendReceipt()
      receipt.isRepetition = true
      return receipt
    }
    if !admission.late.isEmpty {
      let fresh = head.withLock { head in
        admission.late.keys.map { ($0, head.fresh.indices ~= $0 ? head.fresh[$0] : []) }
      }
      for (number, samples) in fresh {
        try use { database throws(SQLFailure) in
          let reading = Reading(database: database, signal: number, head: [])
          try admission.admitLate(number, fresh: samples) { lower, upper throws(SQLFailure) in
            try reading.keys(from: lower, through: upper)
          }
        }
      }
    }
    let receipt = admission.receipt
    try write { database throws(SQLFailure) in
      try WriterState.store(admission, batch, receipt, number: state.nextHead, into: database)
    }
    state.take(admission, batch)
    let isFull = head.withLock { head in
      head.take(admission.created)
      head.append(admission.accepted, of: admission.signals)
      return head.count >= headSamples
    }
    if isFull { try seal(everything: false) }
    return receipt
  }

  private func isRepetition(_ batch: SampleBatch) throws(HistorianFailure) -> Bool {
    guard let delivery = batch.delivery else { return false }
    guard let last = try lastDelivery(of: delivery.spool) else { return false }
    return last >= delivery.number
  }

  public func lastDelivery(of spool: UInt64) throws(HistorianFailure) -> UInt64? {
    if let known = state.deliveries[spool] { return known }
    return try use { database throws(SQLFailure) in
      let rows = try database.query("SELECT number FROM delivery WHERE spool = $1", [.text("\(spool)")])
      return rows.isEmpty ? nil : rows[0, 0].whole.map { UInt64($0) }
    }
  }

  /// Moves samples from the head into blocks.
  func seal(everything: Bool) throws(HistorianFailure) {
    _ = try connect()
    let before = head.withLock { $0 }
    let sealing = Sealing(before, everything: everything)
    if sealing.sealed.isEmpty { return }
    let number = state.nextHead
    // Should this fail, what is in blocks is only known by looking; connecting anew does.
    head.withLock { $0.leave(sealing.sealed) }
    try write { database throws(SQLFailure) in
      try database.insertBlocks(sealing.blocks)
      try database.merge("rollup_minute", sealing.minutes)
      try database.merge("rollup_hour", sealing.hours)
      try database.execute("DELETE FROM head")
      if !sealing.rest.samples.isEmpty {
        try WriterState.insertHead(sealing.rest.samples, sealing.rest.signals, number: number, into: database)
      }
      try WriterState.set("generation", "\(before.generation + 1)", database)
    }
    state.nextHead += 1
    head.withLock { $0.left() }
  }

  public nonisolated func samples(
    of signal: SignalID, in range: Range<Instant>, after cursor: SampleCursor?, limit: Int
  ) async throws(HistorianFailure) -> SamplePage {
    let limit = max(0, limit)
    let found = try await read(signal) { reading throws(SQLFailure) in
      try reading.samples(
        from: range.lowerBound.microseconds, to: range.upperBound.microseconds, after: cursor?.key, limit: limit)
    }
    guard let found else { return SamplePage(samples: [], next: nil) }
    return SamplePage(
      samples: found.samples.compactMap { $0.sample(of: SignalIndex(rawValue: 0)) },
      next: found.hasMore ? found.samples.last.map { SampleCursor($0.key) } : nil)
  }

  public nonisolated func rollUps(
    of signal: SignalID, _ level: RollUpLevel, in range: Range<Instant>, after start: Int64?, limit: Int
  ) async throws(HistorianFailure) -> RollUpPage {
    let lower = max(range.lowerBound.microseconds, start.map { $0 + 1 } ?? .min)
    let upper = range.upperBound.microseconds
    guard lower < upper else { return RollUpPage(windows: [], next: nil) }
    let found = try await read(signal) { reading throws(SQLFailure) in
      try reading.windows(level, from: lower, to: upper, limit: max(0, limit))
    }
    guard let found else { return RollUpPage(windows: [], next: nil) }
    return RollUpPage(windows: found.windows, next: found.hasMore ? found.windows.last?.start : nil)
  }

  public func flush() throws(HistorianFailure) {
    try seal(everything: true)
  }

  public func close() async {
    database = nil
    for reader in readers { await reader.close() }
  }
}
