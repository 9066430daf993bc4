package import Plant

/// Who obeys what operators ask of alarms.
package protocol AlarmDesk: Sendable {
  /// Does what is asked, or says why not.
  func obey(_ command: AlarmCommand, alarm: String, by actor: String) async -> AlarmAnswer
}
