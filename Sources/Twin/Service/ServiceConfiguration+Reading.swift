import Quantities

extension ServiceConfiguration {
  /// The schema of the file.
  package static let schema = "pur-mold-twin/service/1"

  /// Every key that has a value, in the order they are shown.
  package static let keys = [
    "host", "port", "tls.certificate", "tls.key", "authentication", "allow_insecure", "tokens.keys",
    "tokens.issuer", "tokens.audience", "tokens.role_claim", "models", "hydraulics", "historian", "plant", "twin",
    "state", "log", "origins", "limits.body", "limits.requests_per_second", "limits.burst", "limits.parallel",
    "limits.waiting", "limits.request_time",
  ]

  /// The variable of the environment that sets a key: `PUR_MOLD_TWIN_LIMITS_BODY`.
  package static func variable(of key: String) -> String {
    "PUR_MOLD_TWIN_" + key.uppercased().replacing(".", with: "_")
  }

  /// Reads a configuration: the file, then the environment over it, then the options over both.
  ///
  /// - Parameters:
  ///   - file: text and name of the file; defaults alone where `nil`.
  ///   - environment: all variables; those of ``variable(of:)`` count, and an unknown one of `PUR_MOLD_TWIN_…` that is
  ///     near to one of them is not reported: other programs of the house have variables too.
  ///   - options: key, value and the option's name.
  /// - Throws: all that is wrong, with its place.
  package static func read(
    file: (text: String, name: String)?, environment: [String: String] = [:],
    options: [(key: String, value: String, option: String)] = []
  ) throws(FileErrors) -> ConfiguredService {
    let findings = FileFindings()
    var node = FileNode(content: .map([]), origin: .commandLine)
    if let file { node = try FileNode.yaml(file.text, file: file.name) }
    for key in keys {
      let name = variable(of: key)
      if let value = environment[name], !value.isEmpty { try node.set(key, value, .setting(name)) }
    }
    for option in options { try node.set(option.key, option.value, .setting(option.option)) }
    let reader = FieldReader(node: node, path: "", findings: findings)
    let configuration = reader.serviceConfiguration(needsSchema: file != nil)
    if let errors = FileErrors(findings.errors) { throw errors }
    guard let configuration else {
      throw FileErrors(FileError(.commandLine, found: "nothing", expected: "a configuration"))
    }
    let settings = keys.map { key in (key, configuration.text(of: key), node.origin(of: key)) }
    return ConfiguredService(configuration: configuration, settings: settings)
  }

  /// A setting as text.
  private func text(of key: String) -> String {
    switch key {
    case "host": host
    case "port": "\(port)"
    case "tls.certificate": certificate?.chain ?? "none"
    case "tls.key": certificate?.key ?? "none"
    case "authentication": authentication.rawValue
    case "allow_insecure": "\(allowsInsecure)"
    case "tokens.keys": tokens?.keys ?? "none"
    case "tokens.issuer": tokens?.issuer ?? "none"
    case "tokens.audience": tokens?.audience ?? "none"
    case "tokens.role_claim": tokens?.roleClaim ?? "none"
    case "models": models ?? "none"
    case "hydraulics": hydraulics ?? "none"
    case "historian": historian ?? "none"
    case "plant": plant ?? "none"
    case "twin": twin ?? "none"
    case "state": stateFolder
    case "log": logFormat.rawValue
    case "origins": origins.isEmpty ? "none" : origins.joined(separator: ", ")
    case "limits.body": "\(bodyMaximum)"
    case "limits.requests_per_second": requestRate.shortestText
    case "limits.burst": "\(requestBurst)"
    case "limits.parallel": "\(parallel)"
    case "limits.waiting": "\(waiting)"
    default: "\(requestTime.shortestText) s"
    }
  }
}

extension FileNode {
  /// Puts a value in the place of a key of one or two steps.
  fileprivate mutating func set(_ key: String, _ value: String, _ origin: FileOrigin) throws(FileErrors) {
    let steps = key.split(separator: ".").map(String.init)
    var replacement = FileNode(content: .text(value), origin: origin)
    if key == "origins" {
      let items = value.split(separator: ",").map { FileNode(content: .text(String($0)), origin: origin) }
      replacement.content = .list(items)
    }
    try replace(Override(path: steps, value: value), by: replacement)
  }

  /// Where a key's value was written; `nil` where it was not.
  fileprivate func origin(of key: String) -> FileOrigin? {
    var node: FileNode? = self
    for step in key.split(separator: ".") { node = node?[String(step)] }
    return node?.isNull == false ? node?.origin : nil
  }
}

