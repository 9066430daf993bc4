import Databases
import Plant

/// Makes raw shots of rows: adds their judgments and their series, within the limit of a page.
struct ShotAssembly: Sendable {
  private let columns: ShotColumns
  private let session: SQLSession
  private let dialect: SQLDialect

  /// Judgments of one page at most.
  private static let qualityMaximum = 200_000

  init(_ columns: ShotColumns, _ session: SQLSession) {
    self.columns = columns
    self.session = session
    dialect = session.address.dialect
  }

  /// As many of the shots, from the first on, as the limit allows; at least one.
  func shots(_ found: [FoundShot], limit: PageLimit) async throws(SQLFailure) -> [RawShot] {
    guard !found.isEmpty else { return [] }
    let fitting = try await self.fitting(found, limit: limit)
    let shots = Array(found.prefix(fitting.count))
    let judgments = try await self.judgments(of: shots)
    var series: [String: [RawSeries]] = [:]
    for table in columns.series {
      let read = try await SeriesReader(table, session).series(of: shots, isLong: fitting.isLong)
      for (id, one) in read { series[id, default: []].append(one) }
    }
    return shots.map { shot in
      let origin = RawOrigin.row(table: columns.shots.description, key: shot.key.id)
      let own = zip(columns.fields, shot.cells).map { RawField($0.name, $1.raw, origin: origin) }
      return RawShot(
        key: shot.key, fields: own + (judgments[shot.key.id] ?? []), series: series[shot.key.id] ?? [],
        origin: origin)
    }
  }

  /// How many shots fit a page by the number of their points, and whether a series is longer than is delivered.
  private func fitting(
    _ found: [FoundShot], limit: PageLimit
  ) async throws(SQLFailure) -> (count: Int, isLong: Bool) {
    var points: [String: Int] = [:]
    var long: Set<String> = []
    for table in columns.series {
      for (id, rows) in try await SeriesReader(table, session).counts(of: found) {
        let isLong = rows > ShotSeries.pointMaximum
        points[id, default: 0] += (isLong ? ShotSeries.pointMaximum : rows) * (1 + table.columns.count)
        if isLong { long.insert(id) }
      }
    }
    var (count, sum) = (0, 0)
    for shot in found {
      // A shot with a series to be cut is read alone.
      let isLong = long.contains(shot.key.id)
      if isLong { return count == 0 ? (1, true) : (count, false) }
      count += 1
      sum += points[shot.key.id] ?? 0
      if sum >= limit.points { break }
    }
    return (count, false)
  }

  /// The fields of the judgments by identifier of the shot, each row of a shot after the other.
  private func judgments(of shots: [FoundShot]) async throws(SQLFailure) -> [String: [RawField]] {
    guard let quality = columns.quality else { return [:] }
    var text = SQLText(dialect)
    text.add("SELECT ")
    text.add("q", [quality.key] + quality.fields)
    text.add(" FROM ")
    text.add(table: quality.table)
    text.add(" q WHERE ")
    text.add("q", quality.key)
    text.add(oneOf: Array(Set(shots.map(\.id))).filter { $0 != .null })
    let rows = try await session.all(
      text.query("reading \(quality.table)"), maximum: max(Self.qualityMaximum, 2 * shots.count))
    let ordered = (0..<rows.count).map { Array(rows.row($0)) }.sorted { "\($0)" < "\($1)" }
    var judgments: [String: [RawField]] = [:]
    for row in ordered {
      let id = row[0].identifier
      let origin = RawOrigin.row(table: quality.table.description, key: id)
      judgments[id, default: []] += zip(quality.fields, row.dropFirst()).map {
        RawField("quality." + $0.name, $1.raw, origin: origin)
      }
    }
    return judgments
  }
}
