public import Foundation

/// A Python interpreter that is meant to have JAX and diffrax.
public struct JAXInterpreter: Hashable, Sendable {
  /// The executable.
  public let url: URL

  public init(url: URL) { self.url = url }

  /// Name of the environment variable that names the interpreter.
  public static let variable = "PUR_MOLD_TWIN_JAX_PYTHON"

  /// How to get one.
  public static let remedy = "`make jax-venv` in the sources makes one; \(variable) names another Python that has both"

  /// The interpreter that ``variable`` names, else `.venv-jax/bin/python` in the working folder or a folder above the
  /// program; `nil` when there is none.
  public static func find() -> JAXInterpreter? {
    if let named = ProcessInfo.processInfo.environment[variable], !named.isEmpty {
      return JAXInterpreter(url: URL(filePath: named))
    }
    let working = URL(filePath: FileManager.default.currentDirectoryPath)
    var folders = [working]
    var folder = (Bundle.main.executableURL ?? working).resolvingSymlinksInPath()
    // The program lies in .build/<platform>/<configuration> of the sources.
    for _ in 0..<5 {
      folder = folder.deletingLastPathComponent()
      folders.append(folder)
    }
    return folders.map { $0.appending(path: ".venv-jax/bin/python") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
      .map { JAXInterpreter(url: $0) }
  }

  /// Versions of what the worker found.
  public struct Versions: Hashable, Sendable {
    public let python: String
    public let jax: String
    public let diffrax: String
  }

  /// Starts the worker, unless it runs already, and asks for its versions.
  ///
  /// - Throws: ``JAXUnavailable`` when the interpreter is not there or lacks a library.
  public func versions() throws(JAXUnavailable) -> Versions { try WorkerPool.versions(of: self) }
}

/// Why diffrax cannot be used, in words.
public struct JAXUnavailable: Error, Hashable, Sendable {
  /// What was met.
  public let found: String

  init(_ found: String) { self.found = found }
}

extension JAXUnavailable: CustomStringConvertible {
  public var description: String { "\(found); \(JAXInterpreter.remedy)" }
}
