import ArgumentParser
import Foundation
import Twin
import TwinServer

/// `config`: the settings of the service.
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Show and check the settings of the service.",
    subcommands: [ConfigShow.self, ConfigCheck.self])
}

/// `config show`.
struct ConfigShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show every setting: options, then the environment, then the file, then defaults.")

  @Flag(help: "Also say where each value was written.")
  var origin = false

  @OptionGroup var options: ServiceOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let settings = try options.read().settings
    if output.output == .json {
      var json = JSONWriter()
      json.object { json in
        json.string("schema", "pur-mold-twin/settings/1")
        json.array("settings", settings) { json, setting in
          json.object { json in
            json.string("key", setting.key)
            json.string("value", setting.value)
            json.string("origin", setting.origin.map { "\($0)" } ?? "default")
            json.string("variable", ServiceConfiguration.variable(of: setting.key))
          }
        }
      }
      return try StandardStream.print(json.text + "\n")
    }
    var table = origin ? TextTable("KEY", "VALUE", "ORIGIN") : TextTable("KEY", "VALUE")
    for setting in settings {
      if origin {
        table.row(setting.key, setting.value, setting.origin.map { "\($0)" } ?? "default")
      } else {
        table.row(setting.key, setting.value)
      }
    }
    try StandardStream.print(table.text)
  }
}

/// `config check`.
struct ConfigCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check the settings, the keys and the audit log without starting the service.")

  @OptionGroup var options: ServiceOptions

  func run() throws {
    let configuration = try options.read().configuration
    if let danger = configuration.danger {
      throw CommandFailure(
        place: "host", found: danger.found, expected: "an address of this machine, or TLS and keys",
        remedy: danger.remedy)
    }
    let keys = try configuration.keyFile.keys()
    do {
      let entries = try configuration.auditLog.entries()
      try StandardStream.print(
        "settings well; \(keys.count) keys; \(entries.count) entries in the audit log, unbroken\n")
    } catch let error as AuditLog.Break {
      throw CommandFailure(
        .finding, place: "\(configuration.auditLog.path):\(error.line)", found: error.found, expected: error.expected,
        remedy: "somebody changed the log of what was done; compare it with a backup")
    }
  }
}
