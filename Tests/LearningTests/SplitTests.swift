import Learning
import Testing

@Suite struct `Divisions of rows` {
  static func isPartition(_ partition: Partition, of count: Int) -> Bool {
    (partition.training + partition.calibration + partition.test).sorted() == Array(0..<count)
  }

  @Test func `drawn rows have the shares asked for, and the same seed draws the same`() {
    let fractions = Partition.Fractions(calibration: 0.2, test: 0.25)
    let partition = Partition.random(count: 1000, fractions, seed: 3)
    #expect(Self.isPartition(partition, of: 1000))
    #expect(partition.calibration.count == 200 && partition.test.count == 250)
    #expect(Partition.random(count: 1000, fractions, seed: 3) == partition)
    #expect(Partition.random(count: 1000, fractions, seed: 4) != partition)
  }

  @Test(arguments: 1...20)
  func `groups stay whole`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let groups = (0..<500).map { _ in "mold \(random.next(below: 23))" }
    let partition = Partition.grouped(groups, .init(calibration: 0.2, test: 0.2), seed: seed)
    #expect(Self.isPartition(partition, of: 500))
    let parts = [partition.training, partition.calibration, partition.test].map { Set($0.map { groups[$0] }) }
    #expect(parts[0].isDisjoint(with: parts[1]) && parts[0].isDisjoint(with: parts[2]))
    #expect(parts[1].isDisjoint(with: parts[2]))
    // A group has some 22 rows.
    #expect(abs(partition.test.count - 100) <= 30 && abs(partition.calibration.count - 100) <= 30)
    let folds = Folds.grouped(groups, folds: 5, seed: seed)
    #expect(folds?.tests.flatMap { $0 }.sorted() == Array(0..<500))
    for (test, training) in zip(folds?.tests ?? [], folds?.trainings ?? []) {
      #expect(Set(test.map { groups[$0] }).isDisjoint(with: training.map { groups[$0] }))
      #expect(test.count + training.count == 500)
    }
    #expect(Folds.grouped(["a", "a", "b"], folds: 3, seed: 1) == nil)
  }

  @Test func `time runs from training to test, with the gap between`() {
    let times = (0..<100).map { Double(($0 * 37) % 100) }
    let fractions = Partition.Fractions(calibration: 0.2, test: 0.3)
    let whole = Partition.ordered(times, fractions)
    #expect(Self.isPartition(whole, of: 100))
    #expect(whole.training.count == 50 && whole.test.count == 30)
    let gapped = Partition.ordered(times, fractions, gap: 5)
    func last(_ rows: [Int]) -> Double { rows.map { times[$0] }.max() ?? .nan }
    func first(_ rows: [Int]) -> Double { rows.map { times[$0] }.min() ?? .nan }
    #expect(gapped.test == whole.test)
    #expect(first(gapped.calibration) - last(gapped.training) > 5)
    #expect(first(gapped.test) - last(gapped.calibration) > 5)
    // Rows of one instant are on one side.
    let steps = Partition.ordered((0..<100).map { Double($0 / 30) }, fractions)
    #expect(steps.training.count == 60 && steps.calibration.count == 30 && steps.test.count == 10)
  }

  @Test func `ordered folds predict only what comes later`() throws {
    let times = (0..<120).map { Double(($0 * 53) % 120) }
    let folds = try #require(Folds.ordered(times, folds: 5, gap: 3))
    #expect(folds.tests.map(\.count) == [20, 20, 20, 20, 20])
    for (test, training) in zip(folds.tests, folds.trainings) {
      let first = test.map { times[$0] }.min() ?? 0
      #expect(training.allSatisfy { times[$0] < first - 3 })
    }
    #expect(Folds.ordered([1], folds: 2) == nil)
  }

  @Test func `random folds share every class`() throws {
    let classes = (0..<100).map { $0 < 10 ? 1 : 0 }
    let folds = try #require(Folds.random(classes: classes, folds: 5, seed: 1))
    for test in folds.tests {
      #expect(test.count == 20)
      #expect(test.count { classes[$0] == 1 } == 2)
    }
  }

  @Test func `a file of folds is read as it states, and refused where folds overlap`() throws {
    func file(_ folds: String) -> [UInt8] {
      Array(
        #"{"note": "made up", "n_cycles": 6, "block_id": [0,0,1,1,2,2], "folds": {"pump": {"two": \#(folds)}}}"#.utf8)
    }
    let file1 = try FoldFile(file("[[0, 1, 2], [3, 4, 5]]"))
    #expect(file1.count == 6 && file1.groups["block"] == [0, 0, 1, 1, 2, 2])
    let folds = try #require(file1.folds["pump"]?["two"])
    #expect(folds.tests == [[0, 1, 2], [3, 4, 5]] && folds.trainings == [[3, 4, 5], [0, 1, 2]])
    for wrong in ["[[0, 1], [1, 2]]", "[[0, 6]]", "[[]]", "[]", "[[0,1,2,3,4,5]]", "[[0.5]]", "{}", "[[-1]]"] {
      #expect(throws: ModelFileError.self, "\(wrong)") { try FoldFile(file(wrong)) }
    }
  }
}
