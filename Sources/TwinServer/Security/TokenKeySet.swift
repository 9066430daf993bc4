import Crypto
import CryptoExtras
import Foundation

/// The public keys of an identity provider (JSON Web Key Set, RFC 7517).
///
/// Keys that are for something else than signatures, or of a kind that is not verified here, are passed over: a set may
/// hold them. Private parts make the whole set an error: such a file must not lie on this machine.
struct TokenKeySet: Sendable {
  /// One key that can verify signatures.
  enum Key: Sendable {
    case rsa(_RSA.Signing.PublicKey)
    case curve(P256.Signing.PublicKey)

    /// The one algorithm that it verifies (RFC 7518).
    var algorithm: String {
      switch self {
      case .rsa: "RS256"
      case .curve: "ES256"
      }
    }

    func accepts(_ signature: Data, of message: Data) -> Bool {
      let digest = SHA256.hash(data: message)
      switch self {
      case .rsa(let key):
        return key.isValidSignature(.init(rawRepresentation: signature), for: digest, padding: .insecurePKCS1v1_5)
      case .curve(let key):
        guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
        return key.isValidSignature(signature, for: digest)
      }
    }
  }

  private struct Document: Decodable {
    let keys: [Entry]
  }

  private struct Entry: Decodable {
    let kty: String
    let use, alg, kid, crv, n, e, x, y, d: String?
  }

  /// Shortest modulus of RSA that is taken [bits].
  static let modulusMinimum = 2048

  /// Keys by their identifier; several may have none.
  let keys: [(id: String?, key: Key)]

  /// - Throws: ``TokenKeyError`` for text that is no key set, holds a private key, or no key that could be used.
  init(_ text: Data) throws(TokenKeyError) {
    guard let document = try? JSONDecoder().decode(Document.self, from: text) else {
      throw TokenKeyError(found: "text that is no JSON Web Key Set")
    }
    guard document.keys.allSatisfy({ $0.d == nil && $0.kty != "oct" }) else {
      throw TokenKeyError(found: "a private key")
    }
    keys = document.keys.compactMap { entry in Self.key(entry).map { (entry.kid, $0) } }
    if keys.isEmpty { throw TokenKeyError(found: "no key for RS256 or ES256") }
  }

  private static func key(_ entry: Entry) -> Key? {
    guard entry.use ?? "sig" == "sig" else { return nil }
    switch entry.kty {
    case "RSA":
      guard entry.alg ?? "RS256" == "RS256", let n = Base64URL.data(entry.n), let e = Base64URL.data(entry.e),
        n.drop(while: { $0 == 0 }).count * 8 >= modulusMinimum,
        let key = try? _RSA.Signing.PublicKey(n: Data(n), e: Data(e))
      else { return nil }
      return .rsa(key)
    case "EC":
      guard entry.alg ?? "ES256" == "ES256", entry.crv == "P-256", let x = Base64URL.data(entry.x),
        let y = Base64URL.data(entry.y), x.count == 32, y.count == 32,
        let key = try? P256.Signing.PublicKey(x963Representation: Data([4] + x + y))
      else { return nil }
      return .curve(key)
    default: return nil
    }
  }
}

/// What is wrong with a file of public keys.
package struct TokenKeyError: Error, Hashable, Sendable {
  package let found: String
}

/// Base64 without padding and with the alphabet of URLs (RFC 4648, 5).
enum Base64URL {
  static func data(_ text: String?) -> Data? { text.flatMap { data($0[...]) } }

  static func data(_ text: Substring) -> Data? {
    guard text.utf8.allSatisfy({ $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "/") }) else {
      return nil
    }
    let usual = text.replacing("-", with: "+").replacing("_", with: "/")
    return Data(base64Encoded: usual + String(repeating: "=", count: (4 - usual.utf8.count % 4) % 4))
  }
}
