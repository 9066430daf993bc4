import Crypto
import CryptoExtras
import Foundation
import TwinServer

/// An identity provider with keys of its own.
final class TokenProvider {
  let curve = P256.Signing.PrivateKey()
  let rsa: _RSA.Signing.PrivateKey
  let folder: URL
  var path: String { folder.path + "/keys.json" }

  init() throws {
    rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048)
    folder = FileManager.default.temporaryDirectory.appending(path: "Tokens.\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try publish(["curve-1": curve.publicKey])
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func publish(_ curves: [String: P256.Signing.PublicKey], extra: String = "") throws {
    var keys = curves.sorted { $0.key < $1.key }.map { id, key in
      let point = key.x963Representation
      let (x, y) = (Self.text(point[1...32]), Self.text(point[33...64]))
      return #"{"kty":"EC","crv":"P-256","alg":"ES256","use":"sig","kid":"\#(id)","x":"\#(x)","y":"\#(y)"}"#
    }
    let primitives = try rsa.publicKey.getKeyPrimitives()
    let (n, e) = (Self.text(primitives.modulus), Self.text(primitives.publicExponent))
    keys.append(#"{"kty":"RSA","kid":"rsa-1","n":"\#(n)","e":"\#(e)"}"#)
    if !extra.isEmpty { keys.append(extra) }
    try #"{"keys":[\#(keys.joined(separator: ","))]}"#.write(toFile: path, atomically: true, encoding: .utf8)
  }

  func verifier() -> TokenVerifier {
    TokenVerifier(path: path, rules: .init(issuer: "https://id.example", audience: "twin", roleClaim: "role"))
  }

  func token(
    head: String = #"{"alg":"ES256","kid":"curve-1"}"#, claims: String, by signer: ((Data) throws -> Data)? = nil
  ) throws -> String {
    let text = Self.text(Data(head.utf8)) + "." + Self.text(Data(claims.utf8))
    let message = Data(text.utf8)
    let signature = try signer?(message) ?? curve.signature(for: message).rawRepresentation
    return text + "." + Self.text(signature)
  }

  static func text(_ data: some DataProtocol) -> String {
    Data(data).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  static func claims(at now: Double, _ changes: [String: String?] = [:]) -> String {
    var members: [String: String?] = [
      "iss": #""https://id.example""#, "aud": #""twin""#, "sub": #""anna""#, "exp": "\(Int(now) + 300)",
      "role": #""operator""#,
    ]
    members.merge(changes) { $1 }
    return "{" + members.compactMap { key, value in value.map { "\"\(key)\":\($0)" } }.joined(separator: ",") + "}"
  }
}
