internal import CXGBoost
internal import Foundation

/// The course of training: how long, with what luck and on how many threads.
public struct TrainingCourse: Hashable, Sendable {
  /// Formats in which XGBoost saves models.
  public enum Format: String, Hashable, Sendable {
    case json
    case ubjson = "ubj"
  }

  /// Most rounds, 1 … 100000; each adds a tree, or one per class.
  public var rounds = 200
  /// Stop when the loss on the validation rows has not fallen for so many rounds, and keep the rounds up to the best;
  /// `nil` to run all rounds.
  public var patience: Int?
  /// Seed of everything that is drawn, 0 … 2³¹ − 1.
  public var seed = 0
  /// Threads, 1 … 1024; by default one less than the machine has cores.
  public var threads = TrainingCourse.defaultThreads
  public var format = Format.ubjson

  /// A course with the defaults.
  public init() {}

  /// max(1, cores − 1)
  public static var defaultThreads: Int { max(1, ProcessInfo.processInfo.activeProcessorCount - 1) }
}

extension XGBoostLibrary {
  /// Trains a model.
  ///
  /// - Parameters:
  ///   - rows: what is learned from.
  ///   - validation: rows that early stopping watches; no part of `rows`.
  ///   - progress: given the number of rounds done and the loss on the validation rows; answers whether to go on.
  /// - Throws: ``TrainingFailure``.
  public func train(
    _ rows: LabeledRows, validation: LabeledRows? = nil, _ parameters: BoosterParameters,
    _ course: TrainingCourse = TrainingCourse(), progress: (Int, Double?) -> Bool = { _, _ in true }
  ) throws(TrainingFailure) -> TrainedBooster {
    try check(rows, validation, parameters, course)
    let matrix = try Matrix(self, rows, parameters)
    let watched: Matrix? = if let validation { try Matrix(self, validation, parameters) } else { nil }
    let booster = try Booster(self, matrices: [matrix] + (watched.map { [$0] } ?? []))
    let all =
      parameters.settings + [
        ("seed", "\(course.seed)"), ("nthread", "\(course.threads)"), ("verbosity", "0"),
      ]
    for (name, value) in all { try booster.set(name, value) }
    var losses: [Double] = []
    var best = (round: 0, loss: Double.infinity)
    var rounds = 0
    while rounds < course.rounds {
      try booster.update(round: rounds, matrix)
      if let watched {
        let loss = try booster.loss(round: rounds, watched)
        losses.append(loss)
        if loss < best.loss { best = (rounds, loss) }
      }
      rounds += 1
      guard progress(rounds, losses.last) else {
        throw TrainingFailure(kind: .stopped, found: "a request to stop after \(rounds) rounds", expected: "")
      }
      if let patience = course.patience, watched != nil, rounds - 1 - best.round >= patience { break }
    }
    let isCut = course.patience != nil && watched != nil && best.round + 1 < rounds
    let kept = isCut ? try booster.first(best.round + 1) : booster
    if !parameters.featureNames.isEmpty { try kept.set(featureNames: parameters.featureNames) }
    return TrainedBooster(
      bytes: try kept.saved(course.format), rounds: isCut ? best.round + 1 : rounds, validationLosses: losses,
      version: version, threads: course.threads)
  }

  private func check(
    _ rows: LabeledRows, _ validation: LabeledRows?, _ parameters: BoosterParameters, _ course: TrainingCourse
  ) throws(TrainingFailure) {
    func invalid(_ found: String, _ expected: String) -> TrainingFailure {
      TrainingFailure(kind: .invalid, found: found, expected: expected)
    }
    if let fault = parameters.fault(columns: rows.columns) { throw invalid(fault.found, fault.expected) }
    if let fault = rows.fault(parameters.objective) { throw invalid(fault.found, fault.expected) }
    if let validation {
      if let fault = validation.fault(parameters.objective) {
        throw invalid("validation: \(fault.found)", fault.expected)
      }
      guard validation.columns == rows.columns else {
        throw invalid("validation rows of \(validation.columns) features", "\(rows.columns)")
      }
    }
    guard (1...100_000).contains(course.rounds) else { throw invalid("\(course.rounds) rounds", "1 … 100000") }
    guard (1...1024).contains(course.threads) else { throw invalid("\(course.threads) threads", "1 … 1024") }
    guard (0...Int(Int32.max)).contains(course.seed) else { throw invalid("the seed \(course.seed)", "0 … 2³¹ − 1") }
    if let patience = course.patience, patience < 1 { throw invalid("a patience of \(patience)", "1 at least") }
  }
}

