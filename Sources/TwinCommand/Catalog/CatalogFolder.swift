import Foundation

/// The folder that holds `Systems`, `Scenarios`, `Molds` and `Qualities`, and how it was found.
struct CatalogFolder: Sendable {
  let url: URL
  /// How it was found, in words.
  let origin: String

  /// The first that exists of: `PUR_MOLD_TWIN_HOME`, `share/pur-mold-twin` of the installation, the checkout the
  /// program was built in, the current folder. A set variable that leads nowhere is an error, not skipped.
  static func find() throws(CommandFailure) -> CatalogFolder? {
    if let home = ProcessInfo.processInfo.environment["PUR_MOLD_TWIN_HOME"], !home.isEmpty {
      let url = URL(filePath: home)
      guard holdsCatalog(url) else {
        throw CommandFailure(
          place: "PUR_MOLD_TWIN_HOME", found: "`\(home)`, which has no folder `Systems`",
          expected: "a folder with `Systems`, `Scenarios`, `Molds` and `Qualities`", remedy: "correct or unset it")
      }
      return CatalogFolder(url: url, origin: "PUR_MOLD_TWIN_HOME")
    }
    let places = [
      (ProgramPlace.installedShare, "beside the program"), (ProgramPlace.checkout, "the checkout of the program"),
      (URL(filePath: FileManager.default.currentDirectoryPath), "the current folder"),
    ]
    for case (let url?, let origin) in places where holdsCatalog(url) {
      return CatalogFolder(url: url, origin: origin)
    }
    return nil
  }

  /// The folder named by the user, when it is a whole catalog.
  static func holdsCatalog(_ url: URL) -> Bool { ProgramPlace.isFolder(url.appending(path: "Systems")) }

  /// The YAML files below a folder of the catalog, in the order of their paths.
  static func files(in folder: URL) -> [URL] {
    guard let below = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil) else { return [] }
    return below.compactMap { $0 as? URL }.filter { ["yaml", "yml"].contains($0.pathExtension) }
      .sorted { $0.path < $1.path }
  }
}
