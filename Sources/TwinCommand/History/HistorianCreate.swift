import ArgumentParser
import Historian
import Twin

/// `historian create`.
struct HistorianCreate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Make a historian where there is none.",
    discussion: "One that is there stays as it is, and is named with its version; exits 2 when that is another one.")

  @OptionGroup var historian: HistorianOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let place = try historian.place
    if let version = try await SchemaMove.version(place) {
      guard version == SQLHistorian.schemaVersion else {
        throw CommandFailure(
          place: place.words, found: "tables of version \(version)",
          expected: "none, or version \(SQLHistorian.schemaVersion)", remedy: "run historian migrate-schema")
      }
      return try SchemaMove(place: place.words, before: version, after: version, steps: []).print(output)
    }
    let steps = try await SQLHistorian.initialize(place, environment: HistorianOptions.environment)
    try SchemaMove(place: place.words, before: nil, after: SQLHistorian.schemaVersion, steps: steps).print(output)
  }
}

/// What became of the tables of a historian.
struct SchemaMove {
  let place: String
  /// Version before; `nil` when there were no tables.
  let before: Int?
  let after: Int
  let steps: [String]

  /// The version at a place; `nil` where there is no historian.
  static func version(_ place: HistorianPlace) async throws -> Int? {
    do throws(HistorianFailure) {
      return try await SQLHistorian.version(place, environment: HistorianOptions.environment)
    } catch {
      if error.kind == .missing, place.file != nil { return nil }
      throw error
    }
  }

  func print(_ output: OutputOptions) throws {
    switch output.output {
    case .table:
      let state = steps.isEmpty ? "is at version \(after)" : "is at version \(after) now"
      try StandardStream.print("\(place) \(state)\n" + steps.map { "  \($0)\n" }.joined())
    case .json:
      var json = JSONWriter()
      json.object { json in
        json.string("schema", "pur-mold-twin/historian-schema/1")
        json.string("historian", place)
        if let before { json.integer("before", before) } else { json.null("before") }
        json.integer("after", after)
        json.integer("newest", SQLHistorian.schemaVersion)
        json.strings("steps", steps)
      }
      try StandardStream.print(json.text + "\n")
    }
  }
}
