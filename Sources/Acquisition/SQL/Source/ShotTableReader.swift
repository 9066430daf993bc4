import Databases
import Plant

/// A row of the table of shots with its place in the order.
struct FoundShot: Sendable {
  let key: ShotKey
  let id: SQLCell
  /// In the order of ``ShotColumns/fields``.
  let cells: [SQLCell]
}

/// Reads the table of shots in the order of ``ShotKey``, within one transaction.
struct ShotTableReader: Sendable {
  /// What the values of the columns that order the shots are.
  struct Form: Sendable {
    /// How starts are compared in the database; `nil` when they are texts and only we can.
    let bound: StartBound?
    let idIsInteger: Bool
  }

  /// Shots that are listed at most: some 1 GB.
  static let listedMaximum = 10_000_000
  /// Rows of one page, shots with the very same start included.
  static let rowMaximum = 200_000

  private let columns: ShotColumns
  private let clock: LocalClock?
  private let filter: ShotFilter
  private let query: ShotQuery
  private let session: SQLSession
  private let dialect: SQLDialect
  private let purpose: String

  init(_ source: SQLShotSource, _ filter: ShotFilter, _ query: ShotQuery, _ session: SQLSession) {
    columns = source.columns
    clock = source.clock
    self.filter = filter
    self.query = query
    self.session = session
    dialect = source.pool.address.dialect
    purpose = "reading \(source.columns.shots)"
  }

  /// Looks at one shot to see what its start and its identifier are.
  func form() async throws(SQLFailure) -> Form {
    var text = select([columns.start, columns.id])
    text.add(" WHERE ")
    text.add("s", columns.start)
    text.add(" IS NOT NULL LIMIT 1")
    let sample = try await session.all(text.query(purpose), maximum: 1)
    guard !sample.isEmpty else { return Form(bound: nil, idIsInteger: false) }
    var idIsInteger = false
    if dialect != .sqlite, case .integer = sample[0, 1] { idIsInteger = true }
    switch sample[0, 0] {
    case .instant: return Form(bound: .instant, idIsInteger: idIsInteger)
    case .clock: return Form(bound: clock == nil ? nil : .clock, idIsInteger: idIsInteger)
    default: return Form(bound: nil, idIsInteger: idIsInteger)
    }
  }

  /// The next shots with a readable start behind `cursor`, in order; empty after the last.
  func window(_ form: Form, after cursor: ShotCursor?, count: Int) async throws(SQLFailure) -> [FoundShot] {
    guard let bound = form.bound else { return [] }
    let lower = [query.from, cursor?.key.start].compactMap { $0 }.max() ?? .earliest
    var wanted = count
    while true {
      let upper = try await boundary(form, bound, from: lower, count: wanted)
      var text = select(columns.fields + [columns.id, columns.start])
      addRange(&text, form, bound, from: lower)
      if let upper {
        text.add(" AND ")
        text.add("s", columns.start)
        text.add(" <= ")
        text.add(value: upper)
      }
      let rows = try await session.all(text.query(purpose), maximum: max(Self.rowMaximum, 2 * wanted))
      let shots = found(rows).filter { $0.key.start != nil && query.includes(start: $0.key.start) }
      let rest = Self.behind(cursor, shots)
      if !rest.isEmpty || upper == nil { return Array(rest.prefix(count)) }
      // All were delivered before: more shots began at the same moment than fit a page.
      wanted *= 4
    }
  }

  /// How many shots have a readable start in the range.
  func count(_ form: Form) async throws(SQLFailure) -> Int {
    guard let bound = form.bound else { return 0 }
    var text = SQLText(dialect)
    text.add("SELECT COUNT(*) FROM ")
    text.add(table: columns.shots)
    text.add(" s")
    addRange(&text, form, bound, from: query.from ?? .earliest)
    let answer = try await session.all(text.query(purpose), maximum: 1)
    guard !answer.isEmpty, case .integer(let count) = answer[0, 0] else { return 0 }
    return Int(count)
  }

  /// Whether the starts are those of a clock that skips hours: as one may have been written down in such an hour, each
  /// has to be looked at.
  func skipsHours(_ form: Form) -> Bool {
    form.bound == .clock && clock.map { TimeText.offset($0.name) == nil } ?? false
  }

  /// Lists the shots that ``window(_:after:count:)`` does not find: those whose start only we can read, or nobody.
  func entries(_ form: Form) async throws(SQLFailure) -> [ShotListing.Entry] {
    var text = select([columns.id, columns.start])
    filter.add(to: &text, idIsInteger: form.idIsInteger)
    if let bound = form.bound, !skipsHours(form) { addUnreadable(&text, bound) }
    _ = try await session.start(text.query(purpose))
    var entries: [ShotListing.Entry] = []
    while true {
      let batch = try await session.rows(8_192)
      if batch.isEmpty { break }
      for row in 0..<batch.count {
        let key = ShotKey(start: start(batch[row, 1]), id: batch[row, 0].identifier)
        let isWanted = form.bound == nil ? query.includes(start: key.start) : key.start == nil
        if isWanted { entries.append(ShotListing.Entry(key: key, id: batch[row, 0])) }
      }
      guard entries.count <= Self.listedMaximum else {
        throw SQLFailure(
          .unsupported, at: session.address.words, doing: purpose,
          found: "more than \(Self.listedMaximum) starts that are texts",
          remedy: "narrow the time range, or give the table a column of a date and time")
      }
    }
    return entries.sorted { $0.key < $1.key }
  }

