import ArgumentParser
import Foundation
import Historian
import Plant
import Twin
import TwinServer
import Watch

/// `quarantine`: the review queue.
struct QuarantineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quarantine", abstract: "Look at samples in quarantine, and release, reject, or fix them.",
    discussion: """
      An entry holds samples of one signal that broke one rule one after the other. Released and fixed samples are
      stored with the times they came with. Acts through the watch that runs, and without one on what it left.

        pur-mold-twin quarantine list --plant demo-plant --historian plant.db
        pur-mold-twin quarantine release hydraulics.ps1@1795431234000000-range --plant demo-plant --historian plant.db
      """,
    subcommands: [
      QuarantineList.self, QuarantineShow.self, QuarantineRelease.self, QuarantineReject.self, QuarantineRepair.self,
      QuarantineExport.self,
    ])
}

/// `quarantine list`.
struct QuarantineList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "The entries that wait for a decision. Exits 1 when there are any.")

  @OptionGroup var place: WatchPlaceOptions

  @Flag(help: "Also those that were decided upon.")
  var all = false

  @OptionGroup var output: OutputOptions

  func run() async throws {
    let entries = try await place.history.entries(all ? nil : .waiting)
    if output.output == .json {
      var json = JSONWriter()
      json.object { json in
        json.string("schema", "pur-mold-twin/quarantine/1")
        json.array("entries", entries) { json, entry in json.object { $0.entry(entry, withSamples: false) } }
      }
      try StandardStream.print(json.text + "\n")
    } else {
      var table = TextTable("ENTRY", "SAMPLES", "FROM", "TO", "STATE", "WHY")
      for entry in entries {
        table.row(
          entry.id, String(entry.count), entry.first.description, entry.last.description, entry.state.rawValue,
          entry.detail ?? entry.rule.rawValue)
      }
      try StandardStream.print(table.text)
    }
    if entries.contains(where: { $0.state == .waiting }) { throw ExitStatus.finding }
  }
}

/// `quarantine show`.
struct QuarantineShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "One entry with its samples and what each of them broke.")

  @Argument(help: ArgumentHelp("The entry, as `quarantine list` names it.", valueName: "entry"))
  var entry: String

  @OptionGroup var place: WatchPlaceOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let plant = try place.description()
    let historian = try await place.history.reading()
    let found = try await QuarantineEntry.find(entry, in: historian)
    await historian.close()
    guard let found else {
      throw CommandFailure(
        place: "entry", found: "`\(entry)`, which is not there", expected: "an entry of the review queue",
        remedy: "look at `quarantine list --all`")
    }
    if output.output == .json {
      var json = JSONWriter()
      json.object { json in
        json.string("schema", "pur-mold-twin/quarantine-entry/1")
        json.entry(found, withSamples: true)
      }
      return try StandardStream.print(json.text + "\n")
    }
    let signal = SignalID(rawValue: found.signal).flatMap { plant.index(of: $0) }.map { plant[$0] }
    var table = TextTable("TIME", "VALUE", "WHY")
    for held in found.samples {
      let value = held.text ?? held.number.map { signal?.text($0) ?? "\($0)" } ?? "–"
      let reason = QuarantineReason(found.rule, found: held.found, limit: held.limit, detail: found.detail)
      table.row(held.time.description, value, signal.map { reason.words(for: $0) } ?? found.rule.rawValue)
    }
    let decision = found.actor.map { " by \($0)" } ?? ""
    try StandardStream.print(
      "\(found.id): \(found.count) samples, \(found.state.rawValue)\(decision)\n" + table.text)
  }
}

/// `quarantine export`.
struct QuarantineExport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "All entries with their samples, one JSON object in a line; numbers are SI.")

  @OptionGroup var place: WatchHistorianOptions

  func run() async throws {
    for entry in try await place.entries(nil) {
      var json = JSONWriter(indented: false)
      json.object { $0.entry(entry, withSamples: true) }
      try StandardStream.print(json.text + "\n")
    }
  }
}

extension WatchHistorianOptions {
  /// The entries in a state, or all, the earliest first.
  func entries(_ state: QuarantineEntry.State?) async throws -> [QuarantineEntry] {
    let historian = try await reading()
    let records = try await historian.allRecords(.quarantine, in: WatchRecords.ever, state: state?.rawValue)
    await historian.close()
    return try records.map { try WatchRecords.entry($0) }
  }
}
