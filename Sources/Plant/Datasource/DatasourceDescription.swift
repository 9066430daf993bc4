/// Where logs come from and what their fields mean: a file of `Datasources/`, read and checked.
public struct DatasourceDescription: Hashable, Sendable {
  public var id: String
  public var name: String
  public var connection: LogConnection
  /// The zone of times that state none: `UTC`, `+01:00` or a name such as `Europe/Berlin`; `nil` when there is none,
  /// and times must state their own.
  public var timeZone: String?
  /// The table with one row per shot. For folders its column names are the names of fields.
  public var shots: ShotTable
  /// A table with the judgments, one row per shot; `nil` when there is none.
  public var quality: QualityTable?
  public var series: [SeriesTable]

  /// A description; its names were checked by who made it.
  public init(
    id: String, name: String, connection: LogConnection, timeZone: String? = nil, shots: ShotTable,
    quality: QualityTable? = nil, series: [SeriesTable] = []
  ) {
    self.id = id
    self.name = name
    self.connection = connection
    self.timeZone = timeZone
    self.shots = shots
    self.quality = quality
    self.series = series
  }
}

/// The table with one row per shot.
public struct ShotTable: Hashable, Sendable {
  /// Name of the table, valid as ``SQLIdentifier`` with schema; `nil` for folders.
  public var table: SQLIdentifier?
  /// What the columns mean; for SQL one is ``LogTarget/id`` and one ``LogTarget/start``.
  public var columns: [ColumnMapping]

  /// A table of shots.
  public init(table: SQLIdentifier?, columns: [ColumnMapping]) {
    self.table = table
    self.columns = columns
  }

  /// The first column that means `target`.
  public func column(_ target: LogTarget) -> ColumnMapping? { columns.first { $0.target == target } }
}

/// The table with the judgments. Its fields are delivered with the prefix `quality.` before the column.
public struct QualityTable: Hashable, Sendable {
  public var table: SQLIdentifier
  /// The column that holds the identifier of the shot.
  public var key: SQLIdentifier
  public var columns: [ColumnMapping]

  /// A table of judgments.
  public init(table: SQLIdentifier, key: SQLIdentifier, columns: [ColumnMapping]) {
    self.table = table
    self.key = key
    self.columns = columns
  }
}

/// A table with many rows per shot.
public struct SeriesTable: Hashable, Sendable {
  /// How the table names its signals.
  public enum Form: Hashable, Sendable {
    /// A column for each signal.
    case wide([SignalMapping])
    /// A row for each value: the column `signal` names it, the column `value` holds it.
    case long(signal: SQLIdentifier, value: SQLIdentifier, tags: [SignalMapping])
  }

  /// `nil` for folders, whose series are CSV files.
  public var table: SQLIdentifier?
  /// The column that holds the identifier of the shot; `nil` for folders.
  public var key: SQLIdentifier?
  public var time: TimeMapping
  public var form: Form

  /// A table of series.
  public init(table: SQLIdentifier?, key: SQLIdentifier?, time: TimeMapping, form: Form) {
    self.table = table
    self.key = key
    self.time = time
    self.form = form
  }
}
