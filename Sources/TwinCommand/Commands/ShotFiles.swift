import Foaming
import Foundation
import Twin

/// The files behind a shot: the catalog, the text of the scenario, and what the options put in place of it.
struct ShotFiles {
  let catalog: Catalog
  /// The scenario's text, and its file for messages.
  let text: String
  let file: String
  let overrides: [Override]

  init(_ options: ShotOptions, words: Words) throws {
    let named = [(options.mold, "--mold"), (options.quality, "--quality")].compactMap { word, option in
      word.flatMap { TextFile.isPath($0) ? (path: $0, option: option) : nil }
    }
    catalog = try Catalog(systems: options.catalog.systems, named: named)
    for damaged in catalog.damaged {
      words.info("file set aside", ["file": damaged.file, "reason": "\(damaged.errors)"])
    }
    words.debug("catalog read", ["folder": catalog.folder?.url.path ?? "none"])
    overrides = try Self.overrides(options, catalog)
    if TextFile.isPath(options.scenario) {
      text = try TextFile.read(options.scenario, option: "--scenario")
      file = options.scenario
    } else {
      let id = try catalog.resolve(options.scenario, .scenario, option: "--scenario")
      let entry = try catalog.files.entry(.scenario, id: id)
      (text, file) = (entry.text, entry.file)
    }
  }

  /// The system that fills gaps, if one was asked for.
  func archetype(_ options: ShotOptions) throws -> MaterialSystem? {
    try options.assume.map { try catalog.files.system(id: catalog.resolve($0, .system, option: "--assume")) }
  }

  /// The user's overrides; those that stand for options come first, so that `--set` reaches into what they name.
  private static func overrides(_ options: ShotOptions, _ catalog: Catalog) throws -> [Override] {
    var texts: [String] = []
    if let word = options.system { texts.append("system=\(try catalog.resolve(word, .system, option: "--system"))") }
    if let word = options.mold { texts.append("mold=\(try catalog.resolve(word, .mold, option: "--mold"))") }
    if let word = options.quality {
      texts.append("quality=\(try catalog.resolve(word, .quality, option: "--quality"))")
    }
    if let dimension = options.dimension { texts.append("settings.dimension=\(dimension.rawValue)") }
    if let layers = options.layers { texts.append("settings.layers=\(layers)") }
    return try (texts + options.overrides).map { try Override($0) }
  }
}
