extension HistorianPlace {
  /// Opens the historian at this place.
  /// - Parameters:
  ///   - isWriter: whether anything will be written; at most one process may.
  ///   - environment: where passwords may be.
  public func open(isWriter: Bool, environment: [String: String]) async throws(HistorianFailure) -> any Historian {
    if self == .memory { return MemoryHistorian() }
    return try await SQLHistorian.open(self, isWriter: isWriter, environment: environment)
  }
}
