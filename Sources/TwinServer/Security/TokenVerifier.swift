import Foundation

/// Verifies tokens of an identity provider: JSON Web Tokens (RFC 7519) signed by RS256 or ES256, as OpenID Connect
/// uses them.
///
/// The algorithm is that of the key, never that of the token alone: neither `none` nor a secret of symmetric signing
/// gets in. The file of public keys is read again when it has changed, so that keys can be rotated.
package final class TokenVerifier: Sendable {
  /// What a token has to say.
  package struct Rules: Hashable, Sendable {
    /// Who must have made it: the member `iss`, to the letter.
    package var issuer: String
    /// For whom it must be: in the member `aud`.
    package var audience: String
    /// Name of the member with the role, or with a list of roles of which the highest counts.
    package var roleClaim: String

    package init(issuer: String, audience: String, roleClaim: String = "role") {
      self.issuer = issuer
      self.audience = audience
      self.roleClaim = roleClaim
    }
  }

  private struct Head: Decodable {
    let alg: String
    let kid: String?
    /// Extensions that must be understood; we understand none.
    let crit: [String]?
  }

  private struct Claims: Decodable {
    let iss: String
    let sub: String
    let aud: JSONValue
    let exp: Double
    let nbf: Double?
    let name: String?
  }

  /// Longest token that is looked at [bytes].
  package static let sizeMaximum = 8192
  /// How far clocks may be apart [s].
  package static let skew = 30.0

  /// Path of the file of public keys.
  package let path: String
  package let rules: Rules
  private let known: WatchedFile<TokenKeySet, TokenKeyError>

  package init(path: String, rules: Rules) {
    self.path = path
    self.rules = rules
    known = WatchedFile(path: path) { () throws(TokenKeyError) in
      guard let text = FileManager.default.contents(atPath: path) else {
        throw TokenKeyError(found: "`\(path)`, which cannot be read")
      }
      return try TokenKeySet(text)
    }
  }

  /// The caller that a token stands for; `nil` for one that is not valid, or without a role that we know.
  ///
  /// - Parameters:
  ///   - now: time of the request [s since 1970].
  /// - Throws: ``TokenKeyError`` where the file of keys cannot be used; nobody is let in then.
  package func principal(of token: String, at now: Double) throws(TokenKeyError) -> Principal? {
    guard token.utf8.count <= Self.sizeMaximum else { return nil }
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let head: Head = Self.decoded(parts[0]), head.crit == nil,
      let signature = Base64URL.data(parts[2])
    else { return nil }
    let message = Data("\(parts[0]).\(parts[1])".utf8)
    let candidates = try known.value(at: now).keys.filter {
      $0.key.algorithm == head.alg && (head.kid == nil || $0.id == head.kid)
    }
    guard candidates.contains(where: { $0.key.accepts(signature, of: message) }),
      let claims: Claims = Self.decoded(parts[1]),
      claims.iss == rules.issuer, isForUs(claims.aud), now < claims.exp + Self.skew,
      claims.nbf.map({ $0 - Self.skew <= now }) ?? true, !claims.sub.isEmpty, let role = role(parts[1])
    else { return nil }
    return Principal(
      id: "token:" + claims.sub.prefix(64), name: claims.name ?? claims.sub, role: role,
      tokenEnds: claims.exp + Self.skew)
  }

  private func isForUs(_ audience: JSONValue) -> Bool {
    switch audience {
    case .string(let one): one == rules.audience
    case .array(let all): all.contains(.string(rules.audience))
    default: false
    }
  }

  private func role(_ claims: Substring) -> Role? {
    let value: JSONValue? = Self.decoded(claims)
    switch value?[rules.roleClaim] {
    case .string(let word)?: return Role(rawValue: word)
    case .array(let words)?:
      return words.compactMap { if case .string(let word) = $0 { Role(rawValue: word) } else { nil } }.max()
    default: return nil
    }
  }

  private static func decoded<Value: Decodable>(_ part: Substring) -> Value? {
    Base64URL.data(part).flatMap { try? JSONDecoder().decode(Value.self, from: $0) }
  }

  /// The keys as the file has them, looked at once a second at most.
  package func check(at now: Double) throws(TokenKeyError) { _ = try known.value(at: now) }
}
