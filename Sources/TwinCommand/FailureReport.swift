import Acquisition
import Columnar
import Foaming
import Historian
import Integrators
import Registry
import Twin

/// What went wrong, with its exit code, ready to be told to a person or to a program.
struct FailureReport {
  /// One thing that went wrong.
  struct Item {
    /// Where: `file:line:column`, an option, a field.
    var place: String
    /// Path of the value within the file; may be empty.
    var path = ""
    var found: String
    var expected: String
    var remedy: String
  }

  let status: ExitStatus
  /// The code of a command that has its own.
  var exit: DriftExit?
  /// Free words of the argument parser; empty when there are items.
  var words = ""
  var items: [Item] = []

  /// What the program returns.
  var code: Int32 { exit?.rawValue ?? status.rawValue }

  init(status: ExitStatus, words: String) {
    self.status = status
    self.words = words
  }

  /// `nil` for an error that the argument parser must explain.
  init?(_ error: any Error) {
    switch error {
    case let failure as CommandFailure: self.init(failure)
    case let errors as FileErrors: self.init(errors)
    case let error as SimulationError: self.init(error)
    case let failure as IntegrationFailure: self.init(failure)
    case let error as SourceError: self.init(error)
    case let error as ColumnarError: self.init(error)
    case let error as RegistryError: self.init(error)
    case let failure as ModbusFailure: self.init(failure)
    case let failure as HistorianFailure: self.init(failure)
    default: return nil
    }
  }

  private init(_ failure: CommandFailure) {
    status = failure.status
    items = [
      Item(place: failure.place, found: failure.found, expected: failure.expected, remedy: failure.remedy)
    ]
  }

  private init(_ failure: IntegrationFailure) {
    status = .solverFailed
    items = [
      Item(
        place: failure.integrator, found: "\(failure.reason.rawValue) at t = \(failure.time) s: \(failure.detail)",
        expected: "a completed integration", remedy: failure.remedy)
    ]
  }

  private init(_ error: ColumnarError) {
    status = .dataUnusable
    items = [
      Item(
        place: error.column.map { "column \($0)" } ?? "table", found: error.found, expected: error.expected, remedy: "")
    ]
  }

  private init(_ error: RegistryError) {
    status =
      switch error.kind {
      case .absent, .invalidName, .inaccessible: .usage
      case .damaged, .unsupported: .dataUnusable
      }
    items = [Item(place: error.place, found: error.found, expected: error.expected, remedy: error.remedy)]
  }

  private init(_ failure: ModbusFailure) {
    // A device that is away is like a file that cannot be opened; one that refuses has said something unusable.
    status =
      switch failure.kind {
      case .notConnected, .timedOut, .connectionLost: .usage
      case .malformed, .exception: .dataUnusable
      }
    items = [
      Item(place: failure.place, found: failure.found, expected: "registers or bits", remedy: failure.remedy)
    ]
  }

  private init(_ failure: HistorianFailure) {
    let expected: String
    switch failure.kind {
    case .away: (status, expected) = (.usage, "a database that answers")
    case .busy: (status, expected) = (.usage, "to be the only one that writes")
    case .missing: (status, expected) = (.usage, "a historian")
    case .full: (status, expected) = (.usage, "room on the disk")
    case .refused: (status, expected) = (.usage, "a historian that allows it")
    case .request: (status, expected) = (.usage, "a request that can be met")
    case .schema: (status, expected) = (.dataUnusable, "tables of this program's version")
    case .damaged: (status, expected) = (.dataUnusable, "the bytes that were written")
    case .canceled: (status, expected) = (Interruption.status, "to be let finish")
    }
    items = [
      Item(
        place: "\(failure.place), \(failure.action)", found: failure.found, expected: expected,
        remedy: failure.remedy)
    ]
  }

  private init(_ error: SourceError) {
    status =
      switch error.kind {
      case .unavailable, .unsupported: .usage
      case .malformed: .dataUnusable
      }
    items = [Item(place: error.place, found: error.found, expected: error.expected, remedy: error.remedy)]
  }

  private init(_ errors: FileErrors) {
    let isFromOption = errors.errors.contains { $0.origin.isOption }
    status = isFromOption ? .usage : .dataUnusable
    items = errors.errors.map {
      Item(place: "\($0.origin)", path: $0.path, found: $0.found, expected: $0.expected, remedy: $0.remedy)
    }
  }

  private init(_ error: SimulationError) {
    status =
      switch error.kind {
      case .gaps, .infeasible, .invalid: .dataUnusable
      case .integration, .audit: .solverFailed
      }
    items = [Item(place: error.field, found: error.found, expected: error.expected, remedy: error.remedy)]
  }

  /// Writes the report to standard error: one line per item, or one JSON object.
  func write(asJSON: Bool) {
    StandardStream.error.write(asJSON ? json : text)
  }

  private var text: String {
    guard !items.isEmpty else { return words + "\n" }
    return items.map { item in
      let place = item.path.isEmpty ? item.place : "\(item.place): \(item.path)"
      let remedy = item.remedy.isEmpty ? "" : "; \(item.remedy)"
      return "error: \(place): found \(item.found); expected \(item.expected)\(remedy)\n"
    }.joined()
  }

  private var json: String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.string("schema", "pur-mold-twin/error/1")
      writer.integer("exit_code", Int(code))
      writer.string("kind", exit?.name ?? status.name)
      writer.string("message", items.isEmpty ? words : nil)
      writer.array("errors", items) { writer, item in
        writer.object { writer in
          writer.string("place", item.place)
          writer.string("path", item.path.isEmpty ? nil : item.path)
          writer.string("found", item.found)
          writer.string("expected", item.expected)
          writer.string("remedy", item.remedy.isEmpty ? nil : item.remedy)
        }
      }
    }
    return writer.text + "\n"
  }
}

extension FileOrigin {
  fileprivate var isOption: Bool {
    switch self {
    case .override, .variation: true
    case .commandLine, .file: false
    }
  }
}
