import Foundation

/// Where the running program lies, and what lies around it.
enum ProgramPlace {
  /// The executable itself, symbolic links followed.
  static let executable: URL = {
    let path = Bundle.main.executablePath ?? CommandLine.arguments[0]
    return URL(filePath: path).resolvingSymlinksInPath()
  }()

  /// `share/pur-mold-twin` of the installation the program belongs to, if it was installed.
  static let installedShare: URL? = {
    let prefix = executable.deletingLastPathComponent().deletingLastPathComponent()
    let share = prefix.appending(path: "share/pur-mold-twin")
    return isFolder(share) ? share : nil
  }()

  /// The root of the checkout the program was built in, if it still lies in its build folder.
  static let checkout: URL? = {
    var folder = executable.deletingLastPathComponent()
    while folder.path.count > 1 {
      let manifest = folder.appending(path: "Package.swift")
      if FileManager.default.fileExists(atPath: manifest.path), executable.path.contains("/.build") { return folder }
      folder.deleteLastPathComponent()
    }
    return nil
  }()

  static func isFolder(_ url: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) && isFolder.boolValue
  }
}
