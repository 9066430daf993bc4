#if Sundials
  import Foundation
  import Integrators
  import JAXBackend
  import Sundials
  import Testing

  /// `Documentation/SolverFailures.md` shows what the methods really say.
  @Suite struct SundialsFailureTests {
    private static let jax = JAXInterpreter.find().map { Diffrax(interpreter: $0) }
    private static let methods: [any Integrator] =
      IntegratorCatalog.entries.map(\.integrator) + [CVODE()] + [jax].compactMap { $0 }

    @Test("The catalog of provoked failures is the one in the documentation")
    func catalog() throws {
      let file = ShippedCatalog.root.appending(path: "Documentation/SolverFailures.md")
      let text = try Self.text()
      if ProcessInfo.processInfo.environment["PUR_REGENERATE"] == "1" {
        try text.write(to: file, atomically: true, encoding: .utf8)
      }
      // Words must agree; the digits behind them may differ from one version and platform to the next.
      var documented = try String(contentsOf: file, encoding: .utf8)
      if Self.jax == nil { documented.replace(/- `jax`.*\n/, with: "") }
      #expect(Self.masked(documented) == Self.masked(text), "regenerate it with PUR_REGENERATE=1")
    }

    private static func masked(_ text: String) -> String {
      text.replacing(/, component \d+/, with: "").replacing(/\d+(\.\d+)?(e[+-]?\d+)?/, with: "#")
    }

    @Test("Every method answers every provoked failure of the library with a typed failure", arguments: methods.indices)
    func fails(method: Int) throws {
      let integrator = Self.methods[method]
      for failure in ProvokedFailure.ofTheLibrary where failure.title != "a slope without bound" {
        #expect(try failure.words(integrator) != nil, "\(integrator.name): \(failure.title)")
      }
    }

    private static func text() throws -> String {
      var lines = [preamble, "## Problems of the library", ""]
      for failure in ProvokedFailure.ofTheLibrary { lines += try section(failure) }
      lines += [
        "## Shots", "",
        "What `pur-mold-twin` says in its error message, or the verdict of a shot that could be solved.", "",
      ]
      for failure in ProvokedFailure.ofShots { lines += try section(failure) }
      lines.removeLast()
      return lines.joined(separator: "\n") + "\n"
    }

    private static func section(_ failure: ProvokedFailure) throws -> [String] {
      let answers = try methods.map { method in
        "- `\(method.name)`: \(try failure.words(method).map(shortened) ?? "no failure")"
      }
      let request = failure.request.hasPrefix("run-sim") ? "`\(failure.request)`" : failure.request
      let title = failure.title.prefix(1).uppercased() + failure.title.dropFirst()
      return ["### \(title)", "", request, ""] + answers + [""]
    }

    /// Long numbers are cut to four digits: the rest is not the message.
    private static func shortened(_ words: String) -> String {
      words.replacing(/\d+\.\d{4,}(?<exponent>e[+-]?\d+)?/) { match in
        String(format: "%.4g", Double(match.output.0) ?? 0)
      }
    }

    private static let preamble = """
      # What the solvers say when they fail

      Failures brought about on purpose, and the words that each method answers with. A failure is typed
      (`IntegrationFailure` from the library, `SimulationError` from a shot), carries the time, the state and the work
      done, and names a remedy. Nothing traps, nothing runs forever. Numbers are shortened.

      Checked by `swift test -c release --filter SundialsFailure` in a build with the trait `Sundials`; written by the
      same command with `PUR_REGENERATE=1` in the environment.

      """
  }
#endif
