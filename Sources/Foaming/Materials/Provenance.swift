/// How far a number can be trusted, and where it came from.
public struct Provenance: Hashable, Sendable {
  /// The kind of source, from strongest to weakest evidence.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Measured on this material or machine.
    case measured
    /// Printed on the supplier's data sheet.
    case dataSheet = "data sheet"
    /// Published for a comparable material.
    case literature
    /// Fitted by the twin to measurements or to a data sheet.
    case fitted
    /// Computed from other stated numbers.
    case derived
    /// Estimated by an engineer.
    case estimated
    /// Default of an archetype: plausible, not validated.
    case archetype
    /// Filled in with the user's consent to close a gap.
    case assumed
    /// Written by the user on the command line.
    case overridden
  }

  public var kind: Kind
  /// The source in a few words: a record number, a citation, an archetype's id.
  public var note: String

  public init(_ kind: Kind, _ note: String = "") {
    self.kind = kind
    self.note = note
  }
}

extension Provenance: CustomStringConvertible {
  public var description: String { note.isEmpty ? kind.rawValue : "\(kind.rawValue): \(note)" }
}

/// A number in SI units together with its source.
public struct Sourced: Hashable, Sendable {
  public var value: Double
  public var provenance: Provenance

  public init(_ value: Double, _ provenance: Provenance) {
    self.value = value
    self.provenance = provenance
  }
}
