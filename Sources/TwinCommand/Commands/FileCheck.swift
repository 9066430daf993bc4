import Foaming
import Twin

/// The outcome of checking one file.
struct FileCheck {
  /// Path or identifier, as asked for.
  let subject: String
  /// What is wrong, one sentence each; empty when nothing is.
  let problems: [String]

  /// Checks a file the user named.
  init(path: String, option: String, _ read: (_ text: String, _ file: String) throws -> String) {
    self.init(id: path) { try read(TextFile.read(path, option: option), path) }
  }

  /// Checks a file of the catalog.
  init(id: String, _ read: () throws -> String) {
    subject = id
    do {
      _ = try read()
      problems = []
    } catch let errors as FileErrors {
      problems = errors.errors.map(\.description)
    } catch let failure as CommandFailure {
      problems = ["\(failure.place): \(failure.found); expected \(failure.expected)"]
    } catch {
      problems = ["\(error)"]
    }
  }

  /// A file that could not even be put into the catalog.
  init(file: String, errors: FileErrors) {
    subject = file
    problems = errors.errors.map(\.description)
  }

  /// Prints the outcomes.
  ///
  /// - Throws: ``ExitStatus/dataUnusable`` when any file has a problem.
  static func deliver(_ checks: [FileCheck], _ format: OutputFormat) throws {
    try StandardStream.print(format == .json ? json(checks) : text(checks))
    if checks.contains(where: { !$0.problems.isEmpty }) { throw ExitStatus.dataUnusable }
  }

  private static func text(_ checks: [FileCheck]) -> String {
    checks.map { check in
      check.problems.isEmpty
        ? "ok    \(check.subject)\n"
        : check.problems.map { "error \($0)\n" }.joined()
    }.joined()
  }

  private static func json(_ checks: [FileCheck]) -> String {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", "pur-mold-twin/validation/1")
      json.array("files", checks) { json, check in
        json.object { json in
          json.string("file", check.subject)
          json.boolean("valid", check.problems.isEmpty)
          json.strings("problems", check.problems)
        }
      }
    }
    return json.text + "\n"
  }
}
