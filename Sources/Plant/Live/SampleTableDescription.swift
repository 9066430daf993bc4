/// A table of a database into which somebody else writes samples, a row each, and how it is read again and again.
public struct SampleTableDescription: Hashable, Sendable {
  /// Columns that are read.
  public struct Columns: Hashable, Sendable {
    /// The name of the signal.
    public var signal: SQLIdentifier
    /// When the value was true.
    public var time: SQLIdentifier
    /// The value in the unit of the signal, scaled as the signal says.
    public var value: SQLIdentifier
    /// `good`, `uncertain` or `bad`, or 0, 1 or 2; `nil` where every value is good.
    public var quality: SQLIdentifier?
    /// What grows from row to row as rows are written: a serial number, or a time. Its greatest value is where the next
    /// reading begins.
    public var order: SQLIdentifier

    /// Columns; rows are in the order of their time unless said otherwise.
    public init(
      signal: SQLIdentifier, time: SQLIdentifier, value: SQLIdentifier, quality: SQLIdentifier? = nil,
      order: SQLIdentifier? = nil
    ) {
      self.signal = signal
      self.time = time
      self.value = value
      self.quality = quality
      self.order = order ?? time
    }
  }

  /// Its name in the plant file.
  public let id: String
  public var connection: LogConnection
  public var table: SQLIdentifier
  public var columns: Columns
  /// Time from one reading to the next [s].
  public var period: Double
  /// How far behind the greatest order rows may still turn up: seconds for an order of time, else numbers.
  public var overlap: Double
  /// Most new rows of one reading; the rest comes with the next.
  public var rowMaximum: Int
  /// Unit of times that are numbers since 1970: `s`, `ms` or `us`.
  public var timeUnit: String?
  /// Zone of times without one.
  public var timeZone: String?
  /// The first and the longest wait before a database that is away is tried again [s].
  public var backOff: ClosedRange<Double>
  /// Names of signals in the table that are not those of the plant.
  public var tags: [String: SignalID]

  /// A table read every five seconds, rows up to a minute late.
  public init(
    id: String, connection: LogConnection, table: SQLIdentifier, columns: Columns, period: Double = 5,
    overlap: Double = 60, rowMaximum: Int = 50_000, timeUnit: String? = nil, timeZone: String? = nil,
    backOff: ClosedRange<Double> = 0.5...30, tags: [String: SignalID] = [:]
  ) {
    self.id = id
    self.connection = connection
    self.table = table
    self.columns = columns
    self.period = period
    self.overlap = overlap
    self.rowMaximum = rowMaximum
    self.timeUnit = timeUnit
    self.timeZone = timeZone
    self.backOff = backOff
    self.tags = tags
  }
}
