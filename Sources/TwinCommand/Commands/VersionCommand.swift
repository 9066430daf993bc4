import ArgumentParser
import Twin

/// `version`.
struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "version", abstract: "Print version and revision.")

  @OptionGroup var output: OutputOptions

  func run() throws {
    switch output.output {
    case .table: try StandardStream.print(Version.text + "\n")
    case .json:
      var json = JSONWriter()
      json.object { json in
        json.string("schema", "pur-mold-twin/version/1")
        json.string("version", Version.number)
        json.string("revision", Revision.current)
      }
      try StandardStream.print(json.text + "\n")
    }
  }
}
