/// One thing that was wrong with a log, and what was done about it.
package struct LogFinding: Hashable, Sendable {
  /// What is wrong. The raw value is the key in files.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A field is there and empty, or a series has a hole.
    case gap
    /// A text where a number, a time or a known word belongs.
    case unreadable
    /// A number that cannot be true: undefined, infinite, out of range.
    case impossible
    /// A number without a unit, or with one its dimension does not have.
    case unitUnknown = "unit_unknown"
    /// The source and the mapping, or two places, state different units.
    case unitConflict = "unit_conflict"
    /// Two fields or sources state different values.
    case conflict
    /// The identifier was seen before.
    case duplicate
    /// A time that is missing, ambiguous, in the future, or runs backward.
    case clock
    /// A file or row that could not be read at all.
    case fault
    /// A series longer than a shot can have.
    case truncated
    /// A series, or a column of one, that the mapping does not know.
    case unmapped
  }

  /// What was done.
  package enum Severity: String, Hashable, Sendable, CaseIterable {
    /// The shot is not used.
    case rejects
    /// A value was left out or replaced, the shot is used.
    case repaired
    /// Nothing was changed.
    case noted
  }

  /// Identifier of the shot; empty when it has none.
  package var shot: String
  /// Identifier of the datasource.
  package var source: String
  /// Where: `S-1/meta.yaml:3:12`, `mes.shots[S-1]`.
  package var place: String
  /// In our words: `polyol_temperature`; empty for the shot as a whole.
  package var field: String
  package var kind: Kind
  package var severity: Severity
  package var found: String
  package var expected: String

  /// The columns of a table of findings.
  package static let columns = ["shot", "source", "place", "field", "kind", "severity", "found", "expected"]

  /// The cells of a row of that table.
  package var cells: [String] { [shot, source, place, field, kind.rawValue, severity.rawValue, found, expected] }

  package init(
    shot: String, source: String, place: String, field: String = "", kind: Kind, severity: Severity, found: String,
    expected: String
  ) {
    self.shot = shot
    self.source = source
    self.place = place
    self.field = field
    self.kind = kind
    self.severity = severity
    self.found = found
    self.expected = expected
  }

  /// Reads the cells of a row; `nil` when they are none.
  package init?(cells: [String]) {
    guard cells.count == 8, let kind = Kind(rawValue: cells[4]), let severity = Severity(rawValue: cells[5]) else {
      return nil
    }
    self.init(
      shot: cells[0], source: cells[1], place: cells[2], field: cells[3], kind: kind, severity: severity,
      found: cells[6], expected: cells[7])
  }
}

extension LogFinding: CustomStringConvertible {
  package var description: String {
    let subject = field.isEmpty ? "shot `\(shot)`" : "shot `\(shot)`: \(field)"
    return "\(place): \(subject): \(found); expected \(expected)"
  }
}
