import Databases
public import Plant

/// Reads samples from a table of a database again and again, each row once.
///
/// A reading begins where the last one ended, less the overlap of the table, in one read-only transaction. While the
/// database is away every signal gets the word that it is, as with a device.
public actor SQLSampleSource: SampleSource {
  /// What a source tells of itself.
  public struct Counts: Hashable, Sendable {
    /// Readings of the table.
    public var readings = 0
    /// Readings that failed.
    public var failures = 0
    /// Rows read, also those that were known.
    public var rows = 0
    /// Rows of signals that the plant does not have.
    public var unknown = 0
    /// Rows without a time, or with a value of another kind.
    public var malformed = 0
  }

  public nonisolated let name: String
  private let table: SampleTableDescription
  private let reading: SampleReading
  private let places: [String: SignalIndex]
  private let pool: SQLPool
  private let now: @Sendable () -> Instant
  private let first: Instant?
  private let memory: String?
  private var watermark: SampleWatermark
  /// The position that `memory` holds.
  private var kept: SQLCell?
  /// Signals that rows have come of: those that are missing when the database is away.
  private var seen: Set<SignalIndex> = []
  /// What a reading took before it stopped its query: MariaDB can only do so by giving up the connection.
  private var whole: [Sample]?
  public private(set) var counts = Counts()
  /// Why the newest reading failed; `nil` when it did not.
  public private(set) var failure: SourceError?
  /// Names of signals in the table that the plant does not have; at most 100.
  public private(set) var unknownNames: Set<String> = []

  /// A source; nothing is connected yet.
  /// - Parameters:
  ///   - folder: where relative paths of the description count from.
  ///   - first: samples before this time are passed over; `nil` for none.
  ///   - memory: a file that keeps over a restart how far the table was delivered; without, a restart reads all of it.
  ///   - environment: where passwords are looked up.
  ///   - now: our clock.
  /// - Throws: ``SourceError`` for a folder of files, or a zone that is not known.
  public init(
    _ plant: PlantDescription, table: SampleTableDescription, folder: String, from first: Instant? = nil,
    memory: String? = nil, environment: [String: String], now: @escaping @Sendable () -> Instant
  ) throws(SourceError) {
    let clock = table.timeZone.flatMap { LocalClock(zone: $0) }
    if let zone = table.timeZone, clock == nil {
      throw SourceError(
        .malformed, place: "table \(table.id)", found: "the zone \(zone)", expected: "a zone such as Europe/Berlin")
    }
    name = table.id
    self.table = table
    self.now = now
    self.first = first
    reading = SampleReading(plant, clock: clock, timeUnit: table.timeUnit)
    pool = try SQLShotSource.pool(table.connection, of: "table \(table.id)", folder: folder, environment)
    self.memory = memory
    var watermark = SampleWatermark(overlap: table.overlap)
    kept = memory.flatMap { PollPosition.read($0, of: table) }
    if let kept { watermark.resume(at: kept) }
    self.watermark = watermark
    var places = Dictionary(zip(plant.signals.map(\.id.rawValue), plant.indices)) { first, _ in first }
    for (tag, id) in table.tags { places[tag] = plant.index(of: id) }
    self.places = places
  }

  /// Reads the rows that are new, at most as many as the table says.
  public func poll() async throws(SourceError) -> [Sample] {
    do throws(SQLFailure) {
      return try await read()
    } catch {
      throw SourceError(error)
    }
  }

  /// Reads the newest rows, at most so many, and goes on behind them: for a look at a long table.
  public func latest(_ maximum: Int = 5_000) async throws(SourceError) -> [Sample] {
    do throws(SQLFailure) {
      return try await read(latest: maximum)
    } catch {
      throw SourceError(error)
    }
  }

  public func run(delivering deliver: @Sendable ([Sample]) async throws -> Void) async throws {
    var backOff = BackOff(table.backOff)
    var random = SystemRandomNumberGenerator()
    do {
      while !Task.isCancelled {
        let result = await attempt()
        switch result {
        case .success(let samples):
          backOff.reset()
          if !samples.isEmpty { try await deliver(samples) }
          keepPosition()
          // A full reading means that more is waiting.
          if samples.count < table.rowMaximum { try await Task.sleep(for: .seconds(table.period)) }
        case .failure(let failure):
          try Task.checkCancellation()
          let time = now()
          let reason: SampleReason = failure.kind == .timeout ? .timedOut : .notConnected
          let missing = seen.sorted().map { Sample($0, at: time, received: time, missing: reason) }
          if !missing.isEmpty { try await deliver(missing) }
          try await Task.sleep(for: .seconds(max(table.period, backOff.wait(using: &random))))
        }
      }
    } catch is CancellationError {
      return await pool.close()
    } catch {
      await pool.close()
      throw error
    }
    await pool.close()
  }

  /// Writes down how far the table was delivered.
  private func keepPosition() {
    guard let memory, let greatest = watermark.greatest, greatest != kept else { return }
    PollPosition(table, greatest)?.write(memory)
    kept = greatest
  }

  private func attempt() async -> Result<[Sample], SQLFailure> {
    do throws(SQLFailure) { return .success(try await read()) } catch { return .failure(error) }
  }

  private func read(latest maximum: Int? = nil) async throws(SQLFailure) -> [Sample] {
    counts.readings += 1
    // What a reading has taken only counts once it is whole.
    let (before, counted) = (watermark, counts)
    whole = nil
    do {
      let samples = try await pool.withSession { session in
        if let maximum { return try await self.latest(session, maximum) }
        return try await self.rows(session)
      }
      failure = nil
      watermark.forget()
      return samples
    } catch {
      if let whole {
        failure = nil
        watermark.forget()
        return whole
      }
      let known =
        error as? SQLFailure
        ?? SQLFailure(
          .canceled, at: pool.address.words, doing: "reading \(table.table)", found: "canceled",
          remedy: SQLFailure.Kind.canceled.usualRemedy)
      (watermark, counts) = (before, counted)
      counts.failures += 1
      failure = SourceError(known)
      throw known
    }
  }

  /// Closes the connection; another reading opens it again.
  public func close() async { await pool.close() }

  private func rows(_ session: SQLSession) async throws -> [Sample] {
    var samples: [Sample] = []
    var isEmpty = true
    _ = try await session.start(query(isReversed: false))
    while samples.count < table.rowMaximum {
      let batch = try await session.rows(min(4_096, table.rowMaximum - samples.count))
      if batch.isEmpty {
        // The newest row is gone: the table was emptied, and its order may begin anew.
        if isEmpty, watermark.meetsGreatest { watermark.restart() }
        return samples
      }
      isEmpty = false
      counts.rows += batch.count
      for row in 0..<batch.count {
        if let sample = take(batch.row(row)) { samples.append(sample) }
      }
    }
    whole = samples
    try await session.stop()
    return samples
  }

  private func latest(_ session: SQLSession, _ maximum: Int) async throws -> [Sample] {
    var rows: [ArraySlice<SQLCell>] = []
    _ = try await session.start(query(isReversed: true))
    while rows.count < maximum {
      let batch = try await session.rows(min(4_096, maximum - rows.count))
      if batch.isEmpty { return rows.reversed().compactMap { take($0) } }
      counts.rows += batch.count
      for row in 0..<batch.count { rows.append(batch.row(row)) }
    }
    let samples = rows.reversed().compactMap { take($0) }
    whole = samples
    try await session.stop()
    return samples
  }

  /// A row of signal, time, value, order, and quality where there is one.
  private func take(_ cells: ArraySlice<SQLCell>) -> Sample? {
    let cells = Array(cells)
    let row = SampleWatermark.Row(order: cells[3], signal: cells[0], time: cells[1], value: cells[2])
    guard watermark.take(row) else { return nil }
    guard let place = places[cells[0].identifier] else {
      counts.unknown += 1
      if unknownNames.count < 100 { unknownNames.insert(cells[0].identifier) }
      return nil
    }
    guard
      let sample = reading.sample(
        place, time: cells[1].raw, value: cells[2].point, quality: cells.count > 4 ? cells[4].raw : nil, received: now()
      )
    else {
      counts.malformed += 1
      return nil
    }
    if let first, sample.time < first { return nil }
    seen.insert(place)
    return sample
  }

  private func query(isReversed: Bool) -> SQLQuery {
    var text = SQLText(pool.address.dialect)
    text.add("SELECT ")
    text.add(
      "s",
      [table.columns.signal, table.columns.time, table.columns.value, table.columns.order]
        + (table.columns.quality.map { [$0] } ?? []))
    text.add(" FROM ")
    text.add(table: table.table)
    text.add(" s WHERE ")
    text.add("s", table.columns.order)
    if !isReversed, let begin = watermark.begin {
      text.add(" >= ")
      text.add(value: begin)
    } else {
      text.add(" IS NOT NULL")
    }
    text.add(" ORDER BY ")
    text.add("s", table.columns.order)
    if isReversed { text.add(" DESC") }
    return text.query("reading \(table.table)")
  }
}
