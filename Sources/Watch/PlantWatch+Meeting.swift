import Historian
import Plant

extension PlantWatch {
  /// Looks at the books of the historian, and lets samples through from then on.
  ///
  /// Has the turn. What waits of records is there when the books are read, so that they tell how alarms stand.
  /// - Returns: how alarms stand by the historian.
  /// - Throws: when the historian is away; it is met later then.
  @discardableResult
  func meet() async throws(HistorianFailure) -> [HistorianRecord] {
    gate.openForRecords()
    try await historian.describe(
      plant.signals.map { StoredSignal(id: $0.id, unit: $0.unit?.symbol, name: $0.name) })
    await writeReviews()
    guard await records.drain() else {
      throw HistorianFailure(
        .away, at: historian.place, doing: "bringing records that wait", found: "they are not taken",
        remedy: "look at its log; they wait on")
    }
    try await recall()
    let ledger = try await historian.ledger()
    let kept = try await WatchRecords.all(RecordQuery(.alarm, in: WatchRecords.ever), of: historian)
    let waiting = try await WatchRecords.all(
      RecordQuery(.quarantine, in: WatchRecords.ever, state: QuarantineEntry.State.waiting.rawValue), of: historian,
      limit: settings.reviewEntries)
    met(ledger, newestRecord: kept.map(\.time).max(), waitingReviews: waiting.count)
    gate.open()
    return kept
  }

  /// Tries to meet a historian that was away at the start, until it is there or the task is canceled.
  func meetLater(clock: some Clock<Duration>) async {
    var pause = 0.2
    while !Task.isCancelled, !gate.isOpen {
      do { try await clock.sleep(for: .seconds(pause)) } catch { return }
      pause = min(2 * pause, settings.meeting)
      // The wait for an answer is not the watch's: only the books are looked at in its turn.
      do throws(HistorianFailure) {
        _ = try await historian.ledger()
      } catch {
        tellAbsence(error)
        continue
      }
      await enter(0)
      do throws(HistorianFailure) { try await meet() } catch { tellAbsence(error) }
      leave(0)
    }
  }

  /// Drops what is older than it is kept, now and then, until the task is canceled.
  func retain(clock: some Clock<Duration>) async {
    while !Task.isCancelled {
      do { try await clock.sleep(for: .seconds(settings.retaining)) } catch { return }
      guard gate.isOpen else { continue }
      do throws(HistorianFailure) { _ = try await historian.retain(now: now()) } catch { tell(.store(.away(error))) }
    }
  }
}
