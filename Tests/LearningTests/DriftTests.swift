import Columnar
import Learning
import Testing

/// Rows of made-up numbers, the same for ever.
struct DriftSample {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func share() -> Double {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return (Double(state >> 12) + 0.5) * 0x1p-52
  }

  /// Mean 0 and variance 1, nearly normal.
  mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + share() } }

  /// A column whose neighbors are correlated by `memory`, 0 … 1.
  mutating func column(_ rows: Int, memory: Double = 0, shift: Double = 0) -> [Double] {
    var value = normal()
    return (0..<rows).map { _ in
      value = memory * value + (1 - memory * memory).squareRoot() * normal()
      return value + shift
    }
  }

  mutating func table(
    _ rows: Int, columns: Int = 20, memory: Double = 0, shift: (Int) -> Double = { _ in 0 }
  ) throws -> ColumnTable {
    var made: [Column] = []
    for place in 0..<columns {
      made.append(Column("x\(place)", .double(Cells(column(rows, memory: memory, shift: shift(place))))))
    }
    made.append(Column("kind", .string(Cells((0..<rows).map { _ in share() < 0.7 ? "a" : "b" }))))
    return try ColumnTable(made)
  }
}

@Suite("Drift is found, and nothing else") struct DriftTests {
  /// Memory over ten rows (0.9) needs more rows than 300 for the windows of the reference to show how it wanders.
  @Test(
    "Rows without drift are OK, independent or with memory",
    arguments: [(0, 300), (0.5, 300), (0, 1500), (0.5, 1500), (0.9, 1500)])
  func quiet(_ memory: Double, _ rows: Int) throws {
    var alarms = 0
    for seed in 1...8 {
      var sample = DriftSample(seed: UInt64(seed))
      let reference = try DriftReference(table: sample.table(2 * rows, columns: 8, memory: memory))
      if DriftAnalysis(try sample.table(rows, columns: 8, memory: memory), against: reference).severity > .ok {
        alarms += 1
      }
    }
    #expect(alarms <= 1)
  }

  @Test("A shift of one column is found and named", arguments: [300, 2000])
  func shifted(_ rows: Int) throws {
    var sample = DriftSample(seed: 5)
    let reference = try DriftReference(table: sample.table(2 * rows))
    let analysis = DriftAnalysis(try sample.table(rows) { $0 == 3 ? 1 : 0 }, against: reference)
    let moved = analysis.findings.filter { $0.kind == .distribution }
    #expect(moved.map(\.feature) == ["x3"])
    #expect(moved.first?.severity == .alert)
    let feature = try #require(analysis.features.first { $0.name == "x3" })
    #expect(feature.test == (rows > 1000 ? .wasserstein : .kolmogorovSmirnov))
    #expect(abs(try #require(feature.shift) - 1) < 0.2)
  }

  @Test("A trifle in many rows is significant and yet no drift")
  func trifle() throws {
    var sample = DriftSample(seed: 6)
    let reference = try DriftReference(table: sample.table(40_000, columns: 3))
    let analysis = DriftAnalysis(try sample.table(40_000, columns: 3) { _ in 0.05 }, against: reference)
    #expect(analysis.features[0].corrected < 0.001)
    #expect(analysis.severity == .ok)
  }

  @Test("A reference that wanders allows more than one that stands")
  func wandering() throws {
    var sample = DriftSample(seed: 7)
    let rows = 1000
    let steady = sample.column(rows)
    let wave = sample.column(rows).enumerated().map { row, value in row / 200 % 2 == 0 ? value + 3 : value - 3 }
    let table = try ColumnTable([Column("steady", .double(Cells(steady))), Column("wave", .double(Cells(wave)))])
    let reference = try DriftReference(table: table)
    let now = try ColumnTable([
      Column("steady", .double(Cells(sample.column(200, shift: 3)))),
      Column("wave", .double(Cells(sample.column(200, shift: 3)))),
    ])
    let analysis = DriftAnalysis(now, against: reference)
    #expect(analysis.features[0].severity == .alert)
    #expect(analysis.features[1].severity == .ok)
    #expect(analysis.features[1].limit > 3 * analysis.features[0].limit)
  }

