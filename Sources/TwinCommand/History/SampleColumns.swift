import Columnar
import Historian
import Plant

/// Samples and roll-ups as rows of a table that can be read back without loss.
enum SampleColumns {
  /// Columns of samples; of number, whole, flag and text the one is filled that the value is.
  static let samples = [
    ColumnSchema("signal", .string), ColumnSchema("time", .timestamp), ColumnSchema("sequence", .int32),
    ColumnSchema("received", .timestamp), ColumnSchema("number", .double), ColumnSchema("whole", .int64),
    ColumnSchema("flag", .bool), ColumnSchema("text", .string), ColumnSchema("quality", .string),
    ColumnSchema("reason", .string),
  ]

  /// Columns of roll-ups.
  static let windows = [
    ColumnSchema("signal", .string), ColumnSchema("start", .timestamp), ColumnSchema("good", .int64),
    ColumnSchema("uncertain", .int64), ColumnSchema("bad", .int64), ColumnSchema("numbers", .int64),
    ColumnSchema("minimum", .double), ColumnSchema("maximum", .double), ColumnSchema("mean", .double),
  ]

  /// Samples of any signals.
  static func table(_ rows: [SampleMerge.Row]) throws(ColumnarError) -> ColumnTable {
    let samples = rows.map(\.sample)
    return try ColumnTable([
      Column("signal", .string(Cells(rows.map(\.signal.rawValue)))),
      Column("time", .timestamp(Cells(samples.map(\.time.microseconds)))),
      Column("sequence", .int32(Cells(samples.map { Int32($0.sequence) }))),
      Column("received", .timestamp(Cells(samples.map(\.received.microseconds)))),
      Column("number", .double(Cells(samples.map { $0.value?.plainNumber }, placeholder: 0))),
      Column("whole", .int64(Cells(samples.map { $0.value?.plainWhole }, placeholder: 0))),
      Column("flag", .bool(Cells(samples.map { $0.value?.plainFlag }, placeholder: false))),
      Column("text", .string(Cells(samples.map { $0.value?.words }, placeholder: ""))),
      Column("quality", .string(Cells(samples.map(\.quality.word)))),
      Column("reason", .string(Cells(samples.map { $0.quality.reason?.code }, placeholder: ""))),
    ])
  }

  /// Windows of one signal.
  static func table(_ windows: [RollUp], of signal: SignalID) throws(ColumnarError) -> ColumnTable {
    func counts(_ name: String, _ count: (RollUp) -> Int) -> Column {
      Column(name, .int64(Cells(windows.map { Int64(count($0)) })))
    }
    func numbers(_ name: String, _ number: (RollUp) -> Double?) -> Column {
      Column(name, .double(Cells(windows.map(number), placeholder: 0)))
    }
    return try ColumnTable([
      Column("signal", .string(Cells(Array(repeating: signal.rawValue, count: windows.count)))),
      Column("start", .timestamp(Cells(windows.map(\.start)))),
      counts("good", \.good), counts("uncertain", \.uncertain), counts("bad", \.bad), counts("numbers", \.numbers),
      numbers("minimum", \.minimum), numbers("maximum", \.maximum), numbers("mean", \.mean),
    ])
  }
}

extension SampleValue {
  fileprivate var plainNumber: Double? { if case .number(let number) = self { number } else { nil } }
  fileprivate var plainWhole: Int64? { if case .whole(let whole) = self { whole } else { nil } }
  fileprivate var plainFlag: Bool? { if case .flag(let flag) = self { flag } else { nil } }
  fileprivate var words: String? { if case .text(let text) = self { text } else { nil } }
}

extension SampleQuality {
  /// `good`, `uncertain` or `bad`.
  var word: String {
    switch self {
    case .good: "good"
    case .uncertain: "uncertain"
    case .bad: "bad"
    }
  }
}
