import ArgumentParser
import Foundation
import Twin
import TwinServer

/// `keys`: who may call the service.
struct Keys: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make, list, rotate and revoke keys of the service.",
    subcommands: [KeysMake.self, KeysList.self, KeysRotate.self, KeysRevoke.self])
}

/// `keys make`.
struct KeysMake: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "make", abstract: "Make a key and show it once.",
    discussion: "  pur-mold-twin keys make --name \"line 3\" --role operator --days 90")

  @Option(help: ArgumentHelp("What people call it.", valueName: "text"))
  var name: String

  @Option(help: "What it allows; each role allows what those before it do.")
  var role: Role

  @Option(help: ArgumentHelp("Days until it ends; without it, it does not.", valueName: "number"))
  var days: Int?

  @Option(help: ArgumentHelp("A machine that it may see, else all; may be given again.", valueName: "id"))
  var machine: [String] = []

  @OptionGroup var options: ServiceOptions

  func validate() throws {
    guard (1...64).contains(name.count) else { throw ValidationError("--name: expected 1 … 64 letters") }
    if let days, !(1...3650).contains(days) {
      throw ValidationError("--days: found \(days); expected a whole number 1 … 3650")
    }
  }

  func run() throws {
    let configuration = try options.read().configuration
    try configuration.prepareState()
    let now = Date().timeIntervalSince1970
    let made = APIKey.make(
      name: name, role: role, at: now, expires: days.map { now + Double($0) * 86_400 },
      machines: machine.isEmpty ? nil : machine)
    try configuration.keyFile.add(made.key)
    try configuration.auditLog.append(actor: "console", action: "key made", subject: made.key.id, at: now)
    try StandardStream.print(made.text + "\n")
  }
}

/// `keys list`.
struct KeysList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the keys; never their secrets.")

  @OptionGroup var options: ServiceOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let keys = try options.read().configuration.keyFile.keys()
    try StandardStream.print(output.output == .json ? Self.json(keys) : Self.table(keys))
  }

  private static func table(_ keys: [APIKey]) -> String {
    var table = TextTable("ID", "ROLE", "MACHINES", "MADE", "ENDS", "NAME")
    for key in keys {
      table.row(
        key.id, key.role.rawValue, key.machines?.joined(separator: ", ") ?? "all", day(key.created),
        key.expires.map(day) ?? "never", key.name)
    }
    return table.text
  }

  private static func json(_ keys: [APIKey]) -> String {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", "pur-mold-twin/key-list/1")
      json.array("keys", keys) { json, key in
        json.object { json in
          json.string("id", key.id)
          json.string("name", key.name)
          json.string("role", key.role.rawValue)
          json.number("created", key.created)
          json.number("expires", key.expires)
          if let machines = key.machines { json.strings("machines", machines) }
        }
      }
    }
    return json.text + "\n"
  }

  private static func day(_ time: Double) -> String {
    Date(timeIntervalSince1970: time).ISO8601Format(.iso8601(timeZone: .gmt).year().month().day())
  }
}

/// `keys rotate`.
struct KeysRotate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate", abstract: "Replace a key by a new one of the same name, role and length of life.")

  @Argument(help: ArgumentHelp("The key.", valueName: "id"))
  var id: String

  @OptionGroup var options: ServiceOptions

  func run() throws {
    let configuration = try options.read().configuration
    let now = Date().timeIntervalSince1970
    let old = try configuration.keyFile.remove(id: id)
    let made = APIKey.make(
      name: old.name, role: old.role, at: now, expires: old.expires.map { now + max(0, $0 - old.created) },
      machines: old.machines)
    try configuration.keyFile.add(made.key)
    try configuration.auditLog.append(
      actor: "console", action: "key rotated", subject: "\(old.id) to \(made.key.id)", at: now)
    try StandardStream.print(made.text + "\n")
  }
}

/// `keys revoke`.
struct KeysRevoke: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: "End a key; a running service refuses it within a second.")

  @Argument(help: ArgumentHelp("The key.", valueName: "id"))
  var id: String

  @OptionGroup var options: ServiceOptions

  func run() throws {
    let configuration = try options.read().configuration
    let key = try configuration.keyFile.remove(id: id)
    try configuration.auditLog.append(
      actor: "console", action: "key revoked", subject: key.id, at: Date().timeIntervalSince1970)
  }
}

extension Role: ExpressibleByArgument {}
