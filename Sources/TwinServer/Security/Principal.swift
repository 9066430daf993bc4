import Synchronization

/// Who makes a request, once the key is checked.
package struct Principal: Hashable, Sendable {
  /// Identifier of the key, or `anonymous` where the service asks for none.
  package let id: String
  package let name: String
  package let role: Role
  /// The machines that it may see; all where `nil`.
  package let machines: Set<String>?
  /// Digest of the session by whose cookie it came; `nil` for one that brought a key or a token.
  package let session: String?
  /// When its token ends [s since 1970]; `nil` for one that came by a key.
  package let tokenEnds: Double?

  package init(
    id: String, name: String, role: Role, machines: Set<String>? = nil, session: String? = nil,
    tokenEnds: Double? = nil
  ) {
    self.id = id
    self.name = name
    self.role = role
    self.machines = machines
    self.session = session
    self.tokenEnds = tokenEnds
  }

  /// Whether it came by a token of an identity provider.
  package var isOfToken: Bool { tokenEnds != nil }

  /// Whether a machine is among those that it may see.
  package func sees(machine: String) -> Bool { machines?.contains(machine) ?? true }

  /// The caller of a service that asks for no key.
  package static let anonymous = Principal(id: "anonymous", name: "anonymous", role: .administrator)
}

/// The caller of one request, set once by the check of its key and read by the log.
package final class CallerBox: Sendable {
  private let state = Mutex<Principal?>(nil)

  /// Who asks; `nil` before the key was checked and where none is needed.
  package var principal: Principal? {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }
}
