/// How the service runs: where it listens, whom it lets in, what it bears.
package struct ServiceConfiguration: Hashable, Sendable {
  /// Certificate and key of TLS, as paths of PEM files.
  package struct Certificate: Hashable, Sendable {
    package var chain: String
    package var key: String
  }

  /// Whether callers need a key.
  package enum Authentication: String, Hashable, Sendable, CaseIterable {
    case required
    case off
  }

  /// How log lines look.
  package enum LogFormat: String, Hashable, Sendable, CaseIterable {
    case json
    case text
  }

  /// Name or address to listen at.
  package var host = "127.0.0.1"
  /// Port, 0 … 65,535; 0 lets the system choose a free one.
  package var port = 8080
  package var certificate: Certificate?
  package var authentication = Authentication.required
  /// Whether the service may listen beyond this machine without TLS or without keys.
  package var allowsInsecure = false
  /// Whose tokens are taken beside keys.
  package struct Tokens: Hashable, Sendable {
    /// Path of the file of public keys (JWKS).
    package var keys: String
    package var issuer: String
    package var audience: String
    /// Name of the member that holds the role.
    package var roleClaim = "role"
  }

  package var tokens: Tokens?
  /// Folder of learned models; the service does not predict without.
  package var models: String?
  /// Folder of the hydraulic model that `diagnose train` left; nothing is diagnosed without.
  package var hydraulics: String?
  /// Address of the historian, as `acquire` takes it; nothing is remembered without.
  package var historian: String?
  /// File or identifier of the plant that is watched beside the server; none by default.
  package var plant: String?
  /// Scenario that the foam lines of the plant pour: the model runs along with their shots; none by default.
  package var twin: String?
  /// Folder of keys and audit log.
  package var stateFolder = "State"
  package var logFormat = LogFormat.text
  /// Origins of pages that may call the service from a browser; none by default.
  package var origins: [String] = []
  /// Largest body of a request [bytes].
  package var bodyMaximum = 1 << 20
  /// Requests per second that one address may make in the long run, and at once.
  package var requestRate = 200.0
  package var requestBurst = 400
  /// Simulations at once, and how many requests may wait for theirs.
  package var parallel = 2
  package var waiting = 64
  /// Longest time for one request, waiting included [s].
  package var requestTime = 30.0

  package init() {}

  /// Whether only this machine can reach the service.
  package var isLoopback: Bool { ["127.0.0.1", "::1", "localhost"].contains(host) || host.hasPrefix("127.") }

  /// What keeps the service from listening as configured; `nil` when nothing does.
  package var danger: (found: String, remedy: String)? {
    guard !isLoopback, !allowsInsecure else { return nil }
    if certificate == nil {
      return ("\(host), which other machines reach, without TLS", "set tls.certificate and tls.key, or allow_insecure")
    }
    if authentication == .off {
      return ("\(host), which other machines reach, without keys", "set authentication: required, or allow_insecure")
    }
    return nil
  }
}

/// A configuration and where each of its values came from.
package struct ConfiguredService: Sendable {
  package var configuration: ServiceConfiguration
  /// Every setting in its order: its key, its value as text, and where that was written; `nil` for the default.
  package var settings: [(key: String, value: String, origin: FileOrigin?)]
}
