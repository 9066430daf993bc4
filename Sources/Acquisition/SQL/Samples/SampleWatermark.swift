import Databases

/// How far a table of samples has been read, and which rows near that place have been delivered.
///
/// Rows that were written late, or by a transaction that ended late, lie up to an overlap behind the greatest order.
/// They are read again each time, and those that are known are passed over.
struct SampleWatermark {
  /// A row as it was delivered.
  struct Row: Hashable {
    let order: SQLCell
    let signal: SQLCell
    let time: SQLCell
    let value: SQLCell
  }

  /// How far behind the greatest order a row may turn up: seconds of an order of time, else numbers.
  let overlap: Double
  /// The greatest order so far; `nil` before the first row.
  private(set) var greatest: SQLCell?
  private var known: Set<Row> = []

  init(overlap: Double) {
    self.overlap = overlap
  }

  /// Goes on where a former process was; rows of the overlap come once more.
  mutating func resume(at greatest: SQLCell) { self.greatest = greatest }

  /// Begins anew at the start of the table; rows that are known stay so.
  mutating func restart() { greatest = nil }

  /// Whether a reading must meet the row of the greatest order again, unless that row is gone.
  var meetsGreatest: Bool {
    switch greatest {
    case .instant, .clock, .integer, .double: overlap > 0
    case .text, .bytes, .null, nil: false
    }
  }

  /// Where the next reading begins; `nil` at the start of the table.
  var begin: SQLCell? { greatest.map { Self.moved($0, by: overlap) } }

  /// Takes a row; false for one that was delivered before.
  mutating func take(_ row: Row) -> Bool {
    guard known.insert(row).inserted else { return false }
    if greatest.map({ Self.isBefore($0, row.order) }) ?? true { greatest = row.order }
    return true
  }

  /// Forgets rows that no reading will meet again.
  mutating func forget() {
    guard let begin else { return }
    known = known.filter { !Self.isBefore($0.order, begin) }
  }

  /// Rows that are remembered.
  var size: Int { known.count }

  private static func moved(_ cell: SQLCell, by overlap: Double) -> SQLCell {
    // An overlap beyond what any table holds means all of it.
    let whole = { (scale: Double) in Int64(min(overlap * scale, 9e18)) }
    switch cell {
    case .instant(let time): return .instant(time.subtractingReportingOverflow(whole(1e6)).partialValue)
    case .clock(let time): return .clock(time.subtractingReportingOverflow(whole(1e6)).partialValue)
    case .integer(let number):
      let moved = number.subtractingReportingOverflow(whole(1))
      return .integer(moved.overflow ? .min : moved.partialValue)
    case .double(let number): return .double(number - overlap)
    case .text, .bytes, .null: return cell
    }
  }

  /// Whether the database would put `left` before `right`; texts byte by byte.
  static func isBefore(_ left: SQLCell, _ right: SQLCell) -> Bool {
    switch (left, right) {
    case (.instant(let left), .instant(let right)), (.clock(let left), .clock(let right)),
      (.integer(let left), .integer(let right)):
      left < right
    case (.double(let left), .double(let right)): left < right
    case (.integer(let left), .double(let right)): Double(left) < right
    case (.double(let left), .integer(let right)): left < Double(right)
    case (.text(let left), .text(let right)): Array(left.utf8).lexicographicallyPrecedes(Array(right.utf8))
    default: false
    }
  }
}
