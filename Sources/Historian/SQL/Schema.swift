/// The tables of a historian in a database, in versions that lead to each other forward and back.
enum Schema {
  /// The version that this program writes.
  static let current = migrations.count

  /// One step from a version to the next.
  struct Migration: Sendable {
    /// What it adds, for people.
    let title: String
    /// Tables it makes, by name; what databases add to them is in ``SchemaWords/afterTable``.
    let tables: [(name: String, statement: String)]
    /// Further statements.
    let statements: [String]
    /// Whether going back loses what the step kept.
    let back: [String]
  }

  static let blockColumns = ["signal", "first", "last", "samples", "checksum", "payload"]
  static let windowColumns = [
    "signal", "start", "good", "uncertain", "bad", "numbers", "minimum", "maximum", "total",
  ]

  /// The step from version `n` to `n + 1` is at place `n`. Steps are only ever appended.
  static let migrations: [Migration] = [samples, records, ledger]

  private static let samples = Migration(
    title: "signals, samples and roll-ups",
    tables: [
      (
        "signal",
        """
        CREATE TABLE signal (number {whole} PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT, unit TEXT)
        """
      ),
      ("head", "CREATE TABLE head (number {whole} PRIMARY KEY, checksum {whole} NOT NULL, payload {bytes} NOT NULL)"),
      (
        "block",
        """
        CREATE TABLE block (signal {whole} NOT NULL, first {instant} NOT NULL, last {instant} NOT NULL,
          samples {whole} NOT NULL, checksum {whole} NOT NULL, payload {bytes} NOT NULL){days}
        """
      ),
      (
        "rollup_second",
        """
        CREATE TABLE rollup_second (signal {whole} NOT NULL, first {instant} NOT NULL, last {instant} NOT NULL,
          samples {whole} NOT NULL, checksum {whole} NOT NULL, payload {bytes} NOT NULL)
        """
      ),
      ("rollup_minute", windowTable("rollup_minute")), ("rollup_hour", windowTable("rollup_hour")),
    ],
    statements: [
      "CREATE INDEX block_of_signal ON block (signal, first, last)",
      "CREATE INDEX second_of_signal ON rollup_second (signal, first, last)",
    ],
    back: ["rollup_hour", "rollup_minute", "rollup_second", "block", "head", "signal"].map { "DROP TABLE \($0)" })

  private static let records = Migration(
    title: "shots, alarms, diagnoses and artifacts",
    tables: [
      (
        "record",
        """
        CREATE TABLE record (kind TEXT NOT NULL, id TEXT NOT NULL, time {instant} NOT NULL, machine TEXT NOT NULL,
          state TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (kind, id))
        """
      ),
      (
        "artifact",
        """
        CREATE TABLE artifact (digest TEXT PRIMARY KEY, kind TEXT NOT NULL, created {instant} NOT NULL,
          size {whole} NOT NULL, payload {bytes} NOT NULL)
        """
      ),
    ],
    statements: ["CREATE INDEX record_by_time ON record (kind, time, id)"],
    back: ["DROP TABLE artifact", "DROP TABLE record"])

  private static let ledger = Migration(
    title: "the sample ledger",
    tables: [
      (
        "ledger",
        """
        CREATE TABLE ledger (source TEXT NOT NULL, entry TEXT NOT NULL, samples {whole} NOT NULL,
          PRIMARY KEY (source, entry))
        """
      ),
      ("delivery", "CREATE TABLE delivery (spool TEXT PRIMARY KEY, number {whole} NOT NULL)"),
    ],
    statements: [],
    back: ["DROP TABLE delivery", "DROP TABLE ledger"])

  private static func windowTable(_ name: String) -> String {
    """
    CREATE TABLE \(name) (signal {whole} NOT NULL, start {instant} NOT NULL, good {whole} NOT NULL,
      uncertain {whole} NOT NULL, bad {whole} NOT NULL, numbers {whole} NOT NULL, minimum {real}, maximum {real},
      total {real} NOT NULL, PRIMARY KEY (signal, start))
    """
  }

  /// A statement that inserts windows, or merges each with the part of it that is there.
  static func merging(_ table: String, _ source: String) -> String {
    func least(_ column: String, _ sign: String) -> String {
      """
      \(column) = CASE WHEN excluded.\(column) IS NULL THEN \(table).\(column)
        WHEN \(table).\(column) IS NULL OR excluded.\(column) \(sign) \(table).\(column) THEN excluded.\(column)
        ELSE \(table).\(column) END
      """
    }
    let sums = ["good", "uncertain", "bad", "numbers", "total"].map { "\($0) = \(table).\($0) + excluded.\($0)" }
    let changes = (sums + [least("minimum", "<"), least("maximum", ">")]).joined(separator: ", ")
    return "INSERT INTO \(table) (\(windowColumns.joined(separator: ", "))) \(source) "
      + "ON CONFLICT (signal, start) DO UPDATE SET \(changes)"
  }
}
