/// The version of program, library and file schemas; `CHANGELOG.md` states the policy.
enum Version {
  static let number = "0.1.0"

  /// Version and revision, as a person reads them.
  static var text: String { "pur-mold-twin \(number)" + (Revision.current.map { " (git \($0))" } ?? "") }
}
