public import Historian
public import Plant

/// What a diagnosis found, as a watch is asked to keep it.
public struct DiagnosisRecord: Hashable, Sendable, Codable {
  public let id: String
  /// When what was diagnosed happened.
  public let time: Instant
  public let machine: String
  /// Its outcome in one word.
  public let state: String
  /// All about it, as JSON.
  public let document: String

  /// A diagnosis.
  public init(id: String, time: Instant, machine: String, state: String, document: String) {
    self.id = id
    self.time = time
    self.machine = machine
    self.state = state
    self.document = document
  }

  /// The diagnosis as historians keep it.
  public var record: HistorianRecord {
    HistorianRecord(.diagnosis, id: id, time: time, machine: machine, state: state, document: document)
  }
}
