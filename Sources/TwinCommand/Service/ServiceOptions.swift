import ArgumentParser
import Foundation
import Twin
import TwinServer

/// Where the service's settings come from: options, then the environment, then a file.
struct ServiceOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The configuration; without it defaults.", valueName: "file"))
  var config: String?

  @Option(help: ArgumentHelp("Name or address to listen at.", valueName: "address"))
  var host: String?

  @Option(help: ArgumentHelp("Port to listen at; 0 for any that is free.", valueName: "number"))
  var port: String?

  @Option(help: ArgumentHelp("Folder of keys and audit log.", valueName: "folder"))
  var state: String?

  @Option(help: ArgumentHelp("The registry of learned models; without it nothing is predicted.", valueName: "folder"))
  var models: String?

  @Option(
    help: ArgumentHelp("What remembers samples: plant.db, or postgresql://user@host/database.", valueName: "address"))
  var historian: String?

  @Option(
    help: ArgumentHelp(
      "Watch this plant beside the server: a file, or its identifier in Plants; its samples go to the historian.",
      valueName: "plant"))
  var plant: String?

  @Option(
    help: ArgumentHelp(
      "The scenario that foam lines of the plant pour: the model runs along with each shot.", valueName: "scenario"))
  var twin: String?

  @Option(help: ArgumentHelp("Whether callers need a key: required or off.", valueName: "mode"))
  var authentication: String?

  @Option(help: ArgumentHelp("Log lines as text or json.", valueName: "format"))
  var log: String?

  /// The configuration with the origin of each value.
  func read() throws -> ConfiguredService {
    let given = [
      ("host", host, "--host"), ("port", port, "--port"), ("state", state, "--state"),
      ("authentication", authentication, "--authentication"), ("log", log, "--log"),
      ("models", models, "--models"), ("historian", historian, "--historian"), ("plant", plant, "--plant"),
      ("twin", twin, "--twin"),
    ]
    let options = given.compactMap { key, value, option in value.map { (key: key, value: $0, option: option) } }
    let file = try config.map { (text: try TextFile.read($0, option: "--config"), name: $0) }
    return try ServiceConfiguration.read(
      file: file, environment: ProcessInfo.processInfo.environment, options: options)
  }
}

extension ServiceConfiguration {
  /// The file of keys.
  var keyFile: KeyFile { KeyFile(path: stateFolder + "/keys.json") }
  /// Who verifies tokens; `nil` where none are taken.
  var tokenVerifier: TokenVerifier? {
    tokens.map { tokens in
      TokenVerifier(
        path: tokens.keys,
        rules: .init(issuer: tokens.issuer, audience: tokens.audience, roleClaim: tokens.roleClaim))
    }
  }
  /// The file of what was done.
  var auditLog: AuditLog { AuditLog(path: stateFolder + "/audit.jsonl") }

  /// Makes the state folder, for its owner alone.
  func prepareState() throws(CommandFailure) {
    do {
      try FileManager.default.createDirectory(
        atPath: stateFolder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw CommandFailure(
        place: "state", found: "`\(stateFolder)`, which cannot be made: \(error.localizedDescription)",
        expected: "a folder to write to", remedy: "choose another with --state")
    }
  }
}