  @Test("Lost, new and changed columns are findings, and so is what is missing")
  func columns() throws {
    var sample = DriftSample(seed: 8)
    let reference = try DriftReference(table: sample.table(800, columns: 4))
    let table = try sample.table(400, columns: 4)
    let holes = (0..<400).map { row in row % 3 == 0 ? nil : table.numbers("x3")?[row] }
    let changed = try ColumnTable([
      table.columns[0], Column("x1", .string(Cells((0..<400).map { "\($0 % 3)" }))),
      Column("x3", .double(Cells(holes, placeholder: 0))), table.columns[4],
      Column("y", .double(Cells(sample.column(400)))),
    ])
    let analysis = DriftAnalysis(changed, against: reference)
    let named = analysis.findings.filter { $0.feature != nil }
    let found = Dictionary(named.map { ($0.feature ?? "", $0.kind) }) { first, _ in first }
    #expect(found == ["x1": .changedType, "x2": .lostColumn, "x3": .missing, "y": .newColumn])
    #expect(analysis.severity == .alert)
  }

  @Test("Columns that keep their distributions and no longer hang together are found")
  func together() throws {
    func table(_ rows: Int, coupled: Bool, _ seed: UInt64) throws -> ColumnTable {
      var sample = DriftSample(seed: seed)
      let base = sample.column(rows)
      let columns = (0..<6).map { place in
        Column("x\(place)", .double(Cells(base.map { coupled ? 0.95 * $0 + 0.31 * sample.normal() : sample.normal() })))
      }
      return try ColumnTable(columns)
    }
    let reference = try DriftReference(table: table(1500, coupled: true, 9))
    let same = DriftAnalysis(try table(700, coupled: true, 10), against: reference)
    #expect(same.severity == .ok)
    let loose = DriftAnalysis(try table(700, coupled: false, 11), against: reference)
    #expect(loose.findings.contains { $0.kind == .structure })
    #expect(!loose.findings.contains { $0.kind == .distribution })
  }

  @Test("Without rows or without a common column nothing is known, and nothing is OK")
  func empty() throws {
    var sample = DriftSample(seed: 12)
    let reference = try DriftReference(table: sample.table(400, columns: 2))
    let none = DriftAnalysis(try sample.table(0, columns: 2), against: reference)
    #expect(none.isEmpty && none.findings.isEmpty && none.causes.isEmpty)
    #expect(DriftAnalysis(try sample.table(5, columns: 2), against: reference).isEmpty)
    let other = try ColumnTable([Column("z", .double(Cells(sample.column(400))))])
    #expect(DriftAnalysis(other, against: reference).isEmpty)
    #expect(DriftAnalysis(try sample.table(400, columns: 2), against: try DriftReference(table: other)).isEmpty)
    let nothing = try DriftReference(table: ColumnTable([]))
    #expect(DriftAnalysis(try ColumnTable([]), against: nothing).isEmpty)
  }

  @Test("A constant that stays is no drift, one that moves is")
  func constant() throws {
    func table(_ value: Double) throws -> ColumnTable {
      try ColumnTable([Column("x", .double(Cells(Array(repeating: value, count: 200))))])
    }
    let reference = try DriftReference(table: table(3))
    #expect(DriftAnalysis(try table(3), against: reference).severity == .ok)
    #expect(DriftAnalysis(try table(3.001), against: reference).severity == .alert)
  }

  @Test("Rows are taken in the order of time, whatever their order in the table")
  func order() throws {
    var sample = DriftSample(seed: 13)
    let values = sample.column(600).enumerated().map { $1 + Double($0) / 100 }
    let times = (0..<600).map { Int64($0) }
    let places = (0..<600).map { 7 * $0 % 600 }
    #expect(Set(places).count == 600)
    func table(_ places: [Int]) throws -> ColumnTable {
      try ColumnTable([
        Column("start", .timestamp(Cells(places.map { times[$0] }))),
        Column("x", .double(Cells(places.map { values[$0] }))),
      ])
    }
    #expect(try DriftReference(table: table(places)) == DriftReference(table: table(Array(0..<600))))
  }

