import Foaming
import HTTPTypes
import Historian
import Integrators
import Twin

extension Problem {
  /// The problem that an error of the twin is to who asked for the work; `nil` for an error of another kind.
  package init?(_ error: any Error) {
    switch error {
    case let errors as FileErrors: self.init(errors)
    case let error as SimulationError: self.init(error)
    case let failure as IntegrationFailure: self.init(failure)
    case let failure as HistorianFailure where [.away, .busy].contains(failure.kind):
      self.init(.unavailable, detail: "The historian does not answer.", headers: [.retryAfter: "5"])
    default: return nil
    }
  }

  /// That what an answer needs is away, and after how many seconds to ask again.
  package static func away(_ detail: String, findings: [Finding] = [], after seconds: Int) -> Problem {
    Problem(.unavailable, detail: detail, findings: findings, headers: [.retryAfter: "\(seconds)"])
  }

  /// What is wrong with texts of the catalog or of a request.
  ///
  /// - Parameter pointers: the members of the request that overrides came of, by the text of the override; those of
  ///   `set` need none.
  init(_ errors: FileErrors, pointers: [String: String] = [:]) {
    self.init(
      .unprocessable, detail: "What is to be simulated has errors.",
      findings: errors.errors.map { error in
        Finding(
          pointer: Self.place(error, pointers), found: error.found, expected: error.expected, remedy: error.remedy)
      })
  }

  private static func place(_ error: FileError, _ pointers: [String: String]) -> String {
    let path = error.path.split(separator: ".").map { String($0).escapedForPointer }.joined(separator: "/")
    switch error.origin {
    case .override(let text): return pointers[text] ?? "/set/" + String(text.prefix { $0 != "=" }).escapedForPointer
    case .file, .commandLine, .variation, .setting: return path.isEmpty ? "/scenario" : "/scenario/\(path)"
    }
  }

  private init(_ error: SimulationError) {
    let kind: Kind =
      switch error.kind {
      case .gaps, .infeasible, .invalid: .unprocessable
      case .integration, .audit: .solverFailed
      }
    self.init(
      kind, detail: "The shot could not be simulated: \(error.found).",
      findings: [
        Finding(
          pointer: "/scenario/" + error.field.replacing(".", with: "/"), found: error.found, expected: error.expected,
          remedy: error.remedy)
      ])
  }

  private init(_ failure: IntegrationFailure) {
    self.init(
      .solverFailed, detail: "The solver gave up at t = \(failure.time) s.",
      findings: [
        Finding(
          pointer: "/scenario", found: "\(failure.reason.rawValue): \(failure.detail)",
          expected: "a completed integration", remedy: failure.remedy)
      ])
  }
}
