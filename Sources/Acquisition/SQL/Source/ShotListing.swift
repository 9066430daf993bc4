import Databases
import Plant

/// The keys of shots in order, remembered for the pages to come.
actor ShotListing {
  /// A shot that was seen: its place in the order, and its identifier as the database holds it.
  struct Entry: Sendable {
    let key: ShotKey
    let id: SQLCell
  }

  private var query: ShotQuery?
  private var entries: [Entry] = []

  /// The entries of a query, listed by `list` unless they are those of the last one.
  func entries(
    of query: ShotQuery, list: @Sendable () async throws -> [Entry]
  ) async throws -> [Entry] {
    if self.query == query { return entries }
    let found = try await list()
    (self.query, entries) = (query, found)
    return found
  }

  /// Forgets what was listed: a reading that starts anew sees new shots.
  func forget() {
    query = nil
    entries = []
  }
}
