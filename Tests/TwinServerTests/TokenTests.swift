import Crypto
import CryptoExtras
import Foundation
import Testing
import TwinServer

@Suite("Tokens of an identity provider are taken at their word only when it is theirs")
struct TokenTests {
  private static let now = 1_800_000_000.0

  private typealias Provider = TokenProvider

  private static func text(_ data: some DataProtocol) -> String { TokenProvider.text(data) }

  private static func claims(_ changes: [String: String?] = [:]) -> String {
    TokenProvider.claims(at: now, changes)
  }

  @Test("Both algorithms are verified, and the highest role of a list counts")
  func accepted() throws {
    let provider = try Provider()
    let verifier = provider.verifier()
    let curve = try #require(try verifier.principal(of: provider.token(claims: Self.claims()), at: Self.now))
    #expect(curve.role == .operator && curve.id == "token:anna")
    let many = try provider.token(
      head: #"{"alg":"RS256","kid":"rsa-1"}"#,
      claims: Self.claims(["role": #"["viewer","maintainer","elsewhere"]"#, "aud": #"["other","twin"]"#])
    ) { try provider.rsa.signature(for: SHA256.hash(data: $0), padding: .insecurePKCS1v1_5).rawRepresentation }
    #expect(try verifier.principal(of: many, at: Self.now)?.role == .maintainer)
  }

  @Test(
    "Claims that are not for us, not of the issuer, of another time or without a role get nobody in",
    arguments: [
      ["iss": #""https://evil.example""#], ["aud": #""other""#], ["aud": #"["other"]"#], ["exp": "\(Int(now) - 31)"],
      ["exp": nil], ["nbf": "\(Int(now) + 31)"], ["role": #""root""#], ["role": nil], ["role": "7"], ["sub": nil],
      ["sub": #""""#], ["iss": nil], ["aud": nil],
    ] as [[String: String?]])
  func claims(changes: [String: String?]) throws {
    let provider = try Provider()
    let token = try provider.token(claims: Self.claims(changes))
    #expect(try provider.verifier().principal(of: token, at: Self.now) == nil)
  }

  @Test("Neither `none` nor a shared secret nor another key nor a changed text gets anybody in")
  func forged() throws {
    let provider = try Provider()
    let verifier = provider.verifier()
    let good = try provider.token(claims: Self.claims())
    #expect(try verifier.principal(of: good, at: Self.now) != nil)
    let none = try provider.token(head: #"{"alg":"none"}"#, claims: Self.claims()) { _ in Data() }
    let secret = SymmetricKey(data: provider.curve.publicKey.x963Representation)
    let shared = try provider.token(head: #"{"alg":"HS256","kid":"curve-1"}"#, claims: Self.claims()) {
      Data(HMAC<SHA256>.authenticationCode(for: $0, using: secret))
    }
    let stranger = try provider.token(claims: Self.claims()) {
      try P256.Signing.PrivateKey().signature(for: $0).rawRepresentation
    }
    let unknown = try provider.token(head: #"{"alg":"ES256","kid":"curve-9"}"#, claims: Self.claims())
    let critical = try provider.token(head: #"{"alg":"ES256","kid":"curve-1","crit":["x"]}"#, claims: Self.claims())
    let crossed = try provider.token(head: #"{"alg":"RS256","kid":"curve-1"}"#, claims: Self.claims())
    let parts = good.split(separator: ".")
    let changed = "\(parts[0]).\(Self.text(Data(Self.claims(["role": #""administrator""#]).utf8))).\(parts[2])"
    let long = try provider.token(claims: Self.claims(["x": "\"\(String(repeating: "x", count: 9000))\""]))
    for token in [none, shared, stranger, unknown, critical, crossed, changed, long, good + ".x", "a.b.c", ".."] {
      #expect(try verifier.principal(of: token, at: Self.now) == nil, "\(token.prefix(80))")
    }
  }

  @Test("A key that is replaced in the file ends, and its successor counts, without a restart")
  func rotation() throws {
    let provider = try Provider()
    let verifier = provider.verifier()
    let old = try provider.token(claims: Self.claims())
    #expect(try verifier.principal(of: old, at: Self.now) != nil)
    let next = P256.Signing.PrivateKey()
    try provider.publish(["curve-2": next.publicKey])
    let new = try provider.token(head: #"{"alg":"ES256","kid":"curve-2"}"#, claims: Self.claims()) {
      try next.signature(for: $0).rawRepresentation
    }
    #expect(try verifier.principal(of: old, at: Self.now + 2) == nil)
    #expect(try verifier.principal(of: new, at: Self.now + 2) != nil)
  }

  @Test("A file with a private key, with short keys alone or with none lets nobody in")
  func keySets() throws {
    let provider = try Provider()
    try provider.publish([:], extra: #"{"kty":"oct","k":"c2VjcmV0"}"#)
    let token = try provider.token(claims: Self.claims())
    #expect(throws: TokenKeyError.self) { try provider.verifier().principal(of: token, at: Self.now) }
    for text in ["", "{}", #"{"keys":[]}"#, #"{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}"#] {
      try text.write(toFile: provider.path, atomically: true, encoding: .utf8)
      #expect(throws: TokenKeyError.self) { try provider.verifier().principal(of: token, at: Self.now) }
    }
  }
}
