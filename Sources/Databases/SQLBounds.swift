/// Bounds of what is held at a time, whatever a database sends.
package enum SQLBounds {
  /// Payload after which a batch is full [bytes].
  package static let batchBytes = 4 << 20
  /// Largest single value of a data source [bytes].
  package static let cellBytes = 1 << 20
}
