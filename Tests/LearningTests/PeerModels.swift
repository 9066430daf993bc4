import Foundation
import Learning

/// Models that XGBoost trained in this run, with rows and the margins it predicts for them.
struct PeerModels {
  /// A library that made models.
  enum Library: String, CaseIterable {
    case package = "newest XGBoost from PyPI"
    case debian = "XGBoost 1.7 from Debian"
  }

  struct Model {
    let name: String
    let folder: URL
    let rows: [Float]
    let margins: [Float]
    /// Shapley values of the first rows: row, class, features and bias.
    let contributions: [Float]

    func bytes(_ file: String) throws -> [UInt8] { Array(try Data(contentsOf: folder.appending(path: file))) }
  }

  let models: [Model]

  /// Trains models with `library`, or throws ``Missing`` where this machine has not what that takes.
  init(_ library: Library, rows: Int) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let python = root.appending(path: ".venv-xgboost/bin/python").path
    guard FileManager.default.isExecutableFile(atPath: python) else {
      throw Missing("no Python environment with XGBoost; make xgboost-venv creates it")
    }
    let out = FileManager.default.temporaryDirectory.appending(path: "peer-models-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: out) }
    let script = root.appending(path: "Tests/LearningTests/Peers/xgboost_models.py").path
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments =
      [script, out.path, "\(rows)"] + (library == .debian ? ["--library", "libxgboost.so.0"] : [])
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["OMP_WAIT_POLICY": "passive", "OMP_NUM_THREADS": "1"]) { $1 }
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let words = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Missing("\(library.rawValue): \(words.suffix(300))") }
    models = try FileManager.default.contentsOfDirectory(at: out, includingPropertiesForKeys: nil)
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
      .map { folder in
        Model(
          name: folder.lastPathComponent, folder: folder, rows: try Self.floats(folder.appending(path: "rows.bin")),
          margins: try Self.floats(folder.appending(path: "margins.bin")),
          contributions: try Self.floats(folder.appending(path: "contributions.bin")))
      }
    files = try models.reduce(into: [:]) { files, model in
      for name in ["model.json", "model.ubj"] { files["\(model.name)/\(name)"] = try model.bytes(name) }
    }
  }

  /// Contents of the model files, by `model/file`.
  let files: [String: [UInt8]]

  /// What this machine lacks.
  struct Missing: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
  }

  private static func floats(_ file: URL) throws -> [Float] {
    let data = try Data(contentsOf: file)
    return data.withUnsafeBytes { bytes in
      (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
  }
}
