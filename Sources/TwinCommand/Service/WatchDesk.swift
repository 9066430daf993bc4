import Historian
import Plant
import TwinServer
import Watch

/// A watch of this process as the desk that obeys what is asked of alarms and of what the historian holds.
struct WatchDesk: AlarmDesk, WriterDesk {
  let watch: PlantWatch

  var plant: PlantDescription? { watch.plant }

  func alarm(_ id: String) async -> StandingAlarm? { await watch.alarm(id) }

  func obey(
    _ command: AlarmCommand, alarm: String, by actor: String, seen version: String?
  ) async throws -> AlarmReply {
    AlarmReply(try await watch.obey(command, alarm: alarm, by: actor, seen: version))
  }

  func answer(_ request: WatchRequest, by actor: String) async throws(Problem) -> WatchReply {
    await watch.answer(request, by: actor)
  }
}

/// The watch of another process, reached through its mailbox. Where none runs, diagnoses are kept without.
struct MailboxDesk: WriterDesk {
  let place: HistorianPlace
  /// The folder of the mailbox; `nil` where the historian does not tell it.
  let mailbox: String?

  var plant: PlantDescription? { nil }

  func answer(_ request: WatchRequest, by actor: String) async throws(Problem) -> WatchReply {
    if let mailbox, Mailbox.isServed(mailbox) {
      guard let reply = await Mailbox.ask(request, by: actor, in: mailbox) else {
        throw Problem.away("The watch of the plant does not answer.", after: 5)
      }
      return reply
    }
    guard case .diagnosis(let diagnosis) = request else {
      throw Problem.away(
        "No watch runs that could carry this out.",
        findings: [
          .init(
            pointer: "", found: "no watch", expected: "one of the same historian",
            remedy: "start it: `pur-mold-twin watch`, or decide by `pur-mold-twin quarantine`")
        ], after: 30)
    }
    do throws(HistorianFailure) {
      let historian = try await place.open(isWriter: true, environment: WatchHistorianOptions.environment)
      do throws(HistorianFailure) {
        try await historian.record([diagnosis.record])
        await historian.close()
      } catch {
        await historian.close()
        throw error
      }
      return WatchReply()
    } catch {
      throw Problem.away("The historian does not take the diagnosis.", after: 5)
    }
  }
}