extension FieldReader {
  fileprivate func serviceConfiguration(needsSchema: Bool) -> ServiceConfiguration? {
    let top = [
      "host", "port", "tls", "authentication", "allow_insecure", "tokens", "models", "hydraulics", "historian", "plant",
      "twin", "state", "log", "origins", "limits",
    ]
    guard let fields = fields(["schema"] + top) else { return nil }
    if needsSchema {
      _ = fields.require("schema", "`\(ServiceConfiguration.schema)`")?.choice([ServiceConfiguration.schema])
    }
    var configuration = ServiceConfiguration()
    if let host = fields["host"]?.plainText() { configuration.host = host }
    if let port = fields["port"]?.count(in: 0...65_535) { configuration.port = port }
    if let tls = fields["tls"]?.fields(["certificate", "key"]) {
      let chain = tls.require("certificate", "the path of a certificate chain in PEM")?.plainText()
      let key = tls.require("key", "the path of a private key in PEM")?.plainText()
      if let chain, let key { configuration.certificate = .init(chain: chain, key: key) }
    }
    let modes = ServiceConfiguration.Authentication.allCases.map(\.rawValue)
    if let mode = fields["authentication"]?.choice(modes).flatMap(ServiceConfiguration.Authentication.init(rawValue:)) {
      configuration.authentication = mode
    }
    if let isAllowed = fields["allow_insecure"]?.flag() { configuration.allowsInsecure = isAllowed }
    if let tokens = fields["tokens"]?.fields(["keys", "issuer", "audience", "role_claim"]) {
      let keys = tokens.require("keys", "the path of a file of public keys (JWKS)")?.plainText()
      let issuer = tokens.require("issuer", "who makes the tokens")?.plainText()
      let audience = tokens.require("audience", "for whom they are")?.plainText()
      if let keys, let issuer, let audience {
        configuration.tokens = .init(
          keys: keys, issuer: issuer, audience: audience, roleClaim: tokens["role_claim"]?.plainText() ?? "role")
      }
    }
    if let models = fields["models"]?.plainText() { configuration.models = models }
    if let hydraulics = fields["hydraulics"]?.plainText() { configuration.hydraulics = hydraulics }
    if let historian = fields["historian"]?.plainText() { configuration.historian = historian }
    if let plant = fields["plant"]?.plainText() { configuration.plant = plant }
    if let twin = fields["twin"]?.plainText() { configuration.twin = twin }
    if let state = fields["state"]?.plainText() { configuration.stateFolder = state }
    let formats = ServiceConfiguration.LogFormat.allCases.map(\.rawValue)
    if let format = fields["log"]?.choice(formats).flatMap(ServiceConfiguration.LogFormat.init(rawValue:)) {
      configuration.logFormat = format
    }
    if let origins = fields["origins"]?.items() { configuration.origins = origins.compactMap { $0.webOrigin() } }
    fields["limits"]?.readLimits(into: &configuration)
    return configuration
  }

  private func readLimits(into configuration: inout ServiceConfiguration) {
    let keys = ["body", "requests_per_second", "burst", "parallel", "waiting", "request_time"]
    guard let fields = fields(keys) else { return }
    if let body = fields["body"]?.count(in: 1024...1 << 28) { configuration.bodyMaximum = body }
    if let rate = fields["requests_per_second"]?.count(in: 1...1_000_000) { configuration.requestRate = Double(rate) }
    if let burst = fields["burst"]?.count(in: 1...1_000_000) { configuration.requestBurst = burst }
    if let parallel = fields["parallel"]?.count(in: 1...256) { configuration.parallel = parallel }
    if let waiting = fields["waiting"]?.count(in: 0...100_000) { configuration.waiting = waiting }
    if let time = fields["request_time"]?.siValue(TimeSpanDimension.self, in: 0.1...3600) {
      configuration.requestTime = time
    }
  }

  /// Scheme, host and port of a page, as browsers send them: `https://panel.plant.example`.
  private func webOrigin() -> String? {
    guard let text = plainText() else { return nil }
    let isOrigin = ["https://", "http://"].contains { text.hasPrefix($0) && text.count > $0.count }
    if isOrigin, text.split(separator: "/").count == 2, !text.hasSuffix("/") { return text }
    report(expected: "an origin such as https://panel.plant.example, without path")
    return nil
  }
}
