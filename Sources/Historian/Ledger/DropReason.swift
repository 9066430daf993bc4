/// Why a sample that was received is neither stored nor quarantined.
///
/// Raw values are kept in databases and never change their meaning.
public enum DropReason: String, Hashable, Sendable, CaseIterable, Comparable {
  /// Older than the oldest day of samples that is kept.
  case expired
  /// Infinite, or not a number.
  case notFinite = "not_finite"
  /// A text longer than 65,535 bytes.
  case tooLong = "too_long"
  /// Its place is not in the list of signals it came with.
  case unknownSignal = "unknown_signal"
  /// The spool is at its bound while the database is away.
  case spoolFull = "spool_full"
  /// The disk of the spool has no room or fails.
  case spoolFailed = "spool_failed"
  /// Was in a part of the spool that came back damaged.
  case spoolDamaged = "spool_damaged"
  /// Arrived after the shutdown began, or there was no spool to keep it.
  case shutdown
  /// The historian refused it for a reason that waiting does not cure.
  case refused
  /// Passed validation, and within the dead band of the last sample of its signal that was stored: not lost, but not
  /// worth a row.
  case deadBand = "dead_band"

  /// By name.
  public static func < (lhs: DropReason, rhs: DropReason) -> Bool { lhs.rawValue < rhs.rawValue }
}
