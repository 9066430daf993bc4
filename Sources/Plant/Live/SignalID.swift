/// The name of a signal: lower-case words and digits joined by hyphens, points or underscores, at most 64 letters.
public struct SignalID: RawRepresentable, Hashable, Sendable, Comparable, CustomStringConvertible {
  public let rawValue: String

  /// `nil` unless the text is such a name: `hydraulic.ps1`.
  public init?(rawValue: String) {
    let words = rawValue.utf8.split(omittingEmptySubsequences: false) { $0 == 45 || $0 == 46 || $0 == 95 }
    let isName = words.allSatisfy { word in
      !word.isEmpty && word.allSatisfy { (97...122).contains($0) || (48...57).contains($0) }
    }
    guard isName, rawValue.utf8.count <= 64 else { return nil }
    self.rawValue = rawValue
  }

  /// Alphabetic.
  public static func < (lhs: SignalID, rhs: SignalID) -> Bool { lhs.rawValue < rhs.rawValue }

  public var description: String { rawValue }
}