  /// The next shots of a listing behind `cursor`, in order.
  func listed(
    _ entries: [ShotListing.Entry], _ form: Form, after cursor: ShotCursor?, count: Int
  ) async throws(SQLFailure) -> [FoundShot] {
    let first = cursor.map { cursor in Self.index(in: entries) { $0.key < cursor.key } } ?? 0
    // Rows with the cursor's own key come again, to be counted off.
    let delivered = cursor?.occurrence ?? 0
    let page = entries[first...].prefix(count + delivered)
    guard let last = page.last?.key else { return [] }
    let keys = Set(page.map(\.key))
    var text = select(columns.fields + [columns.id, columns.start])
    text.add(" WHERE ")
    let ids = Array(Set(page.map(\.id)))
    text.add("s", columns.id)
    text.add(oneOf: ids.filter { $0 != .null })
    if ids.contains(.null) {
      text.add(" OR ")
      text.add("s", columns.id)
      text.add(" IS NULL")
    }
    let rows = try await session.all(text.query(purpose), maximum: max(Self.rowMaximum, 2 * page.count))
    let shots = found(rows).filter { keys.contains($0.key) && $0.key <= last }
    return Array(Self.behind(cursor, shots).prefix(count))
  }
}

extension ShotTableReader {
  /// When a shot began, `nil` when that cannot be read.
  private func start(_ cell: SQLCell) -> Instant? {
    if case .instant(let microseconds) = cell { return Instant(microseconds: microseconds) }
    return StartReading(cell.raw, unit: columns.startUnit, clock: clock).instant
  }

  private func select(_ selected: [SQLIdentifier]) -> SQLText {
    var text = SQLText(dialect)
    text.add("SELECT ")
    text.add("s", selected)
    text.add(" FROM ")
    text.add(table: columns.shots)
    text.add(" s")
    return text
  }

  private func addRange(_ text: inout SQLText, _ form: Form, _ bound: StartBound, from lower: Instant) {
    filter.add(to: &text, idIsInteger: form.idIsInteger)
    text.add(" AND ")
    text.add("s", columns.start)
    text.add(" >= ")
    text.add(value: lower == .earliest ? Self.earliest(bound) : bound.cell(lower, clock))
    text.add(" AND ")
    text.add("s", columns.start)
    text.add(" < ")
    text.add(value: query.to.map { bound.cell($0, clock) } ?? Self.end(bound))
  }

  private func addUnreadable(_ text: inout SQLText, _ bound: StartBound) {
    text.add(" AND (")
    text.add("s", columns.start)
    text.add(" IS NULL OR ")
    text.add("s", columns.start)
    text.add(" < ")
    text.add(value: Self.earliest(bound))
    text.add(" OR ")
    text.add("s", columns.start)
    text.add(" >= ")
    text.add(value: Self.end(bound))
    text.add(")")
  }

  /// The year 1, in whatever zone: a start at its first hours would be no shot.
  private static func earliest(_ bound: StartBound) -> SQLCell {
    bound == .instant ? .instant(Instant.earliest.microseconds) : .clock(Instant.earliest.microseconds)
  }

  /// The last moment of the year 9999, which MySQL still takes.
  private static func end(_ bound: StartBound) -> SQLCell {
    bound == .instant ? .instant(Instant.latest.microseconds) : .clock(Instant.latest.microseconds)
  }

  /// The start of the shot that is `count` shots behind `lower`, or `nil` when there are not so many.
  private func boundary(
    _ form: Form, _ bound: StartBound, from lower: Instant, count: Int
  ) async throws(SQLFailure) -> SQLCell? {
    var text = select([columns.start])
    addRange(&text, form, bound, from: lower)
    text.add(" ORDER BY ")
    text.add("s", columns.start)
    text.add(" LIMIT 1 OFFSET ")
    text.add(count)
    let answer = try await session.all(text.query(purpose), maximum: 1)
    return answer.isEmpty ? nil : answer[0, 0]
  }

  /// The rows in order; those with the same key in an order of their values, so that it is always the same.
  private func found(_ rows: SQLBatch) -> [FoundShot] {
    let width = columns.fields.count
    let shots = (0..<rows.count).map { row in
      FoundShot(
        key: ShotKey(start: start(rows[row, width + 1]), id: rows[row, width].identifier),
        id: rows[row, width], cells: Array(rows.row(row).prefix(width)))
    }
    return shots.sorted { left, right in
      left.key == right.key ? "\(left.cells)" < "\(right.cells)" : left.key < right.key
    }
  }

  /// Drops what lies before a cursor from shots in order.
  private static func behind(_ cursor: ShotCursor?, _ shots: [FoundShot]) -> ArraySlice<FoundShot> {
    guard let cursor else { return shots[...] }
    let rest = shots.drop { $0.key < cursor.key }
    return rest.dropFirst(min(cursor.occurrence, rest.prefix { $0.key == cursor.key }.count))
  }

  /// The index of the first entry that is not `before`.
  private static func index(
    in entries: [ShotListing.Entry], before: (ShotListing.Entry) -> Bool
  ) -> Int {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if before(entries[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
