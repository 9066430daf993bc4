/// What it takes to compute a result again.
package struct Reproduction: Hashable, Sendable {
  /// Version of the program.
  package var version: String
  /// Git hash of its sources; `nil` outside a repository.
  package var revision: String?
  /// The command line as typed; `nil` when the result was not made by a command.
  package var command: String?

  /// States version, git hash and command line.
  package init(version: String, revision: String? = nil, command: String? = nil) {
    self.version = version
    self.revision = revision
    self.command = command
  }
}
