/// What a caller may do. Each role may do all that the roles before it may.
package enum Role: String, WordChoice, Comparable {
  /// Sees results and states.
  case viewer
  /// Simulates shots and acknowledges alarms.
  case `operator`
  /// Changes recipes and targets, promotes models.
  case technologist
  /// Changes machines, signals and their rules.
  case maintainer
  /// Makes and revokes keys.
  case administrator

  package static func < (lhs: Role, rhs: Role) -> Bool { lhs.rank < rhs.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
