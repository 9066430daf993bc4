public import Columnar

/// The rows of a table in the order of time, cut into blocks of equal length.
public struct DriftRows: Hashable, Sendable {
  /// Blocks at most, and rows of a block at least.
  static let (blockMaximum, blockRows) = (32, 20)

  public let count: Int
  /// The place in the table of each row; `nil` when the rows are in order already.
  let order: [Int32]?
  /// Stretches of rows, one behind the other.
  let blocks: [Range<Int>]

  /// Orders rows by time.
  ///
  /// - Parameters:
  ///   - count: number of rows, below 2³¹.
  ///   - times: one per row, `nil` where unknown; rows without a time stay behind those with one. Without times the
  ///     order of the table is taken for that of time.
  public init(count: Int, times: [Int64?]? = nil) {
    self.count = count
    var order: [Int32]?
    if let times, times.count == count {
      func isLater(_ left: Int64?, _ right: Int64?) -> Bool { left ?? .max > right ?? .max }
      if zip(times, times.dropFirst()).contains(where: { isLater($0, $1) }) {
        order = (0..<Int32(count)).sorted { (times[Int($0)] ?? .max, $0) < (times[Int($1)] ?? .max, $1) }
      }
    }
    self.order = order
    let number = max(1, min(Self.blockMaximum, count / Self.blockRows))
    blocks = (0..<number).map { count * $0 / number..<count * ($0 + 1) / number }
  }

  /// The order of the rows of a table by its column `start`, where it has one.
  public init(_ table: ColumnTable) {
    guard case .timestamp(let cells) = table["start"] else {
      self.init(count: table.rowCount)
      return
    }
    self.init(count: table.rowCount, times: (0..<table.rowCount).map { cells[$0] })
  }

  /// Up to `limit` places in the order of time, evenly spaced.
  func spread(_ limit: Int) -> [Int] {
    guard count > limit else { return Array(0..<count) }
    return (0..<limit).map { $0 * count / limit }
  }
}
