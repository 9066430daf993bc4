import Databases

/// Reads samples and roll-ups of one signal from a database, together with those that are still in the head.
struct Reading {
  let database: any HistorianDatabase
  let signal: Int
  /// Samples of the signal that are in no block yet.
  let head: [StoredSample]
  /// Blocks that are read at a time.
  private static let pieces = 64

  /// Samples from `lower` up to but not including `upper` [µs], after a key, and whether there are more.
  func samples(
    from lower: Int64, to upper: Int64, after key: SampleKey?, limit: Int
  ) throws(SQLFailure) -> (samples: [StoredSample], hasMore: Bool) {
    let isAsked = { (sample: StoredSample) in
      sample.key.time >= lower && sample.key.time < upper && key.map { $0 < sample.key } ?? true
    }
    var found = head.filter(isAsked)
    let begin = max(lower, key?.time ?? lower)
    var offset = 0
    while true {
      let rows = try blocks("block", from: begin, to: upper, offset: offset)
      for row in 0..<rows.count { found += try Self.samples(of: rows, row, at: database.place).filter(isAsked) }
      let isLast = rows.count < Self.pieces
      // Blocks that come later begin no earlier than the last of these.
      let bound = isLast ? upper : rows[rows.count - 1, 0].whole ?? upper
      if isLast || found.count > limit {
        let complete = found.sortedByKey().prefix { $0.key.time < bound }
        if isLast || complete.count > limit {
          return (Array(complete.prefix(limit)), complete.count > limit)
        }
      }
      offset += rows.count
    }
  }

  /// Keys of samples from `lower` to `upper` [µs], both included, which the database holds in blocks.
  func keys(from lower: Int64, through upper: Int64) throws(SQLFailure) -> Set<SampleKey> {
    var keys: Set<SampleKey> = []
    var offset = 0
    while true {
      let rows = try blocks("block", from: lower, to: upper + 1, offset: offset)
      for row in 0..<rows.count {
        for sample in try Self.samples(of: rows, row, at: database.place)
        where sample.key.time >= lower && sample.key.time <= upper { keys.insert(sample.key) }
      }
      if rows.count < Self.pieces { return keys }
      offset += rows.count
    }
  }

  /// Windows that begin from `lower` up to but not including `upper` [µs], and whether there are more.
  func windows(
    _ level: RollUpLevel, from lower: Int64, to upper: Int64, limit: Int
  ) throws(SQLFailure) -> (windows: [RollUp], hasMore: Bool) {
    let windows =
      level == .second
      ? try seconds(from: lower, to: upper, limit: limit + 1) : try stored(level, from: lower, to: upper, limit + 1)
    return (Array(windows.prefix(limit)), windows.count > limit)
  }

  private func stored(
    _ level: RollUpLevel, from lower: Int64, to upper: Int64, _ limit: Int
  ) throws(SQLFailure) -> [RollUp] {
    let rows = try database.query(
      "SELECT \(Schema.windowColumns.dropFirst().joined(separator: ", ")) FROM \(level.table) "
        + "WHERE signal = $1 AND start >= $2 AND start < $3 ORDER BY start LIMIT $4",
      [.integer(Int64(signal)), .instant(lower), .instant(upper), .integer(Int64(limit))])
    var windows: [RollUp] = []
    for row in 0..<rows.count { windows.append(try Self.window(rows, row, at: database.place)) }
    // Windows behind the last row are not known yet when there may be more rows.
    let bound = rows.count < limit ? upper : (windows.last?.start ?? lower) + 1
    let fresh = RollUp.windows(of: head, level).filter { $0.start >= lower && $0.start < bound }
    return RollUp.merged(windows + fresh)
  }

  /// Seconds whose samples are gone come first: no sample may be older than those.
  private func seconds(from lower: Int64, to upper: Int64, limit: Int) throws(SQLFailure) -> [RollUp] {
    var windows: [RollUp] = []
    var offset = 0
    while windows.count < limit {
      let rows = try blocks("rollup_second", from: lower, to: upper, offset: offset)
      for row in 0..<rows.count {
        let payload = try Self.payload(of: rows, row, at: database.place)
        guard let decoded = RollUpCodec.decode(payload) else {
          throw Self.damage("a roll-up that is none", database.place)
        }
        windows += decoded.filter { $0.start >= lower && $0.start < upper }
      }
      if rows.count < Self.pieces { break }
      offset += rows.count
    }
    let end = RollUpLevel.second.start(of: upper - 1) + RollUpLevel.second.microseconds
    var key: SampleKey?
    while windows.count <= limit {
      let page = try samples(from: lower, to: end, after: key, limit: 65_536)
      windows = RollUp.merged(windows + RollUp.windows(of: page.samples, .second))
      guard page.hasMore, let last = page.samples.last else { break }
      key = last.key
    }
    // The last window may have more samples to come when reading stopped early; it is beyond the limit then.
    return Array(windows.filter { $0.start >= lower && $0.start < upper }.prefix(limit))
  }

  private func blocks(
    _ table: String, from lower: Int64, to upper: Int64, offset: Int
  ) throws(SQLFailure) -> SQLBatch {
    // No block reaches over midnight, so one that holds a time begins on its day.
    try database.query(
      "SELECT first, checksum, payload FROM \(table) WHERE signal = $1 AND first >= $2 AND first < $3 AND last >= $4 "
        + "ORDER BY first, last LIMIT $5 OFFSET $6",
      [
        .integer(Int64(signal)), .instant(Day.start(of: lower)), .instant(upper), .instant(lower),
        .integer(Int64(Self.pieces)), .integer(Int64(offset)),
      ])
  }

  /// The samples of a row of `first, checksum, payload`.
  static func samples(of rows: SQLBatch, _ row: Int, at place: String) throws(SQLFailure) -> [StoredSample] {
    guard let decoded = SampleCodec.decode(try payload(of: rows, row, at: place)), decoded.signals == nil else {
      throw damage("a block that is none", place)
    }
    return decoded.samples
  }

  static func payload(of rows: SQLBatch, _ row: Int, at place: String) throws(SQLFailure) -> [UInt8] {
    guard let payload = rows[row, 2].blob, Int64(CRC32C.checksum(payload)) == rows[row, 1].whole else {
      throw damage("a block whose checksum is wrong", place)
    }
    return payload
  }

  static func window(_ rows: SQLBatch, _ row: Int, at place: String) throws(SQLFailure) -> RollUp {
    let counts = (1...4).compactMap { rows[row, $0].whole.map { Int($0) } }
    guard let start = rows[row, 0].whole, counts.count == 4, let total = rows[row, 7].real else {
      throw damage("a roll-up that is none", place)
    }
    return RollUp(
      start: start, good: counts[0], uncertain: counts[1], bad: counts[2], numbers: counts[3],
      minimum: rows[row, 5].real ?? 0, maximum: rows[row, 6].real ?? 0, total: total)
  }

  static func damage(_ found: String, _ place: String) -> SQLFailure {
    SQLFailure(
      .unsupported, at: place, doing: "reading", found: found,
      remedy: "restore a backup; a check of every block lists what is damaged")
  }
}

extension RollUpLevel {
  /// The table that keeps it.
  var table: String {
    switch self {
    case .second: "rollup_second"
    case .minute: "rollup_minute"
    case .hour: "rollup_hour"
    }
  }
}
