import HTTPTypes
import Synchronization

/// Tickets for the live feed: each lets its holder in once, within half a minute.
///
/// A browser cannot send a key when it opens a WebSocket, and a key must not stand in an address, which is logged and
/// remembered. A ticket may: by the time somebody reads it there, it is used or over.
final class LiveTickets: Sendable {
  private struct Ticket {
    let principal: Principal
    let expires: Double
  }

  /// How long a ticket is good for [s].
  static let life = 30.0
  /// Tickets that may wait to be used, of one caller and in all.
  static let maxima = (each: 64, all: 20_000)

  private let tickets = Mutex<[String: Ticket]>([:])

  /// A ticket for a caller, and when it ends [s since 1970].
  /// - Throws: ``Problem`` of status 429 for a caller who has too many unused ones.
  func issue(to principal: Principal, at now: Double) throws(Problem) -> (text: String, expires: Double) {
    let text = Self.randomText()
    let expires = now + Self.life
    let isIssued = tickets.withLock { tickets in
      if tickets.count >= Self.maxima.each { tickets = tickets.filter { $0.value.expires > now } }
      guard tickets.count < Self.maxima.all,
        tickets.values.count(where: { $0.principal.id == principal.id }) < Self.maxima.each
      else { return false }
      tickets[text] = Ticket(principal: principal, expires: expires)
      return true
    }
    guard isIssued else {
      throw Problem(
        .tooManyRequests, detail: "There are too many tickets that nobody has used.",
        findings: [
          .init(
            pointer: "", found: "\(Self.maxima.each) tickets", expected: "that some are used, or \(Int(Self.life)) s")
        ], headers: [.retryAfter: "\(Int(Self.life))"])
    }
    return (text, expires)
  }

  /// The caller a ticket was issued to, who has used it up by this; `nil` for one that is unknown, used or over.
  func redeem(_ text: String, at now: Double) -> Principal? {
    guard let ticket = tickets.withLock({ $0.removeValue(forKey: text) }), now < ticket.expires else { return nil }
    return ticket.principal
  }

  private static func randomText() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<4).map { _ in
      let digits = String(UInt64.random(in: .min ... .max, using: &generator), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
