import Learning
import Testing
import XGBoost

@Suite struct `Training by XGBoost` {
  static func quick(_ format: TrainingCourse.Format = .ubjson) -> TrainingCourse {
    var course = TrainingCourse()
    course.rounds = 60
    course.threads = 2
    course.seed = 7
    course.format = format
    return course
  }

  @Test(arguments: Libraries.all)
  func `numbers are learned, in both formats, and the tree engine reads both alike`(_ library: XGBoostLibrary) throws {
    var made = MadeRows(seed: 1)
    let (rows, fresh) = (made.numbers(2000), made.numbers(500))
    var parameters = BoosterParameters(.squaredError)
    parameters.featureNames = ["a", "b", "c", "d"]
    let model = try library.train(rows, parameters, Self.quick())
    let trees = try TreeEnsemble(model.bytes)
    #expect(trees.featureNames == parameters.featureNames)
    #expect(trees.version == (library.version.major, library.version.minor, library.version.patch))
    let errors = zip(trees.predictions(fresh), fresh.labels).map { ($0 - $1) * ($0 - $1) }
    let rmse = (errors.reduce(0, +) / Float(errors.count)).squareRoot()
    // The noise alone has 0.03, a missing b adds 0.3 in a tenth of the rows, the mean as an answer has 0.65.
    #expect(rmse < 0.15)
    let text = try library.train(rows, parameters, Self.quick(.json))
    #expect(try TreeEnsemble(text.bytes).predictions(fresh) == trees.predictions(fresh))
    #expect(text.bytes.first == UInt8(ascii: "{") && text.bytes.contains(UInt8(ascii: "\"")))
  }

  @Test(arguments: Libraries.all)
  func `classes are learned as probabilities`(_ library: XGBoostLibrary) throws {
    var made = MadeRows(seed: 2)
    let (rows, fresh) = (made.classes(2000), made.classes(500))
    let model = try library.train(rows, BoosterParameters(.classProbabilities(count: 3)), Self.quick())
    let predictions = try TreeEnsemble(model.bytes).predictions(fresh)
    var hits = 0
    for row in 0..<fresh.count {
      let probabilities = predictions[3 * row..<3 * row + 3]
      #expect(abs(probabilities.reduce(0, +) - 1) < 1e-5)
      let best = probabilities.indices.max { predictions[$0] < predictions[$1] }
      hits += best == 3 * row + Int(fresh.labels[row]) ? 1 : 0
    }
    #expect(hits > 450)
  }

  @Test(arguments: Libraries.all)
  func `the same seed gives the same bytes, another gives others`(_ library: XGBoostLibrary) throws {
    var made = MadeRows(seed: 3)
    let rows = made.numbers(1000)
    var parameters = BoosterParameters(.squaredError)
    (parameters.rowShare, parameters.featureShare) = (0.7, 0.7)
    var course = Self.quick()
    let first = try library.train(rows, parameters, course)
    #expect(try library.train(rows, parameters, course).bytes == first.bytes)
    course.seed = 8
    #expect(try library.train(rows, parameters, course).bytes != first.bytes)
  }

  @Test(arguments: Libraries.all)
  func `early stopping keeps the rounds up to the best`(_ library: XGBoostLibrary) throws {
    var made = MadeRows(seed: 4)
    let (rows, validation) = (made.numbers(150), made.numbers(300))
    var course = Self.quick()
    (course.rounds, course.patience) = (2000, 20)
    var parameters = BoosterParameters(.squaredError)
    parameters.learningRate = 0.3
    let model = try library.train(rows, validation: validation, parameters, course)
    let losses = model.validationLosses
    #expect(losses.count == model.rounds + 20)
    #expect(losses.min() == losses[model.rounds - 1])
    #expect(try TreeEnsemble(model.bytes).treeCount == model.rounds)
    // The loss that the library states is the tree engine's own.
    let predictions = try TreeEnsemble(model.bytes).predictions(validation)
    let errors = zip(predictions, validation.labels).map { Double(($0 - $1) * ($0 - $1)) }
    #expect(abs((errors.reduce(0, +) / 300).squareRoot() - losses[model.rounds - 1]) < 1e-5)
  }