  @Test("More columns than a sketch can hold are refused")
  func tooMany() throws {
    let columns = (0...DriftReference.featureMaximum).map { Column("x\($0)", .double(Cells([1, 2]))) }
    let table = try ColumnTable(columns)
    let error = #expect(throws: DriftLimitError.self) { try DriftReference(table: table) }
    #expect(error?.found == DriftReference.featureMaximum + 1)
  }
}

@Suite("Performance is estimated without labels") struct DriftPerformanceTests {
  /// Probabilities that are calibrated, with outcomes drawn by them; `blur` draws them towards one half.
  private func events(_ rows: Int, blur: Double, _ seed: UInt64) -> (values: [Double], outcomes: [Double]) {
    var sample = DriftSample(seed: seed)
    let values = (0..<rows).map { _ in 0.5 + (sample.share() - 0.5) * (1 - blur) }
    return (values, values.map { sample.share() < $0 ? 1 : 0 })
  }

  @Test("Of calibrated probabilities the share of errors, to a few per cent")
  func events() throws {
    var sample = DriftSample(seed: 20)
    let (known, outcomes) = events(2000, blur: 0, 21)
    let reference = try DriftReference(
      table: sample.table(2000, columns: 3), predictions: DriftPredictions(.event, known, outcomes: outcomes))
    let (values, truth) = events(2000, blur: 0.8, 22)
    let analysis = DriftAnalysis(
      try sample.table(2000, columns: 3), against: reference, predictions: DriftPredictions(.event, values))
    let performance = try #require(analysis.performance)
    let errors = zip(values, truth).count { ($0 >= 0.5) != ($1 >= 0.5) }
    #expect(abs(performance.estimate - Double(errors) / 2000) < 0.03)
    #expect(abs(try #require(performance.referenceEstimate) - 0.25) < 0.02)
    #expect(analysis.findings.map(\.kind) == [.estimatedPerformance])
    let same = DriftAnalysis(
      try sample.table(2000, columns: 3), against: reference,
      predictions: DriftPredictions(.event, events(2000, blur: 0, 23).values))
    #expect(same.severity == .ok)
  }

  @Test("Of numbers the mean error, by a model of the loss")
  func numbers() throws {
    // The error of the model grows with x0; there is more of it now.
    func made(_ rows: Int, center: Double, _ seed: UInt64) throws -> (ColumnTable, [Double], [Double]) {
      var sample = DriftSample(seed: seed)
      let x = (0..<rows).map { _ in sample.share() * 2 + center }
      let other = sample.column(rows)
      let truth = zip(x, other).map { $1 + $0 * sample.normal() }
      return (try ColumnTable([Column("x0", .double(Cells(x))), Column("x1", .double(Cells(other)))]), other, truth)
    }
    let (table, predicted, truth) = try made(3000, center: 0, 30)
    let reference = try DriftReference(
      table: table, predictions: DriftPredictions(.number, predicted, outcomes: truth))
    let (now, guess, actual) = try made(3000, center: 0.6, 31)
    let analysis = DriftAnalysis(now, against: reference, predictions: DriftPredictions(.number, guess))
    let performance = try #require(analysis.performance)
    let before = try #require(performance.referenceLoss)
    let misses = zip(guess, actual).map { abs($0 - $1) }
    let error = misses.reduce(0, +) / 3000
    #expect(error > 1.3 * before)
    // What lies beyond the reference cannot be extrapolated, so that the estimate stays behind.
    #expect(performance.estimate > 1.25 * before && performance.estimate < 1.1 * error)
    #expect(analysis.findings.contains { $0.kind == .estimatedPerformance })
  }
}
