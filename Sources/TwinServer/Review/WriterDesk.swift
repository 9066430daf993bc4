package import Plant
package import Watch

/// Who writes the historian, and does there what others ask of it: a watch in this process, or the one of another.
package protocol WriterDesk: Sendable {
  /// The plant whose samples are in the historian, where that is known: quantities are read by it.
  var plant: PlantDescription? { get }
  /// Does what is asked, or says why not.
  /// - Throws: ``Problem`` of status 503 when nobody is there who could.
  func answer(_ request: WatchRequest, by actor: String) async throws(Problem) -> WatchReply
}
