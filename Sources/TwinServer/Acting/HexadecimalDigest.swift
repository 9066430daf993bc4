import Crypto
import Foundation

/// SHA-256 as hexadecimal digits.
enum HexadecimalDigest {
  /// The digest of some bytes.
  static func text(of bytes: some DataProtocol) -> String {
    SHA256.hash(data: bytes).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  /// The digest of texts one after the other, each behind its length: other parts never have the same.
  static func text(of parts: [String]) -> String {
    var bytes = Data()
    for part in parts { bytes += Data("\(part.utf8.count):".utf8) + Data(part.utf8) }
    return text(of: bytes)
  }
}
