/// What a reader accepts at most, whatever a file claims; nothing is allocated before it is checked.
public struct ColumnarLimits: Hashable, Sendable {
  public var columns: Int
  public var rows: Int
  /// Rows times columns.
  public var cells: Int
  /// Bytes of the unpacked pages of a file together.
  public var unpacked: Int
  /// Bytes of the description at the end of a Parquet file.
  public var footer: Int

  /// Limits; those given suit a machine with a few GB of memory.
  public init(
    columns: Int = 4096, rows: Int = 50_000_000, cells: Int = 1 << 28, unpacked: Int = 1 << 33, footer: Int = 1 << 24
  ) {
    self.columns = columns
    self.rows = rows
    self.cells = cells
    self.unpacked = unpacked
    self.footer = footer
  }

  /// Bytes of one unpacked page.
  var page: Int { min(unpacked, 1 << 28) }
}