  @Test(arguments: Libraries.all)
  func `a monotone feature never turns the prediction`(_ library: XGBoostLibrary) throws {
    var made = MadeRows(seed: 5)
    var rows = made.numbers(400)
    // Noise large enough that a free model would turn many times.
    rows.labels = rows.labels.map { $0 + 2 * (made.unit() - 0.5) }
    var parameters = BoosterParameters(.squaredError)
    func turns(_ trees: TreeEnsemble) -> Int {
      let line = (0...200).map { Float($0) / 200 }
      let features = line.flatMap { [$0, 0.5, 0.5, 0.5] as [Float] }
      let values = trees.predictions(LabeledRows(features: features, columns: 4, labels: line))
      return zip(values, values.dropFirst()).count { $1 < $0 }
    }
    #expect(try turns(TreeEnsemble(library.train(rows, parameters, Self.quick()).bytes)) > 0)
    parameters.monotone = [1, 0, 0, 0]
    #expect(try turns(TreeEnsemble(library.train(rows, parameters, Self.quick()).bytes)) == 0)
  }

  @Test(arguments: Libraries.all.prefix(1))
  func `what cannot be trained on is refused before the library sees it`(_ library: XGBoostLibrary) {
    var made = MadeRows(seed: 6)
    let rows = made.numbers(50)
    func kind(
      _ rows: LabeledRows, _ change: (inout BoosterParameters) -> Void = { _ in }
    ) -> TrainingFailure.Kind? {
      var parameters = BoosterParameters(.squaredError)
      change(&parameters)
      do throws(TrainingFailure) {
        _ = try library.train(rows, parameters, Self.quick())
        return nil
      } catch { return error.kind }
    }
    #expect(kind(rows) == nil)
    #expect(kind(LabeledRows(features: [], columns: 4, labels: [])) == .invalid)
    #expect(kind(LabeledRows(features: [1, 2, 3], columns: 4, labels: [1])) == .invalid)
    #expect(kind(LabeledRows(features: [1, 2, 3, .infinity], columns: 4, labels: [1])) == .invalid)
    #expect(kind(LabeledRows(features: [1, 2, 3, 4], columns: 4, labels: [.nan])) == .invalid)
    #expect(kind(LabeledRows(features: [1, 2, 3, 4], columns: 4, labels: [1], weights: [-1])) == .invalid)
    #expect(kind(rows) { $0.depth = 0 } == .invalid)
    #expect(kind(rows) { $0.learningRate = .nan } == .invalid)
    #expect(kind(rows) { $0.monotone = [1] } == .invalid)
    #expect(kind(rows) { $0.objective = .classProbabilities(count: 3) } == .invalid)
    #expect(kind(rows) { $0.featureNames = ["a", "b", "c", "[d]"] } == .invalid)
  }

  @Test(arguments: Libraries.all.prefix(1))
  func `training stops when asked`(_ library: XGBoostLibrary) {
    var made = MadeRows(seed: 7)
    let rows = made.numbers(50)
    let error = #expect(throws: TrainingFailure.self) {
      try library.train(rows, BoosterParameters(.squaredError), Self.quick()) { rounds, _ in rounds < 3 }
    }
    #expect(error?.kind == .stopped)
  }

  @Test
  func `a library that is not there is an error that says what to install`() {
    let error = #expect(throws: XGBoostUnavailable.self) { try XGBoostLibrary.load("no/such/libxgboost.so") }
    let words = error?.description ?? ""
    #expect(words.contains("no/such/libxgboost.so") && words.contains("libxgboost0"))
    #expect(words.contains("xgboost-cpu") && words.contains("PUR_XGBOOST"))
    // A library of another kind lacks the functions.
    let other = #expect(throws: XGBoostUnavailable.self) { try XGBoostLibrary.load("libc.so.6") }
    #expect(other?.description.contains("XGBoostVersion") == true)
  }
}
