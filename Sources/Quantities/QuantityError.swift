/// Why a text is no quantity of the dimension asked for.
public struct QuantityError: Error, Hashable, Sendable {
  /// What is wrong with the text.
  public enum Reason: Hashable, Sendable {
    /// The text does not start with a decimal number: `fast`, `0x10`, `nan`, `.5`.
    case noNumber
    /// The number is too large for a `Double`.
    case overflow
    /// A number without a unit, where one is needed.
    case unitMissing
    /// A unit that this dimension does not have.
    case unitUnknown
  }

  public let reason: Reason
  /// The text as found.
  public let found: String
  /// Name of the dimension expected.
  public let dimension: String
  /// Symbols of the units accepted, the SI unit first.
  public let units: [String]
  /// The unit probably meant, if one is near.
  public let suggestion: String?
}

extension QuantityError {
  /// What would have been accepted, in words.
  public var expected: String {
    let named = units.map { $0.isEmpty ? "no unit" : $0 }
    return "a \(dimension) with one of the units \(named.joined(separator: ", "))"
  }

  /// What to do about it.
  public var remedy: String {
    switch reason {
    case .noNumber: "write a decimal number with a point, then the unit"
    case .overflow: "write a smaller number"
    case .unitMissing: "write the unit behind the number"
    case .unitUnknown: suggestion.map { "did you mean \($0.isEmpty ? "no unit" : $0)?" } ?? "use one of these units"
    }
  }
}

extension QuantityError: CustomStringConvertible {
  public var description: String { "found `\(found)`; expected \(expected); \(remedy)" }
}
