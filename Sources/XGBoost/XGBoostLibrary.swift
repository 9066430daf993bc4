internal import CXGBoost
internal import Foundation

/// XGBoost, loaded while the program runs.
///
/// It trains; it never predicts for others: a library that reads the model of another version was seen to answer with
/// wrong numbers and no word about it. `TreeEnsemble` of the target `Learning` evaluates every model.
///
/// - Reference: T. Chen, C. Guestrin, *XGBoost* (KDD 2016), and the C interface as the project documents it.
public struct XGBoostLibrary: Sendable {
  /// What the library says of itself.
  public struct Version: Hashable, Sendable, CustomStringConvertible {
    public let major, minor, patch: Int

    public var description: String { "\(major).\(minor).\(patch)" }
  }

  /// The path or name by which it was found.
  public let path: String
  public let version: Version
  // Addresses of functions, the same for the life of the process.
  let functions: cxgboost_functions

  /// Name of the environment variable that names the library.
  public static let variable = "PUR_XGBOOST"
  /// How to get one.
  public static let remedy =
    "on Debian `apt-get install libxgboost0`; elsewhere `pip install xgboost-cpu` in a Python environment named "
    + ".venv-xgboost (`make xgboost-venv`); --xgboost or \(variable) names another libxgboost.so"

  /// Loads XGBoost: the library at `path`, else that which ``variable`` names, else the system's, else that of a Python
  /// environment, the active one or `.venv-xgboost` in the working folder or a folder above the program.
  ///
  /// A library that is named and cannot be loaded is an error; no other is tried then.
  /// - Throws: ``XGBoostUnavailable``.
  public static func load(_ path: String? = nil) throws(XGBoostUnavailable) -> XGBoostLibrary {
    let environment = ProcessInfo.processInfo.environment
    if let named = path ?? environment[variable].flatMap({ $0.isEmpty ? nil : $0 }) {
      return try XGBoostLibrary(path: named)
    }
    for name in ["libxgboost.so.0", "libxgboost.so"] + inPythonEnvironments(environment) {
      if let library = try? XGBoostLibrary(path: name) { return library }
    }
    throw XGBoostUnavailable(place: "", found: "no libxgboost on this machine")
  }

  private init(path: String) throws(XGBoostUnavailable) {
    var functions = cxgboost_functions()
    var reason = [CChar](repeating: 0, count: 512)
    guard cxgboost_load(path, &functions, &reason, reason.count) != nil else {
      throw XGBoostUnavailable(
        place: path, found: String(decoding: reason.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
    }
    var (major, minor, patch) = (Int32(0), Int32(0), Int32(0))
    functions.version(&major, &minor, &patch)
    version = Version(major: Int(major), minor: Int(minor), patch: Int(patch))
    guard (major, minor) >= (1, 7) else { throw XGBoostUnavailable(place: path, found: "version \(version)") }
    self.path = path
    self.functions = functions
  }

  /// The library in Python environments that are likely to be meant.
  private static func inPythonEnvironments(_ environment: [String: String]) -> [String] {
    let working = URL(filePath: FileManager.default.currentDirectoryPath)
    var folders = environment["VIRTUAL_ENV"].map { [URL(filePath: $0)] } ?? []
    folders.append(working.appending(path: ".venv-xgboost"))
    // The program lies in .build/<platform>/<configuration> of the sources.
    var folder = (Bundle.main.executableURL ?? working).resolvingSymlinksInPath()
    for _ in 0..<5 {
      folder = folder.deletingLastPathComponent()
      folders.append(folder.appending(path: ".venv-xgboost"))
    }
    return folders.flatMap { folder in
      let libraries = folder.appending(path: "lib").path
      let versions = (try? FileManager.default.contentsOfDirectory(atPath: libraries)) ?? []
      return versions.filter { $0.hasPrefix("python") }.sorted().map {
        "\(libraries)/\($0)/site-packages/xgboost/lib/libxgboost.so"
      }
    }.filter { FileManager.default.isReadableFile(atPath: $0) }
  }
}

/// Why XGBoost cannot be used, in words.
public struct XGBoostUnavailable: Error, Hashable, Sendable, CustomStringConvertible {
  /// The library that was asked for; empty when none was.
  public let place: String
  public let found: String

  public var description: String {
    (place.isEmpty ? "" : "\(place): ") + "\(found); expected XGBoost 1.7 or newer; \(XGBoostLibrary.remedy)"
  }
}

extension XGBoostLibrary: CustomStringConvertible {
  public var description: String { "XGBoost \(version) of \(path)" }
}