extension cxgboost_functions {
  /// Throws what the library says when a call did not go well.
  func check(_ code: Int32, _ what: String) throws(TrainingFailure) {
    guard code != 0 else { return }
    let words = last_error().map { String(cString: $0) } ?? ""
    let first = words.split(separator: "\n").first.map(String.init) ?? ""
    throw TrainingFailure(kind: .library, found: "\(what) refused by XGBoost: \(first.prefix(300))", expected: "")
  }
}

/// The library's copy of some rows.
private final class Matrix {
  private let functions: cxgboost_functions
  let handle: UnsafeMutableRawPointer?

  init(_ library: XGBoostLibrary, _ rows: LabeledRows, _ parameters: BoosterParameters) throws(TrainingFailure) {
    functions = library.functions
    var handle: UnsafeMutableRawPointer?
    let (count, columns) = (UInt64(rows.count), UInt64(rows.columns))
    try functions.check(functions.matrix_create(rows.features, count, columns, .nan, &handle), "rows")
    self.handle = handle
    try functions.check(functions.matrix_set_floats(handle, "label", rows.labels, count), "labels")
    if !rows.weights.isEmpty {
      try functions.check(functions.matrix_set_floats(handle, "weight", rows.weights, count), "weights")
    }
    if !parameters.featureNames.isEmpty {
      let functions = functions
      let code = withTexts(parameters.featureNames) {
        functions.matrix_set_texts(handle, "feature_name", $0, columns)
      }
      try functions.check(code, "feature names")
    }
  }

  deinit { _ = functions.matrix_free(handle) }
}

/// A model as it grows.
private final class Booster {
  private let functions: cxgboost_functions
  private let handle: UnsafeMutableRawPointer?

  init(_ library: XGBoostLibrary, matrices: [Matrix]) throws(TrainingFailure) {
    functions = library.functions
    var handle: UnsafeMutableRawPointer?
    let handles = matrices.map(\.handle)
    try functions.check(functions.booster_create(handles, UInt64(handles.count), &handle), "a booster")
    self.handle = handle
  }

  private init(_ functions: cxgboost_functions, _ handle: UnsafeMutableRawPointer?) {
    self.functions = functions
    self.handle = handle
  }

  deinit { _ = functions.booster_free(handle) }

  func set(_ name: String, _ value: String) throws(TrainingFailure) {
    try functions.check(functions.booster_set_parameter(handle, name, value), "\(name) \(value)")
  }

  func set(featureNames names: [String]) throws(TrainingFailure) {
    let code = withTexts(names) { functions.booster_set_texts(handle, "feature_name", $0, UInt64(names.count)) }
    try functions.check(code, "feature names")
  }

  func update(round: Int, _ matrix: Matrix) throws(TrainingFailure) {
    try functions.check(functions.booster_update(handle, Int32(round), matrix.handle), "round \(round + 1)")
  }

  /// The loss after a round: the number behind the last colon of the line that the library writes.
  func loss(round: Int, _ matrix: Matrix) throws(TrainingFailure) -> Double {
    var matrices = [matrix.handle]
    var line: UnsafePointer<CChar>?
    let code = withTexts(["validation"]) {
      functions.booster_evaluate(handle, Int32(round), &matrices, $0, 1, &line)
    }
    try functions.check(code, "evaluation")
    let text = line.map { String(cString: $0) } ?? ""
    guard let last = text.split(separator: ":").last, let loss = Double(last) else {
      throw TrainingFailure(kind: .library, found: "the evaluation `\(text.prefix(80))`", expected: "a loss")
    }
    return loss
  }

  /// The model of the first rounds alone.
  func first(_ rounds: Int) throws(TrainingFailure) -> Booster {
    var slice: UnsafeMutableRawPointer?
    try functions.check(functions.booster_slice(handle, 0, Int32(rounds), 1, &slice), "\(rounds) rounds")
    return Booster(functions, slice)
  }

  func saved(_ format: TrainingCourse.Format) throws(TrainingFailure) -> [UInt8] {
    var size: UInt64 = 0
    var bytes: UnsafePointer<CChar>?
    let configuration = "{\"format\": \"\(format.rawValue)\"}"
    try functions.check(functions.booster_save(handle, configuration, &size, &bytes), "saving")
    return Array(UnsafeRawBufferPointer(start: bytes, count: Int(size)))
  }
}

/// Calls `body` with the texts as C strings, which live as long as the call.
private func withTexts<Result>(
  _ texts: [String], _ body: (UnsafeMutablePointer<UnsafePointer<CChar>?>) -> Result
) -> Result {
  let copies = texts.map { strdup($0) }
  defer { for copy in copies { free(copy) } }
  var pointers = copies.map { UnsafePointer($0) }
  return pointers.withUnsafeMutableBufferPointer { pointers in
    guard let start = pointers.baseAddress else { preconditionFailure("one text at least") }
    return body(start)
  }
}
