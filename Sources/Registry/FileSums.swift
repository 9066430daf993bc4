import Integrators

/// Digests of the files of a version, in the form that `sha256sum -c` takes.
struct FileSums: Hashable {
  /// Digest by name.
  let digests: [String: String]

  init(_ files: [(name: String, bytes: [UInt8])]) {
    digests = Dictionary(files.map { ($0.name, SHA256Digest($0.bytes).description) }, uniquingKeysWith: { $1 })
  }

  var text: String { digests.sorted { $0.key < $1.key }.map { "\($0.value)  \($0.key)\n" }.joined() }

  /// - Throws: ``RegistryError`` of kind `damaged`, with the line.
  init(_ bytes: [UInt8], place: String) throws(RegistryError) {
    let text = String(decoding: bytes, as: UTF8.self)
    var digests: [String: String] = [:]
    for (number, line) in text.split(separator: "\n").enumerated() {
      let digest = line.prefix(64)
      let name = String(line.dropFirst(66))
      guard digest.utf8.count == 64, digest.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }),
        line.dropFirst(64).hasPrefix("  "), Self.isName(name), digests.updateValue(String(digest), forKey: name) == nil
      else {
        throw RegistryError(
          .damaged, place: "\(place):\(number + 1)", found: "`\(line.prefix(100))`",
          expected: "64 hexadecimal digits, two blanks and the name of a file")
      }
    }
    guard !digests.isEmpty, digests.count <= ModelRegistry.fileMaximum else {
      throw RegistryError(
        .damaged, place: place, found: "\(digests.count) files", expected: "1 … \(ModelRegistry.fileMaximum)")
    }
    self.digests = digests
  }

  /// Whether a name stays within its folder.
  static func isName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 255 && !name.hasPrefix(".")
      && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") || $0 < 32 }
  }
}
