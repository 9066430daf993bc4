/// A column of a series as its source delivers it.
///
/// Plain numbers, nearly all that a series holds, take eight bytes each.
public struct RawColumn: Hashable, Sendable {
  /// The source's own name.
  public var name: String
  /// The unit as the source writes it beside the name.
  public var unit: String?
  private var numbers: [Double] = []
  /// What is no plain number, by its row.
  private var others: [Int: RawValue] = [:]

  /// An empty column.
  public init(name: String, unit: String? = nil) {
    self.name = name
    self.unit = unit
  }

  /// Number of rows.
  public var count: Int { numbers.count }

  /// True when every row is a plain number, see ``plainNumbers``.
  public var isPlain: Bool { others.isEmpty }

  /// The numbers of all rows; 0 where a row is something else. Of use when ``isPlain``.
  public var plainNumbers: [Double] { numbers }

  /// Adds a row that is a number.
  public mutating func append(_ number: Double) { numbers.append(number) }

  /// Adds a row.
  public mutating func append(_ value: RawValue) {
    if case .number(let number) = value { return numbers.append(number) }
    others[numbers.count] = value
    numbers.append(0)
  }

  public subscript(row: Int) -> RawValue { others[row] ?? .number(numbers[row]) }
}

/// Rows over time of one shot as their source delivers them, in the order they were found.
public struct RawSeries: Hashable, Sendable {
  /// Name of the file or table.
  public var name: String
  /// Time of each row, in whatever form the source has it.
  public var time: RawColumn
  /// The values, as many rows as `time`.
  public var columns: [RawColumn]
  /// True when the source stopped at ``ShotSeries/pointMaximum`` rows.
  public var isTruncated: Bool
  public var origin: RawOrigin

  /// A series; every column has as many rows as `time`.
  public init(name: String, time: RawColumn, columns: [RawColumn], isTruncated: Bool = false, origin: RawOrigin) {
    precondition(columns.allSatisfy { $0.count == time.count }, "a series is a rectangle")
    self.name = name
    self.time = time
    self.columns = columns
    self.isTruncated = isTruncated
    self.origin = origin
  }
}

/// A shot as its source delivers it, in the source's own words; the transformation makes a ``ShotRecord`` of it.
public struct RawShot: Hashable, Sendable {
  /// Something the source could not read: a torn file, a row that is no row.
  public struct Fault: Hashable, Sendable {
    public var origin: RawOrigin
    public var found: String
    public var expected: String

    /// A fault; the shot will be rejected with these words.
    public init(origin: RawOrigin, found: String, expected: String) {
      self.origin = origin
      self.found = found
      self.expected = expected
    }
  }

  /// Where the shot stands in the order of its source, and by which shots of several sources are joined.
  public var key: ShotKey
  /// Fields in the order found; a name may occur twice.
  public var fields: [RawField]
  public var series: [RawSeries]
  /// What could not be read; a shot with faults is rejected.
  public var faults: [Fault]
  public var origin: RawOrigin

  /// A shot as found.
  public init(
    key: ShotKey, fields: [RawField] = [], series: [RawSeries] = [], faults: [Fault] = [], origin: RawOrigin
  ) {
    self.key = key
    self.fields = fields
    self.series = series
    self.faults = faults
    self.origin = origin
  }

  /// Points of all series, which decide how large a page grows.
  public var points: Int { series.reduce(0) { $0 + $1.time.count * (1 + $1.columns.count) } }
}
