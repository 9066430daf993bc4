import Crypto
import Foundation

/// A key of the service as it is kept: who may use it, never its secret.
package struct APIKey: Codable, Hashable, Sendable {
  /// Public part of the key, in its text and in the audit log.
  package let id: String
  /// What a person calls it.
  package let name: String
  package let role: Role
  /// SHA-256 of the secret part, as hexadecimal digits. The secret has 256 random bits, so that no salt and no slow
  /// digest is needed: there is nothing to guess.
  package let secretDigest: String
  /// When it was made [s since 1970].
  package let created: Double
  /// When it ceases to be valid [s since 1970]; never where `nil`.
  package let expires: Double?
  /// The machines that it may see; all where `nil`.
  package let machines: [String]?

  enum CodingKeys: String, CodingKey {
    case id, name, role, created, expires, machines
    case secretDigest = "secret_sha256"
  }

  /// What every key begins with, so that scanners of leaked secrets know one.
  package static let prefix = "pmt"

  /// A new key and its text, which is shown once and kept nowhere.
  package static func make(
    name: String, role: Role, at now: Double, expires: Double?, machines: [String]? = nil
  ) -> (key: APIKey, text: String) {
    let id = randomText(bytes: 6)
    let secret = randomText(bytes: 32)
    let key = APIKey(
      id: id, name: name, role: role, secretDigest: digest(of: secret), created: now, expires: expires,
      machines: machines)
    return (key, "\(prefix)_\(id)_\(secret)")
  }

  /// Identifier and secret of a key's text; `nil` for a text that is no key.
  static func parts(of text: String) -> (id: String, secret: String)? {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, parts[0] == prefix, parts[1].utf8.count == 12, parts[2].utf8.count == 64 else { return nil }
    return (parts[1], parts[2])
  }

  /// Whether the secret is this key's; takes the same time whatever is wrong with it.
  func accepts(secret: String) -> Bool {
    let (found, expected) = (Array(Self.digest(of: secret).utf8), Array(secretDigest.utf8))
    guard found.count == expected.count else { return false }
    var difference: UInt8 = 0
    for (a, b) in zip(found, expected) { difference |= a ^ b }
    return difference == 0
  }

  /// Whether the key may be used at a time [s since 1970].
  func isValid(at now: Double) -> Bool { expires.map { now < $0 } ?? true }

  private static func digest(of secret: String) -> String {
    SHA256.hash(data: Data(secret.utf8)).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  /// Random bytes as hexadecimal digits.
  static func randomText(bytes: Int) -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<bytes).map { _ in
      let byte = UInt8.random(in: .min ... .max, using: &generator)
      return String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }.joined()
  }
}
