import Columnar
import Learning
import Testing

/// Numbers from SciPy 1.17.1: `scipy.special.kolmogorov`, `scipy.stats.chi2.sf`, `gamma.sf`, `norm.sf`,
/// `false_discovery_control`, `ks_2samp`, `wasserstein_distance`, `chi2_contingency` without correction, `entropy` in
/// both directions for PSI, and `scipy.spatial.distance.jensenshannon` with base 2.
@Suite("Statistics of drift are those of SciPy") struct DriftStatisticsTests {
  private func isNear(_ found: Double, _ expected: Double, relative: Double = 1e-10) -> Bool {
    abs(found - expected) <= relative * abs(expected)
  }

  @Test(
    "Kolmogorov's law",
    arguments: [
      (0.3, 0.9999906941986655), (0.5, 0.9639452436648751), (0.9, 0.3927307079406543), (1.0, 0.26999967167735456),
      (1.36, 0.049485876755377876), (2.0, 0.0006709252557796953), (3.5, 4.579469691291106e-11),
    ])
  func kolmogorov(_ x: Double, _ expected: Double) {
    #expect(isNear(TailProbability.kolmogorov(x), expected))
  }

  @Test(
    "The law χ²",
    arguments: [
      (0.5, 1, 0.47950012218695337), (3.84, 1, 0.05004352124870519), (12.3, 9, 0.19692022639855333),
      (40, 9, 7.598525229464264e-06), (2.5, 3.5, 0.5639516198174352), (250, 200, 0.009379131668826098),
      (900, 9, 6.186801032394592e-188),
    ])
  func chiSquared(_ x: Double, _ degrees: Double, _ expected: Double) {
    #expect(isNear(TailProbability.chiSquared(x, degrees: degrees), expected))
  }

  @Test(
    "The gamma law",
    arguments: [
      (0.2, 0.5, 0.5270892568655381), (5.3, 5.3, 0.44220235824304827), (20, 5.3, 2.6696121951060405e-05),
      (3, 10, 0.9988975118698845),
    ])
  func gamma(_ x: Double, _ shape: Double, _ expected: Double) {
    #expect(isNear(TailProbability.gamma(x, shape: shape), expected))
  }

  @Test("The normal law and the correction for many tests")
  func others() {
    #expect(isNear(TailProbability.normal(1.96), 0.024997895148220435))
    #expect(isNear(TailProbability.normal(6), 9.865876450376946e-10))
    #expect(isNear(TailProbability.normal(-2.5), 0.9937903346742238))
    let corrected = TailProbability.corrected([0.01, 0.04, 0.03, 0.005, 0.8, 0.2])
    let expected = [0.03, 0.06, 0.06, 0.03, 0.8, 0.24]
    for (found, known) in zip(corrected, expected) { #expect(isNear(found, known)) }
    #expect(TailProbability.corrected([]).isEmpty)
  }

  /// The effect that an analysis finds for one column.
  private func effect(_ reference: ColumnCells, _ current: ColumnCells, _ test: DriftTest) throws -> FeatureDrift {
    var rule = DriftRule()
    (rule.numericTest, rule.categoricalTest) = (test, test)
    let sketch = try DriftReference(table: ColumnTable([Column("x", reference)]))
    let analysis = DriftAnalysis(try ColumnTable([Column("x", current)]), against: sketch, rule: rule)
    return try #require(analysis.features.first)
  }

  @Test("Distances of numbers, of which the reference keeps every one")
  func numbers() throws {
    var (left, right) = ([Double](), [Double]())
    for row in 0..<60 {
      let number: Int = (7 * row * row + 3 * row) % 101
      left.append(Double(number) / 10)
    }
    for row in 0..<45 {
      let number: Int = (5 * row * row + 11 * row) % 89
      right.append(Double(number) / 8 + 0.5)
    }
    let cells = (ColumnCells.double(Cells(left)), ColumnCells.double(Cells(right)))
    let distance = try effect(cells.0, cells.1, .kolmogorovSmirnov)
    // Between the values of the reference the current ones are known by their number only: the distance is a lower
    // bound, and short of the whole by less than one row of the reference.
    #expect(distance.effect <= 0.21666666666666667 + 1e-12)
    #expect(distance.effect > 0.21666666666666667 - 1 / 60.0)
    let area = try effect(cells.0, cells.1, .wasserstein)
    #expect(isNear(area.effect, 0.8888888888888886 / 3.146183680494899, relative: 0.02))
    #expect(try effect(cells.0, cells.0, .kolmogorovSmirnov).effect == 0)
    #expect(try effect(cells.0, cells.0, .wasserstein).effect == 0)
  }

  @Test("Distances of categories")
  func categories() throws {
    func cells(_ counts: [Int]) -> ColumnCells {
      .string(Cells(zip(["a", "b", "c", "d"], counts).flatMap { Array(repeating: $0, count: $1) }))
    }
    let (left, right) = (cells([30, 20, 25, 25]), cells([10, 35, 30, 15]))
    #expect(isNear(try effect(left, right, .jensenShannon).effect, 0.25517005301861123))
    // The reference has a place for other texts, which is empty on both sides; half a row is added to each of the five.
    #expect(isNear(try effect(left, right, .stability).effect, 0.3521011159972108))
    #expect(isNear(try effect(left, right, .chiSquared).effect, 0.2952699501038726))
  }

  @Test("A difference of missing shares")
  func missing() throws {
    func cells(_ rows: Int, _ lost: Int) -> ColumnCells {
      // Evenly spread, so that windows of the reference do not differ.
      .double(Cells((0..<rows).map { $0 * lost % rows < lost ? nil : 1 + Double($0 % 7) }, placeholder: 0))
    }
    let found = try effect(cells(100, 5), cells(200, 30), .kolmogorovSmirnov)
    #expect(found.missingShares.reference == 0.05 && found.missingShares.current == 0.15)
    // One of two tests, the other of which finds nothing: twice SciPy's probability.
    #expect(isNear(found.missingCorrected, 2 * 0.01097721163744911))
  }
}
