import Synchronization

/// Sessions of people at a page: a key given once lets the page in by a cookie, which script cannot read.
///
/// A session ends after ``quiet`` seconds without a request, after ``life`` seconds in all, when its key ends, when its
/// holder leaves, and when the process ends: nothing of it is on a disk. The book knows digests of identifiers only.
package final class SessionBook: Sendable {
  /// A session that has begun, as its holder is told; neither text is kept.
  package struct Opened: Sendable {
    /// What the cookie holds.
    package let identifier: String
    /// What the head of requests that change something must hold.
    package let token: String
  }

  /// A session that is under way.
  package struct Session: Sendable {
    package let principal: Principal
    /// What the head of requests that change something must hold.
    package let token: String
    /// When it ends at the latest [s since 1970].
    package let ends: Double
    var heard: Double

    func isOver(at now: Double) -> Bool { now >= ends || now - heard >= SessionBook.quiet }
  }

  /// Longest time without a request, and longest time in all [s].
  package static let quiet = 1_800.0
  package static let life = 43_200.0
  /// Sessions of one key and in all; the oldest of the key ends, and nobody else's.
  package static let maxima = (each: 16, all: 4_096)

  private let sessions = Mutex<[String: Session]>([:])
  private let keys: KeyFile?

  /// - Parameter keys: the keys that sessions are begun with.
  package init(keys: KeyFile?) { self.keys = keys }

  /// Begins a session for the holder of a key. Its identifier is always new: none that a caller brought is taken.
  ///
  /// - Returns: `nil` when there are as many as may be.
  package func open(for principal: Principal, at now: Double) -> Opened? {
    let (identifier, token) = (APIKey.randomText(bytes: 32), APIKey.randomText(bytes: 32))
    let name = HexadecimalDigest.text(of: [identifier])
    return sessions.withLock { sessions in
      if sessions.count >= Self.maxima.each { sessions = sessions.filter { !$0.value.isOver(at: now) } }
      let own = sessions.filter { $0.value.principal.id == principal.id }
      if own.count >= Self.maxima.each, let oldest = own.min(by: { $0.value.ends < $1.value.ends }) {
        sessions[oldest.key] = nil
      }
      guard sessions.count < Self.maxima.all else { return nil }
      let holder = Principal(
        id: principal.id, name: principal.name, role: principal.role, machines: principal.machines, session: name)
      sessions[name] = Session(principal: holder, token: token, ends: now + Self.life, heard: now)
      return Opened(identifier: identifier, token: token)
    }
  }

  /// The session of a cookie; `nil` for one that is unknown or over, or whose key has ended. It has been heard of now.
  package func session(_ identifier: String, at now: Double) -> Session? {
    let name = HexadecimalDigest.text(of: [identifier])
    let found = sessions.withLock { sessions -> Session? in
      guard let session = sessions[name] else { return nil }
      guard !session.isOver(at: now) else {
        sessions[name] = nil
        return nil
      }
      sessions[name]?.heard = now
      return session
    }
    guard let found else { return nil }
    guard keys?.isValid(id: found.principal.id, at: now) ?? false else {
      sessions.withLock { $0[name] = nil }
      return nil
    }
    return found
  }

  /// Whether the session that a caller came by is still under way.
  func isOpen(_ principal: Principal, at now: Double) -> Bool {
    guard let name = principal.session else { return true }
    return sessions.withLock { $0[name].map { !$0.isOver(at: now) } ?? false }
  }

  /// Says that the holder of a session is still there: his live connection lives.
  func hear(_ principal: Principal, at now: Double) {
    guard let name = principal.session else { return }
    sessions.withLock { sessions in
      if let session = sessions[name], !session.isOver(at: now) { sessions[name]?.heard = now }
    }
  }

  /// Ends a session.
  package func close(_ identifier: String) {
    let name = HexadecimalDigest.text(of: [identifier])
    sessions.withLock { $0[name] = nil }
  }
}
