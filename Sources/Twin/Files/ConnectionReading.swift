import Plant
import Quantities

extension FieldReader {
  /// How a source of this kind is reached.
  func connection(_ kind: String) -> LogConnection? {
    switch kind {
    case "folder": folderConnection()
    case "sqlite": sqliteConnection()
    default: LogServer.Engine(rawValue: kind).flatMap { server($0) }.map(LogConnection.server)
    }
  }

  private func folderConnection() -> LogConnection? {
    guard let fields = fields(["folder", "layout", "csv"]) else { return nil }
    let path = fields.require("folder", "the path of a folder")?.text()
    let layout = fields["layout"].map { $0.choice(FolderLayout.allCases.map(\.rawValue)) } ?? "shots"
    let form = fields["csv"].map { $0.csvForm() } ?? CSVForm()
    guard let path, let layout = layout.flatMap(FolderLayout.init(rawValue:)), let form else { return nil }
    return .folder(path: path, layout: layout, csv: form)
  }

  private func csvForm() -> CSVForm? {
    guard let fields = fields(["separator", "decimal"]) else { return nil }
    let separators = ["comma": UInt8(ascii: ","), "semicolon": UInt8(ascii: ";"), "tab": 9]
    let separator = fields["separator"].map { $0.choice(["comma", "semicolon", "tab"]) } ?? "comma"
    let decimal = fields["decimal"].map { $0.choice(["point", "comma"]) } ?? "point"
    guard let separator, let decimal, let byte = separators[separator] else { return nil }
    if separator == "comma", decimal == "comma" {
      report(found: "a comma for both", expected: "another separator beside a decimal comma")
      return nil
    }
    return CSVForm(separator: byte, hasDecimalComma: decimal == "comma")
  }

  private func sqliteConnection() -> LogConnection? {
    fields(["file"])?.require("file", "the path of a data base")?.text().map(LogConnection.sqlite)
  }

  private func server(_ engine: LogServer.Engine) -> LogServer? {
    guard let fields = fields(["host", "port", "database", "user", "password", "tls", "pool", "timeout"]) else {
      return nil
    }
    let host = fields.require("host", "a name, an address or the path of a socket")?.plainText()
    let standard = engine == .postgresql ? 5432 : 3306
    let port = fields["port"].map { $0.count(in: 1...65_535) } ?? standard
    let database = fields.require("database", "the name of a data base")?.plainText()
    let user = fields.require("user", "the name of a user who may only read")?.plainText()
    let password = fields["password"].map { $0.secret() }
    let isSocket = host?.hasPrefix("/") == true
    let tls = fields["tls"].map { $0.tls() } ?? TLSOptions(mode: isSocket ? .disable : .verifyFull)
    let pool = fields["pool"].map { $0.count(in: 1...32) } ?? 4
    let timeout = fields["timeout"].map { $0.siValue(TimeSpanDimension.self, in: 1...3600) } ?? 30
    guard let host, let port, let database, let user, let tls, let pool, let timeout else { return nil }
    if let password, password == nil { return nil }
    return LogServer(
      engine: engine, host: host, port: port, database: database, user: user, password: password ?? nil, tls: tls,
      poolSize: pool, timeout: timeout)
  }

  /// A password in the file is refused, and never repeated in the message.
  private func secret() -> SecretPlace? {
    let expected = "{environment: NAME} or {file: PATH}"
    guard case .map = node.content else {
      report(
        found: "a password written out", expected: expected,
        remedy: "move it into the environment or a file, and change it: it has been in a file that others read")
      return nil
    }
    guard let fields = fields(["environment", "file"]) else { return nil }
    let variable = fields["environment"]?.environmentName()
    let path = fields["file"]?.plainText()
    switch (fields["environment"] != nil, fields["file"] != nil) {
    case (true, false): return variable.map(SecretPlace.environment)
    case (false, true): return path.map(SecretPlace.file)
    default:
      report(expected: expected)
      return nil
    }
  }

  private func environmentName() -> String? {
    if case .text(let text) = node.content, SQLIdentifier(text) != nil { return text }
    report(found: "a text that is no name of a variable", expected: "letters, digits and underscores")
    return nil
  }

  private func tls() -> TLSOptions? {
    guard let fields = fields(["mode", "authorities", "certificate", "key"]) else { return nil }
    let modes = TLSOptions.Mode.allCases.map(\.rawValue)
    guard let mode = fields["mode"].map({ $0.choice(modes) }) ?? TLSOptions.Mode.verifyFull.rawValue,
      let mode = TLSOptions.Mode(rawValue: mode)
    else { return nil }
    let certificate = fields["certificate"]?.plainText()
    let key = fields["key"]?.plainText()
    if (certificate == nil) != (key == nil) {
      report(found: "a certificate without key or a key without certificate", expected: "both or neither")
    }
    return TLSOptions(mode: mode, authorities: fields["authorities"]?.plainText(), certificate: certificate, key: key)
  }

  /// A text without control characters, at most 1000 bytes.
  func plainText() -> String? {
    guard let text = text() else { return nil }
    if text.utf8.count <= 1000, text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) { return text }
    report(expected: "at most 1000 bytes without control characters")
    return nil
  }
}
