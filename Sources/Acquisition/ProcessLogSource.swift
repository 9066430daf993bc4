public import Plant

/// A place from which shots are fetched: a folder, a data base.
///
/// A source delivers what was written, in its own words and units; it converts nothing and drops nothing. Shots come in
/// the order of ``ShotKey``, those without a readable start last. The same query over unchanged data gives the same
/// shots in the same order however it is cut into pages. `Tests/AcquisitionTests/Conformance` holds every source to it.
public protocol ProcessLogSource: Sendable {
  /// Name for messages and reports, without secrets.
  var name: String { get }

  /// The next shots behind `cursor`, or the first when it is `nil`.
  ///
  /// A page holds as many shots as `limit` allows, at least one if there is one; rows of one series are cut at
  /// ``ShotSeries/pointMaximum``, and then the series says so.
  /// - Throws: when the source is away, refuses, or cannot answer the query. A single shot that cannot be read is no
  ///   reason to throw: it is delivered with its faults.
  func page(_ query: ShotQuery, after cursor: ShotCursor?, limit: PageLimit) async throws(SourceError) -> ShotPage

  /// How many shots the query matches, for the progress bar; `nil` when that is not known cheaply.
  func count(_ query: ShotQuery) async throws(SourceError) -> Int?
}
