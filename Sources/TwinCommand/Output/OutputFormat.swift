import ArgumentParser

/// The form of the result on standard output.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  /// For a person.
  case table
  /// For a program: one JSON value with a versioned schema.
  case json

  /// Whether a command line asks for JSON, also when it could not be parsed.
  static func isJSON(_ arguments: [String]) -> Bool {
    arguments.contains("--output=json") || zip(arguments, arguments.dropFirst()).contains { $0 == ("--output", "json") }
  }
}

/// `--output`.
struct OutputOptions: ParsableArguments {
  @Option(help: "Form of the result.")
  var output = OutputFormat.table
}
