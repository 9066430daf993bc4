import Foundation
package import Plant

extension SecretPlace {
  /// The password itself: the variable, or the first line of the file, at most 4 KiB.
  /// - Throws: ``SQLFailure`` of kind `.secret` when it is not there or empty.
  package func value(in environment: [String: String]) throws(SQLFailure) -> String {
    switch self {
    case .environment(let name):
      guard let value = environment[name], !value.isEmpty else {
        throw refusal("the environment variable \(name) is not set")
      }
      return value
    case .file(let path):
      guard let file = FileHandle(forReadingAtPath: path), let bytes = try? file.read(upToCount: 4_097) else {
        throw refusal("the file \(path) cannot be read")
      }
      guard bytes.count <= 4_096, let text = String(data: bytes, encoding: .utf8) else {
        throw refusal("the file \(path) holds no password: more than 4 KiB, or no text")
      }
      guard let line = text.split(whereSeparator: \.isNewline).first else {
        throw refusal("the file \(path) is empty")
      }
      return String(line)
    }
  }

  private func refusal(_ found: String) -> SQLFailure {
    SQLFailure(
      .secret, at: "data source", doing: "looking for the password", found: found,
      remedy: SQLFailure.Kind.secret.usualRemedy)
  }
}
