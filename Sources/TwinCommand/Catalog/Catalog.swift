import Foundation
import Quantities
import Twin

/// The files a command works with: those the user named, and the catalog behind them.
///
/// A file the user names takes the place of the catalog's file with the same identifier. A file of the catalog that
/// cannot be read is set aside: it matters only to who asks for it.
struct Catalog {
  private(set) var files = FileCatalog()
  /// The files set aside, and why.
  private(set) var damaged: [(file: String, errors: FileErrors)] = []
  /// The catalog behind, if there is one.
  let folder: CatalogFolder?

  /// Reads the user's files first, then the catalog.
  ///
  /// - Parameters:
  ///   - systems: value of `--systems`: a catalog, a folder of system files, or one system file.
  ///   - named: further files the user named, with the option that named them.
  init(systems: String?, named: [(path: String, option: String)] = []) throws {
    let systemsURL = systems.map { URL(filePath: $0) }
    if let systemsURL, CatalogFolder.holdsCatalog(systemsURL) {
      folder = CatalogFolder(url: systemsURL, origin: "--systems")
    } else {
      folder = try CatalogFolder.find()
    }
    for file in named { try files.add(text: TextFile.read(file.path, option: file.option), file: file.path) }
    if let systems, let systemsURL, folder?.origin != "--systems" {
      try addSystems(systems, systemsURL)
    }
    try addCatalog()
  }

  private mutating func addSystems(_ path: String, _ url: URL) throws {
    guard ProgramPlace.isFolder(url) else {
      return try files.add(text: TextFile.read(path, option: "--systems"), file: path, kind: .system)
    }
    let found = CatalogFolder.files(in: url)
    guard !found.isEmpty else {
      throw CommandFailure(
        place: "--systems", found: "`\(path)`, a folder without YAML files",
        expected: "a system file, a folder of system files, or a catalog")
    }
    for file in found { try files.add(text: TextFile.read(file.path, option: "--systems"), file: file.path) }
  }

  private mutating func addCatalog() throws(CommandFailure) {
    guard let folder else { return }
    let taken = Set(FileKind.allCases.flatMap { kind in files.ids(kind).map { "\(kind.rawValue)/\($0)" } })
    for kind in FileKind.allCases {
      for url in CatalogFolder.files(in: folder.url.appending(path: kind.folder)) {
        let text = try TextFile.read(url.path, option: "catalog")
        if let id = Self.id(in: text), taken.contains("\(kind.rawValue)/\(id)") { continue }
        do {
          try files.add(text: text, file: url.path, kind: kind)
        } catch {
          damaged.append((url.path, error))
        }
      }
    }
  }

  /// The identifier a file states at its top level, found without reading the rest.
  private static func id(in text: String) -> String? {
    text.split(separator: "\n").first { $0.hasPrefix("id:") }.map {
      $0.dropFirst(3).prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces)
    }
  }

  /// The identifiers of a kind.
  ///
  /// - Throws: when there is none, which means that no catalog was found.
  func ids(_ kind: FileKind) throws(CommandFailure) -> [String] {
    let ids = files.ids(kind)
    guard ids.isEmpty else { return ids }
    throw CommandFailure(
      place: folder?.url.path ?? "catalog", found: "no \(kind.rawValue) file",
      expected: "a catalog with `\(kind.folder)`", remedy: "set PUR_MOLD_TWIN_HOME or pass --systems")
  }

  /// The identifier of a file the user named, or the identifier the user wrote.
  ///
  /// - Throws: when the catalog knows no such identifier; names the nearest.
  func resolve(_ word: String, _ kind: FileKind, option: String) throws -> String {
    if let file = files.entries(kind).first(where: { $0.file == word }) { return file.id }
    let known = files.ids(kind)
    guard !known.contains(word) else { return word }
    let near = Spelling.nearest(to: word, among: known).map { "did you mean `\($0)`?" }
    let place = folder.map { "in \($0.url.path)" } ?? "no catalog was found"
    throw CommandFailure(
      place: option, found: "the unknown \(kind.rawValue) `\(word)` (\(place))",
      expected: known.isEmpty ? "a \(kind.rawValue) file" : "one of \(known.joined(separator: ", "))",
      remedy: near ?? (known.isEmpty ? "set PUR_MOLD_TWIN_HOME or pass --systems" : ""))
  }
}

extension FileKind {
  /// The folder of the catalog that holds files of this kind.
  var folder: String {
    switch self {
    case .system: "Systems"
    case .scenario: "Scenarios"
    case .mold: "Molds"
    case .quality: "Qualities"
    case .datasource: "Datasources"
    case .plant: "Plants"
    }
  }
}
