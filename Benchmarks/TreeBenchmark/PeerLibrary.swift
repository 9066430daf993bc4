import Foundation

/// XGBoost's C library, loaded at run time: what the benchmark needs of it.
///
/// Handles are freed when the program ends.
final class PeerLibrary: @unchecked Sendable {
  typealias Handle = OpaquePointer

  private let library: UnsafeMutableRawPointer
  let version: String
  private let predictFromDense: PredictFromDense

  private typealias PredictFromDense =
    @convention(c) (
      Handle?, UnsafePointer<CChar>?, UnsafePointer<CChar>?, Handle?, UnsafeMutablePointer<UnsafePointer<UInt64>?>?,
      UnsafeMutablePointer<UInt64>?, UnsafeMutablePointer<UnsafePointer<Float>?>?
    ) -> Int32

  /// - Throws: when the library cannot be loaded.
  init(path: String) throws {
    // Threads that wait must not burn the processor that the other side is measured on.
    setenv("OMP_WAIT_POLICY", "passive", 1)
    guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      throw Failure("\(path): \(String(cString: dlerror()))")
    }
    self.library = library
    predictFromDense = try Self.function("XGBoosterPredictFromDense", of: library)
    typealias Version =
      @convention(c) (UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>) -> Void
    let read: Version = try Self.function("XGBoostVersion", of: library)
    var (major, minor, patch) = (Int32(0), Int32(0), Int32(0))
    read(&major, &minor, &patch)
    version = "\(major).\(minor).\(patch)"
  }

  struct Failure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
  }

  private static func function<Function>(_ name: String, of library: UnsafeMutableRawPointer) throws -> Function {
    guard let symbol = dlsym(library, name) else { throw Failure("no \(name)") }
    return unsafeBitCast(symbol, to: Function.self)
  }

  private func call(_ name: String, _ code: Int32) throws {
    guard code != 0 else { return }
    let last: @convention(c) () -> UnsafePointer<CChar>? = try Self.function("XGBGetLastError", of: library)
    throw Failure("\(name): \(last().map { String(cString: $0) } ?? "")")
  }

  /// Trains a model and returns it with its file.
  func train(
    _ rows: [Float], columns: Int, labels: [Float], parameters: [(String, String)], rounds: Int
  ) throws -> (booster: Handle, model: [UInt8]) {
    typealias Matrix =
      @convention(c) (UnsafePointer<Float>, UInt64, UInt64, Float, UnsafeMutablePointer<Handle?>) -> Int32
    typealias Labels = @convention(c) (Handle?, UnsafePointer<CChar>, UnsafePointer<Float>, UInt64) -> Int32
    typealias Create = @convention(c) (UnsafePointer<Handle?>, UInt64, UnsafeMutablePointer<Handle?>) -> Int32
    typealias Set = @convention(c) (Handle?, UnsafePointer<CChar>, UnsafePointer<CChar>) -> Int32
    typealias Update = @convention(c) (Handle?, Int32, Handle?) -> Int32
    typealias Save = @convention(c) (Handle?, UnsafePointer<CChar>) -> Int32
    let (matrix, setLabels): (Matrix, Labels) = (
      try Self.function("XGDMatrixCreateFromMat", of: library), try Self.function("XGDMatrixSetFloatInfo", of: library)
    )
    let (create, set): (Create, Set) = (
      try Self.function("XGBoosterCreate", of: library), try Self.function("XGBoosterSetParam", of: library)
    )
    let (update, save): (Update, Save) = (
      try Self.function("XGBoosterUpdateOneIter", of: library), try Self.function("XGBoosterSaveModel", of: library)
    )
    var train: Handle?
    try call("matrix", matrix(rows, UInt64(rows.count / columns), UInt64(columns), .nan, &train))
    try call("labels", setLabels(train, "label", labels, UInt64(labels.count)))
    var booster: Handle?
    try call("create", create([train], 1, &booster))
    for (key, value) in parameters { try call("set \(key)", set(booster, key, value)) }
    for round in 0..<rounds { try call("update", update(booster, Int32(round), train)) }
    let file = FileManager.default.temporaryDirectory.appending(path: "tree-benchmark-\(getpid()).ubj")
    defer { try? FileManager.default.removeItem(at: file) }
    try call("save", save(booster, file.path))
    guard let booster else { throw Failure("no booster") }
    return (booster, Array(try Data(contentsOf: file)))
  }

  /// Sets the number of threads that predictions take.
  func setThreads(_ count: Int, of booster: Handle) throws {
    let set: @convention(c) (Handle?, UnsafePointer<CChar>, UnsafePointer<CChar>) -> Int32 =
      try Self.function("XGBoosterSetParam", of: library)
    try call("threads", set(booster, "nthread", "\(count)"))
  }

  /// A prediction of margins in place, its texts made once: what a caller does who cares for speed.
  struct Prediction {
    let array: String
    let config =
      #"{"type":1,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":true,"#
      + #""missing":NaN,"cache_id":0}"#

    init(_ rows: UnsafePointer<Float>, count: Int, columns: Int) {
      array =
        #"{"data":[\#(UInt(bitPattern: rows)),true],"shape":[\#(count),\#(columns)],"typestr":"<f4","version":3}"#
    }
  }

  /// The margins that XGBoost predicts; valid until its next prediction.
  func margins(_ booster: Handle, _ prediction: Prediction) throws -> UnsafePointer<Float> {
    var (shape, dimensions, result): (UnsafePointer<UInt64>?, UInt64, UnsafePointer<Float>?) = (nil, 0, nil)
    try call(
      "predict",
      predictFromDense(booster, prediction.array, prediction.config, nil, &shape, &dimensions, &result))
    guard let result else { throw Failure("no result") }
    return result
  }
}
