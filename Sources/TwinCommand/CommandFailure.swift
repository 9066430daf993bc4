/// Something the command line itself found wrong, in words its user can act on.
struct CommandFailure: Error, Hashable, Sendable {
  var status: ExitStatus
  /// The option, file or variable concerned.
  var place: String
  var found: String
  var expected: String
  /// What to do; may be empty.
  var remedy: String

  init(_ status: ExitStatus = .usage, place: String, found: String, expected: String, remedy: String = "") {
    self.status = status
    self.place = place
    self.found = found
    self.expected = expected
    self.remedy = remedy
  }
}
