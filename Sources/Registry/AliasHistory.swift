public import Plant

/// What an alias stands for and what it stood for: the text of its file.
///
/// The first line is the version. Each further line is a switch, the oldest first: time, `promote` or `rollback`, and
/// the version from then on. A file is replaced as a whole, so that version and history never disagree.
public struct AliasHistory: Hashable, Sendable {
  /// One switch.
  public struct Switch: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
      case promote
      case rollback
    }

    public let time: Instant
    public let kind: Kind
    /// The version from then on.
    public let version: Int
  }

  /// Switches that are kept; older ones are forgotten.
  static let limit = 1000

  public private(set) var switches: [Switch] = []

  init() {}

  /// Versions that were promoted and not rolled back, the current one last.
  private var standing: [Int] {
    var standing: [Int] = []
    for change in switches {
      switch change.kind {
      case .promote: standing.append(change.version)
      case .rollback:
        // Where older switches were forgotten, the version stands for itself.
        standing = standing.dropLast().last == change.version ? standing.dropLast() : [change.version]
      }
    }
    return standing
  }

  /// The version that the alias stands for.
  public var version: Int? { switches.last?.version }
  /// The version before it, to which a rollback returns.
  public var previous: Int? { standing.dropLast().last }

  mutating func promote(_ version: Int, at time: Instant) {
    switches.append(Switch(time: time, kind: .promote, version: version))
  }

  /// Returns to the version before; `nil` where there is none.
  mutating func rollback(at time: Instant) -> Int? {
    guard let previous else { return nil }
    switches.append(Switch(time: time, kind: .rollback, version: previous))
    return previous
  }

  var text: String {
    "\(version ?? 0)\n"
      + switches.suffix(Self.limit).map { "\($0.time) \($0.kind.rawValue) \($0.version)\n" }.joined()
  }

  /// - Throws: ``RegistryError`` of kind `damaged`, with the line.
  init(_ bytes: [UInt8], place: String) throws(RegistryError) {
    func damaged(_ line: Int, _ found: String, _ expected: String) -> RegistryError {
      RegistryError(
        .damaged, place: "\(place):\(line)", found: found, expected: expected,
        remedy: "remove the file and promote a version again")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw damaged(1, "bytes that are no text", "text")
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let first = lines.first, let stated = Int(first), stated > 0 else {
      throw damaged(1, "`\(lines.first?.prefix(40) ?? "")`", "the number of a version")
    }
    for (number, line) in lines.enumerated().dropFirst() where !line.isEmpty {
      let words = line.split(separator: " ")
      guard words.count == 3, let time = Instant(String(words[0])), let kind = Switch.Kind(rawValue: String(words[1])),
        let version = Int(words[2]), version > 0
      else { throw damaged(number + 1, "`\(line.prefix(60))`", "time, promote or rollback, and a version") }
      switches.append(Switch(time: time, kind: kind, version: version))
    }
    guard version == stated else {
      throw damaged(1, "version \(stated)", "\(version.map { "\($0)" } ?? "a switch"), where the last switch led")
    }
  }
}
