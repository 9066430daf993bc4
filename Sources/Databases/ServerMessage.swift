/// What a server or its client said, on one line and without the password.
package struct ServerMessage {
  package let text: String

  package init(_ message: String, hiding password: String?) {
    var line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
    if let password, !password.isEmpty { line = line.replacing(password, with: "(password)") }
    text = line.isEmpty ? "no explanation" : String(line.prefix(500))
  }
}
