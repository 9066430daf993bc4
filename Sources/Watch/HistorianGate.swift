import Historian
import Synchronization

/// Stands between a watch and its historian, and lets samples and records through once the watch has looked at the
/// books: until then everything waits on the disk, though the historian may be there.
final class HistorianGate: SampleSink, RecordSink {
  private enum Passage {
    case none
    case records
    case all
  }

  private let historian: any Historian
  private let passage = Mutex(Passage.none)

  init(_ historian: any Historian) { self.historian = historian }

  /// Lets records through.
  func openForRecords() { passage.withLock { if $0 == .none { $0 = .records } } }

  /// Lets everything through, for good.
  func open() { passage.withLock { $0 = .all } }

  /// Whether everything passes.
  var isOpen: Bool { passage.withLock { $0 == .all } }

  func append(_ batch: SampleBatch) async throws(HistorianFailure) -> AppendReceipt {
    guard isOpen else { throw closed("storing samples") }
    return try await historian.append(batch)
  }

  func flush() async throws(HistorianFailure) {
    guard isOpen else { throw closed("flushing") }
    try await historian.flush()
  }

  func record(_ records: [HistorianRecord]) async throws(HistorianFailure) {
    guard passage.withLock({ $0 != .none }) else { throw closed("storing records") }
    try await historian.record(records)
  }

  private func closed(_ action: String) -> HistorianFailure {
    HistorianFailure(
      .away, at: historian.place, doing: action, found: "a historian that has not answered since the watch began",
      remedy: "let it come; samples wait in the spool")
  }
}
