package import LiveFeed

/// A client of the live feed, let in by a ticket or a key.
package struct LiveGuest: Sendable {
  let principal: Principal
  let access: LiveAccess

  package init(principal: Principal, access: LiveAccess) {
    self.principal = principal
    self.access = access
  }
}

extension LiveTopic {
  /// The least role that may hear the topic.
  var role: Role {
    switch self {
    case .samples, .shots, .twin, .predictions, .alarms: .viewer
    case .ledger: .operator
    }
  }
}
